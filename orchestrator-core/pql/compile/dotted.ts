import { type AstValue, astText, isAstList } from '../ast.ts';
import { checkedRegex, factCompares, factEquals, factMatches, type Operator } from './comparisons.ts';
import { type DottedField, jsonPath, type PathPart, stepsOf } from './dotted-path.ts';
import type { Field } from './fields.ts';
import { incompatible, queryError } from './problem.ts';
import { all, any, type Scope, within } from './scope.ts';
import { bound, raw, type Sql, sql } from './sql.ts';

/** The tables that the nodes with a fact are looked up in. */
const place = { facts: 'xf', paths: 'xp' } as const;
const isDigits = /^[0-9]+$/;

/**
 * A condition on a part of a node's facts or of a resource's parameters. What is not there is equal to nothing, so that its
 * negation holds; every other condition on it is neither true nor false, and `negated` says that this makes a difference.
 */
export function compareDotted(
  scope: Scope,
  field: Field,
  { top, parts }: DottedField,
  operator: Operator,
  operand: AstValue,
  negated: boolean,
): Sql {
  // A number or truth value is an expression that matches its text.
  const value = operator === '~' && typeof operand !== 'string' ? astText(operand) : operand;
  if (field.type === 'object') return compareMember(within(scope, field.sql), parts, operator, value);
  const inFacts: readonly PathPart[] = top === 'trusted' ? [{ kind: 'key', key: 'trusted' }, ...parts] : parts;
  const node = within(scope, scope.tables.node ?? '');
  const found = nodesWith(inFacts, operator, value);
  const isCertain = operator === '=' && (hasMatch(inFacts) || !inFacts.some(isIndex));
  if (isCertain || !negated) return sql`${node} IN (${found})`;
  return sql`CASE WHEN ${node} IN (${nodesHaving(inFacts, operator)}) THEN ${node} IN (${found}) END`;
}

/** Whether a part of the facts or parameters is JSON's null; neither true nor false where there is no such part. */
export function dottedIsNull(scope: Scope, field: Field, { top, parts }: DottedField, isNull: boolean): Sql {
  // PuppetDB looks past indexes here.
  const keys = parts.flatMap((part) => (part.kind === 'key' ? [part.key] : []));
  if (keys.length < parts.length) return raw('NULL');
  const operator = raw(isNull ? '=' : '<>');
  if (field.type === 'object') {
    return sql`json_type(${within(scope, field.sql)}, ${bound(jsonPath(keys))}) ${operator} 'null'`;
  }
  const node = within(scope, scope.tables.node ?? '');
  return sql`(${typeOfPart(node, top === 'trusted' ? ['trusted', ...keys] : keys)}) ${operator} 'null'`;
}

/** A part of the facts or parameters as JSON text; NULL where there is none. */
export function dottedValue(scope: Scope, field: Field, { top, parts }: DottedField): Sql {
  const unfit = parts.find((part) => part.kind === 'match' || part.index !== undefined);
  if (unfit !== undefined) {
    const kind = unfit.kind === 'match' ? 'match' : 'indexed';
    throw queryError(`No matching clause: :puppetlabs.puppetdb.query-eng.parse/${kind}-field-part`);
  }
  const keys = parts.flatMap((part) => (part.kind === 'key' ? [part.key] : []));
  if (field.type === 'object') return sql`(${within(scope, field.sql)} -> ${bound(jsonPath(keys))})`;
  const node = within(scope, scope.tables.node ?? '');
  const [fact = '', ...below] = top === 'trusted' ? ['trusted', ...keys] : keys;
  const { facts, paths } = place;
  const from = sql`FROM fact_paths ${raw(paths)} CROSS JOIN facts ${raw(facts)} ON xf.path_id = xp.id AND xf.certname_id = ${node} WHERE xp.path = ${bound(JSON.stringify([fact]))}`;
  if (below.length > 0) {
    return sql`(SELECT xf.json -> ${bound(jsonPath(below))} ${from} AND xp.type = 'json')`;
  }
  return sql`(SELECT coalesce(xf.json, CASE xp.type WHEN 'boolean' THEN iif(xf.value, 'true', 'false') ELSE json_quote(xf.value) END) ${from})`;
}

