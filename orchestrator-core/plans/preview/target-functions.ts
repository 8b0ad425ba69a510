import { OrchestratorError } from '../../common/index.ts';
import { type EvaluationFrame, evaluationError, type PuppetValue, type Span } from '../../language/index.ts';
import type { PreviewCall } from './call.ts';
import { contextOf } from './context.ts';
import { targetNamed } from './members.ts';
import type { PreviewTargets } from './plan-preview.ts';
import { derived, nameOf, unknownOf } from './symbolic.ts';
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
  set_feature: ({ given: [target = null] }) => {
    return target;
  },
  set_config: ({ frame, node, given: [target = null, path = null, value = null] }) => {
    if (!isTarget(target) || unknownOf(value) !== undefined) return target;
    const { inventory } = contextOf(frame).run.ports;
    const words = Array.isArray(path) ? (path as readonly PuppetValue[]) : [path];
    if (!words.every((word) => typeof word === 'string') || typeof value === 'object') return target;
    try {
      inventory.setConfig(
        nameOf(target),
        words.filter((word) => typeof word === 'string'),
        typeof value === 'bigint' ? Number(value) : value,
      );
    } catch (error) {
      throw asEvaluationError(frame, node, error);
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
    return grouped(call, (names, group) => contextOf(call.frame).run.ports.inventory.addToGroup(names, group));
  },
  remove_from_group: (call) => {
    return grouped(call, (names, group) => {
      for (const name of names) contextOf(call.frame).run.ports.inventory.removeFromGroup(name, group);
    });
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

function grouped(
  { frame, node, given: [spec = null, group = null] }: PreviewCall,
  change: (names: readonly string[], group: string) => void,
): PuppetValue {
  const selected = selectAt(frame, node, spec);
  if (selected.kind === 'known' && typeof group === 'string') {
    try {
      change(selected.names, group);
    } catch (error) {
      throw asEvaluationError(frame, node, error);
    }
  }
  return spec;
}
