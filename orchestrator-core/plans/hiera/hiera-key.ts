import { entry, isHash, type PuppetValue, textOf } from '../../language/index.ts';
import { HieraError } from './hiera-error.ts';

/** A key of Hiera: `ntp::servers.0.name` is the third level below `ntp::servers`. */
export interface HieraKey {
  readonly text: string;
  readonly root: string;
  /** Digits are the places of a list. */
  readonly segments: readonly (string | number)[];
  /** `ntp` of `ntp::servers`: whose module data may have it. */
  readonly module: string | undefined;
}

/** @throws HieraError for what cannot be taken apart. */
export function readKey(text: string): HieraKey {
  const [root = '', ...segments] = splitKey(text, `in key: '${text}'`);
  const name = String(root);
  const colons = name.indexOf('::');
  return { text, root: name, segments, module: colons > 0 ? name.slice(0, colons) : undefined };
}

/** The parts of a dotted key; quotes keep dots together. `where` ends the sentence about what is wrong. */
export function splitKey(text: string, where: string): readonly (string | number)[] {
  if (!/['".]/.test(text)) return [text];
  const parts: (string | number)[] = [];
  let rest = text;
  for (;;) {
    const found = /^(?:\s*"([^"]+)"\s*|\s*'([^']+)'\s*|([^'".]+))/.exec(rest);
    if (found === null) throw new HieraError(`Syntax error ${where}`);
    const plain = found[3]?.trim();
    parts.push(plain === undefined ? (found[1] ?? found[2] ?? '') : /^[+-]?\d+$/.test(plain) ? Number(plain) : plain);
    rest = rest.slice(found[0].length);
    if (rest === '') return parts;
    if (!rest.startsWith('.')) throw new HieraError(`Syntax error ${where}`);
    rest = rest.slice(1);
  }
}

/** What lies below a value; undefined where nothing does. @throws HieraError where a part is no list and no hash. */
export function dig(value: PuppetValue, segments: readonly (string | number)[], key: string): PuppetValue | undefined {
  let at: PuppetValue | undefined = value;
  for (const segment of segments) {
    if (at === undefined || at === null) return undefined;
    if (typeof segment === 'number' && Array.isArray(at)) {
      at = (at as readonly PuppetValue[])[segment];
      continue;
    }
    if (!isHash(at)) {
      const message = `Data Provider type mismatch: Got ${rubyName(at)} when a hash-like object was expected to access value using '${segment}' from key '${key}'`;
      throw new HieraError(message);
    }
    at = entry(at, segment);
  }
  return at;
}

function rubyName(value: PuppetValue): string {
  if (Array.isArray(value)) return 'Array';
  if (typeof value === 'number') return Number.isInteger(value) ? 'Integer' : 'Float';
  if (typeof value === 'boolean') return value ? 'TrueClass' : 'FalseClass';
  return typeof value === 'string' ? 'String' : textOf(value);
}
