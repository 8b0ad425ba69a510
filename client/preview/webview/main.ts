/** The page of the preview: what the extension says is laid out and drawn in here, away from the extension host. */
import * as l10n from '@vscode/l10n';
import type { PlanPreview, PreviewValue } from '../../../orchestrator-core/plans/index.ts';
import { element, setAttributes, setText } from '../../webview/browser/dom.ts';
import type { FromPage, PageState, ToPage } from '../messages.ts';
import { carriedIds, keepsSteps } from '../model/carry.ts';
import { type LiveEvent, liveRun, newlyFailed } from '../model/live.ts';
import { type Item, outlineOf, valueWords } from '../model/outline.ts';
import { runSummary, summaryOf } from '../model/words.ts';
import { type FormView, formView } from './form-view.ts';
import { type GraphView, graphView } from './graph-view.ts';
import { problemsView } from './problems-view.ts';
import { type Actions, type Scene, treeView, type View } from './tree-view.ts';

/** What VS Code gives a page. */
interface Host {
  postMessage(message: FromPage): void;
  getState(): Partial<PageState> | undefined;
  setState(state: PageState): void;
}

declare function acquireVsCodeApi(): Host;

const host = acquireVsCodeApi();
const stored = host.getState();

let preview: PlanPreview | undefined;
let items: readonly Item[] = [];
let events: readonly LiveEvent[] = [];
let job: string | undefined;
let fault: string | undefined;
/** The steps are those of before an error that is being typed. */
let stale = false;
let values: Readonly<Record<string, string>> = stored?.values ?? {};
let closed: ReadonlySet<string> = new Set(stored?.closed ?? []);
let focused: string | undefined = stored?.focused;
let mode: PageState['mode'] = stored?.mode ?? 'both';
/** What was chosen and closed when a person last did so: it comes back, should it go while the plan is typed. */
let wanted: Pick<Scene, 'items' | 'closed' | 'focused'> = { items, closed, focused };
let scene: Scene = { items, closed, focused, live: undefined };

const actions: Actions = {
  focus: (id) => {
    focused = id;
    wanted = { items, closed, focused };
    draw();
  },
  fold: (ids, close) => {
    closed = new Set(close ? [...closed, ...ids] : [...closed].filter((id) => !ids.includes(id)));
    wanted = { items, closed, focused };
    draw();
  },
  activate: ({ place }) => {
    if (place !== undefined) host.postMessage({ kind: 'reveal', place });
  },
  result: (step) => host.postMessage({ kind: 'result', step }),
};

interface Page {
  readonly name: HTMLElement;
  readonly about: HTMLElement;
  readonly summary: HTMLElement;
  readonly run: HTMLElement;
  readonly fault: HTMLElement;
  readonly returns: HTMLElement;
  readonly empty: HTMLElement;
  /** Read out when it changes. */
  readonly told: HTMLElement;
  readonly views: HTMLElement;
  readonly modes: readonly (readonly [PageState['mode'], HTMLButtonElement])[];
  readonly zooms: HTMLElement;
  readonly problems: ReturnType<typeof problemsView>;
  readonly form: FormView;
  readonly tree: View;
  readonly graph: GraphView;
}

let page: Page | undefined;

/** Made when the words are known, so that nothing is drawn in two languages. */
function makePage(): Page {
  const made: Page = {
    name: element('h1'),
    about: element('p', { class: 'about' }),
    summary: element('span', { class: 'summary' }),
    run: element('span', { class: 'run' }),
    fault: element('p', { class: 'fault', role: 'alert' }),
    returns: element('p', { class: 'returns' }),
    empty: element('p', { class: 'empty' }),
    told: element('div', { class: 'unseen', role: 'status', 'aria-live': 'polite' }),
    views: element('main', { class: 'views' }),
    modes: (['both', 'tree', 'graph'] as const).map((each) => [each, modeButton(each)] as const),
    zooms: element('span', { class: 'zooms', role: 'group', 'aria-label': l10n.t('Zoom') }),
    problems: problemsView((place) => host.postMessage({ kind: 'reveal', place })),
    form: formView((typed) => {
      values = typed;
      keep();
      host.postMessage({ kind: 'values', values: typed });
    }),
    tree: treeView(actions),
    graph: graphView(actions),
  };
  const button = (text: string, title: string, act: () => void) => {
    const each = element('button', { type: 'button', title, 'aria-label': title }, text);
    each.addEventListener('click', act);
    return each;
  };
  made.zooms.append(
    button('−', l10n.t('Zoom out'), () => made.graph.zoom('out')),
    button('+', l10n.t('Zoom in'), () => made.graph.zoom('in')),
    button(l10n.t('Fit'), l10n.t('Fit the graph into the view'), () => made.graph.zoom('fit')),
  );
  const start = button(l10n.t('Run plan…'), l10n.t('Run plan with these parameters'), () =>
    host.postMessage({ kind: 'start' }),
  );
  start.classList.add('primary');
  const modes = element(
    'span',
    { class: 'modes', role: 'group', 'aria-label': l10n.t('What is shown') },
    ...made.modes.map(([, each]) => each),
  );
  const text = button(l10n.t('As text'), l10n.t('Show the preview as text'), () => host.postMessage({ kind: 'text' }));
  const tools = element(
    'div',
    { class: 'tools', role: 'group', 'aria-label': l10n.t('Preview') },
    start,
    modes,
    made.zooms,
    text,
  );
  const head = element(
    'header',
    {},
    made.name,
    made.about,
    element('p', {}, made.summary, ' ', made.run),
    made.fault,
    tools,
  );
  const tree = element('section', { class: 'tree-pane' }, made.empty, made.tree.root, made.returns);
  made.views.append(tree, made.graph.root);
  document.body.replaceChildren(head, made.form.root, made.problems.root, made.views, made.told);
  return made;
}

