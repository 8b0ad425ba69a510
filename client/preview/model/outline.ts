import * as l10n from '@vscode/l10n';
import type {
  PlanPlace,
  PlanPreview,
  PreviewEnd,
  PreviewMark,
  PreviewNode,
  PreviewRound,
  PreviewTargets,
  PreviewValue,
} from '../../../orchestrator-core/plans/index.ts';
import { nodeNames, oneLine } from '../../common/format.ts';
import { stepTitle } from '../../jobs/steps.ts';

/** A line of the tree and a shape of the graph. */
export interface Item {
  /** The preview's own; a part of a node (an arm, a round) has that of the node with `/N` behind it. */
  readonly id: string;
  readonly kind: PreviewNode['kind'] | 'part';
  /** What it does: `task web::restart`, `if $ok`. */
  readonly title: string;
  /** Where, how often, for whom; empty for nothing. */
  readonly detail: string;
  /** One fact a line: everything that is known of it. */
  readonly facts: readonly string[];
  readonly marks: readonly PreviewMark[];
  readonly place?: PlanPlace;
  /** Ids of the nodes whose results it uses. */
  readonly needs: readonly string[];
  readonly children: readonly Item[];
  /** Whether the children come one after the other, or are ways that exclude each other or overlap. */
  readonly order: 'sequence' | 'either' | 'together';
  /** Ends what it stands in. */
  readonly ends: boolean;
  /** Where it runs, as far as that is known. */
  readonly targets?: readonly string[];
  /** What a started step is compared with; absent where nothing runs by itself. */
  readonly call?: { readonly function: string; readonly object?: string };
}

/** The items of a preview, in the order in which they would run. */
export function outlineOf(preview: PlanPreview): readonly Item[] {
  return preview.nodes.map(itemOf);
}

/** The item with its children, each before what stands in it. */
export function* walkItems(items: readonly Item[]): Generator<Item> {
  for (const item of items) {
    yield item;
    yield* walkItems(item.children);
  }
}

/** A value as far as it is known, as people are shown it. */
export function valueWords(value: PreviewValue): string {
  return value.kind === 'sensitive' ? l10n.t('hidden') : value.text;
}

/** A mark in a word or two. */
export function markWord(mark: PreviewMark): string {
  switch (mark) {
    case 'changes':
      return l10n.t('changes');
    case 'safe':
      return l10n.t('safe to repeat');
    case 'run-as':
      return l10n.t('run-as');
    case 'sensitive':
      return l10n.t('secret');
    case 'noop':
      return l10n.t('noop');
    case 'skipped':
      return l10n.t('left out in noop');
    case 'catches-errors':
      return l10n.t('goes on after errors');
    case 'asks':
      return l10n.t('asks a person');
  }
}

function itemOf(node: PreviewNode): Item {
  const common = { id: node.id, kind: node.kind, place: node.place, ends: false } as const;
  switch (node.kind) {
    case 'step': {
      const object = valueWords(node.object);
      const description = node.description === undefined ? {} : { description: node.description };
      return {
        ...common,
        title: stepTitle({ function: node.function, object, ...description }),
        detail: node.targets === undefined ? '' : targetWords(node.targets),
        facts: [
          `${node.function} ${object}`,
          ...targetFacts(node.targets),
          ...(node.runAs === undefined ? [] : [l10n.t('as user {0}', valueWords(node.runAs))]),
          ...parameterFacts(node.parameters),
        ],
        marks: node.marks,
        needs: node.needs,
        children: [],
        order: 'sequence',
        ...(node.targets?.kind === 'known' ? { targets: node.targets.names } : {}),
        call: { function: node.function, ...(node.object.kind === 'known' ? { object } : {}) },
      };
    }
    case 'plan':
      return {
        ...common,
        title: l10n.t('plan {0}', valueWords(node.plan)),
        detail: '',
        facts: parameterFacts(node.parameters),
        marks: node.marks,
        needs: node.needs,
        children: node.nodes.map(itemOf),
        order: 'sequence',
        call: { function: 'run_plan', ...(node.plan.kind === 'known' ? { object: node.plan.text } : {}) },
      };
    case 'loop':
      return {
        ...common,
        title: node.function,
        detail: loopWords(node.over, node.count),
        facts: [l10n.t('goes through {0}', valueWords(node.over))],
        marks: [],
        needs: node.needs,
        ...partsOf(node.id, node.rounds, 'sequence'),
      };
    case 'branch':
      return {
        ...common,
        title: branchWords(node),
        detail: l10n.t('cannot be decided yet'),
        facts: [node.condition],
        marks: [],
        needs: node.needs,
        children: node.arms.map((arm, index) => partOf(node.id, arm, index)),
        order: 'either',
      };
    case 'parallel':
      return {
        ...common,
        title: node.function,
        detail:
          node.function === 'background' ? l10n.t('goes on beside what follows') : togetherWords(node.over, node.count),
        facts: node.over === undefined ? [] : [l10n.t('goes through {0}', valueWords(node.over))],
        marks: [],
        needs: node.needs,
        ...partsOf(node.id, node.branches, 'together'),
        call: { function: node.function },
      };
    case 'block':
      return {
        ...common,
        title: node.function,
        detail: node.targets === undefined ? '' : targetWords(node.targets),
        facts: targetFacts(node.targets),
        marks: node.marks,
        needs: node.needs,
        children: node.nodes.map(itemOf),
        order: 'sequence',
        call: { function: node.function },
      };
    case 'end':
      return {
        ...common,
        title: endWord(node.how),
        detail: node.value === undefined ? '' : oneLine(valueWords(node.value), 100),
        facts: node.value === undefined ? [] : [valueWords(node.value)],
        marks: [],
        needs: node.value?.kind === 'unknown' ? node.value.needs : [],
        children: [],
        order: 'sequence',
        ends: true,
      };
  }
}

