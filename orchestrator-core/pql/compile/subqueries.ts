import { type AstValue, astText, isAstList } from '../ast.ts';
import { outputOf } from './entities.ts';
import type { Field } from './fields.ts';
import { executionError, queryError } from './problem.ts';
import { type Choice, fieldOf, listOf, openScope, type Scope, within } from './scope.ts';
import { joined, raw, type Sql, sql } from './sql.ts';

/** `["in", FIELDS, QUERY]`: whether fields of a row have values that a query finds. */
export function isIn(scope: Scope, operands: readonly AstValue[], depth: number): Sql {
  const [names, source] = operands;
  const fields = listOf(names);
  const query = subqueryOf(source);
  // Of fields that are too many PuppetDB compares the first ones.
  if (query.choice.fields.length < fields.length) {
    throw executionError(
      `in compares ${fields.length} fields with the ${query.choice.fields.length} that the subquery names`,
    );
  }
  const inner = openScope(scope.compilation, query.entity);
  const outer = fields.map((name) => fieldOf(scope, String(name)));
  const found = query.choice.fields.map((name) => fieldOf(inner, String(name)));
  const pairs = outer.map((field, index) => comparable(scope, field, inner, found[index]));
  const select = scope.compilation.select(
    inner,
    query,
    depth + 1,
    joined(
      pairs.map(([, value]) => value),
      ', ',
    ),
  );
  const left = joined(
    pairs.map(([value]) => value),
    ', ',
  );
  return fields.length === 1 ? sql`${left} IN (${select})` : sql`(${left}) IN (${select})`;
}

/** `["subquery", ENTITY, FILTER]`: whether there is a row of another entity that has this one's name or the like. */
export function implicitSubquery(scope: Scope, operands: readonly AstValue[], depth: number): Sql {
  const [entity, filter] = operands;
  const name = typeof entity === 'string' ? entity : astText(entity ?? null);
  const relation = scope.entity.relations.get(name);
  if (relation === undefined) throw queryError(`No implicit relationship for entity '${name}'`);
  if (filter === undefined || (isAstList(filter) && filter.length === 0)) {
    throw queryError(`A subquery of ${name} needs a condition: ${name} { certname ~ "." } finds all`);
  }
  const select: AstValue = ['from', name, ['extract', relation.map(({ theirs }) => theirs), filter]];
  return isIn(scope, [relation.map(({ ours }) => ours), select], depth);
}

interface Subquery {
  readonly entity: AstValue;
  readonly choice: Choice;
  readonly clauses: readonly AstValue[];
}

/** Either spelling: `["from", ENTITY, ["extract", …], …]` and `["extract", FIELDS, ["select_ENTITY", …]]`. */
function subqueryOf(source: AstValue | undefined): Subquery {
  const [operator, second, third, ...rest] = isAstList(source) ? source : [];
  if (operator === 'from') {
    const [extract, fields, filter, ...more] = isAstList(third) ? third : [];
    if (extract === 'extract' && more.length < 2)
      return { entity: second ?? null, choice: choiceOf(fields, filter, more), clauses: rest };
  }
  if (operator === 'extract' && isAstList(third)) {
    const [select, filter, ...clauses] = third;
    if (typeof select === 'string' && select.startsWith('select_')) {
      return { entity: select.slice('select_'.length), choice: choiceOf(second, filter, []), clauses };
    }
    if (typeof select === 'string') throw queryError(`Unsupported subquery \`${select}\``);
  }
  throw queryError("'in' needs an array, or a subquery that names its fields, such as facts[certname]{…}");
}

function choiceOf(fields: AstValue | undefined, filter: AstValue | undefined, groups: readonly AstValue[]): Choice {
  const isGroup = isAstList(filter) && filter[0] === 'group_by';
  const group = isGroup ? filter : groups[0];
  return {
    fields: listOf(fields),
    ...(isGroup || filter === undefined || filter === null ? {} : { filter }),
    ...(isAstList(group) ? { groups: group.slice(1) } : {}),
  };
}

/** Both fields in the same form, so that they can be equal. */
function comparable(
  scope: Scope,
  field: Field | undefined,
  inner: Scope,
  other: Field | undefined,
): readonly [Sql, Sql] {
  if (field === undefined) return [raw('NULL'), raw('NULL')];
  // The field that there is not is complained about where the query is compiled.
  if (other === undefined) return [raw('NULL'), raw('NULL')];
  const sameForm = field.type === other.type || [field, other].every(({ type }) => type.endsWith('path'));
  const isRaw = sameForm && field.type !== 'fact';
  if (field.sql === 'c$.certname' && other.sql === field.sql && scope.tables.node && inner.tables.node) {
    return [within(scope, scope.tables.node), within(inner, inner.tables.node)];
  }
  if (isRaw) return [within(scope, field.sql), within(inner, other.sql)];
  return [jsonForm(scope, field), jsonForm(inner, other)];
}

/** A value as JSON text, as which those of all types can be compared. */
function jsonForm(scope: Scope, field: Field): Sql {
  if (field.type === 'fact') within(scope, 'p$.type');
  return within(scope, `json_array(${outputOf(field)})`);
}
