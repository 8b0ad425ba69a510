import { type AstValue, astText, isAstList } from '../ast.ts';
import { factStructure } from './entities.ts';
import type { Field } from './fields.ts';
import { isScalar, notSequential, queryError } from './problem.ts';
import { fieldOf, listOf, orderable, type Scope, within } from './scope.ts';
import { bound, joined, raw, type Sql, sql } from './sql.ts';

/** In which order results come, and which part of them. */
export interface Paging {
  readonly order: readonly { readonly field: AstValue; readonly descending: boolean }[];
  readonly limit?: number;
  readonly offset?: number;
}

/** Reads `["order_by", …]`, `["limit", n]` and `["offset", n]`. @throws OrchestratorError */
export function readPaging(clauses: readonly AstValue[]): Paging {
  const found = new Map<string, AstValue>();
  for (const clause of clauses) {
    if (isScalar(clause)) throw notSequential(clause);
    const [name, value] = isAstList(clause) ? clause : [];
    // Whatever else is there PuppetDB does not look at.
    if (name !== 'order_by' && name !== 'limit' && name !== 'offset') continue;
    if (found.has(name)) throw queryError(`Multiple '${name}' clauses are not permitted`);
    if (value === undefined || value === null || value === false)
      throw queryError(`Received '${name}' clause without an argument`);
    found.set(name, value);
  }
  const limit = found.get('limit');
  const offset = found.get('offset');
  return {
    order: listOf(found.get('order_by')).map(readOrder),
    ...(limit === undefined ? {} : { limit: checkedLimit(limit) }),
    ...(offset === undefined ? {} : { offset: checkedOffset(offset) }),
  };
}

function readOrder(entry: AstValue): Paging['order'][number] {
  if (isScalar(entry)) throw notSequential(entry);
  const [field, order = 'asc'] = isAstList(entry) ? entry : [entry];
  if (field === undefined || (order !== 'asc' && order !== 'desc')) {
    throw queryError(`Illegal value '${astText(entry)}' in :order_by; 'order' must be either 'asc' or 'desc'`);
  }
  return { field, descending: order === 'desc' };
}

/** @throws OrchestratorError for anything but a number above zero; PostgreSQL rounds it. */
export function checkedLimit(value: AstValue): number {
  if (typeof value === 'number' && value > 0 && value <= Number.MAX_SAFE_INTEGER) return Math.round(value);
  throw queryError(`Illegal value '${shown(value)}' for :limit; expected a positive non-zero integer.`);
}

/** @throws OrchestratorError for anything but a number from zero on. */
export function checkedOffset(value: AstValue): number {
  if (typeof value === 'number' && value >= 0 && value <= Number.MAX_SAFE_INTEGER) return Math.round(value);
  throw queryError(`Illegal value '${shown(value)}' for :offset; expected a non-negative integer.`);
}

function shown(value: AstValue): string {
  return typeof value === 'string' ? value : astText(value);
}

/** ORDER BY, LIMIT and OFFSET as SQL. Values that are not there come last, and first from behind, as in PostgreSQL. */
export function pagingSql(scope: Scope, { order, limit, offset }: Paging): Sql {
  const terms = order.flatMap(({ field, descending }) => orderTerms(scope, field, descending));
  const ordering = terms.length === 0 ? raw('') : sql` ORDER BY ${joined(terms, ', ')}`;
  if (limit === undefined && offset === undefined) return ordering;
  const offsetting = offset === undefined ? raw('') : sql` OFFSET ${bound(BigInt(offset))}`;
  return sql`${ordering} LIMIT ${bound(BigInt(limit ?? -1))}${offsetting}`;
}

/** What results are to be ordered by. @throws OrchestratorError where there is no such field */
export function orderField(scope: Scope, name: AstValue): Field {
  const columns = orderable(scope.entity);
  const field = typeof name === 'string' && columns.includes(name) ? fieldOf(scope, name) : undefined;
  if (field !== undefined) return field;
  const unknown = typeof name === 'string' ? name : astText(name);
  throw queryError(
    `Unrecognized column '${unknown}' specified in :order_by; Supported columns are '${columns.join("', '")}'`,
  );
}

function orderTerms(scope: Scope, name: AstValue, descending: boolean): readonly Sql[] {
  const field = orderField(scope, name);
  const nulls = field.present ? '' : descending ? ' NULLS FIRST' : ' NULLS LAST';
  return sortKeys(field).map((key) => sql`${within(scope, key)}${raw(`${descending ? ' DESC' : ''}${nulls}`)}`);
}

/** By what rows are put in order. */
function sortKeys({ type, sql }: Field): readonly string[] {
  switch (type) {
    case 'fact':
      return [
        // An empty list that is a whole fact comes first: PostgreSQL has always had it so, and keeps it for its indexes.
        `CASE WHEN p$.type = 'json' AND ${factStructure('f$')} = '[]' THEN -1 ELSE CASE p$.type WHEN 'null' THEN 0 WHEN 'string' THEN 1 WHEN 'boolean' THEN 3 WHEN 'json' THEN 4 ELSE 2 END END`,
        `CASE p$.type WHEN 'json' THEN json_order(${factStructure('f$')}) ELSE f$.value END`,
      ];
    case 'path':
    case 'array':
      return [`path_order(${sql})`];
    case 'encoded-path':
      return ['encoded_path(p$.path)'];
    case 'facts':
    case 'trusted':
    case 'object':
      return [`json_order(${sql})`];
    default:
      return [sql];
  }
}
