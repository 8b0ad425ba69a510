import {
  children,
  type Declaration,
  type Expression,
  isAssignable,
  membersOf,
  type ParameterDeclaration,
  type PuppetType,
  type Signature,
  type SyntaxNode,
  type Token,
} from '../../../orchestrator-core/language/index.ts';
import type { Completion } from '../../documents/answers.ts';

import { isAllowed, isHidden, type PuppetCode, placeOf, typeOfVariable } from '../code.ts';
import { readType } from '../describe.ts';
import { argumentsSnippet, shown } from './functions.ts';
import { type Site, textBehind, tokenAt } from './site.ts';

const operands: ReadonlySet<SyntaxNode['kind']> = new Set([
  'variable',
  'access',
  'call',
  'method-call',
  'parenthesized',
  'list',
  'hash',
  'string',
  'interpolation',
  'number',
  'reference',
  'name',
  'apply',
  'heredoc',
  'regex',
]);

/** The operand that ends at `end`: what stands before a dot or a bracket. */
function operandBefore(program: SyntaxNode, end: number): Expression | undefined {
  let found: SyntaxNode | undefined;
  const todo: SyntaxNode[] = [program];
  for (let node = todo.pop(); node !== undefined; node = todo.pop()) {
    if (node.end === end && operands.has(node.kind) && (found === undefined || node.start < found.start)) found = node;
    for (const child of children(node)) if (child.start < end && child.end >= end) todo.push(child);
  }
  return found === undefined || !isExpression(found) ? undefined : found;
}

function isExpression(node: SyntaxNode): node is Expression {
  return operands.has(node.kind);
}

/** The type of what stands before a token; undefined where it isn't known. */
export function typeBefore({ code, cursor, offset }: Site, token: number): PuppetType | undefined {
  const last = cursor.tokens[token - 1];
  if (last === undefined) return undefined;
  if (last.kind === 'variable' && cursor.tokens[token - 2]?.kind !== '.') {
    const visible = typeWhereRead(code, last) ?? typeOfNamed(code, last.value, offset);
    if (visible !== undefined) return visible;
  }
  if (cursor.tokens !== code.parsed.tokens) return undefined;
  const operand = operandBefore(code.parsed.program, last.end);
  return operand === undefined ? undefined : code.types.typeOf(operand);
}

/** The type of a variable where the text has it, behind the conditions around it. */
function typeWhereRead(code: PuppetCode, { start, value }: Token): PuppetType | undefined {
  const occurrence = code.types.variables.at(start + 1);
  if (occurrence?.written !== value || occurrence.node.kind !== 'variable') return undefined;
  return code.types.typeOf(occurrence.node);
}

/** The type of the variable that a name means at a place. */
function typeOfNamed(code: PuppetCode, name: string, offset: number): PuppetType | undefined {
  const given = code.given.find((each) => each.name === name);
  if (given !== undefined) return readType(given.type, code.world);
  const variable = code.types.variables.visibleAt(offset).find((each) => each.name === name);
  return variable === undefined ? undefined : typeOfVariable(code, variable);
}

/** What can be called on the value before the dot: what objects of its type have, then functions that take it first. */
export function completeMembers(site: Site): readonly Completion[] {
  const { code, cursor } = site;
  if (tokenAt(site, cursor.before - 1)?.kind === 'number') return [];
  const type = typeBefore(site, cursor.before);
  const place = placeOf(code, cursor);
  const hasArguments = /^\s*[(|]/.test(textBehind(site));
  const found: Completion[] = [...objectMembers(site, type ?? (place === 'catalog' ? undefined : boltObject))];
  for (const declaration of code.world.all('function')) {
    if (!isAllowed(declaration, place) || isHidden(code, declaration)) continue;
    const fitting = fittingSignature(site, declaration, type);
    if (fitting === undefined) continue;
    found.push({
      ...shown(declaration),
      kind: 'method',
      span: cursor.span,
      ...(hasArguments
        ? { insert: declaration.name }
        : { insert: `${declaration.name}${methodArguments(site, fitting, 1)}`, isSnippet: true }),
      sort: `2${declaration.name}`,
    });
  }
  return found;
}

/** What a value of a plan, or of a function that plans call, is if it is an object and nothing more is known. */
const boltObject: PuppetType = {
  kind: 'Variant',
  types: ['Target', 'Result', 'ResultSet', 'Error'].map((name) => ({ kind: 'Object', name, parameters: '' })),
};

function objectMembers(site: Site, type: PuppetType | undefined): readonly Completion[] {
  const hasArguments = /^\s*[(|]/.test(textBehind(site));
  return (type === undefined ? [] : membersOf(type))
    .filter(({ name }) => name !== '[]')
    .map(({ name, kind, of, signatures, returns, text }) => {
      const [signature] = signatures;
      const isPlain = kind === 'attribute' || signature === undefined || hasArguments;
      return {
        label: name,
        kind: kind === 'attribute' ? 'property' : 'method',
        span: site.cursor.span,
        ...(isPlain ? { insert: name } : { insert: `${name}${methodArguments(site, signature, 0)}`, isSnippet: true }),
        detail: returns === undefined ? of : `${of}: ${returns}`,
        documentation: text,
        sort: `1${name}`,
      };
    });
}

function methodArguments(site: Site, signature: Signature, skip: number): string {
  const text = argumentsSnippet(site, signature, skip);
  return text === '($0)' ? '' : text.replace(/^\(\)/, '');
}

/** The way to call a function with the value first; of several the one whose lambda people write for such a value. */
function fittingSignature(
  site: Site,
  { signatures }: Declaration,
  type: PuppetType | undefined,
): Signature | undefined {
  const fitting = signatures.filter(({ parameters }) => accepts(site, parameters[0], type));
  const isHash = type?.kind === 'Hash' || type?.kind === 'Struct';
  const wanted = isHash ? 'Callable[2' : 'Callable[1';
  return fitting.find(({ block }) => block?.type?.startsWith(wanted)) ?? fitting[0];
}

/** Whether a function could take the value first. A parameter that takes anything is for lists of all values only. */
function accepts(site: Site, parameter: ParameterDeclaration | undefined, type: PuppetType | undefined): boolean {
  if (parameter === undefined) return false;
  if (type === undefined) return true;
  const wanted = site.read(parameter.type);
  if (wanted === undefined) return parameter.type === undefined;
  return mayAccept(wanted, type);
}

/** One of the types that a value may have is enough: the others are for whoever writes to rule out. */
function mayAccept(wanted: PuppetType, type: PuppetType): boolean {
  if (type.kind === 'Alias') return mayAccept(wanted, type.resolve());
  if (type.kind === 'Variant') return type.types.some((each) => mayAccept(wanted, each));
  if (type.kind === 'Optional' && type.type !== undefined) return mayAccept(wanted, type.type);
  // Bolt's ResultSet is gone through as an array is.
  if (type.kind === 'Object' && type.name === 'ResultSet' && wanted.kind === 'Iterable') return true;
  return isAssignable(wanted, type) || isAssignable(type, wanted);
}
