import type { Condition } from './condition.ts';
import type { WordPlace } from './place.ts';

/** Which results of a run, or of a job, choose its nodes again. */
export interface Rerun {
  readonly which: 'all' | 'failure' | 'success';
  /** Absent means the last run that the project kept. */
  readonly job?: string;
  readonly place: WordPlace;
}

/** Words of one place of a selection: groups, names, aliases, patterns and URIs, as Bolt reads them. */
export interface NamedWords {
  readonly text: string;
  readonly place: WordPlace;
}

/** A number of nodes, or a share of them. */
export interface Amount {
  readonly value: number;
  readonly unit: 'nodes' | 'percent';
}

/** How many of the nodes are taken. */
export interface Limit extends Amount {
  readonly method: 'first' | 'random';
  /** Gives the same random nodes each time. */
  readonly seed?: number;
}

/** In which portions nodes begin. */
export interface Batch extends Amount {
  /** Milliseconds between the end of one batch and the begin of the next. */
  readonly pause: number;
}

/** A selection that was understood. */
export interface Selection {
  readonly words: readonly NamedWords[];
  readonly query?: { readonly pql: string; readonly place: WordPlace };
  readonly rerun?: Rerun;
  readonly saved: readonly { readonly name: string; readonly place: WordPlace }[];
  readonly excluded: readonly NamedWords[];
  /** All of them must hold. */
  readonly filters: readonly Condition[];
  readonly limit?: Limit;
  readonly batch?: Batch;
  /** Nothing says which nodes are meant: without names it means none, rather than all. */
  readonly choosesNobody: boolean;
}
