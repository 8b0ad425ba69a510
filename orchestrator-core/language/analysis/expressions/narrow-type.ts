import type { Case, Expression, Selector, SyntaxNode } from '../../syntax/ast.ts';
import { isAssignable } from '../../types/assignable.ts';
import { canMatch } from '../../types/can-match.ts';
import { type PuppetType, resolved, stringType, undefType } from '../../types/type.ts';
import type { Arm, Occurrence, Variable, VariableScope } from '../variables/variables.ts';
import { isCatalogEntry } from './access-type.ts';
import type { TypeContext } from './type-context.ts';
import { isNever, unionType } from './union-type.ts';

/** How many conditions around a place are looked at. */
const mostArms = 50;

/**
 * The type of a variable where a condition has asked about it: `if $x =~ String { … }`, `case $x { String: { … } }`,
 * `unless $x == undef { … }`, `$x ? { String => … }`, `$x =~ String and …`. What is set once keeps its value, so what was
 * found out holds in all of the arm, lambdas in it included.
 *
 * @param type what is known of it elsewhere.
 * @param arms those that it is read in, from the inside.
 */
export function narrowedType(
  type: PuppetType | undefined,
  variable: Variable,
  arms: Iterable<Pick<Arm, 'of' | 'node'>>,
  context: TypeContext,
): PuppetType | undefined {
  if (!isSetOnce(variable)) return type;
  let narrowed = type;
  for (const arm of [...arms].slice(0, mostArms).reverse()) narrowed = throughArm(narrowed, arm, variable, context);
  // What nothing can be is never read: whoever wrote it knew better.
  return narrowed !== undefined && isNever(narrowed) ? type : narrowed;
}

/** The arms of conditions that an occurrence stands in, those around lambdas too. */
export function* armsAround({ arm, scope }: Pick<Occurrence, 'arm' | 'scope'>): Generator<Arm> {
  let inner = arm;
  for (let at: VariableScope | undefined = scope; at !== undefined; at = at.outer) {
    for (let each = inner; each !== undefined; each = each.outer) yield each;
    if (at.kind !== 'lambda') return;
    inner = at.arm;
  }
}

function isSetOnce({ kind, occurrences }: Variable): boolean {
  return kind === 'parameter' || occurrences.filter(({ writes }) => writes).length === 1;
}

type MaybeType = PuppetType | undefined;

function throughArm(
  type: MaybeType,
  { of, node }: Pick<Arm, 'of' | 'node'>,
  variable: Variable,
  context: TypeContext,
): MaybeType {
  switch (of.kind) {
    case 'if':
      return byTest(type, of.test, node === of.then, variable, context);
    case 'unless':
      return byTest(type, of.test, node !== of.then, variable, context);
    case 'binary':
      return byTest(type, of.left, of.operator === 'and', variable, context);
    case 'case':
    case 'selector':
      return isVariable(of.kind === 'case' ? of.test : of.left, variable, context)
        ? byOption(type, of, node, context)
        : type;
    default:
      return type;
  }
}

function isVariable(node: Expression, variable: Variable, context: TypeContext): boolean {
  if (node.kind === 'parenthesized') return isVariable(node.expression, variable, context);
  return node.kind === 'variable' && context.variables.of(node)?.variable === variable;
}

/** What a test says of a variable when it came out as true, or as false. */
function byTest(
  type: MaybeType,
  test: Expression,
  holds: boolean,
  variable: Variable,
  context: TypeContext,
): MaybeType {
  if (test.kind === 'parenthesized') return byTest(type, test.expression, holds, variable, context);
  if (test.kind === 'not') return byTest(type, test.expression, !holds, variable, context);
  if (test.kind === 'variable') {
    if (!holds || !isVariable(test, variable, context)) return type;
    return without(without(type, undefType), { kind: 'Boolean', value: false });
  }
  if (test.kind !== 'binary') return type;
  const { operator, left, right } = test;
  if (operator === 'and' || operator === 'or') {
    if (holds !== (operator === 'and')) return type;
    return byTest(byTest(type, left, holds, variable, context), right, holds, variable, context);
  }
  if (operator === '==' || operator === '!=') {
    const isUndef =
      (right.kind === 'undef' && isVariable(left, variable, context)) ||
      (left.kind === 'undef' && isVariable(right, variable, context));
    if (!isUndef) return type;
    return holds === (operator === '==') ? undefType : without(type, undefType);
  }
  if ((operator !== '=~' && operator !== '!~') || !isVariable(left, variable, context)) return type;
  const found = matched(right, context);
  if (found === undefined) return type;
  if (holds === (operator === '=~')) return within(type, found.type);
  return found.isExact ? without(type, found.type) : type;
}

