import {
  type Case,
  type Evaluation,
  type EvaluationFrame,
  type Expression,
  evaluationError,
  isOption,
  isRich,
  type PuppetValue,
  rich,
  type Scope,
  type Selector,
  type SyntaxNode,
} from '../../language/index.ts';
import { armOf, joinScopes } from './arm-scope.ts';
import { asFailure, contextOf, Ended, emit, keepEnd, newId, placeAt, within } from './context.ts';
import { join } from './join.ts';
import type { PreviewBranch, PreviewNode } from './plan-preview.ts';
import { describe, isKnown, needsOf, shortened, truthOf, unknownMatch, unknownOf } from './symbolic.ts';
import { fitsType, isLike } from './verdicts.ts';

/** One of the ways that can be gone. */
export interface Way {
  readonly label: string;
  readonly run: (frame: EvaluationFrame) => Evaluation;
}

interface Gone {
  readonly label: string;
  readonly nodes: readonly PreviewNode[];
  readonly scope: Scope;
  /** Undefined where the way leaves and what follows is not reached. */
  readonly value?: PuppetValue;
}

/**
 * Goes all ways one after the other, each from the same beginning, and on from what they have in common. What happens on
 * them is a branch of the preview.
 *
 * @throws Ended where none of them goes on.
 */
export function* goAll(
  frame: EvaluationFrame,
  node: SyntaxNode,
  decides: { readonly text: string; readonly by: readonly PuppetValue[] },
  ways: readonly Way[],
): Evaluation {
  const context = contextOf(frame);
  const { targets } = context.run;
  const before = targets.pages();
  const id = newId(context);
  const gone: Gone[] = [];
  const pages = [];
  const needs = needsOf(...decides.by);
  try {
    for (const way of ways) {
      targets.turnTo(before);
      gone.push(yield* go(frame, node, way));
      pages.push(targets.pages());
    }
  } finally {
    const arms = gone.map(({ label, nodes }) => ({ label, nodes }));
    const place = placeAt(frame, node);
    const branch: PreviewBranch = { kind: 'branch', id, place, condition: decides.text, arms, needs };
    if (isTold(frame, branch)) emit(frame, branch);
  }
  targets.join(pages, needs);
  const on = gone.filter(({ value }) => value !== undefined);
  joinScopes(
    frame.scope,
    on.map(({ scope }) => scope),
    needs,
  );
  if (on.length === 0) throw new Ended();
  return join(
    on.map(({ value = null }) => value),
    { text: shortened(textAt(frame, node)), needs },
  );
}

/** A function that only checks what it is given is told of once, however often it is called. */
function isTold(frame: EvaluationFrame, { arms, place }: PreviewBranch): boolean {
  const { functions, run } = contextOf(frame);
  const nodes = arms.flatMap((arm) => arm.nodes);
  if (nodes.length === 0) return false;
  if (functions.length === 0 || !nodes.every((each) => each.kind === 'end' && each.how !== 'leave')) return true;
  const key = `${place.path}:${place.line}:${place.column}`;
  if (run.checks.has(key)) return false;
  run.checks.add(key);
  return true;
}

function* go(frame: EvaluationFrame, node: SyntaxNode, { label, run }: Way): Evaluation<Gone> {
  const nodes: PreviewNode[] = [];
  const scope = armOf(frame.scope);
  const inner = { ...within(frame, { nodes, isUndecided: true }), scope };
  try {
    const value = yield* run(inner);
    return { label, nodes, scope, value };
  } catch (error) {
    const failure = asFailure(inner, node, error);
    if (!keepEnd(contextOf(frame).exits, failure)) throw failure;
    return { label, nodes, scope };
  }
}

/** The text of a node as it stands in the source. */
export function textAt(
  { source }: EvaluationFrame,
  { start, end }: { readonly start: number; readonly end: number },
): string {
  return source.slice(start, end);
}

/** `if`, `unless`, `case` and selectors. What is decided goes one way. */
export function* walkBranch(frame: EvaluationFrame, node: Expression): Evaluation {
  const before = frame.scope.match;
  try {
    switch (node.kind) {
      case 'if':
      case 'unless':
        return yield* walkIf(frame, node);
      case 'case':
        return yield* walkOptions(frame, node, node.test, optionsOfCase(node));
      case 'selector':
        return yield* walkOptions(frame, node, node.left, optionsOfSelector(node));
      default:
        return null;
    }
  } finally {
    frame.scope.match = before;
  }
}

