import { postgresqlRegex } from '../../regex/index.ts';
import { type AstValue, astText, isAstList } from '../ast.ts';
import { factStructure } from './entities.ts';
import type { Field } from './fields.ts';
import { executionError, incompatible, isScalar, notSequential, queryError, quoted } from './problem.ts';
import { all, any, type Scope, within } from './scope.ts';
import { bound, boundList, raw, type Sql, sql } from './sql.ts';
import { findTimestamp, parseTimestamp } from './timestamp.ts';

/** The operators that compare a field with a value. */
export type Operator = '=' | '<' | '<=' | '>' | '>=' | '~' | '~>';

/** The types of a fact's value, as PostgreSQL orders them. */
const factTypes = ['null', 'string', 'number', 'boolean', 'json'] as const;
type FactType = (typeof factTypes)[number];

const integers = { least: -(2n ** 63n), most: 2n ** 63n - 1n };

/** @throws OrchestratorError where fields of its type are not compared so. */
export function checkOperator(scope: Scope, name: string, operator: Operator): void {
  const declared = scope.entity.fields.get(name)?.type ?? 'string';
  // PuppetDB looks for a tag in the tags.
  const shown = name === 'tag' ? 'tags' : name;
  const isOrder = operator !== '=' && operator !== '~' && operator !== '~>';
  if (isOrder && !['number', 'timestamp', 'any'].includes(declared)) {
    throw queryError(`Query operators >,>=,<,<= are not allowed on field ${shown}`);
  }
  if (operator === '~>' && declared !== 'path') {
    throw queryError(`Query operator ~> is not allowed on field ${shown}`);
  }
}

/** Compares a field as a whole. @throws OrchestratorError where its type does not know the operator or the value. */
export function compare(scope: Scope, name: string, operator: Operator, field: Field, value: AstValue): Sql {
  if (operator === '=' && value === null && field.type !== 'serialized') return isNull(scope, field);
  if (operator === '=' && field.type === 'numeric' && typeof value === 'string') {
    throw queryError(`Argument ${quoted(value)} is incompatible with numeric field "${name}".`);
  }
  const column = within(scope, field.sql);
  switch (field.type) {
    case 'string':
      if (operator !== '~') return sql`${column} = ${bound(textOf(value, operator))}`;
      return matching(field, column, value, (test) => throughPaths(scope, field, test));
    case 'numeric':
      return sql`${column} ${raw(operatorOf(operator, value))} ${numberOf(value, operator)}`;
    case 'boolean':
      if (operator !== '=' || typeof value !== 'boolean') throw incompatible(value, operator);
      return sql`${column} = ${bound(value)}`;
    case 'timestamp':
      return sql`${column} ${raw(operatorOf(operator, value))} ${bound(parseTimestamp(value))}`;
    case 'array':
      return elementMatches(column, operator, value);
    case 'serialized': {
      const serialized = astText(value);
      return operator === '~' ? matching(field, column, serialized) : sql`${column} = ${bound(serialized)}`;
    }
    case 'path':
    case 'encoded-path':
      return comparePath(scope, field, column, operator, value);
    case 'fact':
      return compareFact(scope, operator, value);
    default:
      // All facts, or all parameters, are equal to no value that can be written.
      if (operator === '=') return raw('0');
      throw incompatible(value, operator);
  }
}

/** Whether a field has no value, or JSON's null. */
export function isNull(scope: Scope, field: Field): Sql {
  if (field.type === 'fact') return within(scope, "p$.type = 'null'");
  if (['facts', 'trusted', 'object', 'json'].includes(field.type)) return raw('0');
  return sql`${within(scope, field.sql)} IS NULL`;
}

/** Whether a field has one of these values. */
export function isOneOf(scope: Scope, name: string, field: Field, values: readonly AstValue[]): Sql {
  const column = within(scope, field.sql);
  switch (field.type) {
    case 'array':
      throw queryError('Operator in...array is not supported on array types');
    case 'string':
      return sql`${column} IN ${boundList(values.map((value) => (typeof value === 'string' ? value : astText(value))))}`;
    case 'timestamp':
      return sql`${column} IN ${boundList(values.map(timestampIn))}`;
    case 'numeric':
    case 'boolean':
    case 'serialized':
    case 'path':
    case 'encoded-path':
    case 'fact':
      return any(values.map((value) => compare(scope, name, '=', field, value)));
    default:
      throw queryError(`The operator in can't be used with the field ${name}`);
  }
}

