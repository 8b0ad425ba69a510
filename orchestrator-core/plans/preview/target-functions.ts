import { OrchestratorError } from '../../common/index.ts';
import { type EvaluationFrame, evaluationError, type PuppetValue, type Span } from '../../language/index.ts';
import type { PlanInventory } from '../run/plan-inventory.ts';
import { jsonOf } from '../values/json-value.ts';
import type { PreviewCall } from './call.ts';
import { contextOf } from './context.ts';
import { targetNamed } from './members.ts';
import type { PreviewTargets } from './plan-preview.ts';
import { areKnown, derived, describe, isKnown, nameOf, unknownOf } from './symbolic.ts';
import { isTarget } from './target-book.ts';

/** The targets that a TargetSpec means now. @throws EvaluationError where it means none. */
export function selectAt(frame: EvaluationFrame, node: Span, spec: PuppetValue): PreviewTargets {
  try {
    return contextOf(frame).run.targets.select(spec);
  } catch (error) {
    throw asEvaluationError(frame, node, error);
  }
}

/** What the inventory refuses, at the call that asked for it. */
export function asEvaluationError(frame: EvaluationFrame, node: Span, error: unknown): unknown {
  return error instanceof OrchestratorError ? evaluationError(frame, node, error.message, { cause: error }) : error;
}

/** The value that stands for a selection. */
export function targetsValue(
  frame: EvaluationFrame,
  spec: PuppetValue,
  selected: PreviewTargets,
  text: string,
): PuppetValue {
  if (selected.kind === 'known') return selected.names.map((name) => targetNamed(frame, name));
  const { among } = selected;
  const named = unknownOf(spec) === undefined ? text : `get_targets(${unknownOf(spec)?.text ?? ''})`;
  if (among === undefined) return derived(named, [spec], 'Array');
  return derived(named, [spec], { kind: 'some', of: among.map((name) => targetNamed(frame, name)) });
}

type TargetFunction = (call: PreviewCall) => PuppetValue;

/** Functions that ask the inventory, and change what the plan sees of it. */
export const targetFunctions: Readonly<Record<string, TargetFunction>> = {
  get_targets: ({ frame, node, given: [spec = null], text }) => {
    return targetsValue(frame, spec, selectAt(frame, node, spec), text);
  },
  get_target: ({ frame, node, given: [spec = null], text }) => {
    const selected = selectAt(frame, node, spec);
    if (selected.kind === 'unknown') {
      const { among } = selected;
      if (among === undefined) return derived(text, [spec], 'Target');
      return derived(text, [spec], { kind: 'one', of: among.map((name) => targetNamed(frame, name)) });
    }
    const [name] = selected.names;
    if (name !== undefined && selected.names.length === 1) return targetNamed(frame, name);
    throw evaluationError(frame, node, `get_target() needs exactly one target; this means ${selected.names.length}`);
  },
  facts: (call) => {
    return asked(call, (name, frame) => contextOf(frame).run.targets.facts(name));
  },
  vars: (call) => {
    return asked(call, (name, frame) => contextOf(frame).run.targets.vars(name));
  },
  set_var: ({ frame, given: [target = null, key = null, value = null] }) => {
    for (const name of namesAtMost(frame, target)) {
      const { targets } = contextOf(frame).run;
      const isCertain = isTarget(target) && typeof key === 'string';
      if (typeof key !== 'string') targets.setVar(name, '…', derived('…', [key]));
      else targets.setVar(name, key, isCertain ? value : derived(`${name}.vars['${key}']`, [target, value]));
    }
    return target;
  },
  add_facts: ({ frame, given: [target = null, facts = null] }) => {
    for (const name of namesAtMost(frame, target)) {
      contextOf(frame).run.targets.addFacts(name, isTarget(target) ? facts : derived(`${name}.facts`, [facts], 'Hash'));
    }
    return target;
  },
  set_feature: ({ frame, given: [target = null, feature = null, present = true] }) => {
    const { targets, ports } = contextOf(frame).run;
    for (const name of namesAtMost(frame, target)) {
      const isKnownChange = isTarget(target) && typeof feature === 'string' && isKnown(present);
      const apply = isKnownChange ? () => ports.inventory.setFeature(name, feature, present !== false) : undefined;
      targets.change({ kind: 'feature', target: name, detail: `${describe(feature)} ${describe(present)}` }, apply);
    }
    return target;
  },
  set_config: ({ frame, node, given: [target = null, path = null, value = null] }) => {
    const { targets, ports } = contextOf(frame).run;
    const words = (Array.isArray(path) ? (path as readonly PuppetValue[]) : [path]).map(nameOf);
    const isKnownChange = isTarget(target) && areKnown([path, value]);
    for (const name of namesAtMost(frame, target)) {
      const apply = () => {
        try {
          ports.inventory.setConfig(name, words, jsonOf(value));
        } catch (error) {
          throw asEvaluationError(frame, node, error);
        }
      };
      const detail = `${words.join('.')} ${isKnownChange ? JSON.stringify(jsonOf(value)) : ''}`;
      targets.change({ kind: 'config', target: name, detail }, isKnownChange ? apply : undefined);
    }
    return target;
  },
  set_resources: ({ given, text }) => {
    return derived(text, given, 'Array');
  },
  resource: ({ given, text }) => {
    return derived(text, given);
  },
  add_to_group: (call) => {
    return grouped(call, (name, group, inventory) => inventory.addToGroup([name], group));
  },
  remove_from_group: (call) => {
    return grouped(call, (name, group, inventory) => inventory.removeFromGroup(name, group));
  },
};

function asked(
  { frame, given: [target = null], text }: PreviewCall,
  ask: (name: string, frame: EvaluationFrame) => PuppetValue,
): PuppetValue {
  if (isTarget(target)) return ask(nameOf(target), frame);
  return derived(text, [target], 'Hash');
}

function namesAtMost(frame: EvaluationFrame, target: PuppetValue): readonly string[] {
  if (isTarget(target)) return [nameOf(target)];
  const selected = contextOf(frame).run.targets.select(target);
  return selected.kind === 'known' ? selected.names : (selected.among ?? []);
}

/** Of targets that are not known it is not known which of those that it can be are in the group. */
function grouped(
  { frame, node, name: called, given: [spec = null, group = null], text }: PreviewCall,
  change: (name: string, group: string, inventory: PlanInventory) => void,
): PuppetValue {
  const { targets, ports } = contextOf(frame).run;
  const selected = selectAt(frame, node, spec);
  const names = selected.kind === 'known' ? selected.names : (selected.among ?? [undefined]);
  if (called === 'remove_from_group' && selected.kind === 'known' && names.length !== 1) {
    throw evaluationError(frame, node, `'remove_from_group' expects a single Target, got ${names.length}`);
  }
  for (const name of names) {
    const isKnownChange = selected.kind === 'known' && name !== undefined && typeof group === 'string';
    const apply = () => {
      try {
        if (name !== undefined) change(name, nameOf(group), ports.inventory);
      } catch (error) {
        throw asEvaluationError(frame, node, error);
      }
    };
    const detail = `${called} ${describe(group)}`;
    targets.change({ kind: 'group', target: name, detail }, isKnownChange ? apply : undefined);
  }
  return targetsValue(frame, spec, selected, text);
}
