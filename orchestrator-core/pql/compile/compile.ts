import { type AstValue, isAstList, type QueryAst } from '../ast.ts';
import { checkFields } from './check-fields.ts';
import { checkedLimit, checkedOffset, orderField, type Paging, readPaging } from './clauses.ts';
import { entityTables } from './entities.ts';
import { mentionsNodeState } from './filter.ts';
import { isScalar, notSequential, queryError } from './problem.ts';
import { restrict } from './restrict.ts';
import { type Choice, openScope, type Scope } from './scope.ts';
import { compileRowCount, compileRows, compileSelect } from './select.ts';
import { bound, raw, type Sql, type SqlValue, sql } from './sql.ts';

/** What HTTP has beside the query. It holds where the query's own clauses say something else. */
export interface QueryPaging {
  readonly limit?: number;
  readonly offset?: number;
  readonly orderBy?: readonly { readonly field: string; readonly order?: 'asc' | 'desc' }[];
  /** Of events: only the newest one of each property of a resource between these times, in milliseconds since 1970. */
  readonly newestEvents?: { readonly start: number; readonly end: number };
  /** Nodes that were deactivated or have expired count as well, where the query says nothing of them. */
  readonly allNodes?: boolean;
}

/** A query in SQL: its rows have one column, the JSON text of an object. */
export interface CompiledQuery {
  readonly sql: string;
  readonly parameters: readonly SqlValue[];
}

/**
 * Makes a query of PuppetDB one of the node store's database. Whatever the query says gets into the statement as a
 * parameter.
 * @throws OrchestratorError `puppetlabs.puppetdb/query-error` in PuppetDB's words, with `details.status`.
 */
export function compileQuery(query: QueryAst, paging: QueryPaging = {}): CompiledQuery {
  return statement(query, paging, (scope, choice, clauses) =>
    compileRows(scope, choice, clauses, newest(scope, paging)),
  );
}

/** The query that answers how many rows there are, whatever part of them is asked for: one row, one column `count`. */
export function compileCount(query: QueryAst, paging: QueryPaging = {}): CompiledQuery {
  const { limit: _limit, offset: _offset, orderBy: _orderBy, ...others } = paging;
  return statement(query, others, (scope, choice) => compileRowCount(scope, choice, newest(scope, paging)));
}

function statement(
  query: QueryAst,
  beside: QueryPaging,
  compile: (scope: Scope, choice: Choice, clauses: Paging) => Sql,
): CompiledQuery {
  const { entity, filter, clauses } = readFrom(beside.allNodes ? query : ofActive(query));
  const paging = merged(readPaging(clauses), beside);
  const scope = openScope({ scopes: 0, select: compileSelect }, entity);
  for (const { field } of paging.order) orderField(scope, field);
  checkFields(scope.entity, filter);
  const { text, parameters } = compile(scope, readChoice(filter), paging);
  return { sql: text, parameters };
}

interface From {
  readonly entity: AstValue;
  /** Null where all is asked for. */
  readonly filter: AstValue;
  readonly clauses: readonly AstValue[];
}

function readFrom(query: QueryAst): From {
  const [from, entity, ...rest] = query;
  const isFrom = from === 'from' && typeof entity === 'string';
  const [first, ...more] = rest;
  if (!isFrom) {
    throw queryError(
      'Your initial query must be of the form: ["from",<entity>,(<optional-query>)]. Check your query and try again.',
    );
  }
  if (isScalar(first)) throw notSequential(first);
  if (first !== undefined && !isAstList(first)) {
    throw queryError(
      'Your `from` query accepts an optional query only as a second argument. Check your query and try again.',
    );
  }
  const isClause = isAstList(first) && ['order_by', 'limit', 'offset'].includes(String(first[0]));
  return first === undefined || isClause
    ? { entity, filter: null, clauses: rest }
    : { entity, filter: first, clauses: more };
}

function readChoice(filter: AstValue): Choice {
  if (filter === null) return { fields: [] };
  if (!isAstList(filter) || String(filter[0]).toLowerCase() !== 'extract') return { fields: [], filter };
  const [, fields, second, third, ...others] = filter;
  const isGroup = isAstList(second) && second[0] === 'group_by';
  const group = isGroup ? second : third;
  const isLoose = group !== undefined && !(isAstList(group) && group[0] === 'group_by');
  if (fields === undefined || others.length > 0 || isLoose || (isGroup && third !== undefined)) {
    throw queryError(
      'extract takes the fields, a condition, and a group_by after it: ["extract", ["certname"], ["=", …], ["group_by", …]]',
    );
  }
  return {
    fields: isAstList(fields) ? fields : [fields],
    ...(isGroup || second === undefined || second === null ? {} : { filter: second }),
    ...(isAstList(group) ? { groups: group.slice(1) } : {}),
  };
}

/** Only active nodes, where the query says nothing of their state. */
function ofActive(query: QueryAst): QueryAst {
  const tables = entityTables[String(query[1]).replaceAll('-', '_')];
  const isNodeless = tables !== undefined && tables.node === undefined;
  return isNodeless || mentionsNodeState(query) ? query : restrict(query, ['=', 'node_state', 'active']);
}

function newest({ entity, number }: Scope, { newestEvents: between }: QueryPaging): readonly Sql[] {
  if (between === undefined || entity.name !== 'events') return [];
  const property = 'certname_id, resource_type, resource_title, property, name';
  const events = raw(`SELECT id, timestamp, max(timestamp) OVER (PARTITION BY ${property}) AS newest FROM events`);
  const found = sql`${events} WHERE timestamp BETWEEN ${bound(between.start)} AND ${bound(between.end)}`;
  return [sql`${raw(`ev${number}`)}.id IN (SELECT id FROM (${found}) WHERE timestamp = newest)`];
}

function merged(own: Paging, { limit, offset, orderBy = [] }: QueryPaging): Paging {
  const order = orderBy.map(({ field, order }) => ({ field, descending: order === 'desc' }));
  return {
    ...own,
    ...(limit === undefined ? {} : { limit: checkedLimit(limit) }),
    ...(offset === undefined ? {} : { offset: checkedOffset(offset) }),
    order: order.length > 0 ? order : own.order,
  };
}
