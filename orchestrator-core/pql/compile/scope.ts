import { type AstValue, astText, isAstList } from '../ast.ts';
import { filterableFields, type PqlEntity, pqlEntities, projectableFields } from '../entities.ts';
import { entityTables } from './entities.ts';
import type { EntityTables, Field } from './fields.ts';
import { inWords, queryError } from './problem.ts';
import { joined, raw, type Sql, sql } from './sql.ts';

/** `["extract", FIELDS, FILTER?, ["group_by", …]?]`. */
export interface Choice {
  readonly fields: readonly AstValue[];
  readonly filter?: AstValue;
  readonly groups?: readonly AstValue[];
}

/** A query of one entity. */
export interface Select {
  readonly choice: Choice;
  /** `order_by`, `limit`, `offset`. */
  readonly clauses: readonly AstValue[];
}

/** What is shared by a query and the queries in it. */
export interface Compilation {
  scopes: number;
  /** Makes a SELECT of these columns of a query in the query. */
  readonly select: (scope: Scope, select: Select, depth: number, columns: Sql) => Sql;
}

/** An entity as a query is asked of it. */
export interface Scope {
  readonly compilation: Compilation;
  readonly entity: PqlEntity;
  readonly tables: EntityTables;
  readonly number: number;
  /** Aliases of the tables that have to be joined. */
  readonly used: Set<string>;
}

/** A further entity in the same statement. */
export function openScope(compilation: Compilation, name: AstValue | undefined): Scope {
  const { entity, tables } = entityNamed(name);
  compilation.scopes += 1;
  return { compilation, entity, tables, number: compilation.scopes, used: new Set() };
}

/** SQL of the tables of entities, for this scope; what it needs is joined. */
export function within(scope: Scope, template: string): Sql {
  for (const [, alias = ''] of template.matchAll(/\b([a-z]+\$)\./g)) {
    const join = scope.tables.joins[alias];
    if (join === undefined || scope.used.has(alias)) continue;
    scope.used.add(alias);
    within(scope, join);
  }
  return raw(template.replaceAll('$', String(scope.number)));
}

/** The entity's table with all that was used of the others. */
export function tablesOf(scope: Scope): Sql {
  const { table, joins } = scope.tables;
  const needed = Object.entries(joins).filter(([alias]) => scope.used.has(alias));
  return raw([table, ...needed.map(([, join]) => join)].join(' ').replaceAll('$', String(scope.number)));
}

/** A field that conditions may name. @throws OrchestratorError where there is none */
export function filterField(scope: Scope, name: AstValue | undefined): Field {
  const field = typeof name === 'string' ? fieldOf(scope, name) : undefined;
  if (field !== undefined && scope.entity.fields.get(String(name))?.filterable) return field;
  const { alias } = scope.entity;
  const shown = typeof name === 'string' ? name : JSON.stringify(name ?? null);
  throw queryError(
    `'${shown}' is not a queryable object for ${alias}. Known queryable objects are ${inWords(filterable(scope.entity))}`,
  );
}

/** A field of the entity by its name. */
export function fieldOf(scope: Scope, name: string): Field | undefined {
  return Object.hasOwn(scope.tables.fields, name) ? scope.tables.fields[name] : undefined;
}

/** What conditions may name, in the order of errors. */
export function filterable(entity: PqlEntity): readonly string[] {
  return filterableFields(entity).map(({ name }) => name);
}

/** What results can be ordered by, in the order of errors. */
export function orderable(entity: PqlEntity): readonly string[] {
  return [...entity.fields.values()].flatMap(({ name, filterable: isFilterable }) => (isFilterable ? [name] : []));
}

/** What can be chosen, in the order of errors. */
export function projectable(entity: PqlEntity): readonly string[] {
  return projectableFields(entity).map(({ name }) => name);
}

/** @throws OrchestratorError when there is no such entity, or it is none that is kept in tables. */
function entityNamed(name: AstValue | undefined): { readonly entity: PqlEntity; readonly tables: EntityTables } {
  const known = typeof name === 'string' ? name.replaceAll('-', '_') : '';
  const entity = pqlEntities.get(known);
  const tables = Object.hasOwn(entityTables, known) ? entityTables[known] : undefined;
  if (entity !== undefined && tables !== undefined) return { entity, tables };
  throw queryError(`Invalid entity '${typeof name === 'string' ? name : astText(name ?? null)}' in query`);
}

/** A list in a query, or the one thing that stands for it. */
export function listOf(value: AstValue | undefined): readonly AstValue[] {
  if (value === undefined || value === null) return [];
  return isAstList(value) ? value : [value];
}

/** All of these; true where there are none. */
export function all(conditions: readonly Sql[]): Sql {
  return conditions.length === 0 ? raw('1') : sql`(${joined(conditions, ' AND ')})`;
}

/** Any of these; false where there are none. */
export function any(conditions: readonly Sql[]): Sql {
  return conditions.length === 0 ? raw('0') : sql`(${joined(conditions, ' OR ')})`;
}
