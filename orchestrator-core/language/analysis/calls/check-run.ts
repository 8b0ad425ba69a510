import type { Call, Expression, LiteralHash, MethodCall } from '../../syntax/ast.ts';
import { canMatch } from '../../types/can-match.ts';
import { anyType, type PuppetType, unbounded } from '../../types/type.ts';
import type { Declaration } from '../declaration.ts';
import { argumentsOf, textOf } from './call-arguments.ts';
import { type CallsState, type Place, plainName, report } from './calls-state.ts';
import { checkParameters, type NamedValue } from './check-parameters.ts';
import { resolveName } from './unknown-name.ts';

/** Checks what `run_task`, `run_task_with` and `run_plan` name, and the parameters that they give it. */
export function checkRun(state: CallsState, name: string, call: Call | MethodCall, place: Place): void {
  const [first, ...rest] = argumentsOf(call);
  const written = first === undefined ? undefined : textOf(first);
  if (first === undefined || written === undefined) return;
  const kind = name === 'run_plan' ? 'plan' : 'task';
  const declared = resolveName(
    state,
    {
      kind,
      name: written,
      span: first,
      code: kind === 'plan' ? 'unknown-plan' : 'unknown-task',
      message: `Could not find a ${kind} named '${plainName(written)}'.`,
    },
    place,
  );
  if (declared === undefined || name === 'run_task_with') return;
  const positional = kind === 'plan' ? planArguments(state, rest) : taskArguments(state, rest);
  if (positional !== undefined) checkGiven(state, declared, first, positional);
}

interface RunArguments {
  /** Undefined where there is none. */
  readonly hash: LiteralHash | undefined;
  readonly targets: Expression | undefined;
  /** Whether it is known what else is given. */
  readonly isComplete: boolean;
}

/** `run_task(name, targets, [description], [args])` */
function taskArguments(state: CallsState, rest: readonly Expression[]): RunArguments | undefined {
  const [targets, ...more] = rest;
  if (targets === undefined || more.length > 2 || rest.some((each) => each.kind === 'unfold')) return undefined;
  return withHash(state, more.at(-1), targets);
}

/** `run_plan(name, [targets], [args])` */
function planArguments(state: CallsState, rest: readonly Expression[]): RunArguments | undefined {
  if (rest.length > 2 || rest.some((each) => each.kind === 'unfold')) return undefined;
  const [second, third] = rest;
  if (second === undefined) return { hash: undefined, targets: undefined, isComplete: true };
  if (third !== undefined) return withHash(state, third, second);
  if (second.kind === 'hash') return withHash(state, second, undefined);
  const isTargets = isNoHash(state, second);
  return { hash: undefined, targets: isTargets ? second : undefined, isComplete: isTargets };
}

function withHash(
  state: CallsState,
  last: Expression | undefined,
  targets: Expression | undefined,
): RunArguments | undefined {
  if (last === undefined || last.kind === 'hash') return { hash: last, targets, isComplete: true };
  // A description stands where the hash would.
  return { hash: undefined, targets, isComplete: isNoHash(state, last) };
}

const anyHash: PuppetType = { kind: 'Hash', key: anyType, value: anyType, size: unbounded };

function isNoHash(state: CallsState, node: Expression): boolean {
  const type = state.types.typeOf(node);
  return type !== undefined && !canMatch(anyHash, type);
}

function checkGiven(state: CallsState, declared: Declaration, span: Expression, run: RunArguments): void {
  const given: NamedValue[] = [];
  let { isComplete } = run;
  for (const { key, value } of run.hash?.entries ?? []) {
    const name = textOf(key);
    if (name === undefined) isComplete = false;
    else if (name.startsWith('_')) checkNoop(state, declared, name, value);
    else given.push({ name, span: key, value });
  }
  const parameters = declared.signatures[0]?.parameters;
  if (parameters === undefined) return;
  const subject = declared.kind === 'task' ? `Task ${declared.name}` : declared.name;
  if (declared.kind === 'plan' && run.targets !== undefined) {
    // As Bolt has it: what a plan takes neither as `nodes` nor as `targets` is given as `nodes`.
    const taken = ['nodes', 'targets'].find((name) => parameters.some((parameter) => parameter.name === name));
    given.push({ name: taken ?? 'nodes', span: run.targets, value: undefined });
  }
  checkParameters(state, { subject, parameters, given, isComplete: () => isComplete, span });
}

function checkNoop(state: CallsState, declared: Declaration, name: string, value: Expression): void {
  if (declared.kind !== 'task') return;
  if (name !== '_noop' || value.kind !== 'true' || declared.supportsNoop === true) return;
  report(state, value, 'unknown-option', `The task '${declared.name}' does not support noop`, {
    name,
    severity: 'error',
  });
}