/** In a list a text that is no time is equal to none. */
function timestampIn(value: AstValue): number | null {
  return typeof value === 'string' ? (findTimestamp(value) ?? null) : parseTimestamp(value);
}

/** @throws OrchestratorError when it is no operator for numbers and times. */
function operatorOf(operator: Operator, value: AstValue): string {
  if (operator === '~' || operator === '~>') throw incompatible(value, operator);
  return operator;
}

function textOf(value: AstValue, operator: Operator): string {
  if (typeof value !== 'string') throw incompatible(value, operator);
  return value;
}

/** A number of any size as a parameter. @throws OrchestratorError */
function numberOf(value: AstValue, operator: string): Sql {
  if (typeof value === 'number') return bound(value);
  if (typeof value !== 'bigint') throw incompatible(value, operator);
  return bound(value >= integers.least && value <= integers.most ? value : Number(value));
}

/** Text that a regular expression of PostgreSQL matches somewhere; a text that must begin with letters is looked up. */
function matching(field: Field, column: Sql, pattern: AstValue, wrap: (test: Sql) => Sql = (test) => test): Sql {
  const source = textOf(pattern, '~');
  const { prefix } = checkedRegex(source);
  const test = wrap(sql`regex_matches(${bound(source)}, ${column})`);
  const parts = field.present ? [test] : [sql`${column} IS NOT NULL`, test];
  const last = prefix.codePointAt(prefix.length - 1) ?? 127;
  if (prefix === '' || last >= 127) return all(parts);
  const end = prefix.slice(0, -1) + String.fromCodePoint(last + 1);
  return all([sql`${column} >= ${bound(prefix)}`, sql`${column} < ${bound(end)}`, ...parts]);
}

/** A test of a fact's name: there are few names and many facts. */
function throughPaths({ tables, number }: Scope, { sql: column }: Field, test: Sql): Sql {
  if (column !== 'p$.name' || !tables.table.startsWith('facts ')) return test;
  const ofPath = { text: test.text.replaceAll(`p${number}.name`, 'name'), parameters: test.parameters };
  return sql`${raw(`f${number}`)}.path_id IN (SELECT id FROM fact_paths WHERE ${ofPath})`;
}

/** @throws OrchestratorError with PostgreSQL's words about what is no regular expression. */
export function checkedRegex(source: string): { readonly prefix: string } {
  const regex = postgresqlRegex(source);
  if ('problem' in regex) throw executionError(`ERROR: invalid regular expression: ${regex.problem}`);
  return regex;
}

function elementMatches(column: Sql, operator: Operator, value: AstValue): Sql {
  const text = isAstList(value) ? astText(value) : String(value);
  if (operator === '~') checkedRegex(textOf(value, operator));
  const test = operator === '~' ? sql`regex_matches(${bound(text)}, value)` : sql`value = ${bound(text)}`;
  return sql`EXISTS (SELECT 1 FROM json_each(${column}) WHERE ${test})`;
}

function comparePath(scope: Scope, field: Field, column: Sql, operator: Operator, value: AstValue): Sql {
  if (operator === '~' && field.type === 'encoded-path') {
    checkedRegex(textOf(value, operator));
    return sql`regex_matches(${bound(String(value))}, encoded_path(${column}))`;
  }
  if (field.type === 'path' && isScalar(value)) throw notSequential(value, 'Long');
  if (!isAstList(value) || value.some((part) => typeof part !== 'string' && !isWhole(part))) {
    throw (operator === '~' ? executionError : queryError)('Path array element wasnt string or integer in {0}');
  }
  if (operator === '=') return sql`${column} = ${bound(astText(value))}`;
  if (operator !== '~>') throw incompatible(value, operator);
  for (const part of value) if (typeof part === 'string') checkedRegex(part);
  const patterns = bound(astText(value));
  if (field.type === 'encoded-path') return sql`path_matches_whole(${patterns}, ${column})`;
  // There are few paths and many facts.
  const matched = sql`SELECT id FROM fact_paths WHERE path_matches(${patterns}, path)`;
  return sql`${within(scope, 'f$.path_id')} IN (${matched})`;
}

