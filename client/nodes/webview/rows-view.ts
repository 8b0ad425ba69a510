import * as l10n from '@vscode/l10n';
import type { Json, JsonObject } from '../../../orchestrator-core/common/index.ts';
import { valueText } from '../../common/format.ts';
import { element, setAttributes, setText } from '../../webview/browser/dom.ts';
import { filterBox } from '../../webview/browser/filter-box.ts';
import { type Column, table } from '../../webview/browser/table.ts';
import type { Order } from '../../webview/sort.ts';
import type { RowKind, RowsWish, ToPage } from '../page/messages.ts';
import { type Parts, type TabView, timeText } from './tab-view.ts';

/** How long a person may go on typing before the store is asked, in milliseconds. */
const pause = 300;

interface RowsOptions {
  readonly rows: RowKind;
  readonly label: string;
  readonly filter: string;
  readonly columns: readonly Column<JsonObject>[];
  readonly empty: string;
  /** Another row is the active one. */
  readonly move?: (row: JsonObject) => void;
}

/** A table of what the store is asked for, a page at a time; it filters and orders there. */
interface RowsTable {
  readonly root: HTMLElement;
  /** Asks anew; of events: for those of a report. */
  ask(report?: string): void;
  clear(): void;
  take(message: ToPage): void;
}

function rowsTable({ host }: Parts, options: RowsOptions): RowsTable {
  let known: readonly JsonObject[] = [];
  let order: Order | undefined;
  let report: string | undefined;
  let wish: RowsWish | undefined;
  const filter = filterBox({ label: options.filter, wait: pause, change: () => ask(0) });
  const message = element('p', { class: 'empty', role: 'status' });
  const more = element('button', { type: 'button', class: 'more', hidden: true });
  more.addEventListener('click', () => ask(known.length));
  const tools = element('div', { class: 'tools' }, filter.root, more);
  const rows = table<JsonObject>({
    label: options.label,
    columns: options.columns,
    order: (next) => {
      order = next;
      ask(0);
    },
    ...(options.move === undefined ? {} : { move: options.move }),
  });
  const ask = (offset: number): void => {
    wish = {
      rows: options.rows,
      filter: filter.value,
      offset,
      ...(order === undefined ? {} : { order }),
      ...(report === undefined ? {} : { report }),
    };
    setAttributes(rows.root, { 'aria-busy': 'true' });
    host.tell({ kind: 'rows', wish });
  };
  const isMine = (other: RowsWish): boolean => JSON.stringify(other) === JSON.stringify(wish);
  return {
    root: element('div', { class: 'tab-view' }, tools, message, rows.root),
    ask: (of) => {
      report = of;
      ask(0);
    },
    clear: () => {
      known = [];
      wish = undefined;
      rows.draw(known);
      filter.tell('');
    },
    take: (told) => {
      if ((told.kind !== 'rows' && told.kind !== 'noRows') || !isMine(told.wish)) return;
      setAttributes(rows.root, { 'aria-busy': undefined });
      if (told.kind === 'noRows') {
        setText(message, told.message);
        return;
      }
      known = told.wish.offset === 0 ? told.rows : [...known, ...told.rows];
      rows.draw(known);
      const hasNone = told.total === 0 && filter.value === '';
      rows.root.hidden = hasNone;
      tools.hidden = hasNone;
      filter.tell(hasNone ? '' : l10n.t('{0} of {1}', known.length, told.total));
      setText(message, hasNone ? options.empty : told.total === 0 ? l10n.t('Nothing has that.') : '');
      setText(more, l10n.t('Show more'));
      setAttributes(more, { hidden: known.length >= told.total });
    },
  };
}

/** Asks when somebody looks for the first time, and from then on whenever what the rows depend on is another. */
function lazily(ask: () => void): { show(): void; follow(state: string | number | undefined): void } {
  let known: string | number | undefined;
  let isShown = false;
  return {
    show: () => {
      if (!isShown) ask();
      isShown = true;
    },
    follow: (state) => {
      const isOther = state !== known;
      known = state;
      if (isShown && isOther) ask();
    },
  };
}

function field(id: string, title: string, width: string): Column<JsonObject> {
  return { id, title, width, text: (row) => cellText(row[id]), value: (row) => row[id] ?? null };
}

function time(id: string, title: string): Column<JsonObject> {
  return { id, title, width: '190px', text: (row) => (row[id] === null ? '' : timeText(String(row[id] ?? ''))) };
}

function cellText(value: Json | undefined): string {
  return value === undefined || value === null ? '' : valueText(value);
}

