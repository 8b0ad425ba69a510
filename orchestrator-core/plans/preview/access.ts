import {
  type Access,
  access,
  type Evaluation,
  type EvaluationFrame,
  entriesOf,
  entry,
  isRich,
  type PuppetValue,
  rich,
} from '../../language/index.ts';
import { walkAll } from './arguments.ts';
import { areKnown, derived, describe, needsOf, shortened, symbolic, unknownOf } from './symbolic.ts';
import { isTarget } from './target-book.ts';

const mostAlternatives = 32;

/** `left[keys]`, of which neither has to be known. */
export function* walkAccess(frame: EvaluationFrame, node: Access): Evaluation {
  const left = yield* frame.rules.expression(frame, node.left);
  return accessed(frame, node, left, yield* walkAll(frame, node.keys));
}

function accessed(frame: EvaluationFrame, node: Access, left: PuppetValue, keys: readonly PuppetValue[]): PuppetValue {
  const text = shortened(`${describe(left)}[${keys.map(describe).join(', ')}]`);
  const unknown = unknownOf(left);
  if (unknown === undefined) {
    if (isTarget(left) || (isRich(left) && left[rich] === 'Type' && !areKnown(keys))) return derived(text, keys);
    if (areKnown(keys)) return access(frame, node, left, keys);
    return derived(text, [left, ...keys], { kind: 'one', of: anyOf(left) });
  }
  const [key = null, ...more] = keys;
  const { shape } = unknown;
  if (more.length > 0 || !areKnown(keys)) return derived(text, [left, ...keys]);
  if (typeof key === 'number') return elementOf(left, key) ?? derived(text, [left]);
  if (shape?.kind === 'one' && shape.of.length <= mostAlternatives && shape.of.every(hasEntries)) {
    const of = shape.of.map((each) => entry(each, key) ?? null);
    return derived(text, [left, ...of], { kind: 'one', of });
  }
  return derived(text, [left]);
}

function hasEntries(value: PuppetValue): boolean {
  return entriesOf(value) !== undefined;
}

/** What a known collection holds, and undef for a key that it has not. */
function anyOf(value: PuppetValue): readonly PuppetValue[] {
  const elements = Array.isArray(value) ? (value as readonly PuppetValue[]) : entriesOf(value)?.map(([, each]) => each);
  if (elements === undefined || elements.length > mostAlternatives)
    return [derived(`${shortened(describe(value))}[…]`, [])];
  return [...elements, null];
}

/** An element of a list that is not known: the result of the target at that place, one of those that can be there. */
export function elementOf(list: PuppetValue, index: number): PuppetValue | undefined {
  const unknown = unknownOf(list);
  if (unknown === undefined)
    return Array.isArray(list) ? ((list as readonly PuppetValue[]).at(index) ?? null) : undefined;
  const { shape, needs } = unknown;
  const text = `${unknown.text}[${index}]`;
  switch (shape?.kind) {
    case 'some':
      return symbolic({ text, needs, shape: { kind: 'one', of: [...shape.of, null] } });
    case 'results': {
      if (Array.isArray(shape.targets) && shape.targets.length === 0) return null;
      const target = elementOf(shape.targets, index);
      return resultOf(list, target ?? derived(`${text}.target`, [list], 'Target'), text);
    }
    default:
      return undefined;
  }
}

/** The result of a target among results. */
export function resultOf(results: PuppetValue, target: PuppetValue, text: string): PuppetValue {
  const { shape, needs = [] } = unknownOf(results) ?? {};
  if (shape?.kind !== 'results') return derived(text, [results]);
  const all = [...new Set([...needs, ...needsOf(target)])];
  return symbolic({ text, needs: all, shape: { kind: 'result', target, ok: shape.ok, action: shape.action } });
}
