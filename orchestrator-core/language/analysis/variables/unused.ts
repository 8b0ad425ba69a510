import type { Block, Expression, Lambda, SyntaxNode } from '../../syntax/ast.ts';
import { analysisCodes } from '../analysis-codes.ts';
import type { AnalysisFinding } from '../analysis-finding.ts';
import { homes } from './home-of.ts';
import type { Occurrence, Variable, VariableScope, Variables } from './variables.ts';

/**
 * What plans, functions and lambdas set and never read. Variables of classes and defined types can be read by templates
 * and other classes, and so can those of a scope from which a template is rendered: nothing is said about them. A name
 * that begins with `_` says that it is not used.
 */
export function findUnused(variables: Variables): readonly AnalysisFinding[] {
  const found: AnalysisFinding[] = [];
  const homeOf = homes(variables);
  let plain: ReadonlySet<SyntaxNode> | undefined;
  for (const scope of variables.scopes) {
    const home = homeOf(scope);
    const isPrivate = scope.kind === 'lambda' || home.kind === 'plan' || home.kind === 'function';
    if (!isPrivate || scope.isReadElsewhere) continue;
    for (const variable of scope.variables.values()) {
      if (variable.name.startsWith('_') || variable.occurrences.some(({ writes }) => !writes)) continue;
      plain ??= plainAssignments(variables);
      const finding = variable.kind === 'parameter' ? unusedParameter(variable) : unusedVariable(variable, plain);
      if (finding !== undefined) found.push(finding);
    }
  }
  return found;
}

function unusedParameter(variable: Variable): AnalysisFinding | undefined {
  const { node } = variable.scope;
  if (node.kind === 'lambda' && !isLastUsed(node, variable)) return undefined;
  const [first] = variable.occurrences;
  if (first === undefined) return undefined;
  return finding('unused-parameter', first, `The parameter $${variable.name} is never used.`);
}

/** A lambda's parameters have their meaning by position: what stands before one that is used has to be there. */
function isLastUsed({ parameters }: Lambda, { name, scope }: Variable): boolean {
  const position = parameters.findIndex((parameter) => parameter.name === name);
  return !parameters.slice(position + 1).some((later) => isRead(scope, later.name));
}

function isRead(scope: VariableScope, name: string): boolean {
  return scope.variables.get(name)?.occurrences.some(({ writes }) => !writes) === true;
}

function unusedVariable(variable: Variable, plain: ReadonlySet<SyntaxNode>): AnalysisFinding | undefined {
  const [first] = variable.occurrences;
  const assignment = first?.setBy;
  if (first === undefined || assignment?.kind !== 'assignment') return undefined;
  if (variable.occurrences.some(({ setBy }) => setBy === undefined || !plain.has(setBy))) return undefined;
  // Of a list that is taken apart, the others may be what it is for.
  if (assignment.left.kind !== 'variable') return undefined;
  return finding('unused-variable', first, `The variable $${variable.name} is set and never used.`);
}

function finding(code: 'unused-parameter' | 'unused-variable', at: Occurrence, message: string): AnalysisFinding {
  const { start, end, written } = at;
  return { code, severity: analysisCodes[code], message, name: written, start: start - 1, end, unnecessary: true };
}

/** The assignments that are statements and nothing more: their value is not what a block is there for. */
function plainAssignments({ blocks }: Variables): ReadonlySet<SyntaxNode> {
  const plain = new Set<SyntaxNode>();
  const arms = new Set<Block>();
  for (const { block } of blocks) {
    for (const statement of block.statements) {
      if (statement.kind === 'assignment') plain.add(statement);
      for (const arm of armsOf(statement)) arms.add(arm);
    }
  }
  for (const { block, scope } of blocks) {
    // The block of a condition that is no statement gives its value to what is around it, as in `$a = if … { … }`.
    const isBody = 'body' in scope.node && scope.node.body === block;
    const hasValue = isBody ? givesValue.has(scope.node.kind) : !arms.has(block);
    if (hasValue) for (const value of valuesOf(block)) plain.delete(value);
  }
  return plain;
}

const givesValue: ReadonlySet<SyntaxNode['kind']> = new Set(['function', 'lambda']);

/** The blocks of a condition, one of which is evaluated. */
function armsOf(node: Expression | Block): readonly Block[] {
  switch (node.kind) {
    case 'block':
      return [node];
    case 'if':
    case 'unless':
      return [node.then, ...(node.else === undefined ? [] : armsOf(node.else))];
    case 'case':
      return node.options.map(({ then }) => then);
    default:
      return [];
  }
}

/** The expressions that can be the value of a block. */
function valuesOf(block: Block): readonly SyntaxNode[] {
  const last = block.statements.at(-1);
  if (last === undefined) return [];
  const arms = armsOf(last);
  return arms.length === 0 ? [last] : arms.flatMap(valuesOf);
}
