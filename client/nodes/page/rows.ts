import type { Json } from '../../../orchestrator-core/common/index.ts';
import type { QueryRequest } from '../../../orchestrator-core/orchestrator.ts';
import type { RowKind, RowsWish } from './messages.ts';

/** How many rows are asked for at a time. */
const rowPage = 500;

interface RowSource {
  readonly entity: string;
  readonly fields: readonly string[];
  /** Those that a filter looks at. */
  readonly searched: readonly string[];
  readonly order: readonly { readonly field: string; readonly order?: 'asc' | 'desc' }[];
}

/** Where each kind of rows comes from. */
const sources: Readonly<Record<RowKind, RowSource>> = {
  resources: {
    entity: 'resources',
    fields: ['type', 'title', 'exported', 'file', 'line', 'parameters'],
    searched: ['type', 'title', 'file'],
    order: [{ field: 'type' }, { field: 'title' }],
  },
  reports: {
    entity: 'reports',
    fields: [
      'hash',
      'end_time',
      'start_time',
      'status',
      'noop',
      'environment',
      'configuration_version',
      'puppet_version',
    ],
    searched: ['status', 'environment', 'configuration_version'],
    order: [{ field: 'end_time', order: 'desc' }],
  },
  events: {
    entity: 'events',
    fields: ['timestamp', 'status', 'resource_type', 'resource_title', 'property', 'old_value', 'new_value', 'message'],
    searched: ['resource_type', 'resource_title', 'status', 'message'],
    order: [{ field: 'timestamp' }],
  },
  packages: {
    entity: 'package_inventory',
    fields: ['package_name', 'version', 'provider'],
    searched: ['package_name', 'version', 'provider'],
    order: [{ field: 'package_name' }, { field: 'version' }],
  },
};

/** The query that finds the rows of a node, in PuppetDB's JSON form, so that nothing typed is taken for a part of it. */
export function rowsQuery(node: string, { rows, filter, order, offset, report }: RowsWish): QueryRequest {
  const { entity, fields, searched, order: usual } = sources[rows];
  const of: Json = report === undefined ? ['=', 'certname', node] : ['=', 'report', report];
  const words = filter.split(/\s+/).filter((word) => word !== '');
  const conditions = words.map((word): Json => ['or', ...searched.map((field) => ['~', field, anyCase(word)])]);
  const wanted = fields.find((field) => field === order?.column);
  const first =
    wanted === undefined ? [] : [{ field: wanted, order: order?.direction === 'descending' ? 'desc' : 'asc' } as const];
  return {
    query: ['from', entity, ['extract', [...fields], conditions.length === 0 ? of : ['and', of, ...conditions]]],
    orderBy: [...first, ...usual.filter(({ field }) => field !== wanted)],
    limit: rowPage,
    offset,
    includeTotal: true,
  };
}

/** A regular expression that finds the text as it is, in whatever case. */
function anyCase(text: string): string {
  return [...text]
    .map((sign) => {
      const [lower, upper] = [sign.toLowerCase(), sign.toUpperCase()];
      if (lower !== upper && lower.length === 1 && upper.length === 1) return `[${lower}${upper}]`;
      return /\w/.test(sign) ? sign : sign.replace(/[\\^$.*+?()[\]{}|/-]/, '\\$&');
    })
    .join('');
}