function modeButton(own: PageState['mode']): HTMLButtonElement {
  const words = { both: l10n.t('Both'), tree: l10n.t('Tree'), graph: l10n.t('Graph') }[own];
  const made = element('button', { type: 'button' }, words);
  made.addEventListener('click', () => {
    mode = own;
    draw();
  });
  return made;
}

function keep(): void {
  if (preview === undefined) return;
  host.setState({
    plan: preview.plan,
    values,
    ...(job === undefined ? {} : { job }),
    closed: [...closed],
    ...(focused === undefined ? {} : { focused }),
    mode,
  });
}

function draw(): void {
  if (page === undefined) return;
  const live = job === undefined ? undefined : scene.live;
  scene = { items, closed, focused, live };
  setText(page.name, preview?.plan ?? document.title);
  setText(page.about, preview?.description ?? '');
  const summary = preview === undefined ? '' : summaryOf(preview, items);
  setText(page.summary, stale ? l10n.t('{0}; the steps are those of before the error', summary) : summary);
  setText(page.run, live === undefined || job === undefined ? '' : runSummary(live, job));
  setAttributes(page.run, { 'data-state': live === undefined ? undefined : (live.ended ?? 'running') });
  setText(page.fault, fault ?? '');
  setText(
    page.returns,
    preview?.returns === undefined || isNothing(preview.returns)
      ? ''
      : l10n.t('Returns {0}', valueWords(preview.returns)),
  );
  setText(page.empty, preview !== undefined && items.length === 0 ? l10n.t('This plan does nothing.') : '');
  setAttributes(page.views, { 'data-mode': mode, 'data-stale': stale ? 'true' : undefined });
  setAttributes(page.zooms, { hidden: mode === 'tree' });
  for (const [each, button] of page.modes) setAttributes(button, { 'aria-pressed': String(each === mode) });
  page.problems.draw(preview?.problems ?? []);
  page.tree.draw(scene);
  page.graph.draw(scene);
  keep();
}

/** A plan that returns nothing need not say so. */
function isNothing(value: PreviewValue): boolean {
  return value.kind === 'known' && value.value === null;
}

/** Says what a person who does not see the page must know. */
function tell(text: string): void {
  if (page !== undefined) setText(page.told, text);
}

function take(message: ToPage): void {
  switch (message.kind) {
    case 'words':
      if (message.contents !== '') l10n.config({ contents: message.contents });
      page ??= makePage();
      break;
    case 'preview': {
      const before = preview?.problems.length ?? 0;
      preview = message.preview;
      takeItems(outlineOf(preview), message.draft);
      fault = undefined;
      if (events.length > 0) scene = { ...scene, live: liveRun(items, events) };
      draw();
      if (preview.problems.length !== before) tell(summaryOf(preview, items));
      break;
    }
    case 'fault':
      fault = message.message;
      draw();
      break;
    case 'forms':
      values = message.values;
      page?.form.draw(message.forms, message.values, message.targets);
      break;
    case 'values':
      values = message.values;
      page?.form.fill(message.values);
      keep();
      break;
    case 'verdicts':
      page?.form.judge(message.verdicts);
      break;
    case 'run':
      job = message.job;
      events = [];
      scene = { ...scene, live: liveRun(items, events) };
      draw();
      break;
    case 'events':
      takeEvents(message.events);
      break;
  }
}

/** What is chosen and closed stays so, whatever its new id. */
function takeItems(after: readonly Item[], draft: boolean): void {
  stale = preview !== undefined && keepsSteps(items, preview, after, draft);
  if (stale) return;
  // A page that comes back after a reload has ids and no items yet.
  if (wanted.items.length === 0) wanted = { ...wanted, items: after };
  const ids = carriedIds(wanted.items, after);
  focused = wanted.focused === undefined ? undefined : ids.get(wanted.focused);
  closed = new Set([...wanted.closed].flatMap((id) => ids.get(id) ?? []));
  items = after;
}

function takeEvents(newer: readonly LiveEvent[]): void {
  events = [...events, ...newer];
  const before = scene.live;
  const live = liveRun(items, events);
  scene = { ...scene, live };
  draw();
  const failed = newlyFailed(items, before, live);
  const turned = live.ended !== before?.ended || live.asking !== before?.asking;
  const news = [
    ...failed.map((title) => l10n.t('{0} failed', title)),
    ...(turned && job !== undefined ? [runSummary(live, job)] : []),
  ];
  if (news.length > 0) tell(news.join('. '));
}

window.addEventListener('message', (event: MessageEvent<ToPage>) => take(event.data));
host.postMessage({ kind: 'ready' });
