import type { Block, Case, Expression, If, KeyedEntry, Lambda, SyntaxNode } from '../../syntax/ast.ts';
import { children } from '../../syntax/children.ts';
import type { Parsed } from '../../syntax/parser.ts';
import {
  anyType,
  literal,
  type PuppetType,
  type StructEntry,
  stringType,
  unbounded,
  undefType,
} from '../../types/type.ts';
import { negative, readWhole } from '../../types/whole-number.ts';
import type { Variables } from '../variables/variables.ts';
import type { World } from '../world.ts';
import { typeOfAccess, typeOfType } from './access-type.ts';
import { typeOfCall } from './call-type.ts';
import { aliasesOf } from './find-alias.ts';
import { typeOfBinary } from './operator-type.ts';
import { ownDeclarations } from './own-declarations.ts';
import type { TypeContext } from './type-context.ts';
import { isNever, neverType, unionType } from './union-type.ts';
import { typeOfVariable } from './variable-type.ts';

/** How deep expressions may lead to each other before their type is no longer looked for. */
const deepest = 60;

/**
 * What finds the types of a source's expressions. Cheap to make; it works when asked and remembers what it found.
 *
 * @param path the source's, for the declarations that it finds in it.
 */
export function typeContext(parsed: Parsed, variables: Variables, world: World, path = ''): TypeContext {
  const types = new Map<SyntaxNode, PuppetType | undefined>();
  const parents = new Map<SyntaxNode, SyntaxNode>();
  const own = ownDeclarations(parsed, path);
  let depth = 0;
  const remember = <T extends SyntaxNode>(
    node: T,
    find: (node: T, context: TypeContext) => PuppetType | undefined,
  ): PuppetType | undefined => {
    const known = types.get(node);
    if (known !== undefined || types.has(node)) return known;
    if (depth > deepest) return undefined;
    // What leads back to itself has no type that could be known.
    types.set(node, undefined);
    depth += 1;
    const type = find(node, context);
    depth -= 1;
    types.set(node, type);
    return type;
  };
  const context: TypeContext = {
    variables,
    known: new Map(),
    world,
    findOwn: own,
    findFunction: (name) => world.find('function', name) ?? own('function', name),
    findAlias: aliasesOf(world, own),
    typeOf: (node) => remember(node, infer),
    typeOfLambda: (lambda) => remember(lambda, typeOfLambda),
    parentOf: (node) => {
      const found = parents.get(node) ?? parentIn(parsed.program, node);
      if (found !== undefined) parents.set(node, found);
      return found;
    },
  };
  return context;
}

/**
 * The type of what an expression gives, as narrow as it is certain; undefined where it isn't, and for what never gives
 * a value, such as `fail()`.
 */
export function typeOfExpression(expression: Expression | KeyedEntry, context: TypeContext): PuppetType | undefined {
  const type = context.typeOf(expression);
  return type === undefined || isNever(type) || type.kind === 'Any' ? undefined : type;
}

/** Goes down to where a node stands: seldom asked, and then sooner found than all parents are noted. */
function parentIn(program: Block, node: SyntaxNode): SyntaxNode | undefined {
  let around: SyntaxNode | undefined = program;
  while (around !== undefined) {
    const inside = children(around);
    if (inside.includes(node)) return around;
    around = inside.find((child) => child.start <= node.start && node.end <= child.end);
  }
  return undefined;
}

function infer(node: Expression | KeyedEntry, context: TypeContext): PuppetType | undefined {
  switch (node.kind) {
    case 'number':
      return typeOfNumber(node.text);
    case 'string':
    case 'name':
      return literal(node.value);
    case 'interpolation':
      return stringOf(node.segments);
    case 'heredoc':
      return node.text.kind === 'string' ? literal(node.text.value) : stringOf(node.text.segments);
    case 'regex':
      return { kind: 'Regexp', pattern: node.pattern };
    case 'true':
    case 'false':
      return { kind: 'Boolean', value: node.kind === 'true' };
    case 'undef':
      return undefType;
    case 'default':
      return { kind: 'Default' };
    case 'reference':
      return typeOfType(node, context);
    case 'variable':
      return typeOfVariable(node, context);
    case 'list':
      return typeOfList(node.values, context);
    case 'hash':
      return typeOfHash(node.entries, context);
    case 'access':
      return typeOfAccess(node, context);
    case 'parenthesized':
      return context.typeOf(node.expression);
    case 'not':
      return { kind: 'Boolean' };
    case 'minus':
      return negated(context.typeOf(node.expression));
    case 'binary':
      return typeOfBinary(node, context);
    case 'assignment':
      return context.typeOf(node.right);
    case 'selector':
      return unionOf(node.entries.map((entry) => context.typeOf(entry.value)));
    case 'if':
    case 'unless':
      return unionOf([typeOfBlock(node.then, context), typeOfElse(node.else, context)]);
    case 'case':
      return typeOfCase(node, context);
    case 'call':
    case 'method-call':
      return typeOfCall(node, context);
    case 'apply':
      return { kind: 'Object', name: 'ResultSet', parameters: '' };
    default:
      return undefined;
  }
}

