import type { DatabaseSync, SQLOutputValue } from 'node:sqlite';
import { executionError, queryError } from '../../pql/index.ts';
import { type PostgresqlRegex, postgresqlRegex, RegexError } from '../../regex/index.ts';
import { addDecimals, averageOf, type Decimal, decimalText, readDecimal } from './decimal.ts';
import { jsonContains, jsonOrder, postgresqlJson } from './postgresql-json.ts';
import { numberToChar, timeToChar } from './to-char.ts';

/** How many regular expressions are kept compiled. */
const mostKept = 200;

/** Gives a connection the functions that compiled queries call. All are deterministic and touch nothing. */
export function addFunctions(database: DatabaseSync): void {
  const matcher: Matcher = keptRegexes();
  const pure = (name: string, compute: (...values: SQLOutputValue[]) => SQLOutputValue): void => {
    database.function(name, { deterministic: true, varargs: true }, (...values) =>
      values.includes(null) ? null : compute(...values),
    );
  };
  pure('regex_matches', (pattern, text) => Number(tested(matcher, String(pattern), String(text))));
  pure('path_matches', (patterns, path) => Number(pathMatches(matcher, String(patterns), String(path), false)));
  pure('path_matches_whole', (patterns, path) => Number(pathMatches(matcher, String(patterns), String(path), true)));
  pure('encoded_path', (path) => encodedPath(String(path)));
  pure('path_order', (path) => partsOf(String(path)).join('\u0000'));
  pure('path_in_order', (text) => JSON.stringify(text === '' ? [] : String(text).split('\u0000')));
  pure('postgresql_json', (json) => postgresqlJson(String(json)));
  pure('json_order', (json) => jsonOrder(String(json)));
  pure('json_equal', (one, other) => Number(postgresqlJson(String(one)) === postgresqlJson(String(other))));
  pure('json_contains', (whole, part) => Number(jsonContains(String(whole), String(part))));
  pure('decimal_of', (text) => Number(decimalText(decimalOf(text ?? ''))));
  // For PostgreSQL no text comes of an empty format.
  pure('time_to_char', (time, format) => (format === '' ? null : timeToChar(Number(time), String(format))));
  pure('number_to_char', (number, format) => numberText(number ?? 0, String(format)));
  addAggregates(database);
}

interface Sum {
  readonly sum: Decimal;
  readonly count: bigint;
  /** The first value that is no number: what a step throws Node forgets when there were others before. */
  readonly wrong?: unknown;
}

/** The declared type wants a value of SQLite as the state, though any will do. */
type AddAggregate = (
  name: string,
  options: {
    readonly deterministic: true;
    readonly useBigIntArguments: true;
    readonly start: () => Sum;
    readonly step: (state: Sum, value: SQLOutputValue) => Sum;
    readonly result: (state: Sum) => string | null;
  },
) => void;

function addAggregates(database: DatabaseSync): void {
  const add = database.aggregate.bind(database) as unknown as AddAggregate;
  const options = {
    deterministic: true,
    useBigIntArguments: true,
    start: (): Sum => ({ sum: { digits: 0n, scale: 0 }, count: 0n }),
    step: (state: Sum, value: SQLOutputValue): Sum => {
      if (value === null || state.wrong !== undefined) return state;
      try {
        return { sum: addDecimals(state.sum, decimalOf(value)), count: state.count + 1n };
      } catch (wrong) {
        return { ...state, wrong };
      }
    },
  } as const;
  const result = ({ sum, count, wrong }: Sum, of: (sum: Decimal, count: bigint) => Decimal): string | null => {
    if (wrong !== undefined) throw wrong;
    return count === 0n ? null : decimalText(of(sum, count));
  };
  add('decimal_sum', { ...options, result: (state) => result(state, (sum) => sum) });
  add('decimal_avg', { ...options, result: (state) => result(state, averageOf) });
}

function decimalOf(value: SQLOutputValue): Decimal {
  // A float that is whole has a decimal in PostgreSQL, too.
  const text = typeof value === 'number' && Number.isInteger(value) ? value.toFixed(1) : String(value);
  const decimal = readDecimal(text);
  if (decimal === undefined) throw executionError(`ERROR: invalid input syntax for type numeric: "${text}"`);
  return decimal;
}

function numberText(number: SQLOutputValue, format: string): string {
  const text = numberToChar(typeof number === 'bigint' ? number : Number(number), format);
  if (text === undefined) throw queryError(`to_string of numbers does not know the format "${format}"`);
  return text;
}

function keptRegexes(): (source: string) => PostgresqlRegex {
  const kept = new Map<string, PostgresqlRegex>();
  return (source) => {
    const known = kept.get(source);
    if (known !== undefined) return known;
    const regex = postgresqlRegex(source);
    if ('problem' in regex) throw executionError(`ERROR: invalid regular expression: ${regex.problem}`);
    if (kept.size >= mostKept) kept.clear();
    kept.set(source, regex);
    return regex;
  };
}

type Matcher = (source: string) => PostgresqlRegex;

/** @throws OrchestratorError when it would take too long to tell */
function tested(matcher: Matcher, pattern: string, text: string): boolean {
  try {
    return matcher(pattern).test(text);
  } catch (error) {
    throw error instanceof RegexError ? queryError(`The query takes too long: ${error.message}`) : error;
  }
}

/** Whether every part of a path is matched by its regular expression; one that is a number asks for exactly that. */
function pathMatches(matcher: Matcher, patterns: string, path: string, whole: boolean): boolean {
  const wanted = JSON.parse(patterns) as readonly (string | number)[];
  const parts = JSON.parse(path) as readonly (string | number)[];
  return (
    wanted.length === parts.length &&
    wanted.every((pattern, index) => {
      const part = parts[index] ?? '';
      if (typeof pattern === 'number')
        return typeof part === 'number' && tested(matcher, String(pattern), String(part));
      // Digits alone are a key, never an index.
      if (/^\d+$/.test(pattern) && typeof part === 'number') return false;
      return tested(matcher, whole ? `^(?:${pattern})$` : pattern, String(part));
    })
  );
}

function partsOf(path: string): readonly (string | number)[] {
  return JSON.parse(path);
}

/** A path as the one text in which PuppetDB keeps it: digits that are a key are quoted. */
function encodedPath(path: string): string {
  return partsOf(path)
    .map((part) => (typeof part === 'string' && /^\d+$/.test(part) ? `"${part}"` : String(part)))
    .join('#~');
}
