import { type AstValue, astText, isAstList } from '../ast.ts';
import { type Paging, pagingSql, readPaging } from './clauses.ts';
import { dottedValue } from './dotted.ts';
import { outputOf } from './entities.ts';
import { compileFilter, dottedOf, mentionsReportType } from './filter.ts';
import { compileCall, groupKeys } from './functions.ts';
import { executionError, queryError } from './problem.ts';
import { type Choice, fieldOf, projectable, type Scope, type Select, tablesOf, within } from './scope.ts';
import { bound, joined, raw, type Sql, sql } from './sql.ts';

/** A column of the result, with whether it is one of a row or made of many. */
interface Column {
  readonly name: string;
  readonly sql: Sql;
  readonly key: string;
  readonly aggregates: boolean;
}

/** SELECT with columns that the caller has made. */
export function compileSelect(scope: Scope, { choice, clauses }: Select, depth: number, columns: Sql): Sql {
  const groups = compileGroups(scope, choice, checkedColumns(scope, choice.fields));
  return assemble(scope, choice, depth, columns, groups, readPaging(clauses));
}

/** SELECT of one JSON object per row. @throws OrchestratorError */
export function compileRows(scope: Scope, choice: Choice, paging: Paging, extra: readonly Sql[] = []): Sql {
  const chosen = chosenColumns(scope, choice.fields);
  const groups = compileGroups(scope, choice, chosen);
  const pairs = chosen.map(({ name, sql: column }) => sql`${bound(name)}, ${column}`);
  const distinct = scope.tables.distinct && groups === undefined ? 'DISTINCT ' : '';
  const row = sql`${raw(distinct)}json_object(${joined(pairs, ', ')})`;
  return assemble(scope, choice, 0, row, groups, paging, extra);
}

/** SELECT of how many rows there are. @throws OrchestratorError */
export function compileRowCount(scope: Scope, choice: Choice, extra: readonly Sql[]): Sql {
  const all: Paging = { order: [] };
  const isPlain = choice.groups === undefined && !choice.fields.some(isAstList) && !scope.tables.distinct;
  if (!isPlain) return sql`SELECT count(*) AS count FROM (${compileRows(scope, choice, all, extra)})`;
  checkedColumns(scope, choice.fields);
  return assemble(scope, choice, 0, raw('count(*) AS count'), undefined, all, extra);
}

function assemble(
  scope: Scope,
  choice: Choice,
  depth: number,
  columns: Sql,
  groups: readonly Sql[] | undefined,
  paging: Paging,
  extra: readonly Sql[] = [],
): Sql {
  const { where } = scope.tables;
  const conditions: Sql[] = where === undefined ? [] : [within(scope, where)];
  if (choice.filter !== undefined) conditions.push(compileFilter(scope, choice.filter, false, depth));
  // Plans have reports as well; PuppetDB shows agents' where nothing is said.
  if (scope.entity.name === 'reports' && !mentionsReportType(choice.filter ?? null))
    conditions.push(within(scope, "r$.type = 'agent'"));
  conditions.push(...extra);
  const filtering = conditions.length === 0 ? raw('') : sql` WHERE ${joined(conditions, ' AND ')}`;
  const grouping = groups === undefined || groups.length === 0 ? raw('') : sql` GROUP BY ${joined(groups, ', ')}`;
  const tail = pagingSql(scope, paging);
  // Last, for by now it is known which tables are used.
  return sql`SELECT ${columns} FROM ${tablesOf(scope)}${filtering}${grouping}${tail}`;
}

/** The same where the columns are not part of the statement, so that nothing is joined for them. */
function checkedColumns(scope: Scope, fields: readonly AstValue[]): readonly Column[] {
  return chosenColumns({ ...scope, used: new Set() }, fields);
}

function chosenColumns(scope: Scope, fields: readonly AstValue[]): readonly Column[] {
  const names = fields.length === 0 ? projectable(scope.entity) : fields;
  const seen = new Map<string, number>();
  return names.map((field) => {
    const column = columnOf(scope, field);
    const times = (seen.get(column.name) ?? 0) + 1;
    seen.set(column.name, times);
    return times === 1 ? column : { ...column, name: `${column.name}_${times}` };
  });
}

function columnOf(scope: Scope, field: AstValue): Column {
  const key = astText(field);
  if (isAstList(field)) return { ...compileCall(scope, field), key: groupName(field) };
  const name = String(field);
  const dotted = dottedOf(scope, name);
  if (dotted !== undefined) {
    return { name, sql: sql`json(${dottedValue(scope, dotted.field, dotted.path)})`, key, aggregates: false };
  }
  const found = fieldOf(scope, name);
  const output = found === undefined ? raw('NULL') : within(scope, outputOf(found));
  if (found?.type === 'fact') within(scope, 'p$.type');
  return { name, sql: output, key, aggregates: false };
}

/** @throws OrchestratorError when a column is neither grouped by nor made of a whole group, which PostgreSQL refuses. */
function compileGroups(scope: Scope, { groups }: Choice, columns: readonly Column[]): readonly Sql[] | undefined {
  if (groups === undefined && !columns.some(({ aggregates }) => aggregates)) return undefined;
  if (groups?.length === 0) throw queryError('group_by needs at least one field');
  const grouping = (groups ?? []).flatMap((group) => groupOf(scope, group, columns));
  const keys = new Set((groups ?? []).map(groupName));
  const loose = columns.find(({ aggregates, key }) => !aggregates && !keys.has(key));
  if (loose !== undefined) {
    throw executionError(
      `ERROR: column "${loose.name}" must appear in the GROUP BY clause or be used in an aggregate function`,
    );
  }
  return grouping;
}

/** What a group is called in the result, by which PostgreSQL groups: of a function this is its name, whatever it is called with. */
function groupName(group: AstValue): string {
  return isAstList(group) ? astText(group[1] ?? null) : astText(group);
}

function groupOf(scope: Scope, group: AstValue, columns: readonly Column[]): readonly Sql[] {
  if (isAstList(group) && group[0] === 'function') {
    const call = compileCall(scope, group);
    if (call.aggregates) throw executionError(`ERROR: aggregate functions are not allowed in GROUP BY`);
    return [columns.find(({ key }) => key === groupName(group))?.sql ?? call.sql];
  }
  const dotted = dottedOf(scope, group);
  if (dotted !== undefined) return [dottedValue(scope, dotted.field, dotted.path)];
  const field = typeof group === 'string' ? fieldOf(scope, group) : undefined;
  if (field === undefined || field.type === 'condition') {
    throw queryError(`${astText(group)} is niether a valid column name nor function name`);
  }
  return groupKeys(scope, field);
}