/** Branches that are left for good say nothing of the value. */
function unionOf(types: readonly (PuppetType | undefined)[]): PuppetType | undefined {
  const arriving = types.filter((type) => type === undefined || !isNever(type));
  return arriving.length === 0 && types.length > 0 ? neverType : unionType(arriving);
}

function typeOfNumber(text: string): PuppetType | undefined {
  const value = readWhole(text);
  if (Number.isNaN(value)) return undefined;
  const isFloat = !/^0x/i.test(text) && /[.e]/i.test(text);
  return { kind: isFloat ? 'Float' : 'Integer', range: { min: value, max: value } };
}

function negated(type: PuppetType | undefined): PuppetType | undefined {
  if (type?.kind !== 'Integer' && type?.kind !== 'Float') return undefined;
  return { kind: type.kind, range: { min: negative(type.range.max), max: negative(type.range.min) } };
}

/** A string with what is interpolated is as long as the text around it, at least. */
function stringOf(segments: readonly (Expression | KeyedEntry)[]): PuppetType {
  let min = 0;
  for (const segment of segments) if (segment.kind === 'string') min += [...segment.value].length;
  return min === 0 ? stringType : { kind: 'String', size: { min, max: Number.POSITIVE_INFINITY } };
}

function typeOfList(values: readonly (Expression | KeyedEntry)[], context: TypeContext): PuppetType {
  if (values.length === 0) return { kind: 'Array', element: { kind: 'Unit' }, size: { min: 0, max: 0 } };
  if (values.some((value) => value.kind === 'unfold' || value.kind === 'entry' || value.kind === 'missing')) {
    return { kind: 'Array', element: anyType, size: unbounded };
  }
  return { kind: 'Tuple', types: values.map((value) => context.typeOf(value) ?? anyType) };
}

function typeOfHash(entries: readonly KeyedEntry[], context: TypeContext): PuppetType {
  const size = { min: entries.length, max: entries.length };
  if (entries.length === 0) return { kind: 'Hash', key: { kind: 'Unit' }, value: { kind: 'Unit' }, size };
  const fields = new Map<string, StructEntry>();
  for (const { key, value } of entries) {
    const name = key.kind === 'string' || key.kind === 'name' ? key.value : '';
    if (name === '') return { kind: 'Hash', key: anyType, value: anyType, size: { min: 1, max: size.max } };
    fields.set(name, { name, optional: false, keyForm: 'plain', value: context.typeOf(value) ?? anyType });
  }
  return { kind: 'Struct', entries: [...fields.values()] };
}

function typeOfBlock({ statements }: Block, context: TypeContext): PuppetType | undefined {
  const last = statements.at(-1);
  if (last === undefined) return undefType;
  return context.typeOf(last);
}

function typeOfElse(node: Block | If | undefined, context: TypeContext): PuppetType | undefined {
  if (node === undefined) return undefType;
  return node.kind === 'block' ? typeOfBlock(node, context) : context.typeOf(node);
}

function typeOfCase(node: Case, context: TypeContext): PuppetType | undefined {
  const types = node.options.map((option) => typeOfBlock(option.then, context));
  const hasDefault = node.options.some((option) => option.values.some((value) => value.kind === 'default'));
  return unionOf(hasDefault ? types : [...types, undefType]);
}

/** A lambda gives its last value, unless `return` or `next` may give another before. */
function typeOfLambda(lambda: Lambda, context: TypeContext): PuppetType | undefined {
  if (lambda.returns !== undefined) {
    const type = typeOfType(lambda.returns, context);
    return type?.kind === 'Type' ? type.type : undefined;
  }
  return leavesEarly(lambda.body) ? undefined : typeOfBlock(lambda.body, context);
}

function leavesEarly(node: SyntaxNode): boolean {
  if (node.kind === 'lambda') return false;
  if (
    node.kind === 'call' &&
    node.functor.kind === 'name' &&
    ['next', 'break', 'return'].includes(node.functor.value)
  ) {
    return true;
  }
  return children(node).some(leavesEarly);
}
