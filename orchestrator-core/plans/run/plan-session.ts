import { type CancelSignal, type Json, OrchestratorError } from '../../common/index.ts';
import {
  checkSource,
  createFrame,
  createScope,
  drive,
  type Evaluation,
  EvaluationError,
  type EvaluationFrame,
  type EvaluationHost,
  inferType,
  Leaving,
  type Parsed,
  type PuppetFunction,
  type PuppetValue,
  parse,
  printType,
  type Scope,
  type SourcePlace,
  type Span,
  sourceOf,
  stringOf,
  textOf,
} from '../../language/index.ts';
import { planData } from '../values/json-value.ts';
import { type Cancel, cancelWith } from './cancel.ts';
import type { PlanContext, PlanRun, StepCounter } from './plan-context.ts';
import { PlanError, type PlanErrorValue } from './plan-error.ts';
import { createRun, hostOf, mostSteps, type PlanRunOptions, reasonOf, shapeOf } from './run-plan.ts';
import type { PlanWorld } from './world.ts';

/** Something that an input has defined, and that those after it see. */
export interface SessionName {
  readonly kind: 'variable' | 'function' | 'type';
  readonly name: string;
  /** The type of a variable's value, the parameters of a function; empty for a type. */
  readonly type: string;
  /** A variable's value as it is written in Puppet, cut off where it is long; empty for others. */
  readonly text: string;
}

/** What came of an input. */
export type SessionAnswer = { readonly defined: readonly SessionName[] } & (
  | {
      readonly ok: true;
      /** As Bolt prints it with `--format json`. */
      readonly value: Json;
      readonly shape: 'undef' | 'results' | 'result' | 'error' | 'data';
      readonly type: string;
      /** As it stands in a string. */
      readonly text: string;
      /** As it is written in Puppet. */
      readonly source: string;
    }
  | {
      readonly ok: false;
      readonly error: PlanErrorValue;
      /** Where in the input, in UTF-16 units. */
      readonly span?: Span;
    }
);

/** Inputs evaluated one after the other in one scope, with the functions of plans: a plan that is written while it runs. */
export interface PlanSession {
  /** Waits for the inputs before it. @throws only what is a mistake of ours. */
  evaluate(source: string): Promise<SessionAnswer>;
  /** Ends the input that is evaluated now, and what it does on targets. */
  interrupt(): void;
  /** Ends everything that still runs, blocks in the background too. */
  close(): Promise<void>;
}

/** A value in one line up to this many letters. */
const longestLine = 100;
/** Letters of a variable's value, and of a type, that are told of it. */
const mostOfText = 200;

/** Opens a session in a world. What its signal aborts with ends an input as {@link PlanSession.interrupt} does. */
export function openPlanSession(world: PlanWorld, options: PlanRunOptions): PlanSession {
  return new Session(world, options);
}

class Session implements PlanSession {
  readonly #run: PlanRun;
  readonly #options: PlanRunOptions;
  readonly #scope: Scope = createScope(undefined);
  readonly #functions = new Map<string, PuppetFunction>();
  readonly #plan = { name: 'console', isParallel: false };
  readonly #steps: StepCounter = { parent: undefined, prefix: '', last: 0 };
  /** Knows the type aliases of all inputs before. */
  #host: EvaluationHost;
  #current: Cancel | undefined;
  #last: Promise<unknown> = Promise.resolve();