/** One part that stands for all needs no level of its own. */
function partsOf(
  id: string,
  parts: readonly PreviewRound[],
  order: 'sequence' | 'together',
): Pick<Item, 'children' | 'order'> {
  const [only] = parts;
  if (parts.length === 1 && only !== undefined) return { children: only.nodes.map(itemOf), order: 'sequence' };
  return { children: parts.map((part, index) => partOf(id, part, index)), order };
}

function partOf(id: string, part: PreviewRound, index: number): Item {
  return {
    id: `${id}/${index + 1}`,
    kind: 'part',
    title: oneLine(part.label, 100),
    detail: part.nodes.length === 0 ? l10n.t('does nothing') : '',
    facts: [part.label],
    marks: [],
    needs: [],
    children: part.nodes.map(itemOf),
    order: 'sequence',
    ends: false,
  };
}

/** What decides: an expression of `if` or `unless`, or what a `case` looks at. */
function branchWords({ condition, arms }: Extract<PreviewNode, { readonly kind: 'branch' }>): string {
  const text = oneLine(condition, 100);
  const isIf = arms.every(({ label }) => label === 'then' || label === 'else');
  if (!isIf) return l10n.t('depending on {0}', text);
  return text.startsWith('unless ') ? text : l10n.t('if {0}', text);
}

function targetWords(targets: PreviewTargets): string {
  if (targets.kind === 'unknown') return l10n.t('on {0}', targets.text);
  return targets.names.length === 0 ? l10n.t('on no target') : l10n.t('on {0}', nodeNames(targets.names, 3));
}

function targetFacts(targets: PreviewTargets | undefined): readonly string[] {
  if (targets === undefined) return [];
  if (targets.kind === 'known') return [l10n.t('targets: {0}', targets.names.join(', ') || l10n.t('none'))];
  const among = targets.among === undefined ? [] : [l10n.t('among: {0}', targets.among.join(', '))];
  return [l10n.t('targets: {0}', targets.text), ...among];
}

function parameterFacts(parameters: Readonly<Record<string, PreviewValue>>): readonly string[] {
  return Object.entries(parameters).map(([name, value]) => `${name} = ${valueWords(value)}`);
}

function loopWords(over: PreviewValue, count: number | undefined): string {
  if (count === undefined) return l10n.t('one per element of {0}', oneLine(valueWords(over), 60));
  return count === 1 ? l10n.t('once') : l10n.t('{0} times', count);
}

function togetherWords(over: PreviewValue | undefined, count: number | undefined): string {
  if (count !== undefined) return count === 1 ? l10n.t('once') : l10n.t('{0} at the same time', count);
  if (over === undefined) return l10n.t('at the same time');
  return l10n.t('at the same time, one per element of {0}', oneLine(valueWords(over), 60));
}

function endWord(how: PreviewEnd['how']): string {
  switch (how) {
    case 'return':
      return l10n.t('returns');
    case 'fail':
      return l10n.t('fails');
    case 'break':
      return l10n.t('leaves the loop');
    case 'next':
      return l10n.t('goes to the next round');
    case 'leave':
      return l10n.t('leaves the function');
    case 'error':
      return l10n.t('ends in an error');
  }
}
