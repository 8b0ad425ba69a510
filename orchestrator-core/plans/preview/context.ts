import {
  type Definition,
  EvaluationError,
  type EvaluationFrame,
  Leaving,
  type PuppetFunction,
  type PuppetValue,
  type Span,
} from '../../language/index.ts';
import type { PlanPlace } from '../run/world.ts';
import type { Places } from './places.ts';
import type { PreviewNode, PreviewProblem } from './plan-preview.ts';
import type { PreviewPorts, PreviewRequest } from './ports.ts';
import type { TargetBook } from './target-book.ts';

/** Statements that are gone through, at most. */
const mostStatements = 100_000;
/** A few milliseconds. */
const statementsPerTurn = 500;
/** Nodes of a preview, at most; more than this nobody reads. */
const mostNodes = 5_000;
const mostProblems = 200;

/** A plan that was read, of either kind. */
export interface ReadPlan {
  readonly definition: Definition;
  readonly path: string;
  /** The Puppet source, which of a YAML plan is made. */
  readonly source: string;
  readonly functions: ReadonlyMap<string, PuppetFunction>;
  /** In a few words what it does. */
  readonly description: string | undefined;
}

/** What one preview has in common. */
export interface PreviewRun {
  readonly request: PreviewRequest;
  readonly ports: PreviewPorts;
  readonly places: Places;
  readonly targets: TargetBook;
  readonly problems: PreviewProblem[];
  /** Sources that do not parse: what they do not say is no mistake of the plan. */
  readonly broken: Set<string>;
  /** Plans that were read, by name. */
  readonly plans: Map<string, ReadPlan | undefined>;
  /** Places of checks in functions that were told of. */
  readonly checks: Set<string>;
  readonly count: { statements: number; nodes: number; ids: number };
}

/** Values that were handed out on ways that may or may not be gone; whoever is left there collects them. */
export interface Exits {
  readonly next: PuppetValue[];
  readonly break: PuppetValue[];
  readonly return: PuppetValue[];
  /** Ids of steps in it that may fail, for whoever catches. */
  readonly fail: string[];
}

/** Where a walk stands; it is what surrounds its frames. */
export interface Context {
  readonly run: PreviewRun;
  /** Where what happens is written down. */
  readonly nodes: PreviewNode[];
  readonly exits: Exits;
  /** Of the `run_plan` around it. */
  readonly runAs: PuppetValue | undefined;
  /** The plans around it, the outermost first. */
  readonly plans: readonly string[];
  /** The functions around it, the outermost first. */
  readonly functions: readonly string[];
  /** What `return` ends here; a block is one that runs beside others. */
  readonly returns: 'plan' | 'function' | 'block';
  /** Whether it is not sure that this place is reached, steps that fail apart. */
  readonly isUndecided: boolean;
  /** Whether it stands in an `apply` block, which makes a catalog. */
  readonly isCatalog: boolean;
}

/** The plan fails here, which the preview says already. */
export class Fails {
  /** What `catch_errors` gives; undef for an error that no plan can catch. */
  readonly error: PuppetValue;

  constructor(error: PuppetValue) {
    this.error = error;
  }
}

/** All ways that can be gone have left: where to is in the exits. */
export class Ended {}

/** The plan is too long for a preview. */
export class TooMuch extends Error {
  override readonly name = 'TooMuch';
}

/**
 * Keeps an end that is reached on some ways only, since others left before: false where it is none, and has to be thrown
 * on.
 */
export function keepEnd(exits: Exits, failure: unknown): boolean {
  if (failure instanceof Leaving) exits[failure.kind].push(failure.value);
  else if (failure instanceof Fails) exits.fail.push('');
  else return failure instanceof Ended;
  return true;
}

/** The context of a frame: where its plan is, and what is known of the inventory there. */
export function contextOf(frame: EvaluationFrame): Context {
  return frame.surroundings as Context;
}

