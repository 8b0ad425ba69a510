import type { Json, JsonObject } from '../../common/index.ts';
import { type QueryAst as Ast, type AstValue, clojureText } from '../../pql/index.ts';
import type { QueryOptions } from './query-request.ts';
import { refusal } from './reply.ts';

/** What the two endpoints take beside the typical parameters. */
export const eventCountParameters: readonly string[] = ['counts_filter', 'count_by'];

/** What events are counted for. */
export type Summary = 'certname' | 'resource' | 'containing_class';

const keysOf: Readonly<Record<Summary, readonly string[]>> = {
  certname: ['certname'],
  resource: ['resource_type', 'resource_title'],
  containing_class: ['containing_class'],
};
const counters = { failure: 'failures', skipped: 'skips', success: 'successes', noop: 'noops' } as const;
type Counter = (typeof counters)[keyof typeof counters];
const counterNames: readonly Counter[] = ['failures', 'skips', 'successes', 'noops'];

/** Reads `summarize_by`: one, or for aggregates several with commas. @throws OrchestratorError a refusal */
export function summarizeBy(others: QueryOptions['others'], single: boolean): readonly Summary[] {
  const given = String(others['summarize_by']);
  const names = single ? [given] : given.split(',');
  return names.map((name) => {
    if (name === 'certname' || name === 'resource' || name === 'containing_class') return name;
    throw refusal(400, `Unsupported value for 'summarize_by': '${name}'`);
  });
}

/** How many events there were for one subject. */
interface Count extends Record<Counter, number> {
  /** By its fields. */
  readonly subject: Readonly<Record<string, Json>>;
}

interface CountOptions extends Pick<QueryOptions, 'others' | 'limit' | 'offset' | 'orderBy'> {
  readonly summarizeBy: readonly Summary[];
}

/**
 * The rows of `event-counts` (`single`) or `aggregate-event-counts`: events that a query finds, counted. `rows` answers a
 * query with the JSON texts of its rows.
 */
export async function eventCounts(
  rows: (query: Ast) => Promise<readonly string[]>,
  events: AstValue,
  options: CountOptions,
  single: boolean,
): Promise<{ readonly rows: readonly JsonObject[]; readonly total: number }> {
  const countBy = options.others['count_by'] ?? 'resource';
  if (countBy !== 'resource' && countBy !== 'certname') {
    throw refusal(400, `Unsupported value for 'count_by': '${String(countBy)}'`);
  }
  const answers: JsonObject[] = [];
  for (const summary of options.summarizeBy) {
    const counts = (await countsOf(rows, events, summary, countBy)).filter(filterOf(options.others['counts_filter']));
    if (single) return page(counts, summary, options);
    answers.push(aggregate(counts, summary));
  }
  return { rows: answers, total: answers.length };
}

async function countsOf(
  rows: (query: Ast) => Promise<readonly string[]>,
  events: AstValue,
  summary: Summary,
  countBy: 'resource' | 'certname',
): Promise<readonly Count[]> {
  const keys = keysOf[summary];
  const nodes = countBy === 'certname' && summary !== 'certname' ? ['certname'] : [];
  const fields = [...keys, ...nodes, 'status'];
  const query: Ast = [
    'from',
    'events',
    ['extract', [...fields, ['function', 'count']], events, ['group_by', ...fields]],
  ];
  const counts = new Map<string, Count>();
  for (const text of await rows(query)) {
    const row = JSON.parse(text) as JsonObject;
    const subject = Object.fromEntries(keys.map((key) => [key, row[key] ?? null]));
    const key = JSON.stringify(subject);
    const count = counts.get(key) ?? { subject, failures: 0, skips: 0, successes: 0, noops: 0 };
    counts.set(key, count);
    const counter = counters[String(row['status']) as keyof typeof counters];
    // By node each has one event of a status at most.
    if (counter !== undefined) count[counter] += countBy === 'certname' ? 1 : Number(row['count']);
  }
  return [...counts.values()];
}

function page(
  counts: readonly Count[],
  summary: Summary,
  { limit, offset = 0, orderBy = [] }: CountOptions,
): { readonly rows: readonly JsonObject[]; readonly total: number } {
  const columns = [...counterNames, ...keysOf[summary]];
  const stranger = orderBy.find(({ field }) => !columns.includes(field));
  if (stranger !== undefined) {
    const known = columns.join("', '");
    throw refusal(
      400,
      `Unrecognized column '${stranger.field}' specified in :order_by; Supported columns are '${known}'`,
    );
  }
  const ordered = [...counts].sort((a, b) => {
    for (const { field, order } of orderBy) {
      const difference = compare(columnOf(a, field), columnOf(b, field));
      if (difference !== 0) return order === 'desc' ? -difference : difference;
    }
    return 0;
  });
  const end = limit === undefined ? undefined : offset + limit;
  return { rows: ordered.slice(offset, end).map((count) => rowOf(count, summary)), total: counts.length };
}

function columnOf(count: Count, field: string): Json {
  return field in noCounts ? count[field as Counter] : (count.subject[field] ?? null);
}
const noCounts: Readonly<Record<Counter, number>> = { failures: 0, skips: 0, successes: 0, noops: 0 };

function compare(a: Json, b: Json): number {
  if (a === b) return 0;
  // As in PostgreSQL: what is missing comes last.
  if (a === null || b === null) return a === null ? 1 : -1;
  return a < b ? -1 : 1;
}

function rowOf({ subject, ...count }: Count, summary: Summary): JsonObject {
  const { failures, skips, successes, noops } = count;
  const named: JsonObject =
    summary === 'resource'
      ? { type: subject['resource_type'] ?? null, title: subject['resource_title'] ?? null }
      : { title: subject[summary] ?? null };
  return { failures, skips, successes, noops, subject_type: summary, subject: named };
}

/** How many subjects had an event of each kind. */
function aggregate(counts: readonly Count[], summary: Summary): JsonObject {
  const having = (counter: Counter): number => counts.filter((count) => count[counter] > 0).length;
  return {
    summarize_by: summary,
    failures: having('failures'),
    skips: having('skips'),
    successes: having('successes'),
    noops: having('noops'),
    total: counts.length,
  };
}

type Filter = (count: Count) => boolean;

/** Reads `counts_filter`: a counter compared with a number. @throws OrchestratorError a refusal */
function filterOf(term: Json | undefined): Filter {
  if (term === undefined || term === null) return () => true;
  if (!Array.isArray(term)) throw refusal(400, 'counts_filter must be a query in JSON.');
  const [operator, ...args] = term as readonly Json[];
  if (term.length === 0) return () => true;
  const [field, bound] = args;
  const test = comparisons[String(operator)];
  if (test === undefined) {
    throw refusal(400, `${clojureText(term)} is not well-formed: query operator '${String(operator)}' is unknown`);
  }
  if (args.length !== 2) {
    throw refusal(400, `${String(operator)} requires exactly two arguments, but ${args.length} were supplied`);
  }
  if (typeof field !== 'string' || !(field in noCounts)) {
    throw refusal(400, `${String(field)} is not a queryable object for event counts`);
  }
  return (count) => test(count[field as Counter], Number(bound));
}

const comparisons: Readonly<Record<string, (count: number, bound: number) => boolean>> = {
  '=': (count, bound) => count === bound,
  '>': (count, bound) => count > bound,
  '<': (count, bound) => count < bound,
  '>=': (count, bound) => count >= bound,
  '<=': (count, bound) => count <= bound,
};