/** What matches an option of a `case` or selector, which no option before it took. */
function byOption(type: MaybeType, of: Case | Selector, arm: SyntaxNode, context: TypeContext): MaybeType {
  let left = type;
  const options =
    of.kind === 'case'
      ? of.options.map((node) => ({ node, values: node.values }))
      : of.entries.map((node) => ({ node, values: [node.match] }));
  const own = options.findIndex(({ node }) => node === arm);
  const values = options[own]?.values ?? [];
  const isDefault = values.some(({ kind }) => kind === 'default');
  for (const [index, option] of options.entries()) {
    // The default comes last, wherever it stands.
    if (index === own || (index > own && !isDefault)) continue;
    for (const value of option.values) {
      const found = matched(value, context);
      if (found?.isExact === true) left = without(left, found.type);
    }
  }
  if (isDefault || values.length === 0) return left;
  const found = values.map((value) => matched(value, context)?.type);
  if (found.some((each) => each === undefined)) return left;
  return unionType(found.map((each) => (each === undefined ? left : within(left, each)))) ?? left;
}

/** What a value is that matches: of an exact one, all instances do. */
function matched(
  pattern: Expression,
  context: TypeContext,
): { readonly type: PuppetType; readonly isExact: boolean } | undefined {
  switch (pattern.kind) {
    case 'undef':
      return { type: undefType, isExact: true };
    case 'regex':
      return { type: stringType, isExact: false };
    case 'reference':
    case 'access': {
      const found = context.typeOf(pattern);
      if (found?.kind !== 'Type' || found.type === undefined || isCatalogEntry(found.type)) return undefined;
      return pattern.kind === 'reference' || pattern.left.kind === 'reference'
        ? { type: found.type, isExact: true }
        : undefined;
    }
    default:
      return undefined;
  }
}

/** The values of a type that are instances of another, too; where there are none, the condition is never so. */
function within(type: MaybeType, of: PuppetType): MaybeType {
  if (type === undefined || type.kind === 'Any') return of;
  if (isAssignable(of, type)) return type;
  const parts = partsOf(type);
  if (parts.length > 1) {
    const kept = parts.filter((part) => canMatch(of, part)).map((part) => within(part, of));
    return kept.length === 0 ? type : unionType(kept);
  }
  return canMatch(of, type) ? of : type;
}

/** The values of a type that are no instances of another. */
function without(type: MaybeType, of: PuppetType): MaybeType {
  if (type === undefined) return undefined;
  const parts = partsOf(type);
  const kept = parts.filter((part) => !isAssignable(of, part));
  if (kept.length === parts.length) return type;
  return kept.length === 0 ? undefined : unionType(kept);
}

/** The types that a type is one of. */
function partsOf(type: PuppetType, depth = 0): readonly PuppetType[] {
  const of = resolved(type);
  if (depth > 10) return [type];
  if (of.kind === 'Optional') return of.type === undefined ? [type] : [undefType, ...partsOf(of.type, depth + 1)];
  if (of.kind === 'Boolean' && of.value === undefined) {
    return [
      { kind: 'Boolean', value: true },
      { kind: 'Boolean', value: false },
    ];
  }
  return of.kind === 'Variant' && of.types.length > 0 ? of.types.flatMap((each) => partsOf(each, depth + 1)) : [type];
}
