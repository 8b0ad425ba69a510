import * as l10n from '@vscode/l10n';
import type { PlanPreview } from '../../../orchestrator-core/plans/index.ts';
import { formatDuration, nodeCount, oneLine } from '../../common/format.ts';
import type { ItemRun, LiveRun } from './live.ts';
import { type Item, markWord, walkItems } from './outline.ts';

/** A state as a shape and a word: colour alone says nothing. */
export interface RunLook {
  readonly glyph: string;
  readonly word: string;
  /** For style sheets. */
  readonly name: 'waiting' | 'running' | 'finished' | 'failed' | 'skipped' | 'stopped' | 'untouched' | 'kept';
}

/** How an item looks in a run; undefined where nothing runs, or nobody tells that it did: a return. */
export function runLook(item: Item, live: LiveRun | undefined): RunLook | undefined {
  if (live === undefined) return undefined;
  const run = live.items.get(item.id);
  if (run === undefined) {
    if (item.call === undefined && (item.kind === 'step' || item.kind === 'end')) return undefined;
    return live.ended === undefined && !live.passed.has(item.id)
      ? { glyph: '○', word: l10n.t('waiting'), name: 'waiting' }
      : { glyph: '–', word: l10n.t('did not run'), name: 'untouched' };
  }
  if (run.replayed && run.state === 'finished') {
    return { glyph: '↺', word: l10n.t('kept from the earlier run'), name: 'kept' };
  }
  switch (run.state) {
    case 'running':
      return { glyph: '►', word: l10n.t('running'), name: 'running' };
    case 'finished':
      return { glyph: '✓', word: l10n.t('succeeded'), name: 'finished' };
    case 'failed':
      return { glyph: '✗', word: l10n.t('failed'), name: 'failed' };
    case 'skipped':
      return { glyph: '↷', word: l10n.t('skipped'), name: 'skipped' };
    case 'stopped':
      return { glyph: '■', word: l10n.t('stopped'), name: 'stopped' };
  }
}

/** What came of an item beside its state: `3 times, 1.2 s, failed on 1 node`. */
export function runFacts(run: ItemRun | undefined): readonly string[] {
  if (run === undefined) return [];
  return [
    ...(run.runs > 1 ? [l10n.t('{0} times', run.runs)] : []),
    ...(run.took === undefined || run.replayed ? [] : [formatDuration(run.took)]),
    ...(run.failures === 0 ? [] : [l10n.t('failed on {0}', nodeCount(run.failures))]),
    ...(run.said === undefined ? [] : [oneLine(run.said, 100)]),
  ];
}

/** What a screen reader says of an item. */
export function spoken(item: Item, live: LiveRun | undefined, titles: ReadonlyMap<string, string>): string {
  const run = live?.items.get(item.id);
  const look = runLook(item, live);
  const needs = item.needs.map((id) => titles.get(id)).filter((title) => title !== undefined);
  return [
    item.title,
    ...(item.detail === '' ? [] : [item.detail]),
    ...item.marks.map(markWord),
    ...(needs.length === 0 ? [] : [l10n.t('uses the result of {0}', needs.join(', '))]),
    ...(look === undefined ? [] : [look.word]),
    ...runFacts(run),
    ...(run?.reason === undefined ? [] : [run.reason]),
  ].join(', ');
}

/** The titles of all items by their ids. */
export function titlesOf(items: readonly Item[]): ReadonlyMap<string, string> {
  return new Map([...walkItems(items)].map(({ id, title }) => [id, title]));
}

/** What the preview comes to: `7 steps, 3 change something, 1 place unknown`. */
export function summaryOf(preview: PlanPreview, items: readonly Item[]): string {
  const steps = [...walkItems(items)].filter(({ kind }) => kind === 'step' || kind === 'plan');
  const changes = steps.filter(({ kind, marks }) => kind === 'step' && marks.includes('changes')).length;
  const errors = preview.problems.filter(({ severity }) => severity === 'error').length;
  const unknown = preview.problems.length - errors;
  const count = steps.filter(({ kind }) => kind === 'step').length;
  return [
    count === 1 ? l10n.t('1 step') : l10n.t('{0} steps', count),
    ...(changes === 0 ? [] : [changes === 1 ? l10n.t('1 changes something') : l10n.t('{0} change something', changes)]),
    ...(errors === 0 ? [] : [errors === 1 ? l10n.t('1 error') : l10n.t('{0} errors', errors)]),
    ...(unknown === 0 ? [] : [unknown === 1 ? l10n.t('1 place unknown') : l10n.t('{0} places unknown', unknown)]),
  ].join(', ');
}

/** How the run as a whole stands. */
export function runSummary(live: LiveRun, job: string): string {
  const { unmatched } = live;
  if (unmatched === 0) return stateOf(live, job);
  const missing =
    unmatched === 1 ? l10n.t('1 step of it is not in here') : l10n.t('{0} steps of it are not in here', unmatched);
  return `${stateOf(live, job)}; ${missing}`;
}

function stateOf(live: LiveRun, job: string): string {
  if (live.asking) return l10n.t('Job {0} waits for your answer', job);
  const took = formatDuration(live.took ?? 0);
  switch (live.ended ?? 'running') {
    case 'running':
      return l10n.t('Job {0} is running', job);
    case 'finished':
      return l10n.t('Job {0} finished after {1}', job, took);
    case 'failed':
      return l10n.t('Job {0} failed after {1}', job, took);
    case 'stopped':
      return l10n.t('Job {0} was stopped after {1}', job, took);
  }
}