function typeOfPart(node: Sql, keys: readonly string[]): Sql {
  const [fact = '', ...below] = keys;
  const type =
    below.length === 0
      ? raw('xp.type')
      : sql`json_type(iif(xp.type = 'json', xf.json, NULL), ${bound(jsonPath(below))})`;
  return sql`SELECT ${type} FROM fact_paths xp CROSS JOIN facts xf ON xf.path_id = xp.id AND xf.certname_id = ${node} WHERE xp.path = ${bound(JSON.stringify([fact]))}`;
}

function hasMatch(parts: readonly PathPart[]): boolean {
  return parts.some(({ kind }) => kind === 'match');
}

function isIndex(part: PathPart): boolean {
  return part.kind === 'key' && (part.index !== undefined || isDigits.test(part.key));
}

/** The paths that lead over these steps; where equality is asked for digits can be a key as well as an index. */
function leafPaths(parts: readonly PathPart[], operator: Operator): Sql {
  if (hasMatch(parts)) return matchedPaths(parts);
  const exact = parts.flatMap((part) => stepsOf([part]));
  const isOpen =
    operator === '=' &&
    parts.some((part) => part.kind === 'key' && part.index === undefined && isDigits.test(part.key));
  const indexed = exact.map((step, at) =>
    at > 0 && typeof step === 'string' && isDigits.test(step) ? Number(step) : step,
  );
  const paths = isOpen ? [exact, indexed] : [exact];
  return any(paths.map((path) => sql`xp.path = ${bound(JSON.stringify(path))}`));
}

/** PuppetDB matches the path as one text, with `#~` between its parts, wherever in it. */
function matchedPaths(parts: readonly PathPart[]): Sql {
  const pattern = parts
    .flatMap((part) => (part.kind === 'match' ? [part.pattern] : stepsOf([part]).map(String)))
    .join('#~');
  checkedRegex(pattern);
  return sql`(xp.type <> 'json' AND regex_matches(${bound(pattern)}, encoded_path(xp.path)))`;
}

const nodesFrom = raw('SELECT xf.certname_id FROM fact_paths xp CROSS JOIN facts xf ON xf.path_id = xp.id');

function nodesWith(parts: readonly PathPart[], operator: Operator, value: AstValue): Sql {
  const paths = leafPaths(parts, operator);
  const leaves = (test: Sql): Sql => sql`${nodesFrom} WHERE ${paths} AND ${test}`;
  const part = structuredAt(parts);
  if (operator === '=') {
    if (!isAstList(value) && (typeof value !== 'object' || value === null)) return leaves(factEquals(place, value));
    const contains = sql`json_contains(${part.json}, ${bound(astText(value))})`;
    return sql`${nodesFrom} WHERE ${part.paths} AND ${contains}`;
  }
  const isStructured = sql`json_type(xf.json, ${part.path}) IN ('object', 'array')`;
  const structures = sql`${nodesFrom} WHERE ${part.paths} AND ${isStructured}`;
  const inside = parts.length > 1 && !hasMatch(parts);
  if (operator !== '~') {
    const compared = leaves(factCompares(place, operator as '<', value));
    // Hashes and arrays are greater than everything else.
    return inside && operator.startsWith('>') ? sql`${compared} UNION ALL ${structures}` : compared;
  }
  const matched = leaves(factMatches(place, value));
  const text = sql`regex_matches(${bound(String(value))}, postgresql_json(${part.json}))`;
  return inside ? sql`${matched} UNION ALL ${structures} AND ${text}` : matched;
}

/** Nodes for which a condition on this part is true or false. */
function nodesHaving(parts: readonly PathPart[], operator: Operator): Sql {
  if (hasMatch(parts)) {
    // Every path that some node has and that is matched has to be there.
    const matched = matchedPaths(parts);
    const all = sql`(SELECT count(DISTINCT xp.path) FROM fact_paths xp WHERE ${matched})`;
    return sql`${nodesFrom} WHERE ${matched} GROUP BY xf.certname_id HAVING count(DISTINCT xp.path) = ${all}`;
  }
  // No text is made of null.
  const isText = raw(operator === '~' ? "xp.type <> 'null'" : '1');
  const { paths, path } = structuredAt(parts);
  return sql`${nodesFrom} WHERE ${leafPaths(parts, operator)} AND ${isText} UNION ALL ${nodesFrom} WHERE ${paths} AND json_type(xf.json, ${path}) IN ('object', 'array')`;
}

