import * as l10n from '@vscode/l10n';
import type { NodeDetails, NodeJob, SourcedValue, ValueSource } from '../../../orchestrator-core/orchestrator.ts';
import { valueText } from '../../common/format.ts';
import { element, setText } from '../../webview/browser/dom.ts';
import { filterBox } from '../../webview/browser/filter-box.ts';
import { type Column, table } from '../../webview/browser/table.ts';
import { matchesFilter } from '../../webview/sort.ts';
import { type Parts, type TabView, timeText } from './tab-view.ts';

interface ListOptions<T> {
  readonly label: string;
  readonly filter: string;
  readonly columns: readonly Column<T>[];
  readonly rows: (node: NodeDetails) => readonly T[];
  readonly empty: string;
  readonly open?: (row: T) => void;
}

/** A table of what the node's details hold, with a filter. */
function listView<T>(options: ListOptions<T>): TabView {
  let all: readonly T[] = [];
  const rows = table<T>({
    label: options.label,
    columns: options.columns,
    ...(options.open === undefined ? {} : { open: options.open }),
  });
  const filter = filterBox({ label: options.filter, change: () => draw() });
  const tools = element('div', { class: 'tools' }, filter.root);
  const empty = element('p', { class: 'empty' });
  const draw = (): void => {
    const found = all.filter((row) =>
      matchesFilter(
        filter.value,
        options.columns.map((column) => column.text(row)),
      ),
    );
    rows.root.hidden = all.length === 0;
    tools.hidden = all.length === 0;
    rows.draw(found);
    filter.tell(all.length === 0 ? '' : l10n.t('{0} of {1}', found.length, all.length));
    setText(empty, all.length === 0 ? options.empty : '');
  };
  return {
    root: element('div', { class: 'tab-view' }, tools, empty, rows.root),
    draw: (node) => {
      all = options.rows(node);
      draw();
    },
  };
}

/** The classes of its last catalog, or those that its agent says were applied. */
export function classesView(): TabView {
  return listView<string>({
    label: l10n.t('Classes'),
    filter: l10n.t('Filter classes'),
    columns: [{ id: 'class', title: l10n.t('Class'), width: 'minmax(200px, 1fr)', text: (name) => name }],
    rows: (node) => node.classes,
    empty: l10n.t('No classes are known: Puppet has not run here yet, or nobody told.'),
  });
}

/** The merged configuration, each value with who set it. */
export function configurationView(): TabView {
  return listView<SourcedValue>({
    label: l10n.t('Effective configuration'),
    filter: l10n.t('Filter by key, value or source'),
    columns: [
      { id: 'key', title: l10n.t('Key'), width: 'minmax(160px, 2fr)', text: ({ path }) => path.join('.') },
      {
        id: 'value',
        title: l10n.t('Value'),
        width: 'minmax(160px, 3fr)',
        text: ({ value }) => valueText(value),
        value: ({ value }) => value,
      },
      { id: 'source', title: l10n.t('Set by'), width: 'minmax(120px, 1fr)', text: ({ source }) => sourceText(source) },
    ],
    rows: (node) => node.effective,
    empty: l10n.t('The inventory says nothing of it.'),
  });
}

function sourceText(source: ValueSource): string {
  switch (source.kind) {
    case 'target':
      return l10n.t('the target');
    case 'uri':
      return l10n.t('its URI');
    case 'group':
      return l10n.t('group {0}', source.group);
    case 'default':
      return l10n.t('default');
    case 'option':
      return l10n.t('command line');
    case 'project':
      return l10n.t('project');
  }
}

/** What ran on it, newest first; opening one shows its output. */
export function jobsView({ host }: Parts): TabView {
  return listView<NodeJob>({
    label: l10n.t('Jobs'),
    filter: l10n.t('Filter jobs'),
    columns: [
      { id: 'job', title: l10n.t('Job'), width: '70px', text: ({ id }) => `#${id}`, value: ({ id }) => Number(id) },
      { id: 'at', title: l10n.t('When'), width: '190px', text: ({ at }) => timeText(at), value: ({ at }) => at },
      {
        id: 'title',
        title: l10n.t('What'),
        width: 'minmax(200px, 1fr)',
        text: ({ title }) => title,
        cell: (job) => {
          const link = element('button', { type: 'button', class: 'link', tabindex: -1 }, job.title);
          link.addEventListener('click', () => host.tell({ kind: 'job', job: job.id }));
          return link;
        },
      },
      { id: 'state', title: l10n.t('State'), width: '120px', text: ({ state }) => state },
    ],
    rows: (node) => node.jobs,
    empty: l10n.t('Nothing has run on it yet.'),
    open: (job) => host.tell({ kind: 'job', job: job.id }),
  });
}
