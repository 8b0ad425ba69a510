import { type AstValue, isAstList, type QueryAst } from '../ast.ts';
import { checkedLimit, checkedOffset, type Paging, readPaging } from './clauses.ts';
import { inactiveNodes, mentionsNodeState } from './filter.ts';
import { queryError } from './problem.ts';
import { type Choice, openScope, type Scope, within } from './scope.ts';
import { compileRowCount, compileRows, compileSelect } from './select.ts';
import { type Sql, type SqlValue, sql } from './sql.ts';

/** What HTTP has beside the query. A query's own clauses hold where both say something. */
export interface QueryPaging {
  readonly limit?: number;
  readonly offset?: number;
  readonly orderBy?: readonly { readonly field: string; readonly order?: 'asc' | 'desc' }[];
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
  return statement(query, (scope, choice, clauses) =>
    compileRows(scope, choice, merged(clauses, paging), active(scope, query)),
  );
}

/** The query that answers how many rows there are, whatever part of them is asked for: one row, one column `count`. */
export function compileCount(query: QueryAst): CompiledQuery {
  return statement(query, (scope, choice) => compileRowCount(scope, choice, active(scope, query)));
}

function statement(query: QueryAst, compile: (scope: Scope, choice: Choice, clauses: Paging) => Sql): CompiledQuery {
  const { entity, choice, clauses } = readFrom(query);
  const problems: string[] = [];
  const scope = openScope({ problems, scopes: 0, select: compileSelect }, entity);
  let compiled: Sql;
  try {
    compiled = compile(scope, choice, readPaging(clauses));
  } catch (error) {
    if (problems.length === 0) throw error;
    throw queryError(problems.join('\n'));
  }
  if (problems.length > 0) throw queryError(problems.join('\n'));
  return { sql: compiled.text, parameters: compiled.parameters };
}

interface From {
  readonly entity: AstValue;
  readonly choice: Choice;
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
  const isClause = isAstList(first) && ['order_by', 'limit', 'offset'].includes(String(first[0]));
  if (first === undefined || isClause) return { entity, choice: { fields: [] }, clauses: rest };
  if (first === null) return { entity, choice: { fields: [] }, clauses: more };
  return { entity, choice: readChoice(first), clauses: more };
}

function readChoice(filter: AstValue): Choice {
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
    ...(isGroup || second === undefined ? {} : { filter: second }),
    ...(isAstList(group) ? { groups: group.slice(1) } : {}),
  };
}

/** Only active nodes, where the query says nothing of their state. */
function active(scope: Scope, query: QueryAst): readonly Sql[] {
  const { node } = scope.tables;
  if (node === undefined || mentionsNodeState(query)) return [];
  return [sql`${within(scope, node)} NOT IN (${inactiveNodes})`];
}

function merged(own: Paging, { limit, offset, orderBy = [] }: QueryPaging): Paging {
  const order = orderBy.map(({ field, order }) => ({ field, descending: order === 'desc' }));
  return {
    ...(limit === undefined ? {} : { limit: checkedLimit(limit) }),
    ...(offset === undefined ? {} : { offset: checkedOffset(offset) }),
    ...own,
    order: own.order.length > 0 ? own.order : order,
  };
}
