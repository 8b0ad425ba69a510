import { constructorsOf, hasMembers, isMemberName, memberOf, membersOf } from '../../functions/members.ts';
import type { Call, Expression, MethodCall, QualifiedName, Span } from '../../syntax/ast.ts';
import { canMatch } from '../../types/can-match.ts';
import { typeName } from '../../types/print-type.ts';
import { readType, type TypeFault } from '../../types/read-type.ts';
import { anyType, resolved } from '../../types/type.ts';
import type { Declaration, Signature } from '../declaration.ts';
import { typeOfText } from '../expressions/find-alias.ts';
import { argumentFault, type Given } from './argument-faults.ts';
import { argumentsOf, groupEntries, textOf } from './call-arguments.ts';
import { type CallsState, findDeclaration, type Place, plainName, report } from './calls-state.ts';
import { checkOptions } from './check-options.ts';
import { checkRun } from './check-run.ts';
import { resolveName } from './unknown-name.ts';

const runs: ReadonlySet<string> = new Set(['run_task', 'run_task_with', 'run_plan']);
const includes: ReadonlySet<string> = new Set(['include', 'contain', 'require']);
const jumps: ReadonlySet<string> = new Set(['return', 'next', 'break']);

/** Checks a call of a function by name: that there is one, that it may be called here, and what it is called with. */
export function checkCall(state: CallsState, call: Call | MethodCall, place: Place): void {
  const functor = call.kind === 'method-call' ? call.name : call.functor;
  if (functor.kind !== 'name') checkNew(state, functor, call);
  if (functor.kind !== 'name' || functor.value === '') return;
  const name = plainName(functor.value);
  if (call.kind === 'method-call') {
    if (name === 'new') checkNew(state, call.left, call);
    if (name === 'new' || checkMember(state, call, name)) return;
  }
  const declared = resolveFunction(state, call, functor, place);
  if (declared === undefined) return;
  if (!checkPlace(state, declared, functor, place)) return;
  if (jumps.has(name)) checkJump(state, name, functor, place);
  // In a manifest, a function of Bolt's may be another one of that name.
  const isForeign = declared.origin.kind === 'built-in' && declared.origin.by === 'Bolt' && place.site === 'catalog';
  if (!isForeign) checkArguments(state, declared, call, functor);
  if (runs.has(name)) checkRun(state, name, call, place);
  if (includes.has(name)) checkIncluded(state, call, place);
}

function resolveFunction(
  state: CallsState,
  call: Call | MethodCall,
  functor: QualifiedName,
  place: Place,
): Declaration | undefined {
  const name = plainName(functor.value);
  const known = findDeclaration(state, 'function', name);
  // Most calls are of these, and there is nothing to say of their names.
  if (known?.origin.kind === 'built-in') return known;
  const also = () => (call.kind === 'method-call' ? memberNames(state, call) : []);
  const message = `Unknown function: '${name}'.`;
  return resolveName(state, { kind: 'function', name, span: functor, code: 'unknown-function', message, also }, place);
}

function memberNames(state: CallsState, { left }: MethodCall): readonly string[] {
  const of = state.types.typeOf(left);
  return of === undefined ? [] : membersOf(of).map(({ name }) => name);
}

/** Checks `x.name` where it asks a value for something of its own, or may do so. @returns whether that is the case. */
function checkMember(state: CallsState, call: MethodCall, name: string): boolean {
  const of = state.types.typeOf(call.left);
  if (of === undefined) return isMemberName(name);
  const member = memberOf(of, name);
  if (member === undefined) return isMemberName(name) && hasMembers(of);
  // Of several types, each may have another function of that name.
  if (member.kind === 'function' && resolved(of).kind === 'Object') {
    const given = groupEntries(call.arguments);
    checkSignatures(state, name, member.signatures, given, givenOf(state, given, call.lambda), call.name);
  }
  return true;
}

