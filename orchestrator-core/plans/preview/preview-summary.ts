import type { PlanPreview, PreviewNode, PreviewStep, PreviewTargets } from './plan-preview.ts';
import { childrenOf } from './renumber.ts';
import { count } from './text-page.ts';

/** In a sentence how much a plan would do: rounds that stand for all are counted once. */
export function summaryOf({ nodes }: PlanPreview): string {
  const all = allIn(nodes);
  const acting = all.filter(isAction);
  const names = new Set(acting.flatMap(({ targets }) => namesAtMost(targets) ?? []));
  const isOpen = acting.some(({ targets }) => targets !== undefined && namesAtMost(targets) === undefined);
  const isCut = all.some(
    (node) => node.kind === 'loop' && node.rounds.length > 1 && node.rounds.length < (node.count ?? 0),
  );
  const changing = acting.filter(({ marks }) => marks.includes('changes')).length;
  const asking = all.filter((node) => node.kind === 'step' && node.marks.includes('asks')).length;
  const failing = all.filter((node) => node.kind === 'end' && (node.how === 'fail' || node.how === 'error')).length;
  const others = names.size === 0 ? 'targets that are' : 'others that are';
  const where = [
    ...(names.size === 0 ? [] : [count(names.size, 'target')]),
    ...(isOpen ? [`${others} not known yet`] : []),
  ];
  const steps = `${isCut ? 'more than ' : ''}${count(acting.length, 'step')}`;
  const parts = [
    acting.length === 0
      ? 'nothing is done on any target'
      : `${steps}${where.length === 0 ? '' : ` on ${where.join(' and ')}`}`,
    ...(changing > 0 ? [`${changing} may change something`] : []),
    ...(asking > 0 ? [`${asking} ${asking === 1 ? 'asks' : 'ask'} a person`] : []),
    ...(failing > 0 ? [`${count(failing, 'way')} to fail`] : []),
  ];
  const sentence = parts.join(', ');
  return `${sentence.slice(0, 1).toUpperCase()}${sentence.slice(1)}.`;
}

function namesAtMost(targets: PreviewTargets | undefined): readonly string[] | undefined {
  return targets?.kind === 'known' ? targets.names : targets?.among;
}

type Action = (PreviewStep | (PreviewNode & { readonly kind: 'block' })) & {
  readonly targets?: PreviewTargets;
};

/** What does something to targets, or changes this machine; what has no targets does nothing. */
function isAction(node: PreviewNode): node is Action {
  if (node.kind !== 'step' && node.kind !== 'block') return false;
  if (node.targets === undefined) return node.marks.includes('changes');
  return namesAtMost(node.targets)?.length !== 0;
}

function allIn(nodes: readonly PreviewNode[]): readonly PreviewNode[] {
  return nodes.flatMap((node) => [node, ...allIn(childrenOf(node))]);
}
