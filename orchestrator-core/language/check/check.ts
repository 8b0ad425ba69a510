import type { Heredoc, SyntaxNode } from '../syntax/ast.ts';
import { eachChild } from '../syntax/children.ts';
import { type Parsed, parse } from '../syntax/parser.ts';
import { checkDefinition } from './check-definition.ts';
import { checkExpression } from './check-expression.ts';
import { checkHeredoc } from './check-heredoc.ts';
import { checkPlan } from './check-plan.ts';
import type { CheckState, Finding } from './finding.ts';

/**
 * Checks what the grammar allows and Puppet does not: the rules of its `Checker4_0`, and with `scripting` those of its
 * `TasksChecker`. A source is valid when neither parsing nor this finds an error.
 */
export function checkSource(parsed: Parsed, options: { readonly scripting: boolean }): readonly Finding[] {
  const state: CheckState = { scripting: options.scripting, findings: [] };
  visit({ state, path: [] }, parsed.program);
  return state.findings.sort((a, b) => a.start - b.start);
}

interface Walk {
  readonly state: CheckState;
  /** One array for the whole walk; rules look at it and keep nothing of it. */
  readonly path: SyntaxNode[];
}

function visit(walk: Walk, node: SyntaxNode): void {
  const { kind } = node;
  // Most nodes are one of these, and no rule is about them.
  if (kind === 'name' || kind === 'string' || kind === 'reference') return;
  const { state, path } = walk;
  checkExpression(state, node, path);
  if (node.kind === 'heredoc') checkText(state, node);
  if (!(state.scripting && checkPlan(state, node, path))) checkDefinition(state, node, path);
  path.push(node);
  eachChild(node, walk, visit);
  path.pop();
}

function checkText(state: CheckState, node: Heredoc): void {
  checkHeredoc(state, node, (source, epp) => firstError(state, source, epp));
}

/** What is wrong with the Puppet source that stands in a heredoc of this one. */
function firstError({ scripting }: CheckState, source: string, epp: boolean): string | undefined {
  const parsed = parse(source, { tasks: scripting, epp });
  const [fault] = parsed.faults;
  const found = fault ?? checkSource(parsed, { scripting }).find((finding) => finding.severity === 'error');
  return found?.message;
}
