import * as l10n from '@vscode/l10n';
import type { JsonObject } from '../../../orchestrator-core/common/index.ts';
import type { FactChange } from '../../../orchestrator-core/orchestrator.ts';
import { element, setAttributes, setText } from '../../webview/browser/dom.ts';
import { factMoments, factsBefore } from '../page/facts.ts';
import type { ToPage } from '../page/messages.ts';
import { timeText } from './tab-view.ts';

/** What the facts are compared with. */
type Other =
  | { readonly kind: 'node'; readonly name: string; readonly facts: JsonObject }
  | { readonly kind: 'time'; readonly name: string; readonly before: number };

/** With what facts are compared, and how that is chosen. */
export interface ComparisonView {
  /** Buttons that begin a comparison. */
  readonly tools: readonly HTMLElement[];
  /** Says what is compared, and ends it. */
  readonly bar: HTMLElement;
  /** Whose values stand in which column; what is read out says so by itself. */
  readonly heads: HTMLElement;
  /** What it is compared with in a word or two; undefined where it is not. */
  readonly name: string | undefined;
  readonly onlyDifferent: boolean;
  /** What these facts are compared with. */
  other(facts: JsonObject): JsonObject | undefined;
  /** The node, or its facts, are others. */
  draw(node: string, facts: JsonObject | undefined): void;
  take(message: ToPage): void;
}

/** `ask` has somebody choose a node; `changed` is told of every change, `turned` with a comparison that begins or ends. */
export function comparisonView(ask: () => void, changed: (turned: boolean) => void): ComparisonView {
  let other: Other | undefined;
  let changes: readonly FactChange[] = [];
  let own: { readonly node: string; readonly facts: JsonObject | undefined } = { node: '', facts: undefined };

  const times = element('select', { 'aria-label': l10n.t('Compare with an earlier time') });
  const begin = element('button', { type: 'button' }, l10n.t('Compare with a node…'));
  const end = element('button', { type: 'button' }, l10n.t('End comparison'));
  const only = element('input', { type: 'checkbox' });
  only.checked = true;
  const words = element('span', { class: 'compared' });
  const label = element('label', {}, only, l10n.t('Only differences'));
  const bar = element('div', { class: 'comparing' }, words, label, end);
  const [here, there] = [element('span'), element('span')];
  const heads = element('div', { class: 'fact heads', 'aria-hidden': 'true' }, element('span'), here, there);

  let drawn: string | undefined;
  const drawTimes = (): void => {
    const moments = factMoments(own.facts ?? {}, changes);
    // A list that somebody has opened is left as it is.
    if (drawn === JSON.stringify(moments)) return;
    drawn = JSON.stringify(moments);
    const options = moments.map(({ at, changes: count }) => {
      const many = count === 1 ? l10n.t('1 change') : l10n.t('{0} changes', count);
      return element('option', { value: at }, l10n.t('before {0} ({1})', timeText(at), many));
    });
    const first = options.length === 0 ? l10n.t('No earlier time') : l10n.t('Compare with an earlier time');
    times.replaceChildren(element('option', { value: '' }, first), ...options);
    times.disabled = options.length === 0;
  };
  const draw = (): void => {
    for (const each of [bar, heads]) setAttributes(each, { hidden: other === undefined });
    setText(words, other === undefined ? '' : comparison(other));
    setText(here, own.node);
    setText(there, other?.name ?? '');
    drawTimes();
    times.value = other?.kind === 'time' ? String(other.before) : '';
  };
  const compareWith = (next: Other | undefined): void => {
    other = next;
    draw();
    changed(true);
  };
  begin.addEventListener('click', ask);
  end.addEventListener('click', () => {
    compareWith(undefined);
    begin.focus();
  });
  only.addEventListener('change', () => changed(false));
  times.addEventListener('change', () => {
    const before = Number(times.value);
    const name = l10n.t('before {0}', timeText(before));
    compareWith(times.value === '' ? undefined : { kind: 'time', name, before });
  });
  draw();
  return {
    tools: [times, begin],
    bar,
    heads,
    get name() {
      return other?.name;
    },
    get onlyDifferent() {
      return only.checked;
    },
    other: (facts) => (other?.kind === 'time' ? factsBefore(facts, changes, other.before) : other?.facts),
    draw: (node, facts) => {
      own = { node, facts };
      draw();
    },
    take: (message) => {
      if (message.kind === 'other') compareWith({ kind: 'node', name: message.name, facts: message.facts });
      if (message.kind !== 'history') return;
      changes = message.changes;
      draw();
      changed(false);
    },
  };
}

function comparison(other: Other): string {
  return other.kind === 'node'
    ? l10n.t('Compared with {0}:', other.name)
    : l10n.t('Compared with what was before {0}:', timeText(other.before));
}