function isWhole(value: AstValue): boolean {
  return typeof value === 'bigint' || (typeof value === 'number' && Number.isInteger(value));
}

/** The tables in which the value of a fact and its type are. */
export interface FactPlace {
  /** Alias of `facts`. */
  readonly facts: string;
  /** Alias of `fact_paths`. */
  readonly paths: string;
}

function compareFact(scope: Scope, operator: Operator, value: AstValue): Sql {
  within(scope, 'p$.type');
  const place = { facts: `f${scope.number}`, paths: `p${scope.number}` };
  if (operator === '~') return factMatches(place, value);
  if (operator === '=') return factEquals(place, value);
  if (typeof value !== 'number' && typeof value !== 'bigint') throw incompatible(value, operator);
  return all([ofType(place, 'number'), sql`${raw(place.facts)}.value ${raw(operator)} ${numberOf(value, operator)}`]);
}

/** Whether a fact is this value, of this type. */
export function factEquals(place: FactPlace, value: AstValue): Sql {
  const type = typeOf(value);
  if (type === 'null') return ofType(place, type);
  const { facts } = place;
  if (type === 'json')
    return all([ofType(place, type), sql`json_equal(${raw(factStructure(facts))}, ${bound(astText(value))})`]);
  return all([ofType(place, type), sql`${raw(facts)}.value = ${factValue(value)}`]);
}

/** Whether a value is on this side of another one, in the order that PostgreSQL has for JSON of all types. */
export function factCompares(place: FactPlace, operator: '<' | '<=' | '>' | '>=', value: AstValue): Sql {
  const type = typeOf(value);
  if (type === 'json') throw incompatible(value, operator);
  const rank = factTypes.indexOf(type);
  const beyond = operator.startsWith('<') ? factTypes.slice(0, rank) : factTypes.slice(rank + 1);
  const same =
    type === 'null'
      ? raw(operator.endsWith('=') ? `${place.paths}.type = 'null'` : '0')
      : all([ofType(place, type), sql`${raw(place.facts)}.value ${raw(operator)} ${factValue(value)}`]);
  return any([same, ...beyond.map((each) => ofType(place, each))]);
}

/** Whether a regular expression matches the text of a fact; NULL where it is null. */
export function factMatches(place: FactPlace, pattern: AstValue): Sql {
  const source = textOf(pattern, '~');
  checkedRegex(source);
  return sql`regex_matches(${bound(source)}, ${raw(factText(place))})`;
}

/** A fact as PostgreSQL makes a text of it. */
export function factText({ facts, paths }: FactPlace): string {
  const structure = factStructure(facts);
  return `CASE ${paths}.type WHEN 'string' THEN ${facts}.value WHEN 'json' THEN postgresql_json(${structure}) WHEN 'boolean' THEN iif(${facts}.value, 'true', 'false') WHEN 'integer' THEN iif(typeof(${facts}.value) = 'integer', CAST(${facts}.value AS TEXT), ${structure}) ELSE CAST(${facts}.value AS TEXT) END`;
}

function ofType({ paths }: FactPlace, type: FactType): Sql {
  return raw(type === 'number' ? `${paths}.type IN ('integer', 'float')` : `${paths}.type = '${type}'`);
}

function typeOf(value: AstValue): FactType {
  if (value === null) return 'null';
  if (typeof value === 'object') return 'json';
  if (typeof value === 'bigint') return 'number';
  return typeof value === 'string' || typeof value === 'boolean' ? (typeof value as 'string' | 'boolean') : 'number';
}

function factValue(value: AstValue): Sql {
  return typeof value === 'string' || typeof value === 'boolean' ? bound(value) : numberOf(value, '=');
}
