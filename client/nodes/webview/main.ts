/** The page of a node: what the extension says is searched, compared and drawn in here, away from the extension host. */
import type { NodeDetails } from '../../../orchestrator-core/orchestrator.ts';
import { connectionWord } from '../../run/targets.ts';
import { element, setText } from '../../webview/browser/dom.ts';
import { connect, type Host } from '../../webview/browser/host.ts';
import { type FromPage, type PageState, readPageState, type Tab, type ToPage, tabs } from '../page/messages.ts';
import { type FactsKept, factsView } from './facts-view.ts';
import { headView } from './head-view.ts';
import { classesView, configurationView, jobsView } from './list-views.ts';
import { packagesView, reportsView, resourcesView } from './rows-view.ts';
import type { Parts, TabView } from './tab-view.ts';
import { tabsView } from './tabs-view.ts';

/** How often ages are counted anew, in milliseconds. */
const minute = 60_000;

function start(host: Host<FromPage, PageState>): (message: ToPage) => void {
  const kept = readPageState(host.kept);
  let node: NodeDetails | undefined;
  let tab: Tab = kept?.tab ?? 'facts';
  let facts: FactsKept = { filter: kept?.filter ?? '', open: kept?.open ?? [] };
  const keep = (): void => {
    if (node !== undefined) host.keep({ node: node.name, tab, ...facts });
  };
  const told = element('div', { class: 'unseen', role: 'status', 'aria-live': 'polite' });
  const parts: Parts = { host, tell: (text) => setText(told, text) };
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
  const head = headView((action) => host.tell({ kind: 'act', action }));
  const contents = Object.fromEntries(tabs.map((each) => [each, views[each].root])) as Record<Tab, HTMLElement>;
  const { list, panels, choose } = tabsView(contents, (next) => {
    tab = next;
    keep();
    views[tab].show?.();
  });
  document.body.replaceChildren(head.root, list, ...panels, told);
  choose(tab);
  tellOfTouch(host);
  const draw = (now: NodeDetails, at: number): void => {
    const isOther = node !== undefined && node.connection.kind !== now.connection.kind;
    if (isOther) parts.tell(`${now.name}: ${connectionWord(now)}`);
    node = now;
    head.draw(now, at);
    for (const view of Object.values(views)) view.draw(now);
    keep();
  };
  setInterval(() => {
    if (node === undefined) return;
    head.draw(node, Date.now());
    views.facts.draw(node);
  }, minute);
  return (message) => {
    if (message.kind === 'node') draw(message.node, message.now);
    else if (message.kind === 'fault') head.fail(message.message);
    else for (const view of Object.values(views)) view.take?.(message);
  };
}

/** Tells, once, that somebody does something on the page. */
function tellOfTouch(host: Host<FromPage, PageState>): void {
  const once = new AbortController();
  for (const kind of ['pointerdown', 'keydown'] as const) {
    const touched = (): void => {
      once.abort();
      host.tell({ kind: 'touched' });
    };
    document.addEventListener(kind, touched, { signal: once.signal, capture: true });
  }
}

connect(start);
