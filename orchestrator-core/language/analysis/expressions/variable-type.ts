import type { Call, Lambda, MethodCall, Parameter, Variable as VariableNode } from '../../syntax/ast.ts';
import { readType, type TypeFault } from '../../types/read-type.ts';
import { allNumbers, type PuppetType, resolved, stringType, unbounded, undefType } from '../../types/type.ts';
import type { Variable } from '../variables/variables.ts';
import { armsAround, narrowedType } from './narrow-type.ts';
import type { TypeContext } from './type-context.ts';
import { unionType } from './union-type.ts';

/** The type of a variable's value where it is read. */
export function typeOfVariable(node: VariableNode, context: TypeContext): PuppetType | undefined {
  const occurrence = context.variables.of(node);
  const variable = occurrence?.variable;
  if (occurrence === undefined || variable === undefined) return undefined;
  if (occurrence.isEarly) return undefined;
  const type = typeOfValue(variable, context);
  if (occurrence.arm === undefined && occurrence.scope.kind !== 'lambda') return type;
  return narrowedType(type, variable, armsAround(occurrence), context);
}

/** The type of what a variable holds, wherever it is read. */
export function typeOfValue(variable: Variable, context: TypeContext): PuppetType | undefined {
  const { known } = context;
  if (known.has(variable)) return known.get(variable);
  const { declaration } = variable;
  const type =
    declaration.kind === 'parameter' ? typeOfParameter(declaration, context) : typeOfAssigned(variable, context);
  known.set(variable, type);
  return type;
}

/** What a parameter's declared type says; of a lambda's parameter, what its function calls it with. */
export function typeOfParameter(parameter: Parameter, context: TypeContext): PuppetType | undefined {
  const declared = parameter.type === undefined ? undefined : declaredType(parameter, context);
  if (parameter.captures) {
    return declared === undefined ? undefined : { kind: 'Array', element: declared, size: unbounded };
  }
  if (declared !== undefined || parameter.type !== undefined) return declared;
  const around = context.variables.of(parameter)?.scope.node;
  return around?.kind === 'lambda' ? typeOfYielded(around, parameter, context) : undefined;
}

function declaredType({ type }: Parameter, context: TypeContext): PuppetType | undefined {
  if (type === undefined) return undefined;
  const faults: TypeFault[] = [];
  const found = readType(type, context.findAlias, faults);
  return faults.length === 0 && found.kind !== 'Any' ? found : undefined;
}

/** All values that a variable is given, and undef where it may have been given none. */
function typeOfAssigned(variable: Variable, context: TypeContext): PuppetType | undefined {
  const types: (PuppetType | undefined)[] = [];
  let isCertain = false;
  for (const { writes, setBy, arm } of variable.occurrences) {
    if (!writes) continue;
    if (setBy?.kind !== 'assignment' || setBy.left.kind !== 'variable') return undefined;
    types.push(context.typeOf(setBy.right));
    isCertain ||= arm === undefined;
  }
  return unionType(isCertain ? types : [...types, undefType]);
}

const elementsFirst: ReadonlySet<string> = new Set([
  'each',
  'map',
  'filter',
  'all',
  'any',
  'group_by',
  'parallelize',
  'index',
  'partition',
]);

/** What a function calls its lambda with, for those functions that go through something. */
function typeOfYielded(lambda: Lambda, parameter: Parameter, context: TypeContext): PuppetType | undefined {
  const call = context.parentOf(lambda);
  if (call?.kind !== 'call' && call?.kind !== 'method-call') return undefined;
  const subject = subjectOf(call);
  const name = functionName(call);
  if (subject === undefined || subject.kind === 'entry' || name === undefined) return undefined;
  const type = context.typeOf(subject);
  if (type === undefined) return undefined;
  const position = lambda.parameters.indexOf(parameter);
  const count = lambda.parameters.length;
  if (name === 'with') return count === 1 ? type : undefined;
  if (name === 'then') return count === 1 ? withoutUndef(type) : undefined;
  if (elementsFirst.has(name)) return elementOf(resolved(type), position, count);
  return undefined;
}

/** What goes through something gives its lambda: its elements, with their index or key where it takes two. */
function elementOf(type: PuppetType, position: number, count: number): PuppetType | undefined {
  if (count > 2) return undefined;
  const isSecond = position === 1;
  switch (type.kind) {
    case 'Array':
    case 'Tuple':
      if (count === 2 && !isSecond) return { kind: 'Integer', range: { min: 0, max: Number.POSITIVE_INFINITY } };
      return type.kind === 'Array' ? known(type.element) : unionType(type.types);
    case 'Hash':
      return count === 2 ? known(isSecond ? type.value : type.key) : undefined;
    case 'Struct':
      if (count !== 2) return undefined;
      return isSecond ? unionType(type.entries.map((entry) => entry.value)) : stringType;
    case 'Integer':
      return count === 1 ? { kind: 'Integer', range: allNumbers } : undefined;
    case 'Object':
      if (type.name !== 'ResultSet' || count !== 1) return undefined;
      return { kind: 'Variant', types: [object('Result'), object('ApplyResult')] };
    default:
      return undefined;
  }
}

function object(name: string): PuppetType {
  return { kind: 'Object', name, parameters: '' };
}

function known(type: PuppetType): PuppetType | undefined {
  return type.kind === 'Any' || type.kind === 'Unit' ? undefined : type;
}

function withoutUndef(type: PuppetType): PuppetType {
  const whole = resolved(type);
  if (whole.kind === 'Optional') return whole.type ?? whole;
  if (whole.kind !== 'Variant') return whole;
  const types = whole.types.filter((each) => each.kind !== 'Undef');
  const [only] = types;
  return types.length === 1 && only !== undefined ? only : { kind: 'Variant', types };
}

/** The first argument of a call: what stands before the dot of `x.f`. */
export function subjectOf(call: Call | MethodCall): Call['arguments'][number] | undefined {
  return call.kind === 'method-call' ? call.left : call.arguments[0];
}

/** The function's name without a leading `::`; undefined where the call names none. */
export function functionName(call: Call | MethodCall): string | undefined {
  const functor = call.kind === 'method-call' ? call.name : call.functor;
  return functor.kind === 'name' ? functor.value.replace(/^::/, '') : undefined;
}
