import { entriesOf, hashOf, isHash, type PuppetValue, textOf } from '../../language/index.ts';
import { HieraError } from './hiera-error.ts';
import { dig, splitKey } from './hiera-key.ts';

/** What texts of Hiera refer to. */
export interface Interpolation {
  /** The value of a variable; undefined where there is none. */
  readonly variable: (name: string) => PuppetValue | undefined;
  /** What Hiera has under a key; absent where a text may not look anything up. */
  readonly lookup?: (key: string) => Promise<PuppetValue | undefined>;
}

const nothing = new Set(['', '::', '""', "''", '"::"', "'::'"]);

/** Fills in `%{…}` in every text of a value. @throws HieraError */
export async function interpolate(value: PuppetValue, from: Interpolation): Promise<PuppetValue> {
  if (typeof value === 'string') return value.includes('%{') ? interpolateText(value, from) : value;
  if (Array.isArray(value)) {
    const filled: PuppetValue[] = [];
    for (const item of value as readonly PuppetValue[]) filled.push(await interpolate(item, from));
    return filled;
  }
  if (!isHash(value)) return value;
  const filled: (readonly [PuppetValue, PuppetValue])[] = [];
  for (const [key, item] of entriesOf(value) ?? []) {
    filled.push([await interpolate(key, from), await interpolate(item, from)]);
  }
  return hashOf(filled);
}

async function interpolateText(text: string, from: Interpolation): Promise<PuppetValue> {
  let filled = '';
  let end = 0;
  for (const match of text.matchAll(/%\{([^}]*)\}/g)) {
    filled += text.slice(end, match.index);
    end = match.index + match[0].length;
    const expression = (match[1] ?? '').trim();
    if (nothing.has(expression)) continue;
    const { method, data } = readExpression(expression, from);
    if (method === 'alias' && match[0] !== text) {
      throw new HieraError("'alias' interpolation is only permitted if the expression is equal to the entire string");
    }
    const value = await resolve(method, data, text, from);
    if (method === 'alias') return value ?? null;
    filled += textOf((await interpolate(value ?? null, from)) ?? null);
  }
  return filled + text.slice(end);
}

function readExpression(expression: string, from: Interpolation): { method: string; data: string } {
  const call = /^(\w+)\((?:"([^"]+)"|'([^']+)')\)$/.exec(expression);
  if (call === null) return { method: 'scope', data: expression };
  if (from.lookup === undefined) {
    throw new HieraError('Interpolation using method syntax is not allowed in this context');
  }
  return { method: call[1] ?? '', data: call[2] ?? call[3] ?? '' };
}

async function resolve(
  method: string,
  data: string,
  text: string,
  from: Interpolation,
): Promise<PuppetValue | undefined> {
  switch (method) {
    case 'literal':
      return data;
    case 'lookup':
    case 'hiera':
    case 'alias':
      return (await from.lookup?.(data)) ?? '';
    case 'scope':
      return scoped(data, text, from);
    default:
      throw new HieraError(`Unknown interpolation method '${method}'`);
  }
}

/** The value of `facts.os.family`; undefined where there is none. */
export function scoped(
  name: string,
  text: string,
  { variable }: Pick<Interpolation, 'variable'>,
): PuppetValue | undefined {
  const [root = '', ...segments] = splitKey(name, `in string: ${text}`);
  const value = variable(String(root).replace(/^::/, ''));
  return value === undefined || segments.length === 0 ? value : dig(value, segments, name);
}