/** Where in the hashes and arrays that facts are a part is. */
function structuredAt(parts: readonly PathPart[]): { readonly paths: Sql; readonly path: Sql; readonly json: Sql } {
  const [fact = '', ...below] = stepsOf(parts);
  const path = bound(jsonPath(below));
  const paths = sql`xp.path = ${bound(JSON.stringify([fact]))} AND xp.type = 'json'`;
  return { paths, path, json: below.length === 0 ? raw('xf.json') : sql`(xf.json -> ${path})` };
}

/** A condition on a member of a JSON object, with PostgreSQL's order of types. */
function compareMember(column: Sql, parts: readonly PathPart[], operator: Operator, value: AstValue): Sql {
  const path = bound(jsonPath(stepsOf(parts)));
  const type = sql`json_type(${column}, ${path})`;
  const member = sql`json_extract(${column}, ${path})`;
  if (operator === '~') {
    if (typeof value !== 'string') throw incompatible(value, operator);
    checkedRegex(value);
    const text = sql`iif(${type} IN ('object', 'array'), postgresql_json(${column} -> ${path}), ${column} ->> ${path})`;
    return sql`regex_matches(${bound(value)}, ${memberText(type, text)})`;
  }
  const [types, test] = memberTest(member, operator, value);
  if (operator === '=') {
    if (typeof value === 'object' && value !== null) {
      const contains = sql`json_contains(${column} -> ${path}, ${bound(astText(value))})`;
      return parts.some(isIndex) ? contains : sql`ifnull(${contains}, 0)`;
    }
    // Most resources have not even the key or the value in their text, which is seen sooner than where they are in it.
    const [first] = stepsOf(parts);
    const mayBe = all(
      [JSON.stringify(String(first)), ...asWritten(value)].map((text) => sql`instr(${column}, ${bound(text)}) > 0`),
    );
    // Within CASE, unlike in a function, SQLite looks at nothing more than it has to.
    const equal = sql`CASE WHEN ${mayBe} AND ${test} AND ${type} IN ${raw(types)} THEN 1 ELSE 0 END`;
    return parts.some(isIndex) ? sql`CASE WHEN ${type} IS NOT NULL THEN ${equal} END` : equal;
  }
  const rank = ["('null')", "('text')", "('integer', 'real')", "('true', 'false')", "('array', 'object')"];
  const at = rank.indexOf(types);
  const beyond = operator.startsWith('<') ? rank.slice(0, at) : rank.slice(at + 1);
  const compared = any([
    all([sql`${type} IN ${raw(types)}`, test]),
    ...beyond.map((each) => sql`${type} IN ${raw(each)}`),
  ]);
  return sql`CASE WHEN ${type} IS NOT NULL THEN ${compared} END`;
}

/** What must stand in JSON that has this value, as it is kept; nothing where it could be written in several ways. */
function asWritten(value: AstValue): readonly string[] {
  if (typeof value === 'string') return [JSON.stringify(value)];
  return Number.isSafeInteger(value) && Math.abs(Number(value)) < 1e15 ? [String(Math.abs(Number(value)))] : [];
}

function memberText(type: Sql, text: Sql): Sql {
  return sql`CASE ${type} WHEN 'true' THEN 'true' WHEN 'false' THEN 'false' ELSE ${text} END`;
}

/** The types that a value has in JSON, and the comparison among them. */
function memberTest(member: Sql, operator: Operator, value: AstValue): readonly [string, Sql] {
  const test = (operand: Sql): Sql => sql`${member} ${raw(operator === '~>' ? '=' : operator)} ${operand}`;
  if (value === null) return ["('null')", raw(operator.endsWith('=') ? '1' : '0')];
  if (typeof value === 'string') return ["('text')", test(bound(value))];
  if (typeof value === 'boolean') return ["('true', 'false')", test(bound(value))];
  if (typeof value === 'number' || typeof value === 'bigint') return ["('integer', 'real')", test(bound(value))];
  if (operator !== '=') throw incompatible(value, operator);
  return ["('array', 'object')", raw('0')];
}
