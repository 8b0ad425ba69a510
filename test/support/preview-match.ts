/** Whether what a plan did is what its preview said that it could do. */
import type { PlanPreview, PlanStepStart, PreviewNode, PreviewStep } from '../../orchestrator-core/plans/index.ts';

/** Where a way through the preview goes on, with so many steps done. */
interface Goes {
  readonly on: (at: number) => boolean;
  readonly return: (at: number) => boolean;
  readonly next: (at: number) => boolean;
  readonly break: (at: number) => boolean;
  readonly fail: (at: number) => boolean;
}

const mostTries = 200_000;

/** Steps that stand in the trace of a run. */
export const traced: ReadonlySet<string> = new Set(['run_command', 'run_task']);

/** Whether some way through the preview does these steps, in this order; undefined where there are too many ways to try. */
export function isForeseen(preview: PlanPreview, steps: readonly PlanStepStart[]): boolean | undefined {
  let tries = 0;
  const beside = stepsBeside(preview.nodes);
  const isBeside = (step: PlanStepStart) => beside.some((each) => fits(each, step));
  const rest = steps.filter((step) => !isBeside(step));
  const isEnd = (at: number) => at === rest.length;
  const top: Goes = { on: isEnd, return: isEnd, next: isEnd, break: isEnd, fail: isEnd };
  const go = (nodes: readonly PreviewNode[], at: number, goes: Goes): boolean => {
    tries += 1;
    if (tries > mostTries) throw new Error('too many ways');
    const [node, ...others] = nodes;
    if (node === undefined) return goes.on(at);
    const then = { ...goes, on: (next: number) => go(others, next, goes) };
    return goNode(node, at, then);
  };
  const goNode = (node: PreviewNode, at: number, then: Goes): boolean => {
    switch (node.kind) {
      case 'step': {
        if (!traced.has(node.function)) return then.on(at);
        const step = rest[at];
        const mayBeNothing = node.targets?.kind !== 'known' || node.targets.names.length === 0;
        if (mayBeNothing && then.on(at)) return true;
        if (step === undefined || !fits(node, step)) return mayBeNothing && then.fail(at);
        return then.on(at + 1) || then.fail(at + 1);
      }
      case 'branch':
        return node.arms.some(({ nodes }) => go(nodes, at, then)) || then.fail(at);
      case 'block': {
        const catches = node.marks.includes('catches-errors');
        const fail = catches ? (next: number) => then.on(next) || then.fail(next) : then.fail;
        return go(node.nodes, at, { ...then, next: then.on, fail });
      }
      case 'plan': {
        const catches = node.marks.includes('catches-errors');
        const fail = catches ? (next: number) => then.on(next) || then.fail(next) : then.fail;
        return go(node.nodes, at, { ...then, return: then.on, fail });
      }
      case 'parallel':
        return then.on(at) || then.fail(at);
      case 'loop':
        return goLoop(node, at, then);
      case 'end':
        return then[node.how === 'error' || node.how === 'fail' ? 'fail' : node.how](at);
    }
  };
  const goLoop = (node: PreviewNode & { readonly kind: 'loop' }, at: number, then: Goes): boolean => {
    const rounds = node.rounds.map(({ nodes }) => nodes);
    const [any = []] = rounds;
    const goRound = (index: number, from: number): boolean => {
      if (node.count === undefined) {
        // Rounds that did nothing are as good as none.
        const again = (next: number) => (next > from ? goRound(index + 1, next) : then.on(next));
        return then.on(from) || go(any, from, { ...then, on: again, next: again, break: then.on });
      }
      const nodes = rounds[index];
      if (nodes === undefined) return then.on(from);
      const on = (next: number) => goRound(index + 1, next);
      return go(nodes, from, { ...then, on, next: on, break: then.on });
    };
    return goRound(0, at);
  };
  try {
    return go(preview.nodes, 0, top);
  } catch (error) {
    if (error instanceof RangeError || (error instanceof Error && error.message === 'too many ways')) return undefined;
    throw error;
  }
}

/** The steps of `parallelize`, whose order nobody tells. */
function stepsBeside(nodes: readonly PreviewNode[], isBeside = false): readonly PreviewStep[] {
  return nodes.flatMap((node): readonly PreviewStep[] => {
    if (node.kind === 'step') return isBeside && traced.has(node.function) ? [node] : [];
    if (node.kind === 'parallel') return node.branches.flatMap((branch) => stepsBeside(branch.nodes, true));
    if (node.kind === 'branch') return node.arms.flatMap((arm) => stepsBeside(arm.nodes, isBeside));
    if (node.kind === 'loop') return node.rounds.flatMap((round) => stepsBeside(round.nodes, isBeside));
    return node.kind === 'end' ? [] : stepsBeside(node.nodes, isBeside);
  });
}

function fits({ function: name, place, targets, object }: PreviewStep, step: PlanStepStart): boolean {
  if (name !== step.function || place.line !== step.place?.line || place.path !== step.place.path) return false;
  if (object.kind === 'known' && object.text !== step.object) return false;
  if (targets === undefined) return true;
  const { targets: names } = step;
  if (targets.kind === 'known')
    return names.length === targets.names.length && names.every((each, at) => each === targets.names[at]);
  return targets.among === undefined || names.every((each) => targets.among?.includes(each));
}
