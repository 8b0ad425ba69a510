/** The page of a node: what the extension says is searched, compared and drawn in here, away from the extension host. */
import * as l10n from '@vscode/l10n';
import type { NodeDetails } from '../../../orchestrator-core/orchestrator.ts';
import { ageText } from '../../common/age.ts';
import { connectionWord } from '../../run/targets.ts';
import { element, setAttributes, setText } from '../../webview/browser/dom.ts';
import { connect, type Host } from '../../webview/browser/host.ts';
import {
  type FromPage,
  type PageAction,
  type PageState,
  readPageState,
  type Tab,
  type ToPage,
  tabs,
} from '../page/messages.ts';
import { reportWord } from '../report-word.ts';
import { type FactsKept, factsView } from './facts-view.ts';
import { classesView, configurationView, jobsView } from './list-views.ts';
import { packagesView, reportsView, resourcesView } from './rows-view.ts';
import type { Parts, TabView } from './tab-view.ts';

function tabWords(tab: Tab): string {
  return {
    facts: l10n.t('Facts'),
    classes: l10n.t('Classes'),
    configuration: l10n.t('Configuration'),
    jobs: l10n.t('Jobs'),
    resources: l10n.t('Resources'),
    reports: l10n.t('Reports'),
    packages: l10n.t('Packages'),
  }[tab];
}

function actionWords(action: PageAction): string {
  return {
    task: l10n.t('Run task…'),
    command: l10n.t('Run command…'),
    plan: l10n.t('Run plan…'),
    ping: l10n.t('Ping'),
    facts: l10n.t('Gather facts'),
    terminal: l10n.t('Open terminal'),
    inventory: l10n.t('Show in inventory'),
  }[action];
}

/** Shapes of states, beside their words. */
const glyphs = { connected: '●', disconnected: '○', agentless: '◌' } as const;
const actions: readonly PageAction[] = ['task', 'command', 'plan', 'ping', 'facts', 'terminal', 'inventory'];

