import type { Span, SyntaxNode } from '../syntax/ast.ts';
import type { PuppetValue } from '../types/value.ts';
import type { Scope } from './scope.ts';

/** What an evaluation asks of whoever drives it. */
export type Request =
  /** The node is about to be evaluated: here it can be paused, counted, cancelled and looked at. */
  | { readonly kind: 'step'; readonly node: SyntaxNode; readonly scope: Scope }
  /** Something takes time: a module's file is read, a task runs, a clock ticks. Its value is what the evaluation goes on with. */
  | { readonly kind: 'wait'; readonly begin: (driver: Driver) => Promise<unknown> };

/** Whoever drives an evaluation, as what takes time sees it: several evaluations can be driven side by side. */
export interface Driver {
  /** Drives another evaluation under the same bounds and the same cancellation. */
  drive<T>(evaluation: Evaluation<T>): Promise<T>;
}

/**
 * An evaluation under way: a generator that asks for what it needs and returns its value. It touches nothing by itself,
 * so whoever drives it decides about time, order and cancellation, and several can be driven side by side.
 */
export type Evaluation<T = PuppetValue> = Generator<Request, T, unknown>;

/** Waits for what takes time. */
export function* wait<T>(begin: (driver: Driver) => Promise<T>): Evaluation<T> {
  // The driver answers a wait with what its promise gave.
  return (yield { kind: 'wait', begin }) as T;
}

/** A place in a source that is being evaluated. */
export interface SourcePlace {
  /** Absolute; undefined for text that is in no file. */
  readonly path: string | undefined;
  readonly source: string;
  readonly span: Span;
}

/** Why an evaluation cannot go on, as Puppet words it, without the place. */
export class EvaluationError extends Error {
  override readonly name = 'EvaluationError';
  /** Undefined until it is known where the function was called that raised it. */
  readonly place: SourcePlace | undefined;

  constructor(message: string, place?: SourcePlace, options?: ErrorOptions) {
    super(message, options);
    this.place = place;
  }
}

/** What a built-in function objects to; the call that ran it adds its name and place. */
export class FunctionFault extends Error {
  override readonly name = 'FunctionFault';
}

/** `return`, `next` and `break` on their way to what they end. */
export class Leaving {
  readonly kind: 'return' | 'next' | 'break';
  readonly value: PuppetValue;
  readonly place: SourcePlace;

  constructor(kind: 'return' | 'next' | 'break', value: PuppetValue, place: SourcePlace) {
    this.kind = kind;
    this.value = value;
    this.place = place;
  }
}
