import type { CancelSignal } from '../../common/index.ts';
import type { EvaluationFrame, Parsed, SourcePlace, SyntaxNode } from '../../language/index.ts';
import { placeOf } from '../../language/index.ts';
import type { TextMap } from '../../project/index.ts';
import type { PlanObjects } from '../values/live-objects.ts';
import type { FutureTable } from './futures.ts';
import type { LoadedPlan } from './load-plan.ts';
import type { PlanPlace, PlanWorld } from './world.ts';

/** What all parts of one run share. */
export interface PlanRun {
  readonly world: PlanWorld;
  readonly objects: PlanObjects;
  /** Whether the whole run is in noop. */
  readonly noop: boolean;
  readonly futures: FutureTable;
  /** Lets others have a turn. */
  readonly turn: () => Promise<void>;
  /** Texts that turned out to be secret while the plan ran: nothing that is recorded has them. */
  readonly secrets: Set<string>;
  /** Plans that were read in this run, by name. */
  readonly plans: Map<string, Promise<LoadedPlan>>;
}

/** Where ids of steps come from: each plan and each branch counts its own. */
export interface StepCounter {
  /** The step that these are part of; undefined in the outermost plan. */
  readonly parent: string | undefined;
  readonly prefix: string;
  last: number;
}

/** A plan that is being run; `wait()` without futures waits for those that were begun in it. */
export interface PlanInstance {
  readonly name: string;
  /** A block of `parallelize` counts as an instance that must not wait for itself. */
  readonly isParallel: boolean;
}

/** What the functions of plans find in the surroundings of every call: the run, and how this part of it is done. */
export interface PlanContext {
  readonly run: PlanRun;
  readonly plan: PlanInstance;
  readonly steps: StepCounter;
  /** Aborted when the run is, or this branch of it. */
  readonly signal: CancelSignal;
  /** In a block of `without_default_logging`. */
  readonly quiet: boolean;
  /** Inside a block that `background` started. */
  readonly future?: string;
  /** Of `run_plan` with `_run_as`. */
  readonly runAs?: string;
  /** Of a string in a YAML plan: the way from its code to the document. */
  readonly document?: { readonly parsed: Parsed; readonly map: TextMap; readonly text: string };
}

/** @throws Error where a plan function is called outside of a plan: a mistake of who composed the evaluation. */
export function contextOf(frame: EvaluationFrame): PlanContext {
  const { surroundings } = frame;
  if (typeof surroundings !== 'object' || surroundings === null || !('run' in surroundings)) {
    throw new Error('A function of plans was called outside of a plan');
  }
  return surroundings as PlanContext;
}

/** The same place in other surroundings, for the block of a function. */
export function inContext(frame: EvaluationFrame, changes: Partial<PlanContext>): EvaluationFrame {
  return { ...frame, surroundings: { ...contextOf(frame), ...changes } };
}

/** Where a call is, in the file that people see. */
export function callPlace(frame: EvaluationFrame, node: SyntaxNode): SourcePlace {
  return inDocument(contextOf(frame), placeOf(frame, node));
}

/** A place in a string of a YAML plan as a place in the document. */
export function inDocument({ document }: PlanContext, place: SourcePlace): SourcePlace {
  if (document === undefined || place.source !== document.parsed.source) return place;
  return { path: place.path, source: document.text, span: document.map.toDocument(place.span) };
}

/** Lines and columns from 1, columns in UTF-16 units; undefined for text that is in no file. */
export function planPlace({ path, source, span }: SourcePlace): PlanPlace | undefined {
  if (path === undefined) return undefined;
  const before = source.slice(0, span.start);
  return { path, line: before.split('\n').length, column: span.start - before.lastIndexOf('\n') };
}
