import type { DatabaseSync, SQLOutputValue, StatementSync } from 'node:sqlite';
import type { StoreQuery } from '../../inventory/index.ts';
import {
  astOfJson,
  type CompiledQuery,
  compileCount,
  compileQuery,
  jsonPath,
  parseQueryText,
  type QueryAst,
  queryError,
} from '../../pql/index.ts';
import { addFunctions } from './sql-functions.ts';

/** A row as an array of its columns. */
export type Row = readonly SQLOutputValue[];

/** What a node store's database is asked, in the thread that has it open. */
export interface NodeReader {
  /** The rows of a query, each the JSON text of an object. @throws OrchestratorError `puppetlabs.puppetdb/query-error` */
  query(query: StoreQuery): IterableIterator<string>;
  /** How many rows it has without its limit and offset. @throws OrchestratorError `puppetlabs.puppetdb/query-error` */
  count(query: StoreQuery): number;
  /** certname, time of facts, time of catalog, status, end, noop and hash of the newest report; of active nodes. */
  nodes(certnames: readonly string[] | undefined): IterableIterator<Row>;
  /** Values as JSON text, time, environment. */
  facts(certname: string): Row | undefined;
  /** Time, path, before and after; newest first. */
  factHistory(certname: string): readonly Row[];
  /** certname, value as JSON text; a value that many have is said once: `null` after the first. */
  factValues(path: readonly (string | number)[], certnames: readonly string[] | undefined): IterableIterator<Row>;
}

const active = 'c.deactivated IS NULL AND c.expired IS NULL';
const factJson =
  "coalesce(f.json, CASE p.type WHEN 'boolean' THEN iif(f.value, 'true', 'false') ELSE json_quote(f.value) END)";
const among = 'c.certname IN (SELECT value FROM json_each(?))';

/** Reads a node store through this connection. */
export function nodeReader(database: DatabaseSync): NodeReader {
  addFunctions(database);
  return {
    query: (query) => texts(rowsOf(database, compileQuery(astOf(query), query))),
    count: (query) => {
      const [row] = [...rowsOf(database, compileCount(astOf(query), query))];
      return Number(row?.[0] ?? 0);
    },
    nodes: (certnames) =>
      rowsOf(database, {
        sql: `SELECT c.certname, fs.producer_timestamp, ct.producer_timestamp, r.status, r.end_time, r.noop, r.hash FROM certnames c
          LEFT JOIN factsets fs ON fs.certname_id = c.id LEFT JOIN catalogs ct ON ct.certname_id = c.id
          LEFT JOIN reports r ON r.id = c.latest_report_id WHERE ${active}${certnames === undefined ? '' : ` AND ${among}`}`,
        parameters: certnames === undefined ? [] : [JSON.stringify(certnames)],
      }),
    facts: (certname) => {
      const [row] = rowsOf(database, {
        sql: `SELECT (SELECT json_group_object(p.name, json(${factJson})) FROM facts f JOIN fact_paths p ON p.id = f.path_id
            WHERE f.certname_id = c.id AND p.depth = 0), fs.producer_timestamp, e.name
          FROM certnames c JOIN factsets fs ON fs.certname_id = c.id LEFT JOIN environments e ON e.id = fs.environment_id
          WHERE c.certname = ?`,
        parameters: [certname],
      });
      return row;
    },
    factHistory: (certname) => [
      ...rowsOf(database, {
        sql: `SELECT h.at, h.path, h.before, h.after FROM fact_changes h JOIN certnames c ON c.id = h.certname_id
          WHERE c.certname = ? ORDER BY h.at DESC, h.id DESC`,
        parameters: [certname],
      }),
    ],
    factValues: (path, certnames) => factValues(database, path, certnames),
  };
}

function* factValues(
  database: DatabaseSync,
  path: readonly (string | number)[],
  certnames: readonly string[] | undefined,
): IterableIterator<Row> {
  const [fact, ...below] = path;
  const filter = certnames === undefined ? '' : ` AND ${among}`;
  const names = certnames === undefined ? [] : [JSON.stringify(certnames)];
  // Leaves come from the index alone, with equal values beside each other.
  const leaf = "CASE p.type WHEN 'boolean' THEN iif(f.value, 'true', 'false') ELSE json_quote(f.value) END";
  // Of few nodes their own facts are looked at, not those of all.
  const from =
    certnames === undefined
      ? 'FROM fact_paths p CROSS JOIN facts f ON f.path_id = p.id CROSS JOIN certnames c ON c.id = f.certname_id'
      : 'FROM certnames c CROSS JOIN fact_paths p CROSS JOIN facts f ON f.certname_id = c.id AND f.path_id = p.id';
  yield* rowsOf(database, {
    sql: `SELECT c.certname, ${leaf} ${from} WHERE p.path = ? AND p.type <> 'json' AND ${active}${filter}`,
    parameters: [JSON.stringify(path), ...names],
  });
  const inside = jsonPath(below);
  yield* rowsOf(database, {
    sql: `SELECT c.certname, f.json -> ? ${from} WHERE p.path = ? AND p.type = 'json' AND json_type(f.json, ?) IN ('object', 'array') AND ${active}${filter}`,
    parameters: [inside, JSON.stringify([fact]), inside, ...names],
  });
}

function astOf({ query }: StoreQuery): QueryAst {
  if (typeof query !== 'string') return query.map(astOfJson);
  const parsed = parseQueryText(query);
  if (!parsed.ok) throw queryError(parsed.error.message);
  return parsed.ast;
}

function* texts(rows: IterableIterator<Row>): IterableIterator<string> {
  for (const [text] of rows) yield String(text);
}

/** Runs a statement. @throws OrchestratorError for a query that is more than SQLite takes */
function rowsOf(database: DatabaseSync, { sql, parameters }: CompiledQuery): IterableIterator<Row> {
  let statement: StatementSync;
  try {
    statement = database.prepare(sql);
  } catch (error) {
    if (error instanceof Error && /too (many|large|big)|depth/i.test(error.message)) {
      throw queryError(`The query is more than the node store can take: ${error.message}`);
    }
    throw error;
  }
  statement.setReturnArrays(true);
  return statement.iterate(...parameters) as unknown as IterableIterator<Row>;
}
