import type { Declaration, SyntaxNode } from '../../orchestrator-core/language/index.ts';
import type { Workspace } from '../documents/workspace.ts';
import { callSitesOf } from './call-site.ts';

/** Functions that make resources of hashes. */
const makers: ReadonlySet<string> = new Set(['create_resources', 'ensure_resource', 'ensure_resources']);

/**
 * A place where something is given parameters by a hash that is made elsewhere, as `path, line 3`: which parameters
 * these are cannot be told from the text. Undefined where all of them are written out.
 */
export async function hiddenArguments(workspace: Workspace, of: Declaration): Promise<string | undefined> {
  for (const { path, span } of await workspace.index.usesOf(of)) {
    const document = await workspace.puppet(path);
    if (document === undefined) continue;
    const { text } = document.source;
    const hiding = document.nodes().find((node) => {
      const sites = callSitesOf(node, text).filter(({ nameSpan }) => nameSpan.end === span.end);
      return (sites.some(({ isComplete }) => !isComplete) && !isGivenTargets(node, text)) || isMaker(node, span.end);
    });
    if (hiding !== undefined) return `${path}, line ${text.slice(0, hiding.start).split('\n').length}`;
  }
  return undefined;
}

/** Whether all that is given beside the name is sure to be targets, as in `run_plan('p', $targets)`. */
function isGivenTargets(node: SyntaxNode, text: string): boolean {
  if (node.kind !== 'call' || node.arguments.length !== 2) return false;
  const [, second] = node.arguments;
  if (second?.kind === 'variable') {
    const name = second.name;
    const isTyped = new RegExp(`\\b(TargetSpec|Target|Array\\[Target\\])\\s+\\$${name}\\b`).test(text);
    return isTyped || name === 'targets' || name === 'nodes';
  }
  return second?.kind === 'call' && second.functor.kind === 'name' && second.functor.value === 'get_targets';
}

function isMaker(node: SyntaxNode, end: number): boolean {
  if (node.kind !== 'call' || node.functor.kind !== 'name' || !makers.has(node.functor.value)) return false;
  const [first] = node.arguments;
  return first !== undefined && first.start < end && end <= first.end;
}
