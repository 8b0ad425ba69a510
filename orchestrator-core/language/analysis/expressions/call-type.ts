import { isMemberName, memberOf } from '../../functions/members.ts';
import type { Call, MethodCall } from '../../syntax/ast.ts';
import { type FindAlias, readType } from '../../types/read-type.ts';
import { anyType, type PuppetType, resolved, unbounded, undefType } from '../../types/type.ts';
import type { Declaration } from '../declaration.ts';
import { isCatalogEntry } from './access-type.ts';
import { typeOfText } from './find-alias.ts';
import type { TypeContext } from './type-context.ts';
import { neverType, unionType } from './union-type.ts';
import { functionName, subjectOf } from './variable-type.ts';

/** Functions that control never comes back from. */
const leaving: ReadonlySet<string> = new Set(['fail', 'fail_plan', 'return', 'next', 'break']);

type TypeOfCall = (call: Call | MethodCall, context: TypeContext) => PuppetType | undefined;

const ofLambda: TypeOfCall = (call, context) =>
  call.lambda === undefined ? undefined : context.typeOfLambda(call.lambda);
const ofSubject: TypeOfCall = (call, context) => {
  const subject = subjectOf(call);
  return subject === undefined ? undefined : context.typeOf(subject);
};

/** Functions whose result follows from what they are called with. */
const special: ReadonlyMap<string, TypeOfCall> = new Map<string, TypeOfCall>([
  ['with', ofLambda],
  ['without_default_logging', ofLambda],
  ['ctrl::do_until', ofLambda],
  ['each', ofSubject],
  ['map', (call, context) => arrayOf(ofLambda(call, context))],
  ['parallelize', (call, context) => arrayOf(ofLambda(call, context))],
  ['then', (call, context) => unionType([ofLambda(call, context), undefType])],
  ['catch_errors', (call, context) => unionType([ofLambda(call, context), object('Error')])],
  ['filter', typeOfFilter],
  ['assert_type', typeOfAsserted],
  ['unwrap', typeOfUnwrapped],
]);

/** The type of what a call gives. */
export function typeOfCall(call: Call | MethodCall, context: TypeContext): PuppetType | undefined {
  if (call.kind === 'call' && call.functor.kind !== 'name') return typeOfNew(call.functor, call, context);
  const name = functionName(call);
  if (name === undefined) return undefined;
  if (call.kind === 'method-call') {
    if (name === 'new') return typeOfNew(call.left, call, context);
    const of = context.typeOf(call.left);
    const member = of === undefined ? undefined : memberOf(of, name);
    if (member !== undefined) return typeOfText(member.returns, context.findAlias);
    // Of a value that isn't known the name may be asked for what a function of that name doesn't give.
    if (of === undefined && isMemberName(name)) return undefined;
  }
  if (leaving.has(name)) return neverType;
  const typed = special.get(name);
  if (typed !== undefined) return typed(call, context);
  const declared = context.findFunction(name);
  if (declared === undefined || declared.signatures.length === 0) return undefined;
  return returnsOf(declared, context.findAlias);
}

const returned = new WeakMap<FindAlias, Map<Declaration, PuppetType | undefined>>();

/** What a function gives, whatever it is called with. */
function returnsOf(declared: Declaration, findAlias: FindAlias): PuppetType | undefined {
  const kept = returned.get(findAlias) ?? new Map<Declaration, PuppetType | undefined>();
  returned.set(findAlias, kept);
  const known = kept.get(declared);
  if (known !== undefined || kept.has(declared)) return known;
  const type = unionType(declared.signatures.map((signature) => typeOfText(signature.returns, findAlias)));
  kept.set(declared, type);
  return type;
}

function arrayOf(element: PuppetType | undefined): PuppetType {
  return { kind: 'Array', element: element ?? anyType, size: unbounded };
}

function object(name: string): PuppetType {
  return { kind: 'Object', name, parameters: '' };
}

/** What `filter` keeps is of the kind that it was given, and may be empty. */
function typeOfFilter(call: Call | MethodCall, context: TypeContext): PuppetType | undefined {
  const given = ofSubject(call, context);
  const type = given === undefined ? undefined : resolved(given);
  switch (type?.kind) {
    case 'Array':
      return { ...type, size: unbounded };
    case 'Tuple':
      return arrayOf(unionType(type.types));
    case 'Hash':
      return { ...type, size: unbounded };
    case 'Struct':
      return { kind: 'Hash', key: anyType, value: anyType, size: unbounded };
    default:
      return undefined;
  }
}

function typeOfAsserted(call: Call | MethodCall, context: TypeContext): PuppetType | undefined {
  const [first] = call.arguments;
  if (call.kind === 'method-call' || first === undefined || call.lambda !== undefined) return undefined;
  const type = context.typeOf(first);
  return type?.kind === 'Type' ? type.type : undefined;
}

function typeOfUnwrapped(call: Call | MethodCall, context: TypeContext): PuppetType | undefined {
  if (call.lambda !== undefined) return ofLambda(call, context);
  const type = ofSubject(call, context);
  return type?.kind === 'Sensitive' ? type.type : undefined;
}

const creatable: ReadonlySet<PuppetType['kind']> = new Set([
  'String',
  'Integer',
  'Float',
  'Numeric',
  'Boolean',
  'Array',
  'Hash',
  'Timestamp',
  'Timespan',
  'SemVer',
  'SemVerRange',
  'URI',
  'Binary',
  'Regexp',
  'Object',
]);

/** `Integer('1')`, `Target.new('x')`: an instance of that type. */
function typeOfNew(functor: Call['functor'], call: Call | MethodCall, context: TypeContext): PuppetType | undefined {
  const faults: Parameters<typeof readType>[2] = [];
  const isType = functor.kind === 'reference' || (functor.kind === 'access' && functor.left.kind === 'reference');
  const type = isType ? readType(functor, context.findAlias, faults) : undefined;
  if (type === undefined || faults.length > 0) return undefined;
  if (type.kind === 'Sensitive') {
    const [first] = call.arguments;
    const held = first === undefined ? undefined : context.typeOf(first);
    return held === undefined ? { kind: 'Sensitive' } : { kind: 'Sensitive', type: held };
  }
  const of = resolved(type);
  return creatable.has(of.kind) && !isCatalogEntry(of) ? type : undefined;
}
