import type { Json } from '../../common/index.ts';
import type { PlanPlace } from '../run/world.ts';

/** What a plan would do, in the order in which it would, as far as that can be known without doing it. */
export interface PlanPreview {
  readonly plan: string;
  readonly path: string;
  readonly description?: string;
  readonly parameters: readonly PreviewParameter[];
  readonly nodes: readonly PreviewNode[];
  /** What it returns. */
  readonly returns?: PreviewValue;
  /** Where, and why, nothing can be said; the rest of the preview holds all the same. */
  readonly problems: readonly PreviewProblem[];
}

/** Something that keeps a preview from being whole, or a plan from running. */
export interface PreviewProblem {
  readonly message: string;
  readonly place?: PlanPlace;
  /**
   * An error ends the plan here for certain; an unknown is a place that the preview cannot look into, or an error on a way
   * that may not be gone.
   */
  readonly severity: 'error' | 'unknown';
}

/** A parameter of the plan, and what it has in this preview. */
export interface PreviewParameter {
  readonly name: string;
  readonly type: string;
  readonly required: boolean;
  /** Given or by default; undefined where it must still be given. */
  readonly value?: PreviewValue;
}

/** A value as far as it is known. */
export type PreviewValue =
  | { readonly kind: 'known'; readonly value: Json /** As people are shown it. */; readonly text: string }
  /** What stands in its place in the plan, and the steps it depends on: `$result.first['uptime']`. */
  | {
      readonly kind: 'unknown';
      readonly text: string;
      readonly needs: readonly string[];
      /** Whether it is what stands inside of a double-quoted string: `deploy ${version}`. */
      readonly isText?: true;
    }
  | { readonly kind: 'sensitive' };

/** The targets of a step: resolved against the inventory as it is now, or what decides about them. */
export type PreviewTargets =
  | { readonly kind: 'known'; readonly names: readonly string[] }
  | {
      readonly kind: 'unknown';
      readonly text: string;
      readonly needs: readonly string[];
      /** It can be no others than these, where that much is known: those of a result that were ok. */
      readonly among?: readonly string[];
    };

/**
 * What a person wants to know of a step before it runs: it may change something on a target or on this machine
 * (`changes`), doing it twice is as good as doing it once (`safe`), it becomes another user, it is given a secret, it is
 * run in noop, or left out since it cannot be (`skipped`), its errors do not end the plan, it asks a person.
 */
export type PreviewMark = 'changes' | 'safe' | 'run-as' | 'sensitive' | 'noop' | 'skipped' | 'catches-errors' | 'asks';

interface Common {
  /** Unique in the preview; steps refer to each other by it. */
  readonly id: string;
  /** Of the call; a step of a YAML plan has the place of the step. */
  readonly place: PlanPlace;
}

/** A call that does, asks or tells something. */
export interface PreviewStep extends Common {
  readonly kind: 'step';
  /** `run_task`, `run_command`, `out::message` …; `resource` in an `apply` block. */
  readonly function: string;
  /** The task, command, script, message …, as far as it is known. */
  readonly object: PreviewValue;
  readonly description?: string;
  readonly targets?: PreviewTargets;
  /** Under `*` what is not known by name: `$options`. */
  readonly parameters: Readonly<Record<string, PreviewValue>>;
  /** The user it becomes. */
  readonly runAs?: PreviewValue;
  readonly marks: readonly PreviewMark[];
  /** Ids of earlier steps whose results this one uses. */
  readonly needs: readonly string[];
}

/** A sub-plan, with its own nodes. */
export interface PreviewPlanCall extends Common {
  readonly kind: 'plan';
  readonly plan: PreviewValue;
  readonly parameters: Readonly<Record<string, PreviewValue>>;
  readonly nodes: readonly PreviewNode[];
  readonly marks: readonly PreviewMark[];
  readonly needs: readonly string[];
}

/** Nodes once for each element of something. */
export interface PreviewLoop extends Common {
  readonly kind: 'loop';
  /** `each`, `map`, `ctrl::do_until` … */
  readonly function: string;
  /** What is gone through. */
  readonly over: PreviewValue;
  /** How many rounds there are, where that is known; those that {@link rounds} leaves out are counted. */
  readonly count?: number;
  /** Where the elements are known each round, or the first of very many; else one that stands for all. */
  readonly rounds: readonly PreviewRound[];
  readonly needs: readonly string[];
}

/** A round of a loop. */
export interface PreviewRound {
  /** What it is about: `$target = web1`; of one that stands for all `each $target`. */
  readonly label: string;
  readonly nodes: readonly PreviewNode[];
}

/** A branch whose condition cannot be decided: what each arm would do. What follows it is what follows the arms without an end. */
export interface PreviewBranch extends Common {
  readonly kind: 'branch';
  readonly condition: string;
  readonly arms: readonly { readonly label: string; readonly nodes: readonly PreviewNode[] }[];
  readonly needs: readonly string[];
}

/** Nodes that overlap: the branches of `parallelize`, a `background` block (which goes on beside what follows). */
export interface PreviewParallel extends Common {
  readonly kind: 'parallel';
  readonly function: string;
  /** As the rounds of a loop; of `background` one. */
  readonly branches: readonly PreviewRound[];
  /** What `parallelize` goes through. */
  readonly over?: PreviewValue;
  readonly count?: number;
  readonly needs: readonly string[];
}

/**
 * A block around nodes: `catch_errors`, `without_default_logging`, `apply`, a function in Puppet that may end before its
 * last line, or one of a module in Ruby, which decides whether and how often they are done.
 */
export interface PreviewBlock extends Common {
  readonly kind: 'block';
  readonly function: string;
  /** Whether they are the function's own, in Puppet: a `leave` in them ends it. */
  readonly isFunction?: true;
  /** What the function is told about it. */
  readonly about?: PreviewValue;
  readonly targets?: PreviewTargets;
  readonly nodes: readonly PreviewNode[];
  readonly marks: readonly PreviewMark[];
  readonly needs: readonly string[];
}

/** The plan, a loop, the lambda around it (`next`) or the function (`leave`) ends here. */
export interface PreviewEnd extends Common {
  readonly kind: 'end';
  readonly how: 'return' | 'fail' | 'break' | 'next' | 'leave' | 'error';
  readonly value?: PreviewValue;
}

/** A part of what a plan would do; in order, with what is inside it. */
export type PreviewNode =
  | PreviewStep
  | PreviewPlanCall
  | PreviewLoop
  | PreviewBranch
  | PreviewParallel
  | PreviewBlock
  | PreviewEnd;
