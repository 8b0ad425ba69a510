import type { PlanPreview, PreviewNode, PreviewStep } from './plan-preview.ts';
import { childrenOf } from './renumber.ts';
import { count } from './text-page.ts';

/** In a sentence how much a plan would do: rounds that stand for all are counted once. */
export function summaryOf({ nodes }: PlanPreview): string {
  const all = allIn(nodes);
  const acting = all.filter(isAction);
  const names = new Set(
    acting.flatMap(({ targets }) => (targets?.kind === 'known' ? targets.names : (targets?.among ?? []))),
  );
  const isOpen = acting.some(({ targets }) => targets?.kind === 'unknown' && targets.among === undefined);
  const changing = acting.filter(({ marks }) => marks.includes('changes')).length;
  const asking = all.filter((node) => node.kind === 'step' && node.marks.includes('asks')).length;
  const failing = all.filter((node) => node.kind === 'end' && (node.how === 'fail' || node.how === 'error')).length;
  const where = names.size === 0 ? '' : ` on ${count(names.size, 'target')}`;
  const parts = [
    `${count(acting.length, 'step')}${where}${isOpen ? ` and targets that are not known yet` : ''}`,
    ...(changing > 0 ? [`${changing} may change something`] : []),
    ...(asking > 0 ? [`${asking} ${asking === 1 ? 'asks' : 'ask'} a person`] : []),
    ...(failing > 0 ? [`${count(failing, 'way')} to fail`] : []),
  ];
  return `${parts.join(', ')}.`;
}

type Action = (PreviewStep | (PreviewNode & { readonly kind: 'block' })) & {
  readonly targets?: PreviewStep['targets'];
};

/** What does something to targets. */
function isAction(node: PreviewNode): node is Action {
  return (node.kind === 'step' || node.kind === 'block') && node.targets !== undefined;
}

function allIn(nodes: readonly PreviewNode[]): readonly PreviewNode[] {
  return nodes.flatMap((node) => [node, ...allIn(childrenOf(node))]);
}
