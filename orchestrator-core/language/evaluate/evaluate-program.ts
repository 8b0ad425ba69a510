import type { Parsed } from '../syntax/parser.ts';
import type { PuppetValue } from '../types/value.ts';
import { aliasesOf } from './aliases.ts';
import { evaluate, evaluateBlock } from './evaluate.ts';
import { type Evaluation, EvaluationError, Leaving } from './evaluation.ts';
import type { Frame, Host, PuppetFunction } from './frame.ts';
import { createScope, type Scope } from './scope.ts';

/** A text to evaluate: its tree, without faults, and where it comes from. */
export interface Program {
  readonly parsed: Parsed;
  /** Absolute; undefined for text that is in no file. */
  readonly path: string | undefined;
}

/**
 * Evaluates a text: first its functions are known, then its statements run in the scope. The value is that of the last
 * statement.
 *
 * @throws EvaluationError as Puppet raises it.
 */
export function* evaluateProgram(
  { parsed, path }: Program,
  host: Host,
  scope: Scope = createScope(undefined),
): Evaluation {
  const { source, program } = parsed;
  const own: Host = { ...host, findAlias: aliasesOf(parsed, host.findAlias) };
  const functions = new Map<string, PuppetFunction>();
  for (const statement of program.statements) {
    if (statement.kind !== 'function') continue;
    functions.set(statement.name.replace(/^::/, ''), { definition: statement, path, source });
  }
  const rules = { expression: evaluate, block: evaluateBlock };
  const frame: Frame = { host: own, rules, path, source, scope, depth: 0, functions };
  try {
    return yield* evaluateBlock(frame, program);
  } catch (error) {
    if (!(error instanceof Leaving)) throw error;
    throw new EvaluationError(`${error.kind}() from context where this is illegal`, error.place);
  }
}

/** What drives an evaluation may look at each step and stop it there. */
export interface DriveOptions {
  readonly signal: AbortSignalLike;
  /** Statements at most. */
  readonly mostSteps: number;
  /** Lets others have a turn; called after every so many statements. */
  readonly turn: () => Promise<void>;
}

/** As much of an `AbortSignal` as a driver looks at. */
export interface AbortSignalLike {
  throwIfAborted(): void;
}

const stepsPerTurn = 1000;

/** Drives an evaluation to its end: answers what it waits for, counts its steps, and stops it when it is cancelled. */
export async function drive<T = PuppetValue>(evaluation: Evaluation<T>, options: DriveOptions): Promise<T> {
  let steps = 0;
  let next = evaluation.next();
  while (next.done !== true) {
    options.signal.throwIfAborted();
    const request = next.value;
    if (request.kind === 'step') {
      steps += 1;
      if (steps > options.mostSteps) {
        next = evaluation.throw(new EvaluationError(`The evaluation takes more than ${options.mostSteps} steps`));
        continue;
      }
      if (steps % stepsPerTurn === 0) await options.turn();
      next = evaluation.next();
    } else {
      const answer = await request.begin().then(
        (value) => ({ value }),
        (error: unknown) => ({ error }),
      );
      next = 'error' in answer ? evaluation.throw(answer.error) : evaluation.next(answer.value);
    }
  }
  return next.value;
}
