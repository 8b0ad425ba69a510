import type { Json, JsonObject } from '../../common/index.ts';
import { entriesOf, isRich, type PuppetValue, rich, sourceOf, textOf } from '../../language/index.ts';
import type { PreviewValue } from './plan-preview.ts';
import { describe, isKnown, nameOf, needsOf, shortened, unknownOf } from './symbolic.ts';
import { isTarget } from './target-book.ts';

/** Characters of a value that are shown; what is longer nobody reads here. */
const longest = 2_000;
const secret = 'Sensitive [value redacted]';

/** A value as a preview shows it, without what is secret. */
export function show(value: PuppetValue): PreviewValue {
  if (isSecret(value)) return { kind: 'sensitive' };
  if (isKnown(value)) {
    const text = cut(typeof value === 'string' ? value : isTarget(value) ? nameOf(value) : sourceOf(value));
    return { kind: 'known', value: text.length > longest ? text : jsonOf(value), text };
  }
  const unknown = unknownOf(value);
  const alternatives = alternativesOf(value);
  return {
    kind: 'unknown',
    text: cut(alternatives ?? unknown?.text ?? describe(value)),
    needs: needsOf(value),
    ...(alternatives === undefined && unknown?.isText === true && { isText: true }),
  };
}

function cut(text: string): string {
  return text.length <= longest ? text : `${text.slice(0, longest)}…`;
}

/** Whether a value is a secret as a whole. */
export function isSecret(value: PuppetValue): boolean {
  if (isRich(value) && value[rich] === 'Sensitive') return true;
  return unknownOf(value)?.isSecret === true;
}

/** Of few values it says which they are. */
function alternativesOf(value: PuppetValue): string | undefined {
  const { shape } = unknownOf(value) ?? {};
  if (shape?.kind !== 'one' || shape.of.length > 3) return undefined;
  const isShort = shape.of.every((each) => {
    const unknown = unknownOf(each);
    if (unknown !== undefined) return !isSecret(each) && /^\$\w+$/.test(unknown.text);
    return isKnown(each) && !isSecret(each) && (typeof each !== 'object' || each === null);
  });
  return isShort ? shape.of.map((each) => shortened(describe(each), 40)).join(' or ') : undefined;
}

function jsonOf(value: PuppetValue): Json {
  if (value === null || typeof value === 'string' || typeof value === 'boolean' || typeof value === 'number') {
    return value;
  }
  if (typeof value === 'bigint') return value.toString();
  if (Array.isArray(value)) return (value as readonly PuppetValue[]).map(jsonOf);
  const entries = entriesOf(value);
  if (entries !== undefined) {
    return Object.fromEntries(entries.map(([key, each]) => [textOf(key), jsonOf(each)])) satisfies JsonObject;
  }
  if (!isRich(value)) return null;
  if (value[rich] === 'Sensitive') return secret;
  return value[rich] === 'Float' ? value.value : textOf(value);
}

/** Parameters by name; what is not known by name stands under `*`. */
export function showAll(
  values: PuppetValue,
  isHidden: (name: string) => boolean = () => false,
): Readonly<Record<string, PreviewValue>> {
  const entries = entriesOf(values);
  if (entries === undefined) return values === null ? {} : { '*': show(values) };
  return Object.fromEntries(
    entries
      .map(([key, value]) => [textOf(key), value] as const)
      .map(([name, value]) => [name, isHidden(name) ? { kind: 'sensitive' } : show(value)] as const),
  );
}
