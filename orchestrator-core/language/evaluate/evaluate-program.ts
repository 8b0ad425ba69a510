import type { Parsed } from '../syntax/parser.ts';
import type { PuppetValue } from '../types/value.ts';
import { aliasesOf } from './aliases.ts';
import { evaluate, evaluateBlock } from './evaluate.ts';
import { type Driver, type Evaluation, EvaluationError, Leaving, type Request } from './evaluation.ts';
import type { Frame, Host, PuppetFunction } from './frame.ts';
import { createScope, type Scope } from './scope.ts';

/** A text to evaluate: its tree, without faults, and where it comes from. */
export interface Program {
  readonly parsed: Parsed;
  /** Absolute; undefined for text that is in no file. */
  readonly path: string | undefined;
}

/** Where an evaluation of a text begins: in its outermost scope, with the functions and type aliases that it defines. */
export function createFrame({ parsed, path }: Program, host: Host, scope: Scope, surroundings?: unknown): Frame {
  const { source, program } = parsed;
  const own: Host = { ...host, findAlias: aliasesOf(parsed, host.findAlias) };
  const functions = new Map<string, PuppetFunction>();
  for (const statement of program.statements) {
    if (statement.kind !== 'function') continue;
    functions.set(statement.name.replace(/^::/, ''), { definition: statement, path, source });
  }
  const rules = { expression: evaluate, block: evaluateBlock };
  return { host: own, rules, path, source, scope, depth: 0, functions, surroundings };
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
  surroundings?: unknown,
): Evaluation {
  const frame = createFrame({ parsed, path }, host, scope, surroundings);
  try {
    return yield* evaluateBlock(frame, parsed.program);
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
  /**
   * Runs so many statements at once, and answers false where it had to cut them off: a regular expression can go on for
   * ever, and nothing else can end it. Without it nothing bounds their time.
   */
  readonly guard?: (run: () => void) => boolean;
}

/** As much of an `AbortSignal` as a driver looks at. */
export interface AbortSignalLike {
  throwIfAborted(): void;
}

const stepsPerTurn = 1000;

/**
 * Drives an evaluation to its end: answers what it waits for, counts its steps, and stops it when it is cancelled. What
 * it drives beside itself counts as its own steps.
 */
export function drive<T = PuppetValue>(evaluation: Evaluation<T>, options: DriveOptions): Promise<T> {
  const count = { steps: 0 };
  const driver: Driver = { drive: (other) => driveOne(other, options, count, driver) };
  return driver.drive(evaluation);
}

async function driveOne<T>(
  evaluation: Evaluation<T>,
  options: DriveOptions,
  count: { steps: number },
  driver: Driver,
): Promise<T> {
  const { turn, signal } = options;
  let next = stride(evaluation, () => evaluation.next(), options, count);
  while (next.done !== true) {
    const request = next.value;
    if (request.kind === 'step') {
      await turn();
      next = stride(evaluation, () => evaluation.next(), options, count);
    } else {
      signal.throwIfAborted();
      const answer = await request.begin(driver).then(
        (value) => ({ value }),
        (error: unknown) => ({ error }),
      );
      const resume = () => ('error' in answer ? evaluation.throw(answer.error) : evaluation.next(answer.value));
      next = stride(evaluation, resume, options, count);
    }
  }
  return next.value;
}

function unguarded(run: () => void): boolean {
  run();
  return true;
}

/** Goes on until the evaluation waits, has ended, or others are to have their turn. */
function stride<T>(
  evaluation: Evaluation<T>,
  begin: () => IteratorResult<Request, T>,
  { signal, mostSteps, guard = unguarded }: DriveOptions,
  count: { steps: number },
): IteratorResult<Request, T> {
  let next: IteratorResult<Request, T> | undefined;
  const run = (): void => {
    next = begin();
    while (next.done !== true && next.value.kind === 'step') {
      signal.throwIfAborted();
      count.steps += 1;
      if (count.steps > mostSteps) {
        next = evaluation.throw(new EvaluationError(`The evaluation takes more than ${mostSteps} steps`));
      } else if (count.steps % stepsPerTurn === 0) return;
      else next = evaluation.next();
    }
  };
  if (guard(run) && next !== undefined) return next;
  throw new EvaluationError(
    'The evaluation takes too long between two steps: does a regular expression try too many ways, or a text grow very long?',
  );
}