function* walkIf(frame: EvaluationFrame, node: Expression & { readonly kind: 'if' | 'unless' }): Evaluation {
  const { expression, block } = frame.rules;
  const test = yield* expression(frame, node.test);
  const truth = truthOf(test);
  const { then, else: other } = node;
  const otherwise = function* (inner: EvaluationFrame): Evaluation {
    if (other === undefined) return null;
    return other.kind === 'if' ? yield* expression(inner, other) : yield* block(inner, other);
  };
  if (truth !== undefined) return truth === (node.kind === 'if') ? yield* block(frame, then) : yield* otherwise(frame);
  const condition = shortened(textAt(frame, node.test), 120);
  const text = node.kind === 'if' ? condition : `unless ${condition}`;
  return yield* goAll(frame, node, { text, by: [test] }, [
    { label: 'then', run: (inner) => block(inner, then) },
    { label: 'else', run: otherwise },
  ]);
}

/** An option of a `case` or a selector. */
interface Option {
  readonly matches: readonly Expression[];
  readonly run: (frame: EvaluationFrame) => Evaluation;
}

function optionsOfCase({ options }: Case): readonly Option[] {
  return options.map(({ values, then }) => ({ matches: values, run: (frame) => frame.rules.block(frame, then) }));
}

function optionsOfSelector({ entries }: Selector): readonly Option[] {
  return entries.map(({ match, value }) => ({
    matches: [match],
    run: (frame) => frame.rules.expression(frame, value),
  }));
}

function* walkOptions(
  frame: EvaluationFrame,
  node: Case | Selector,
  test: Expression,
  options: readonly Option[],
): Evaluation {
  const subject = yield* frame.rules.expression(frame, test);
  const possible: Way[] = [];
  const by: PuppetValue[] = [subject];
  let fallback: Option | undefined;
  let isCertain = false;
  for (const option of options) {
    const verdict = yield* verdictOf(frame, option, subject, by);
    if (verdict === 'default') fallback = option;
    else if (verdict !== false) {
      const label = shortened(option.matches.map((match) => textAt(frame, match)).join(', '));
      isCertain = verdict === true;
      possible.push({ label, run: isCertain ? option.run : unsure(option, subject) });
      if (isCertain) break;
    }
  }
  const [first] = possible;
  if (first !== undefined && isCertain && possible.length === 1) return yield* first.run(frame);
  if (!isCertain && fallback !== undefined) possible.push({ label: 'default', run: fallback.run });
  else if (!isCertain && node.kind === 'case') possible.push({ label: 'default', run: nothing });
  const [only] = possible;
  if (only === undefined) {
    const message = `No matching entry for selector parameter with value '${describe(subject)}'`;
    throw evaluationError(frame, test, message);
  }
  if (possible.length === 1 && only.label === 'default') return yield* only.run(frame);
  return yield* goAll(frame, node, { text: shortened(textAt(frame, test), 120), by }, possible);
}

/** What a regular expression captured of what is not known is not known. */
function unsure({ matches, run }: Option, subject: PuppetValue): Option['run'] {
  if (!matches.some(({ kind }) => kind === 'regex')) return run;
  return (frame) => {
    frame.scope.variables.set(unknownMatch, subject);
    return run(frame);
  };
}

// biome-ignore lint/correctness/useYield: it stands where others have to wait.
function* nothing(): Evaluation {
  return null;
}

/** Whether an option takes the value; undefined where that is not known. */
function* verdictOf(
  frame: EvaluationFrame,
  { matches }: Option,
  subject: PuppetValue,
  by: PuppetValue[],
): Evaluation<boolean | 'default' | undefined> {
  let verdict: boolean | undefined = false;
  for (const match of matches) {
    const given = yield* frame.rules.expression(frame, match);
    if (isRich(given) && given[rich] === 'Default') return 'default';
    by.push(given);
    const each = match.kind === 'unfold' && Array.isArray(given) ? (given as readonly PuppetValue[]) : [given];
    for (const one of each) {
      const answer = optionFits(frame, one, subject);
      if (answer === true) return true;
      if (answer === undefined) verdict = undefined;
    }
  }
  return verdict;
}

function optionFits(frame: EvaluationFrame, option: PuppetValue, subject: PuppetValue): boolean | undefined {
  if (isKnown(option) && isKnown(subject)) return isOption(frame.scope, option, subject);
  const { shape } = unknownOf(subject) ?? {};
  if (shape?.kind === 'one') {
    const answers = shape.of.map((each) => optionFits(frame, option, each));
    return answers.every((answer) => answer === answers[0]) ? answers[0] : undefined;
  }
  if (isRich(option) && option[rich] === 'Type') return fitsType(option.type, subject);
  return option === null || typeof option !== 'object' ? isLike(option, subject) : undefined;
}
