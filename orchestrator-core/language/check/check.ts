import type { SyntaxNode } from '../syntax/ast.ts';
import type { Parsed } from '../syntax/parser.ts';
import { checkDefinition } from './check-definition.ts';
import { checkExpression } from './check-expression.ts';
import { checkPlan } from './check-plan.ts';
import { children } from './children.ts';
import type { CheckState, Finding, Path } from './finding.ts';

/**
 * Checks what the grammar allows and Puppet does not: the rules of its `Checker4_0`, and with `scripting` those of its
 * `TasksChecker`. A source is valid when neither parsing nor this finds an error.
 */
export function checkSource(parsed: Parsed, options: { readonly scripting: boolean }): readonly Finding[] {
  const state: CheckState = { scripting: options.scripting, findings: [] };
  visit(state, parsed.program, []);
  return state.findings.sort((a, b) => a.start - b.start);
}

function visit(state: CheckState, node: SyntaxNode, path: Path): void {
  checkExpression(state, node, path);
  if (!(state.scripting && checkPlan(state, node, path))) checkDefinition(state, node, path);
  const inner = [...path, node];
  for (const child of children(node)) visit(state, child, inner);
}
