/** Whether what a plan did is what its preview said that it could do. */
import type { PlanPreview, PlanStepStart, PreviewNode, PreviewStep } from '../../orchestrator-core/plans/index.ts';

/** Where a way through the preview goes on, with so many steps done. */
interface Goes {
  readonly on: (at: number) => boolean;
  readonly return: (at: number) => boolean;
  readonly next: (at: number) => boolean;
  readonly break: (at: number) => boolean;
  readonly leave: (at: number) => boolean;
  readonly fail: (at: number) => boolean;
}

const mostTries = 200_000;

/** Steps that stand in the trace of a run. */
export const traced: ReadonlySet<string> = new Set(['run_command', 'run_task', 'parallelize', 'background']);

/** The block beside others in which a step is: `3/2` for `3/2.1`; empty for the plan itself. */
function homeOf({ id }: PlanStepStart): string {
  return /^(.*\/\d+)\./.exec(id)?.[1] ?? '';
}

/** Whether some way through the preview does these steps, in this order; undefined where there are too many ways to try. */
export function isForeseen(preview: PlanPreview, steps: readonly PlanStepStart[]): boolean | undefined {
  const tries = { count: 0 };
  // A block that does nothing is not told of.
  const acting = steps.filter(
    ({ id, function: name }) =>
      !beside.has(name) || steps.some((other) => other.id.startsWith(`${id}/`) && !beside.has(other.function)),
  );
  const byHome = Map.groupBy(acting, homeOf);
  try {
    return isWay(preview.nodes, '', byHome, tries);
  } catch (error) {
    if (error instanceof RangeError || (error instanceof Error && error.message === 'too many ways')) return undefined;
    throw error;
  }
}

const beside: ReadonlySet<string> = new Set(['parallelize', 'background']);

/** Whether the steps of a block, or of the plan itself, are what these nodes would do. */
function isWay(
  all: readonly PreviewNode[],
  home: string,
  byHome: ReadonlyMap<string, readonly PlanStepStart[]>,
  tries: { count: number },
): boolean {
  const rest = byHome.get(home) ?? [];
  const isEnd = (at: number) => at === rest.length;
  const top: Goes = { on: isEnd, return: isEnd, next: isEnd, break: isEnd, leave: isEnd, fail: isEnd };
  const go = (nodes: readonly PreviewNode[], at: number, goes: Goes): boolean => {
    tries.count += 1;
    if (tries.count > mostTries) throw new Error('too many ways');
    const [node, ...others] = nodes;
    if (node === undefined) return goes.on(at);
    const then = { ...goes, on: (next: number) => go(others, next, goes) };
    return goNode(node, at, then);
  };
  const goNode = (node: PreviewNode, at: number, then: Goes): boolean => {
    switch (node.kind) {
      case 'step': {
        if (!traced.has(node.function)) return then.on(at) || (node.function === 'wait' && then.fail(at));
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
        return go(node.nodes, at, {
          ...then,
          ...(node.isFunction === true && { leave: then.on }),
          next: then.on,
          fail,
        });
      }
      case 'plan': {
        const catches = node.marks.includes('catches-errors');
        const fail = catches ? (next: number) => then.on(next) || then.fail(next) : then.fail;
        return go(node.nodes, at, { ...then, return: then.on, fail });
      }
      case 'parallel':
        return goBeside(node, at, then);
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
  const goBeside = ({ function: name, place, branches, count }: Parallel, at: number, then: Goes): boolean => {
    const step = rest[at];
    const isThis = step?.function === name && step.place?.line === place.line && step.place.path === place.path;
    const isNothing = branches.every(({ nodes }) => isWay(nodes, 'nowhere', byHome, tries));
    if (isNothing && (then.on(at) || then.fail(at))) return true;
    if (step === undefined || !isThis) return count === undefined && name === 'parallelize' && then.on(at);
    const homes = [...byHome.keys()].filter(
      (each) => each.startsWith(`${step.id}/`) && !each.slice(step.id.length + 1).includes('.'),
    );
    const isDone = homes.every((each) => {
      const index = Number(each.slice(step.id.length + 1)) - 1;
      const branch = count === undefined ? branches[0] : branches[index];
      return branch !== undefined && isWay(branch.nodes, each, byHome, tries);
    });
    const isWhole =
      count === undefined ||
      branches.every(
        (branch, index) => homes.includes(`${step.id}/${index + 1}`) || isWay(branch.nodes, 'nowhere', byHome, tries),
      );
    return isDone && isWhole && (then.on(at + 1) || then.fail(at + 1));
  };
  return go(all, 0, top);
}

type Parallel = PreviewNode & { readonly kind: 'parallel' };

function fits({ function: name, place, targets, object }: PreviewStep, step: PlanStepStart): boolean {
  if (name !== step.function || place.line !== step.place?.line || place.path !== step.place.path) return false;
  if (object.kind === 'known' && object.text !== step.object) return false;
  if (targets === undefined) return true;
  const { targets: names } = step;
  if (targets.kind === 'known')
    return names.length === targets.names.length && names.every((each, at) => each === targets.names[at]);
  return targets.among === undefined || names.every((each) => targets.among?.includes(each));
}