/** Checks `Integer('1')` and `Target.new('x')` against how values of the type are made. */
function checkNew(state: CallsState, functor: Expression, call: Call | MethodCall): void {
  const isType = functor.kind === 'reference' || (functor.kind === 'access' && functor.left.kind === 'reference');
  const faults: TypeFault[] = [];
  const type = isType ? readType(functor, state.types.findAlias, faults) : undefined;
  if (type === undefined || faults.length > 0) return;
  const of = type.kind === 'Alias' ? resolved(type) : type;
  // What an alias of another type takes is that, and said in its words.
  if (of !== type && (of.kind !== 'Object' || of.definition === undefined)) return;
  const signatures = constructorsOf(type) ?? [];
  if (signatures.length === 0) return;
  const open = signatures.map((signature) => ({ ...signature, block: { isOptional: true } }));
  const given = groupEntries(call.arguments);
  checkSignatures(state, `${typeName(type)}.new`, open, given, givenOf(state, given, call.lambda), functor);
}

function checkSignatures(
  state: CallsState,
  name: string,
  signatures: readonly Signature[],
  given: readonly Expression[],
  what: Given,
  span: Span,
): boolean {
  const fault = argumentFault(name, signatures, what, state.types);
  if (fault === undefined) return true;
  const at = fault.index === undefined ? span : (given[fault.index] ?? span);
  report(state, at, fault.code, fault.message, { name });
  return false;
}

function givenOf(state: CallsState, given: readonly Expression[], lambda: Given['lambda']): Given {
  const unfolded = given.findIndex(({ kind }) => kind === 'unfold');
  const known = unfolded < 0 ? given : given.slice(0, unfolded);
  return { types: known.map((each) => state.types.typeOf(each) ?? anyType), isOpen: unfolded >= 0, lambda };
}

function checkPlace(state: CallsState, { place: only, name }: Declaration, span: QualifiedName, place: Place): boolean {
  if (only === 'catalog' && place.site === 'plan') {
    const message = `The catalog operation '${name}' is only available when compiling a catalog`;
    report(state, span, 'not-in-plans', message, { name });
    return false;
  }
  if (only === 'plan' && place.site === 'catalog') {
    const message = `Plan language function '${name}' cannot be used from declarative manifest code or apply blocks`;
    report(state, span, 'only-in-plans', message, { name });
    return false;
  }
  return true;
}

function checkJump(state: CallsState, name: string, span: QualifiedName, place: Place): void {
  if (place.stuck.has(name))
    report(state, span, 'misplaced-jump', `${name}() from context where this is illegal`, { name });
}

function checkArguments(state: CallsState, declared: Declaration, call: Call | MethodCall, span: QualifiedName): void {
  const { name, signatures, documentation } = declared;
  const given = argumentsOf(call);
  const what = givenOf(state, given, call.lambda);
  const fits = checkSignatures(state, name, signatures, given, what, span);
  const told = documentation?.deprecated ?? (fits ? deprecatedWay(state, signatures, what) : undefined);
  if (told !== undefined) {
    const instead = told === '' ? '' : ` ${told}`;
    report(state, span, 'deprecated-function', `'${name}' is deprecated.${instead}`, { name });
  }
  if (fits) checkOptions(state, declared, given);
}

/** What to do instead, where only deprecated signatures can take the arguments. */
function deprecatedWay(state: CallsState, signatures: readonly Signature[], given: Given): string | undefined {
  if (signatures.every((signature) => signature.deprecated === undefined)) return undefined;
  const fitting = signatures.filter(({ parameters }) =>
    given.types.every((actual, index) => {
      const type = typeOfText(parameters[Math.min(index, parameters.length - 1)]?.type, state.types.findAlias);
      return type === undefined || canMatch(type, actual);
    }),
  );
  const [first] = fitting;
  return fitting.every((signature) => signature.deprecated !== undefined) ? first?.deprecated : undefined;
}

/** The classes that `include` and its like name. */
function checkIncluded(state: CallsState, call: Call | MethodCall, place: Place): void {
  const named = argumentsOf(call).flatMap((each) => (each.kind === 'list' ? each.values : [each]));
  for (const node of named) {
    const written = node.kind === 'entry' ? undefined : textOf(node);
    if (written === undefined || written === '') continue;
    const message = `Could not find class ::${plainName(written)}`;
    resolveName(
      state,
      { kind: 'class', name: written, span: node, code: 'unknown-class', message: `${message}.` },
      place,
    );
  }
}
