import type { Expression, KeyedEntry, Span } from '../syntax/ast.ts';
import type { TypeReader } from './read-type.ts';
import { parseVersionRange } from './semantic-version.ts';
import { parseTimespan, parseTimestamp } from './time.ts';
import type { PuppetType, UriPart } from './type.ts';

type Keys = readonly (Expression | KeyedEntry)[];

/** `SemVer['>=1.0.0 <2.0.0', '3.x']`. */
export function readSemVer(keys: Keys, reader: TypeReader): PuppetType {
  if (keys.length === 0) return { kind: 'SemVer' };
  const ranges = keys.flatMap((key) => {
    const range = key.kind === 'string' ? parseVersionRange(key.value) : undefined;
    if (range === undefined) reader.fault(key, "SemVer: expected a range of versions such as '>=1.0.0 <2.0.0'");
    return range === undefined ? [] : [range];
  });
  return { kind: 'SemVer', ranges };
}

/** `Timespan['0-01:00:00', default]`, `Timestamp['2026-01-01', default]`; numbers are seconds. */
export function readTime(kind: 'Timestamp' | 'Timespan', keys: Keys, reader: TypeReader, span: Span): PuppetType {
  if (keys.length > 2) reader.fault(span, `${kind} takes at most two bounds, got ${keys.length}`);
  const [min, max] = keys.map((key) => readTimeBound(kind, key));
  return { kind, ...(min !== undefined && { min }), ...(max !== undefined && { max }) };
}

/** A bound in nanoseconds; undefined for `default` and for what only Puppet can work out. */
function readTimeBound(kind: 'Timestamp' | 'Timespan', key: Expression | KeyedEntry): bigint | undefined {
  if (key.kind === 'number') {
    const seconds = Number(key.text);
    return Number.isFinite(seconds) ? BigInt(Math.round(seconds * 1e9)) : undefined;
  }
  if (key.kind !== 'string') return undefined;
  return kind === 'Timestamp' ? parseTimestamp(key.value) : parseTimespan(key.value);
}

/** `URI[{scheme => 'https'}]`, `URI['https://example.com']`. */
export function readUri(keys: Keys, reader: TypeReader): PuppetType {
  const [key] = keys;
  if (key?.kind === 'string') return { kind: 'URI', parts: partsOfUri(key.value) };
  const entries = key?.kind === 'hash' ? key.entries : keys;
  const parts: Record<string, UriPart> = {};
  for (const each of entries) {
    if (each.kind !== 'entry' || (each.key.kind !== 'name' && each.key.kind !== 'string')) continue;
    const part = readPart(each.value, reader);
    if (part !== undefined) parts[each.key.value] = part;
  }
  return Object.keys(parts).length === 0 ? { kind: 'URI' } : { kind: 'URI', parts };
}

function readPart(value: Expression, reader: TypeReader): UriPart | undefined {
  switch (value.kind) {
    case 'string':
      return value.value;
    case 'number':
      return Number(value.text);
    case 'regex':
      return { kind: 'Regexp', pattern: value.pattern };
    case 'reference':
    case 'access':
      return reader.type(value);
    default:
      return undefined;
  }
}

/** The parts of a URI that are there (RFC 3986, appendix B). */
export function partsOfUri(text: string): Readonly<Record<string, string>> {
  const found = /^(?:([^:/?#]+):)?(?:\/\/(?:([^/?#@]*)@)?([^/?#:]*)(?::(\d+))?)?([^?#]*)(?:\?([^#]*))?(?:#(.*))?$/.exec(
    text,
  );
  const [, scheme, userinfo, host, port, path, query, fragment] = found ?? [];
  const all = { scheme, userinfo, host, port, path, query, fragment };
  return Object.fromEntries(Object.entries(all).filter(([, part]) => part)) as Record<string, string>;
}