/** The resources of its last catalog; of the active one the parameters. */
export function resourcesView(parts: Parts): TabView {
  const about = element('span', { class: 'about' });
  const details = element('pre', { class: 'details', tabindex: 0, 'aria-label': l10n.t('Parameters'), hidden: true });
  const rows = rowsTable(parts, {
    rows: 'resources',
    label: l10n.t('Resources of its last catalog'),
    filter: l10n.t('Filter by type, title or file'),
    columns: [
      field('type', l10n.t('Type'), 'minmax(100px, 1fr)'),
      field('title', l10n.t('Title'), 'minmax(160px, 3fr)'),
      {
        id: 'file',
        title: l10n.t('File'),
        width: 'minmax(160px, 3fr)',
        text: ({ file, line }) => [cellText(file), cellText(line)].filter((part) => part !== '').join(':'),
      },
      {
        id: 'exported',
        title: l10n.t('Exported'),
        width: '90px',
        text: ({ exported }) => (exported === true ? l10n.t('yes') : ''),
      },
    ],
    empty: l10n.t('No catalog of it is known.'),
    move: ({ type, title, parameters }) => {
      setAttributes(details, { hidden: false });
      setText(details, `${cellText(type)}[${cellText(title)}]\n${JSON.stringify(parameters ?? {}, undefined, 2)}`);
    },
  });
  const asking = lazily(() => rows.ask());
  return {
    root: element('div', { class: 'tab-view split' }, about, rows.root, details),
    draw: ({ catalog }) => {
      const environment = catalog?.environment;
      const when = catalog === undefined ? '' : l10n.t('Catalog {0} of {1}', catalog.version, timeText(catalog.at));
      setText(about, environment === undefined ? when : l10n.t('{0}, environment {1}', when, environment));
      asking.follow(catalog && `${catalog.version} ${catalog.at}`);
    },
    show: asking.show,
    take: rows.take,
  };
}

/** Its reports, and the events of the active one. */
export function reportsView(parts: Parts): TabView {
  const events = rowsTable(parts, {
    rows: 'events',
    label: l10n.t('Events of the report'),
    filter: l10n.t('Filter events'),
    columns: [
      time('timestamp', l10n.t('When')),
      field('status', l10n.t('Status'), '90px'),
      {
        id: 'resource_title',
        title: l10n.t('Resource'),
        width: 'minmax(160px, 2fr)',
        text: (row) => `${cellText(row['resource_type'])}[${cellText(row['resource_title'])}]`,
      },
      field('property', l10n.t('Property'), '110px'),
      field('message', l10n.t('Message'), 'minmax(200px, 4fr)'),
    ],
    empty: l10n.t('The run changed nothing.'),
  });
  events.root.hidden = true;
  const reports = rowsTable(parts, {
    rows: 'reports',
    label: l10n.t('Reports'),
    filter: l10n.t('Filter reports'),
    columns: [
      time('end_time', l10n.t('Ended')),
      field('status', l10n.t('Status'), '100px'),
      { id: 'noop', title: l10n.t('Noop'), width: '70px', text: ({ noop }) => (noop === true ? l10n.t('noop') : '') },
      field('environment', l10n.t('Environment'), 'minmax(90px, 1fr)'),
      field('configuration_version', l10n.t('Version'), 'minmax(120px, 2fr)'),
      field('puppet_version', l10n.t('Puppet'), '90px'),
    ],
    empty: l10n.t('No report of it is known.'),
    move: ({ hash }) => {
      if (typeof hash !== 'string') return;
      events.root.hidden = false;
      events.clear();
      events.ask(hash);
    },
  });
  const asking = lazily(() => reports.ask());
  return {
    root: element('div', { class: 'tab-view split' }, reports.root, events.root),
    draw: ({ lastReport }) => asking.follow(lastReport?.hash),
    show: asking.show,
    take: (message) => {
      reports.take(message);
      events.take(message);
    },
  };
}

/** The packages that are installed on it. */
export function packagesView(parts: Parts): TabView {
  const rows = rowsTable(parts, {
    rows: 'packages',
    label: l10n.t('Packages'),
    filter: l10n.t('Filter packages'),
    columns: [
      field('package_name', l10n.t('Package'), 'minmax(160px, 2fr)'),
      field('version', l10n.t('Version'), 'minmax(120px, 2fr)'),
      field('provider', l10n.t('Provider'), 'minmax(80px, 1fr)'),
    ],
    empty: l10n.t('No packages of it are known: its agent has to collect them.'),
  });
  const asking = lazily(() => rows.ask());
  return {
    root: rows.root,
    // Packages come with the facts.
    draw: ({ facts }) => asking.follow(facts?.at),
    show: asking.show,
    take: rows.take,
  };
}
