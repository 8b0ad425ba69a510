import type { Block, Expression, Lambda, SyntaxNode } from '../../syntax/ast.ts';
import { analysisCodes } from '../analysis-codes.ts';
import type { AnalysisFinding } from '../analyze.ts';
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
  let results: ReadonlySet<SyntaxNode> | undefined;
  for (const scope of variables.scopes) {
    const home = homeOf(scope);
    const isPrivate = scope.kind === 'lambda' || home.kind === 'plan' || home.kind === 'function';
    if (!isPrivate || scope.isReadElsewhere) continue;
    for (const variable of scope.variables.values()) {
      if (variable.name.startsWith('_') || variable.occurrences.some(({ writes }) => !writes)) continue;
      results ??= resultsIn(variables);
      const finding = variable.kind === 'parameter' ? unusedParameter(variable) : unusedVariable(variable, results);
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

function unusedVariable(variable: Variable, results: ReadonlySet<SyntaxNode>): AnalysisFinding | undefined {
  const [first] = variable.occurrences;
  const assignment = first?.setBy;
  if (first === undefined || assignment?.kind !== 'assignment') return undefined;
  if (variable.occurrences.some(({ setBy }) => setBy === undefined || !results.has(setBy))) return undefined;
  // Of a list that is taken apart, the others may be what it is for.
  if (assignment.left.kind !== 'variable') return undefined;
  return finding('unused-variable', first, `The variable $${variable.name} is set and never used.`);
}

function finding(code: 'unused-parameter' | 'unused-variable', at: Occurrence, message: string): AnalysisFinding {
  const { start, end, written } = at;
  return { code, severity: analysisCodes[code], message, name: written, start: start - 1, end, unnecessary: true };
}

/** The assignments that are statements and nothing more: their value is not what a block is there for. */
function resultsIn({ blocks }: Variables): ReadonlySet<SyntaxNode> {
  const plain = new Set<SyntaxNode>();
  for (const { block } of blocks) {
    for (const statement of block.statements) if (statement.kind === 'assignment') plain.add(statement);
  }
  for (const { block, scope } of blocks) {
    const { node } = scope;
    const isBody = (node.kind === 'lambda' || node.kind === 'function') && node.body === block;
    if (isBody) for (const value of valuesOf(block)) plain.delete(value);
  }
  return plain;
}

/** The expressions that can be the value of a block. */
function valuesOf(block: Block): readonly SyntaxNode[] {
  const last = block.statements.at(-1);
  return last === undefined ? [] : valuesOfExpression(last);
}

function valuesOfExpression(node: Expression | Block): readonly SyntaxNode[] {
  switch (node.kind) {
    case 'block':
      return valuesOf(node);
    case 'if':
    case 'unless':
      return [...valuesOf(node.then), ...(node.else === undefined ? [] : valuesOfExpression(node.else))];
    case 'case':
      return node.options.flatMap(({ then }) => valuesOf(then));
    default:
      return [node];
  }
}
