import { type AstValue, astText } from '../ast.ts';
import { factText } from './comparisons.ts';
import { factStructure, outputOf } from './entities.ts';
import type { Field } from './fields.ts';
import { executionError, queryError } from './problem.ts';
import { fieldOf, filterable, type Scope, within } from './scope.ts';
import { bound, raw, type Sql, sql } from './sql.ts';

/** The functions that a projection can call. */
export const functionNames: readonly string[] = ['count', 'avg', 'sum', 'min', 'max', 'to_string'];

/** A call of a function in a projection, `["function", NAME, FIELD?, …]`, as JSON. */
export interface Call {
  readonly name: string;
  readonly sql: Sql;
  /** Whether it makes one value of many rows. */
  readonly aggregates: boolean;
}

/** @throws OrchestratorError when there is no such function, or it can't be called so. */
export function compileCall(scope: Scope, call: readonly AstValue[]): Call {
  const [, name, fieldName, ...rest] = call;
  if (typeof name !== 'string' || !functionNames.includes(name)) {
    throw queryError(`${astText(name ?? null)} is not a valid function; the functions are ${functionNames.join(', ')}`);
  }
  if (fieldName === undefined) {
    if (name === 'count') return { name, sql: raw('count(*)'), aggregates: true };
    throw executionError(`wrong number of arguments (0) provided for function ${name}`);
  }
  const field =
    typeof fieldName === 'string' && filterable(scope.entity).includes(fieldName)
      ? fieldOf(scope, fieldName)
      : undefined;
  // PuppetDB takes no notice of a field that there is not: it has no value in any row.
  const isUnknown = field === undefined || field.type === 'condition';
  if (isUnknown && typeof fieldName === 'string' && rest.length === 0) {
    if (name === 'count' || name === 'max') return { name, sql: raw(`${name}(NULL)`), aggregates: true };
    if (name === 'min') return { name, sql: raw('max(NULL)'), aggregates: true };
  }
  if (isUnknown) throw executionError(`field ${astText(fieldName)} is not a valid queryable field`);
  if (name === 'to_string') return { name, sql: toText(scope, field, rest), aggregates: false };
  if (rest.length > 0)
    throw executionError(`wrong number of arguments (${rest.length + 1}) provided for function ${name}`);
  return { name, sql: aggregate(scope, name, field), aggregates: true };
}

function aggregate(scope: Scope, name: string, field: Field): Sql {
  if (name === 'count') {
    const counted = field.type === 'fact' ? "CASE WHEN p$.type <> 'null' THEN 1 END" : field.sql;
    return sql`count(${within(scope, counted)})`;
  }
  const { type } = field;
  const isNumber = type === 'numeric' || type === 'fact';
  if (name === 'sum' || name === 'avg') {
    if (!isNumber) throw noFunction(name, field);
    return sql`json(decimal_${raw(name)}(${number(scope, field, '')}))`;
  }
  if (isNumber) return sql`${raw(name)}(${number(scope, field)})`;
  if (type === 'encoded-path') return within(scope, `${name}(encoded_path(${field.sql}))`);
  if (type === 'array' || type === 'path')
    return within(scope, `json(path_in_order(${name}(path_order(${field.sql}))))`);
  if (!['string', 'timestamp', 'serialized'].includes(type)) throw noFunction(name, field);
  return within(scope, outputOf({ type: type === 'timestamp' ? type : 'string', sql: `${name}(${field.sql})` }));
}

/** A number; of a fact that is none `reader` complains. */
function number(scope: Scope, field: Field, reader: 'decimal_of' | '' = 'decimal_of'): Sql {
  if (field.type !== 'fact') return within(scope, field.sql);
  const text = factText({ facts: 'f$', paths: 'p$' });
  return within(
    scope,
    `CASE WHEN p$.type IN ('integer', 'float') THEN f$.value WHEN p$.type <> 'null' THEN ${reader}(${text}) END`,
  );
}

function toText(scope: Scope, field: Field, rest: readonly AstValue[]): Sql {
  const [format] = rest;
  if (rest.length !== 1)
    throw executionError(`wrong number of arguments (${rest.length + 1}) provided for function to_string`);
  if (typeof format !== 'string') throw queryError('The second argument of to_string is a format such as "YYYY-MM-DD"');
  if (field.type === 'timestamp') return sql`time_to_char(${within(scope, field.sql)}, ${bound(format)})`;
  if (field.type === 'numeric' || field.type === 'fact')
    return sql`number_to_char(${number(scope, field)}, ${bound(format)})`;
  throw noFunction('to_char', field);
}

function noFunction(name: string, { type }: Field): Error {
  return executionError(`ERROR: function ${name}(${type === 'string' ? 'text' : type}) does not exist`);
}

/** The values by which rows of the same value of a field come into one group: a number is the same with and without a point. */
export function groupKeys(scope: Scope, field: Field): readonly Sql[] {
  if (field.type !== 'fact') return [within(scope, field.sql)];
  const structure = factStructure('f$');
  // An integer of more than 64 bits has a float for a value, which others may have, too.
  const integer = `iif(typeof(f$.value) = 'integer', f$.value, ${structure})`;
  return [
    within(scope, "iif(p$.type = 'float', 'integer', p$.type)"),
    within(
      scope,
      `CASE p$.type WHEN 'json' THEN postgresql_json(${structure}) WHEN 'integer' THEN ${integer} ELSE f$.value END`,
    ),
  ];
}
