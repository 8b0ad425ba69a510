import { type Document, isAlias, isMap, isScalar, isSeq, type Scalar } from 'yaml';
import { hashOf, type PuppetValue, rich } from '../language/index.ts';
import { parseLikePsych } from '../project/index.ts';

/** What a YAML text says, or why it says nothing. */
export type YamlValue =
  | { readonly ok: true; readonly value: PuppetValue }
  | { readonly ok: false; readonly why: string };

/** Reads a YAML text as Ruby's Psych does: as a value of the language, with aliases and keys of any kind. */
export function readYamlValue(text: string): YamlValue {
  const { document } = parseLikePsych(text);
  const [fault] = document.errors;
  if (fault !== undefined) return { ok: false, why: fault.message.split('\n')[0] ?? '' };
  const value = puppetValue(document, document.contents, { left: mostNodes });
  return value === undefined ? { ok: false, why: `more than ${mostNodes} values` } : { ok: true, value };
}

/** Values of a text at most: aliases of aliases make many of few letters. */
const mostNodes = 1_000_000;

/** The value of a node; undefined where the text has too many. */
function puppetValue(document: Document, node: unknown, bound: { left: number }): PuppetValue | undefined {
  bound.left -= 1;
  if (bound.left < 0) return undefined;
  if (isAlias(node)) return puppetValue(document, node.resolve(document), bound);
  if (isSeq(node)) {
    const items = node.items.map((item) => puppetValue(document, item, bound));
    return items.every((item) => item !== undefined) ? items : undefined;
  }
  if (isMap(node)) {
    const entries: (readonly [PuppetValue, PuppetValue])[] = [];
    for (const { key, value } of node.items) {
      const pair = [puppetValue(document, key, bound), puppetValue(document, value, bound)] as const;
      if (pair[0] === undefined || pair[1] === undefined) return undefined;
      entries.push([pair[0], pair[1]]);
    }
    return hashOf(entries);
  }
  return isScalar(node) ? scalarValue(node) : null;
}

function scalarValue({ value, source = '' }: Scalar): PuppetValue {
  if (typeof value === 'number') {
    const isFloat = !Number.isInteger(value) || (/[.eE]/.test(source) && !/^[-+]?0x/i.test(source));
    return isFloat && (Number.isInteger(value) || !Number.isFinite(value)) ? { [rich]: 'Float', value } : value;
  }
  if (typeof value === 'bigint' || typeof value === 'string' || typeof value === 'boolean') return value;
  return value === null || value === undefined ? null : String(value);
}