/** The same place in other surroundings. */
export function within(frame: EvaluationFrame, changes: Partial<Context>): EvaluationFrame {
  return { ...frame, surroundings: { ...contextOf(frame), ...changes } };
}

/** Whether it is not sure that this place is reached: it is on one of several ways, or something may have left before. */
export function isUndecided({ isUndecided: isOnWay, exits }: Context): boolean {
  return isOnWay || exits.return.length > 0 || exits.next.length > 0 || exits.break.length > 0;
}

/** Of a way that nobody has left. */
export function noExits(): Exits {
  return { next: [], break: [], return: [], fail: [] };
}

/** A new id; the final ones are given when it is known what is in the preview. */
export function newId({ run }: Context): string {
  run.count.ids += 1;
  return `#${run.count.ids}`;
}

/** Where a part of the source that a frame goes through stands, as people are told it. */
export function placeAt(frame: EvaluationFrame, span: Span): PlanPlace {
  return contextOf(frame).run.places.of(frame, span);
}

/** Adds a node to what happens here. What is around the last step that is shown is always added. */
export function emit(frame: EvaluationFrame, node: PreviewNode): void {
  const { run, nodes } = contextOf(frame);
  run.count.nodes += 1;
  const isLeaf = node.kind === 'step' || node.kind === 'end';
  if (isLeaf && run.count.nodes > mostNodes) throw new TooMuch(`The plan has more than ${mostNodes} steps.`);
  nodes.push(node);
}

/** Counts a statement; true where others are to have their turn before it. */
export function countStatement(frame: EvaluationFrame): boolean {
  const { run } = contextOf(frame);
  run.count.statements += 1;
  if (run.count.statements > mostStatements) {
    throw new TooMuch(`The plan goes through more than ${mostStatements} statements.`);
  }
  return run.count.statements % statementsPerTurn === 0;
}

/** Says once at a place what cannot be said there. */
export function addProblem(run: PreviewRun, problem: PreviewProblem): void {
  const { problems } = run;
  const isKnown = problems.some(
    ({ message, place }) =>
      message === problem.message &&
      place?.path === problem.place?.path &&
      place?.line === problem.place?.line &&
      place?.column === problem.place?.column,
  );
  if (!isKnown && problems.length < mostProblems) problems.push(problem);
}

/** Says that the preview cannot look into something. */
export function markUnknown(frame: EvaluationFrame, span: Span, message: string): void {
  addProblem(contextOf(frame).run, { message, place: placeAt(frame, span), severity: 'unknown' });
}

/** Says that the plan fails here, if it comes here. */
export function addError(frame: EvaluationFrame, span: Span, message: string): void {
  const context = contextOf(frame);
  const place = placeAt(frame, span);
  if (!isUndecided(context)) addProblem(context.run, { message, place, severity: 'error' });
  else addProblem(context.run, { message: `Fails if it comes here: ${message}`, place, severity: 'unknown' });
}

/** An error that would end the plan: it is said, its place shows the end. */
export function failAt(frame: EvaluationFrame, span: Span, message: string, error: PuppetValue = null): Fails {
  const context = contextOf(frame);
  const place = placeAt(frame, span);
  addError(frame, span, message);
  emit(frame, {
    kind: 'end',
    id: newId(context),
    place,
    how: 'error',
    value: { kind: 'known', value: message, text: message },
  });
  return new Fails(error);
}

/** What the evaluator raises, as the end of the plan. */
function failsBy(frame: EvaluationFrame, span: Span, error: EvaluationError): Fails {
  const { place } = error;
  const message = error.message.replace(/^Evaluation Error: /, '');
  if (place === undefined) return failAt(frame, span, message);
  return failAt({ ...frame, path: place.path, source: place.source }, place.span, message);
}

/** Throws on what is no error of the evaluation. */
export function asFailure(frame: EvaluationFrame, span: Span, error: unknown): unknown {
  return error instanceof EvaluationError ? failsBy(frame, span, error) : error;
}
