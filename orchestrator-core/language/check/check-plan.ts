import type { SyntaxNode } from '../syntax/ast.ts';
import type { CheckState, FindingCode, Path } from './finding.ts';
import { withArticleUpper } from './label.ts';

const onlyInCatalog: ReadonlySet<SyntaxNode['kind']> = new Set([
  'collector',
  'node',
  'relationship',
  'resource-defaults',
  'resource',
  'resource-override',
]);

const judged: ReadonlySet<SyntaxNode['kind']> = new Set([...onlyInCatalog, 'class', 'define', 'apply']);

/** What only a catalog has, outside of `apply`; and what not even `apply` has. @returns whether it found something. */
export function checkPlan(state: CheckState, node: SyntaxNode, path: Path): boolean {
  return judged.has(node.kind) && judge(state, node, path);
}

function judge(state: CheckState, node: SyntaxNode, path: Path): boolean {
  const applied = path.some((each) => each.kind === 'apply');
  const { start, end } = node;
  const find = (code: FindingCode, rest: string): true => {
    state.findings.push({ code, severity: 'error', message: `${withArticleUpper(node)} ${rest}`, start, end });
    return true;
  };
  const scripting = () => find('expression-not-supported-when-scripting', 'is only available when compiling a catalog');
  const compiling = () => find('expression-not-supported-when-compiling', 'is not available when compiling a catalog');
  if (node.kind === 'class' || node.kind === 'define') return scripting();
  if (node.kind === 'apply' && applied) return compiling();
  if (node.kind === 'collector' && applied && node.exported) return compiling();
  return onlyInCatalog.has(node.kind) && !applied ? scripting() : false;
}