function start(host: Host<FromPage, PageState>): (message: ToPage) => void {
  const kept = readPageState(host.kept);
  let node: NodeDetails | undefined;
  let tab: Tab = kept?.tab ?? 'facts';
  let facts: FactsKept = { filter: kept?.filter ?? '', open: kept?.open ?? [] };

  const told = element('div', { class: 'unseen', role: 'status', 'aria-live': 'polite' });
  const parts: Parts = { host, tell: (text) => setText(told, text) };
  const keep = (): void => {
    if (node !== undefined) host.keep({ node: node.name, tab, ...facts });
  };
  const views: Readonly<Record<Tab, TabView>> = {
    facts: factsView(parts, facts, (next) => {
      facts = next;
      keep();
    }),
    classes: classesView(),
    configuration: configurationView(),
    jobs: jobsView(parts),
    resources: resourcesView(parts),
    reports: reportsView(parts),
    packages: packagesView(parts),
  };
  const name = element('h1');
  const glyph = element('span', { class: 'glyph', 'aria-hidden': 'true' });
  const state = element('span', { class: 'state' });
  const about = element('span', { class: 'about' });
  const groups = element('p', { class: 'about' });
  const fault = element('p', { class: 'fault', role: 'alert' });
  const buttons = actions.map((action) => {
    const button = element('button', { type: 'button' }, actionWords(action));
    button.addEventListener('click', () => host.tell({ kind: 'act', action }));
    return button;
  });
  const chosen = (next: Tab, focus: boolean): void => {
    tab = next;
    for (const each of tabs) {
      const isChosen = each === tab;
      setAttributes(heads[each], { 'aria-selected': String(isChosen), tabindex: isChosen ? 0 : -1 });
      panels[each].hidden = !isChosen;
    }
    if (focus) heads[tab].focus();
    keep();
    views[tab].show?.();
  };
  const heads = eachTab((each) => {
    const head = element(
      'button',
      {
        type: 'button',
        role: 'tab',
        id: `tab-${each}`,
        'aria-controls': `panel-${each}`,
        class: 'tab',
      },
      tabWords(each),
    );
    head.addEventListener('click', () => chosen(each, false));
    return head;
  });
  const panels = eachTab((each) =>
    element(
      'section',
      { role: 'tabpanel', id: `panel-${each}`, 'aria-labelledby': `tab-${each}`, class: 'tab-panel' },
      views[each].root,
    ),
  );
  const list = element('div', { role: 'tablist', class: 'tabs', 'aria-label': l10n.t('Parts of the page') });
  list.append(...tabs.map((each) => heads[each]));
  list.addEventListener('keydown', (event) => {
    const at = tabs.indexOf(tab);
    const next = { ArrowRight: at + 1, ArrowLeft: at - 1 + tabs.length, Home: 0, End: tabs.length - 1 }[event.key];
    const wanted = next === undefined ? undefined : tabs[next % tabs.length];
    if (wanted === undefined) return;
    event.preventDefault();
    chosen(wanted, true);
  });
  document.body.replaceChildren(
    element(
      'header',
      {},
      name,
      element('p', {}, glyph, ' ', state, ' ', about),
      groups,
      fault,
      element('div', { class: 'tools', role: 'group', 'aria-label': l10n.t('Actions') }, ...buttons),
    ),
    list,
    ...tabs.map((each) => panels[each]),
    told,
  );
  chosen(tab, false);
  const touch = new AbortController();
  for (const kind of ['pointerdown', 'keydown'] as const) {
    const touched = (): void => {
      touch.abort();
      host.tell({ kind: 'touched' });
    };
    document.addEventListener(kind, touched, { signal: touch.signal, capture: true });
  }

  const draw = (now: NodeDetails, at: number): void => {
    const word = connectionWord(now);
    if (node !== undefined && node.connection.kind !== now.connection.kind) parts.tell(`${now.name}: ${word}`);
    node = now;
    setText(name, now.name);
    setText(glyph, glyphs[now.connection.kind]);
    const since = now.connection.kind === 'agentless' ? undefined : now.connection.since;
    setText(state, since === undefined ? word : `${word}, ${ageText(since, at)}`);
    setAttributes(state, { 'data-state': now.connection.kind });
    setText(about, aboutText(now, at));
    const lists: readonly (readonly [string, readonly string[]])[] = [
      [l10n.t('Groups'), now.groups],
      [l10n.t('Aliases'), now.aliases],
      [l10n.t('Features'), now.features],
    ];
    setText(
      groups,
      lists
        .filter(([, values]) => values.length > 0)
        .map(([title, values]) => `${title}: ${values.join(', ')}`)
        .join(' · '),
    );
    setText(fault, '');
    for (const view of Object.values(views)) view.draw(now);
    keep();
  };
  return (message) => {
    switch (message.kind) {
      case 'node':
        draw(message.node, message.now);
        break;
      case 'fault':
        setText(fault, message.message);
        break;
      default:
        for (const view of Object.values(views)) view.take?.(message);
    }
  };
}

function eachTab<T>(make: (tab: Tab) => T): Readonly<Record<Tab, T>> {
  return Object.fromEntries(tabs.map((tab) => [tab, make(tab)])) as Record<Tab, T>;
}

/** What else is to be said in a line: how it is reached, its agent, its last run. */
function aboutText({ transport, connection, lastReport }: NodeDetails, now: number): string {
  const agent = connection.kind === 'connected' ? connection.agent?.version : undefined;
  const report =
    lastReport === undefined
      ? []
      : [
          l10n.t(
            'last run {0}{1} {2}',
            reportWord(lastReport.status),
            lastReport.noop ? ` ${l10n.t('(noop)')}` : '',
            ageText(lastReport.at, now),
          ),
        ];
  return [
    '',
    l10n.t('transport {0}', transport),
    ...(agent === undefined ? [] : [l10n.t('agent {0}', agent)]),
    ...report,
  ].join(' · ');
}

connect(start);