  constructor(world: PlanWorld, options: PlanRunOptions) {
    this.#run = createRun(world, false, options);
    this.#options = options;
    const host = hostOf(this.#run);
    // A function that is called within one of an earlier input is looked for here.
    const loadFunction = async (name: string): Promise<PuppetFunction | undefined> =>
      this.#functions.get(name) ?? host.loadFunction(name);
    this.#host = { ...host, loadFunction };
  }

  evaluate(source: string): Promise<SessionAnswer> {
    const answer = this.#last.then(() => this.#evaluate(source));
    this.#last = answer.catch(() => {});
    return answer;
  }

  interrupt(): void {
    this.#current?.abort(new OrchestratorError('baton/stopped', 'Stopped'));
  }

  async close(): Promise<void> {
    this.interrupt();
    await this.#last;
    const { futures } = this.#run;
    for (const { cancel } of futures.values())
      cancel.abort(new OrchestratorError('baton/stopped', 'The console ended'));
    await Promise.all([...futures.values()].map(({ settled }) => settled));
  }

  async #evaluate(source: string): Promise<SessionAnswer> {
    const parsed = parse(source, { tasks: true });
    const fault = faultOf(parsed);
    if (fault !== undefined) {
      const error = { kind: 'bolt/pal-error', msg: fault.message, details: {} };
      return { ok: false, error, span: { start: fault.start, end: fault.end }, defined: [] };
    }
    await this.#run.world.loader.prepare(source);
    const cancel = cancelWith(this.#options.signal);
    this.#current = cancel;
    // What an input sets may have been set by one before: only within one input Puppet's rule holds.
    const scope = createScope(this.#scope);
    const frame = this.#frame(parsed, scope, cancel.signal);
    let answer: AnswerPart;
    try {
      const value = await drive(statements(frame, parsed), { ...this.#options, signal: cancel.signal, mostSteps });
      answer = valueAnswer(value);
    } catch (error) {
      answer = errorAnswer(cancel.signal.aborted ? cancel.signal.reason : error, source);
    } finally {
      this.#current = undefined;
      // Blocks that run on in the background have a cancel of their own.
      cancel.dispose();
    }
    return { ...answer, defined: this.#keep(frame, parsed) };
  }

  #frame(parsed: Parsed, scope: Scope, signal: CancelSignal): EvaluationFrame {
    // Plans are read anew for each input: whoever tries one out changes it meanwhile.
    const run = { ...this.#run, plans: new Map() };
    const context: PlanContext = { run, plan: this.#plan, steps: this.#steps, signal, quiet: false };
    const frame = createFrame({ parsed, path: undefined }, this.#host, scope, context);
    return { ...frame, functions: new Map([...this.#functions, ...frame.functions]) };
  }

  /** Whatever an input defined stays, also where it then failed. */
  #keep({ functions, host, scope, source }: EvaluationFrame, parsed: Parsed): readonly SessionName[] {
    for (const [name, defined] of functions) this.#functions.set(name, defined);
    this.#host = { ...this.#host, findAlias: host.findAlias };
    for (const [name, value] of scope.variables) this.#scope.variables.set(name, value);
    this.#scope.match = scope.match ?? this.#scope.match;
    const variables = [...scope.variables].map(([name, value]): SessionName => {
      return { kind: 'variable', name, type: cut(printType(inferType(value))), text: cut(sourceOf(value)) };
    });
    return [...variables, ...definitions(parsed, source)];
  }
}

function* statements(frame: EvaluationFrame, { program }: Parsed): Evaluation {
  try {
    return yield* frame.rules.block(frame, program);
  } catch (error) {
    if (!(error instanceof Leaving)) throw error;
    throw new EvaluationError(`${error.kind}() from context where this is illegal`, error.place);
  }
}

/** What Puppet refuses before it evaluates anything, the first of it. */
function faultOf(parsed: Parsed): (Span & { readonly message: string }) | undefined {
  const [fault] = parsed.faults;
  if (fault !== undefined) return fault;
  const isError = ({ severity, code }: { severity: string; code: string }): boolean =>
    severity === 'error' || code === 'duplicate-key';
  return checkSource(parsed, { scripting: true }).find(isError);
}

/** An answer without what the input has defined. */
type AnswerPart = SessionAnswer extends infer Answer
  ? Answer extends SessionAnswer
    ? Omit<Answer, 'defined'>
    : never
  : never;

function valueAnswer(value: PuppetValue): AnswerPart {
  const line = sourceOf(value);
  const source = line.length > longestLine && shapeOf(value) === 'data' ? stringOf(value, '%#p') : line;
  const type = printType(inferType(value));
  return { ok: true, value: planData(value), shape: shapeOf(value), type, text: textOf(value), source };
}

function errorAnswer(error: unknown, source: string): AnswerPart {
  const value = reasonOf(error);
  const place = placeOf(error);
  if (place === undefined || place.source !== source || place.path !== undefined) return { ok: false, error: value };
  return { ok: false, error: value, span: { start: place.span.start, end: place.span.end } };
}

function placeOf(error: unknown): SourcePlace | undefined {
  return error instanceof EvaluationError || error instanceof PlanError ? error.place : undefined;
}

function definitions({ program }: Parsed, source: string): readonly SessionName[] {
  return program.statements.flatMap((statement): readonly SessionName[] => {
    if (statement.kind === 'function') {
      const { name, parameters } = statement;
      const taken = parameters.map(({ start, end }) => source.slice(start, end)).join(', ');
      return [{ kind: 'function', name: name.replace(/^::/, ''), type: `(${taken})`, text: '' }];
    }
    if (statement.kind !== 'type-alias' || statement.left.kind !== 'reference') return [];
    return [{ kind: 'type', name: statement.left.value, type: '', text: '' }];
  });
}

function cut(text: string): string {
  return text.length > mostOfText ? `${text.slice(0, mostOfText)}…` : text;
}
