export { base64 } from './base64.ts';
export type { CancelSignal } from './cancel-signal.ts';
export type { Clock, IdSource, Random, Timer } from './clock.ts';
export { cellText, csvLine } from './csv.ts';
export { type ErrorValue, fromErrorValue, OrchestratorError, toErrorValue } from './errors.ts';
export { digitsJson, isWhole, parseExact, parseNumbers } from './exact-json.ts';
export { ExactNumber, exactFloat, exactInteger } from './exact-number.ts';
export type { DirectoryEntry, FileStat, Files } from './files.ts';
export { isJsonObject, type Json, type JsonObject } from './json.ts';
export { type Log, type LogLevel, silentLog } from './log.ts';
export { countingIds, ManualClock } from './manual-clock.ts';
export { nameOfUri, passwordUris, withoutPasswords } from './name-of-uri.ts';
export { distance, nearest } from './nearest.ts';
export { type AnswerPage, wholeAnswer, wholePages } from './paged-answer.ts';
export { baseName, extension, joinPath, parentPath, stem } from './path.ts';
export { isPlainSelection } from './plain-selection.ts';
export type { Problem } from './problem.ts';
export { queryTimeout, queryTooLong } from './query-timeout.ts';
export { redactedText } from './redacted.ts';
export { rubyClass, rubyInspect, rubyText } from './ruby.ts';
export {
  boolean,
  count,
  type Decoded,
  decode,
  decodeText,
  type Fields,
  integer,
  json,
  jsonObject,
  list,
  type OptionalField,
  object,
  oneOf,
  optional,
  type Schema,
  text,
  textLike,
} from './schema.ts';
export { decodeEscaped, decodeUtf8, encodeUtf8, wholeCharacters } from './utf8.ts';
export { isWildcard, wildcardMatcher } from './wildcard.ts';
