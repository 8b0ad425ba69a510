import type { JsonObject } from '../../common/index.ts';
import { entriesOf, entry, hashOf, isRich, type PuppetObject, type PuppetValue, rich } from '../../language/index.ts';
import type { PreviewCall } from './call.ts';
import { contextOf } from './context.ts';
import { targetNamed } from './members.ts';
import { areKnown, derived, describe, isKnown, needsOf, symbolic, truthOf, unknownOf } from './symbolic.ts';
import { asEvaluationError } from './target-functions.ts';

/** `Target.new`, `Result.new`, `ResultSet.new` and the others that live outside the language; undefined for the rest. */
export function constructed(call: PreviewCall): PuppetValue | undefined {
  const { given, text } = call;
  const [type = null, ...rest] = given;
  if (!isRich(type) || type[rich] !== 'Type' || type.type.kind !== 'Object') return undefined;
  switch (type.type.name) {
    case 'Target':
      return newTarget(call, rest);
    case 'Result':
    case 'ApplyResult': {
      const [target = null, value = null] = rest;
      const failure = entriesOf(value) === undefined ? undefined : (entry(value, '_error') ?? null);
      const isError = failure === undefined ? undefined : truthOf(failure);
      const ok = isError === undefined ? undefined : !isError;
      return symbolic({ text, needs: needsOf(...rest), shape: { kind: 'result', target, ok, action: 'action' } });
    }
    case 'ResultSet':
      return newResults(call, rest[0] ?? null);
    case 'ContainerResult':
    case 'Future':
    case 'ResourceInstance':
      return derived(text, rest, 'Some');
    default:
      return undefined;
  }
}

function newTarget(call: PreviewCall, given: readonly PuppetValue[]): PuppetValue {
  const { frame, node, text } = call;
  const [first = null, options = null] = given;
  const isHash = entriesOf(first) !== undefined;
  const name = isHash ? (entry(first, 'name') ?? entry(first, 'uri') ?? null) : first;
  if (typeof name !== 'string') return derived(text, given, 'Target');
  const data = isHash ? first : hashOf([['uri', first], ...(entriesOf(options) ?? [])]);
  const { run } = contextOf(frame);
  // What is not known of it is left out of the inventory, and set as what is not known.
  const known = (entriesOf(data) ?? []).filter(([, value]) => isKnown(value));
  try {
    const made = run.ports.inventory.create(Object.fromEntries(known) as PuppetObject as JsonObject);
    noteTarget(call, made, data);
    const vars = entry(data, 'vars');
    for (const [key, value] of (vars !== undefined && !isKnown(vars) ? entriesOf(vars) : []) ?? []) {
      if (typeof key === 'string') run.targets.setVar(made, key, value);
    }
    const facts = entry(data, 'facts');
    if (facts !== undefined && !isKnown(facts)) run.targets.addFacts(made, facts);
    return targetNamed(frame, made);
  } catch (error) {
    throw asEvaluationError(frame, node, error);
  }
}

/** What is said of a target stands in the place of what the inventory had. */
function noteTarget({ frame }: PreviewCall, target: string, data: PuppetValue): void {
  const { targets } = contextOf(frame).run;
  const detail = describe(data);
  targets.change({ kind: 'target', target, detail: '' }, () => {});
  const settings = (entriesOf(data) ?? []).filter(([key]) => key !== 'vars' && key !== 'facts');
  const apply = areKnown(settings.map(([, value]) => value)) ? () => {} : undefined;
  targets.change({ kind: 'config', target, detail }, apply);
  targets.change({ kind: 'feature', target, detail }, apply);
}

function newResults({ text }: PreviewCall, list: PuppetValue): PuppetValue {
  if (!Array.isArray(list)) return derived(text, [list], 'Some');
  const shapes = (list as readonly PuppetValue[]).map((each) => unknownOf(each)?.shape);
  const results = shapes.flatMap((shape) => (shape?.kind === 'result' ? [shape] : []));
  if (results.length !== shapes.length) return derived(text, [list], 'Some');
  const [first] = results;
  const ok = results.every((each) => each.ok === first?.ok) ? first?.ok : undefined;
  const targets = results.map(({ target }) => target);
  return symbolic({ text, needs: needsOf(list), shape: { kind: 'results', targets, ok, action: 'action' } });
}
