import type { PlanPreview, PreviewNode, PreviewRound } from './plan-preview.ts';

/**
 * Gives nodes the numbers that people see: `1`, `2`, and `2.1` for what is in `2`. What is in several arms, rounds or
 * branches of a node is counted through.
 */
export function renumber(preview: PlanPreview): PlanPreview {
  const names = new Map<string, string>();
  count(preview.nodes, '', names);
  return replaced(preview, names) as PlanPreview;
}

function count(nodes: readonly PreviewNode[], before: string, names: Map<string, string>): void {
  nodes.forEach((node, index) => {
    const name = `${before}${index + 1}`;
    names.set(node.id, name);
    count(childrenOf(node), `${name}.`, names);
  });
}

/** The nodes in a node, those of its arms, rounds or branches one after the other. */
export function childrenOf(node: PreviewNode): readonly PreviewNode[] {
  const all = (rounds: readonly (PreviewRound | { readonly nodes: readonly PreviewNode[] })[]) =>
    rounds.flatMap(({ nodes }) => nodes);
  switch (node.kind) {
    case 'plan':
    case 'block':
      return node.nodes;
    case 'loop':
      return all(node.rounds);
    case 'branch':
      return all(node.arms);
    case 'parallel':
      return all(node.branches);
    default:
      return [];
  }
}

/** Every id in its place; what is no longer in the preview nobody depends on. Values are data of the plan and stay. */
function replaced(part: unknown, names: ReadonlyMap<string, string>): unknown {
  if (Array.isArray(part)) return part.map((each: unknown) => replaced(each, names));
  if (typeof part !== 'object' || part === null) return part;
  if ('kind' in part && part.kind === 'known') return part;
  return Object.fromEntries(
    Object.entries(part).map(([key, value]): [string, unknown] => {
      if (key === 'id' && typeof value === 'string') return [key, names.get(value) ?? value];
      if (key === 'needs' && Array.isArray(value)) {
        return [key, [...new Set(value.flatMap((each: string) => names.get(each) ?? []))]];
      }
      return [key, replaced(value, names)];
    }),
  );
}
