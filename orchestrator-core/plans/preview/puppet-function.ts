import {
  bind,
  createScope,
  type Evaluation,
  type EvaluationFrame,
  evaluationError,
  Leaving,
  type PuppetFunction,
  type PuppetValue,
} from '../../language/index.ts';
import { outermostOf, type PreviewCall } from './call.ts';
import { contextOf, type Exits, emit, isUndecided, keepEnd, markUnknown, newId, placeAt, within } from './context.ts';
import { join } from './join.ts';
import { argumentsFault } from './parameters.ts';
import type { PreviewNode } from './plan-preview.ts';
import { childrenOf } from './renumber.ts';
import { areKnown, derived, needsOf, renamed, unknownOf } from './symbolic.ts';

/** Calls within calls. */
const deepest = 60;

/** A function written in Puppet is gone through like the plan itself. */
export function* callPuppetFunction(call: PreviewCall, { definition, path, source }: PuppetFunction): Evaluation {
  const { frame, node, name, given, text } = call;
  const context = contextOf(frame);
  const around = context.functions.filter((each) => each === name).length;
  if (frame.depth >= deepest || around > (areKnown(given) ? deepest : 2)) {
    markUnknown(frame, node, `The function '${name}' calls itself; what it gives is only known when it runs.`);
    return derived(text, given);
  }
  const exits: Exits = { ...context.exits, return: [], next: [] };
  const nodes: PreviewNode[] = [];
  const id = newId(context);
  const functions = source === frame.source ? frame.functions : new Map<string, PuppetFunction>();
  const inner: EvaluationFrame = {
    ...within(frame, {
      nodes,
      exits,
      isUndecided: isUndecided(context),
      returns: 'function',
      functions: [...context.functions, name],
    }),
    path,
    source,
    functions,
    scope: createScope(outermostOf(frame)),
    depth: frame.depth + 1,
  };
  const fault = argumentsFault(inner, definition, given);
  if (fault !== undefined) throw evaluationError(frame, node, `Error while evaluating a Function Call, ${fault}`);
  yield* bind(inner, definition.parameters, given);
  const values: PuppetValue[] = [];
  try {
    values.push(yield* frame.rules.block(inner, definition.body));
  } catch (error) {
    if (error instanceof Leaving && error.kind !== 'break') values.push(error.value);
    else if (exits.return.length + exits.next.length === 0 || !keepEnd(context.exits, error)) throw error;
  } finally {
    addOwn(call, id, nodes, exits.return.length > 0);
  }
  const value = join([...values, ...exits.return, ...exits.next], { text, needs: [] });
  return unknownOf(value) === undefined ? value : renamed(value, text);
}

/**
 * What a function does stands where it is called. One that may end early is a block, so that it can be told what goes on
 * then; where it does nothing it is no matter where it ends.
 */
function addOwn(
  { frame, node, name, given }: PreviewCall,
  id: string,
  nodes: readonly PreviewNode[],
  isLeftEarly: boolean,
): void {
  const place = placeAt(frame, node);
  if (!isLeftEarly || !nodes.some(acts)) contextOf(frame).nodes.push(...withoutLeaves(nodes));
  else
    emit(frame, {
      kind: 'block',
      id,
      place,
      function: name,
      isFunction: true,
      nodes,
      marks: [],
      needs: needsOf(...given),
    });
}

function acts(node: PreviewNode): boolean {
  if (node.kind === 'step' || node.kind === 'plan') return true;
  return childrenOf(node).some(acts);
}

/** Without the ends of the function itself, and what has nothing else in it. */
function withoutLeaves(nodes: readonly PreviewNode[]): readonly PreviewNode[] {
  return nodes.flatMap((node): readonly PreviewNode[] => {
    if (!hasLeave(node)) return [node];
    const kept = cut(node);
    return kept === undefined || childrenOf(kept).length === 0 ? [] : [kept];
  });
}

function hasLeave(node: PreviewNode): boolean {
  if (node.kind === 'end') return node.how === 'leave';
  return !(node.kind === 'block' && node.isFunction === true) && childrenOf(node).some(hasLeave);
}

function cut(node: PreviewNode): PreviewNode | undefined {
  const parts = <T extends { readonly nodes: readonly PreviewNode[] }>(of: readonly T[]): readonly T[] =>
    of.map((each) => ({ ...each, nodes: withoutLeaves(each.nodes) }));
  switch (node.kind) {
    case 'branch':
      return { ...node, arms: parts(node.arms) };
    case 'loop':
      return { ...node, rounds: parts(node.rounds) };
    case 'parallel':
      return { ...node, branches: parts(node.branches) };
    case 'block':
    case 'plan':
      return { ...node, nodes: withoutLeaves(node.nodes) };
    default:
      return undefined;
  }
}
