import { encodeUtf8 } from '../../../common/index.ts';
import { partsOfUri } from '../../types/ranged-readers.ts';
import { parseVersion, parseVersionRange, printVersion, type SemanticVersion } from '../../types/semantic-version.ts';
import { entriesOf, type PuppetValue, rich } from '../../types/value.ts';
import { FunctionFault } from '../evaluation.ts';
import { sourceOf, textOf } from '../value-text.ts';
import { entry, isKind } from '../values.ts';

/** `SemVer('1.2.3')`, or from its parts. */
export function newSemVer([first = null, minor, patch, prerelease, build]: readonly PuppetValue[]): PuppetValue {
  const extra = (mark: string, part: PuppetValue | undefined) =>
    part === undefined || isKind(part, 'Default') || part === '' ? '' : mark + textOf(part);
  const text =
    typeof first === 'string'
      ? first
      : `${textOf(first)}.${textOf(minor ?? 0)}.${textOf(patch ?? 0)}${extra('-', prerelease)}${extra('+', build)}`;
  const version = parseVersion(text);
  if (version === undefined) {
    throw new FunctionFault(`'new_Version' The string '${text}' cannot be converted to a SemVer`);
  }
  return { [rich]: 'SemVer', version };
}

/** `SemVerRange('>=1.0.0')`, or from its first and last version. */
export function newSemVerRange([first = null, last = null, excludesLast]: readonly PuppetValue[]): PuppetValue {
  if (typeof first === 'string') {
    const range = parseVersionRange(first);
    if (range === undefined) throw new FunctionFault(`Unparsable version range: ${JSON.stringify(first)}`);
    return { [rich]: 'SemVerRange', range };
  }
  const [min, max] = [versionOf(first), versionOf(last)];
  const low = min === undefined ? '' : `>=${printVersion(min)}`;
  const high = max === undefined ? '' : `${excludesLast === true ? '<' : '<='}${printVersion(max)}`;
  const text =
    min !== undefined && max !== undefined && excludesLast !== true
      ? `${printVersion(min)} - ${printVersion(max)}`
      : `${low} ${high}`.trim();
  const interval = {
    ...(min !== undefined && { min }),
    ...(max !== undefined && { max }),
    ...(max !== undefined && excludesLast === true && { beforeMax: true }),
  };
  return { [rich]: 'SemVerRange', range: { text, intervals: [interval] } };
}

function versionOf(value: PuppetValue): SemanticVersion | undefined {
  return isKind(value, 'SemVer') ? value.version : undefined;
}

/** `Binary(text, format)`: base64 unless the format says that the text itself is meant; or from the bytes. */
export function newBinary([from = null, format = '%B']: readonly PuppetValue[]): PuppetValue {
  if (Array.isArray(from))
    return { [rich]: 'Binary', bytes: Uint8Array.from((from as readonly PuppetValue[]).map(Number)) };
  const text = textOf(from);
  if (format === '%s' || format === '%r') return { [rich]: 'Binary', bytes: encodeUtf8(text) };
  const plain = format === '%u' ? text.replaceAll('-', '+').replaceAll('_', '/') : text;
  const isStrict = format === '%B';
  const cleaned = isStrict ? plain : plain.replace(/[^A-Za-z0-9+/]/g, '');
  if (isStrict && (!/^[A-Za-z0-9+/]*={0,2}$/.test(cleaned) || cleaned.length % 4 !== 0)) {
    throw new FunctionFault('invalid base64');
  }
  return { [rich]: 'Binary', bytes: readBase64(cleaned) };
}

const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';

/** The bytes that a text in base64 stands for; what is no letter of it ends them. */
export function readBase64(text: string): Uint8Array {
  const bytes: number[] = [];
  let [bits, held] = [0, 0];
  for (const letter of text) {
    const value = alphabet.indexOf(letter);
    if (value < 0) break;
    bits = ((bits << 6) | value) & 0xffff;
    held += 6;
    if (held < 8) continue;
    held -= 8;
    bytes.push((bits >> held) & 0xff);
  }
  return Uint8Array.from(bytes);
}

/** `URI('http://x/')`, or from its parts. The port that the scheme has anyway is left out. */
export function newUri([from = null]: readonly PuppetValue[]): PuppetValue {
  const text = entriesOf(from) === undefined ? textOf(from) : uriFrom(from);
  if (/\s/.test(text) || /^[^A-Za-z/?#.%]*:/.test(text)) {
    throw new FunctionFault(`bad URI(is not URI?): ${sourceOf(text).replace(/^'(.*)'$/, '"$1"')}`);
  }
  const { scheme } = partsOfUri(text);
  const port = ports[scheme ?? ''];
  const uri = port === undefined ? text : text.replace(new RegExp(`^(${scheme}://[^/?#]*?):${port}(?=[/?#]|$)`), '$1');
  return { [rich]: 'URI', uri };
}

const ports: Readonly<Record<string, number>> = { http: 80, https: 443, ftp: 21, ldap: 389, ldaps: 636 };

function uriFrom(parts: PuppetValue): string {
  const part = (name: string, before: string, after = '') => {
    const found = entry(parts, name);
    return found === undefined || found === null ? '' : before + textOf(found) + after;
  };
  const host = part('host', `//${part('userinfo', '', '@')}`);
  return (
    part('scheme', '', ':') +
    part('opaque', '') +
    host +
    part('port', ':') +
    part('path', '') +
    part('query', '?') +
    part('fragment', '#')
  );
}
