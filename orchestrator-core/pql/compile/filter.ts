import { type AstValue, astText, isAstList } from '../ast.ts';
import { checkedRegex, checkOperator, compare, isNull, isOneOf, type Operator } from './comparisons.ts';
import { compareDotted, dottedIsNull } from './dotted.ts';
import { type DottedField, jsonPath, parseDotted } from './dotted-path.ts';
import type { Field } from './fields.ts';
import { isScalar, notSequential, queryError, quoted } from './problem.ts';
import { all, any, fieldOf, filterable, filterField, listOf, projectable, type Scope, within } from './scope.ts';
import { bound, raw, type Sql, sql } from './sql.ts';
import { implicitSubquery, isIn } from './subqueries.ts';

const comparing: readonly string[] = ['=', '<', '<=', '>', '>=', '~', '~>'];
const emptyClause = '[] is not well-formed: queries must contain at least one operator';
/** Conditions that PuppetDB leaves out, for they are met by everything; so it does with what consists of such. */
const metByAll: ReadonlySet<string> = new Set([
  ...[true, false].map((state) => astText(['or', ...[state, !state].map((each) => ['=', ['node', 'active'], each])])),
  astText(['=', 'node_state', 'any']),
  astText(['=', 'type', 'any']),
]);
/** How deep conditions may be nested; SQLite takes no more in one expression. */
const deepest = 200;

/**
 * What a filter asks of the rows of an entity. `negated` says that an odd number of `not`s is around it, where what is
 * neither true nor false differs from what is false.
 * @throws OrchestratorError `puppetlabs.puppetdb/query-error`
 */
export function compileFilter(scope: Scope, filter: AstValue, negated = false, depth = 0): Sql {
  if (asksNothing(filter)) return raw('1');
  if (depth > deepest) throw queryError(`A query can be nested ${deepest} levels deep at most`);
  if (isScalar(filter)) throw notSequential(filter);
  if (!isAstList(filter))
    throw queryError(`${quoted(filter)} is no condition; expected an array such as ["=", "certname", "a.example.com"]`);
  const [first, ...operands] = filter;
  if (first === undefined) throw queryError(emptyClause);
  const operator = typeof first === 'string' ? first.toLowerCase() : '';
  if (comparing.includes(operator)) return compileComparison(scope, operator as Operator, operands, negated);
  switch (operator) {
    case 'and':
    case 'or': {
      if (operands.length === 0) throw queryError(`'${operator}' takes at least one argument, but none were supplied`);
      if (operator === 'and' && operands.some(isEmpty)) throw queryError(emptyClause);
      const asking = operands.filter((each) => !asksNothing(each));
      const parts = asking.map((each) => compileFilter(scope, each, negated, depth + 1));
      return operator === 'and' || parts.length === 0 ? all(parts) : any(parts);
    }
    case 'not': {
      const [operand] = operands;
      if (operands.length !== 1 || operand === undefined) {
        throw queryError(`'not' takes exactly one argument, but ${operands.length} were supplied`);
      }
      return asksNothing(operand) ? raw('1') : sql`NOT ${compileFilter(scope, operand, !negated, depth + 1)}`;
    }
    case 'null?':
      return compileNull(scope, operands);
    case 'in':
      return compileIn(scope, operands, depth);
    case 'subquery':
      return implicitSubquery(scope, operands, depth);
    default:
      throw queryError(`${astText(filter)} is not a valid expression: there is no operator ${quoted(first)}`);
  }
}

function compileComparison(scope: Scope, operator: Operator, operands: readonly AstValue[], negated: boolean): Sql {
  const [name, value] = operands;
  if (operands.length !== 2 || name === undefined || value === undefined) {
    throw queryError(`${operator} requires exactly two arguments`);
  }
  if (isAstList(name)) return compareKeyed(scope, operator, name, value, negated);
  if (name === 'node_state') return nodeState(scope, operator, value);
  const dotted = dottedOf(scope, name) ?? trustedOf(scope, name);
  if (dotted !== undefined) {
    if (operator === '~>') throw queryError(`Query operator ~> is not allowed on field ${String(name)}`);
    return compareDotted(scope, dotted.field, dotted.path, operator, value, negated);
  }
  if (operator === '~>' && !filterable(scope.entity).includes(String(name))) {
    throw queryError(`Query operator ~> is not allowed on field ${String(name)}`);
  }
  const field = filterField(scope, name);
  checkOperator(scope, String(name), operator);
  if (name === 'latest_report?') return isLatest(scope, field, operator, value);
  if (name === 'tag') {
    // A tag is a text.
    if (isAstList(value)) return raw('0');
    return compare(scope, 'tag', operator, { ...field, type: 'array' }, String(value).toLowerCase());
  }
  return compare(scope, String(name), operator, field, value);
}

/** A dotted field with the field that it begins with, where the entity has such. */
export function dottedOf(
  scope: Scope,
  name: AstValue | undefined,
): { readonly field: Field; readonly path: DottedField } | undefined {
  if (typeof name !== 'string' || !name.includes('.')) return undefined;
  const path = parseDotted(name);
  const field = path && fieldOf(scope, path.top);
  if (path === undefined || field === undefined || !['facts', 'trusted', 'object'].includes(field.type))
    return undefined;
  return { field, path };
}

/** What was trusted as a whole is compared as the fact that it is. */
function trustedOf(scope: Scope, name: AstValue): ReturnType<typeof dottedOf> {
  const field = name === 'trusted' ? fieldOf(scope, name) : undefined;
  return field && { field, path: { top: 'trusted', parts: [] } };
}

/** `["fact", NAME]`, `["node", "active"]`, `["parameter", NAME]` in the place of a field. */
function compareKeyed(scope: Scope, operator: Operator, name: AstValue, value: AstValue, negated: boolean): Sql {
  const [kind, key] = listOf(name);
  if (kind === 'node' && key === 'active')
    return nodeState(scope, operator, value === false || value === null ? 'inactive' : 'active');
  if (typeof key !== 'string') throw queryError(`Invalid ${operator} clause`);
  if (kind === 'fact') {
    if (
      typeof value !== 'string' &&
      typeof value !== 'boolean' &&
      typeof value !== 'number' &&
      typeof value !== 'bigint'
    ) {
      throw queryError(`Operator '${operator}' not allowed on value '${astText(value)}'`);
    }
    if (typeof value === 'string' && operator !== '=' && operator !== '~') {
      throw queryError(`Operator '${operator}' not allowed on value '${value}'`);
    }
    return isIn(scope, ['certname', ofFacts(['and', ['=', 'name', key], [operator, 'value', value]])], 0);
  }
  const field = fieldOf(scope, 'parameters');
  if (kind === 'parameter' && field !== undefined && (operator === '=' || operator === '~')) {
    const path = { top: 'parameters', parts: [{ kind: 'key', key }] } as const;
    if (operator === '=') return compareDotted(scope, field, path, '=', value, negated);
    // PuppetDB looks for the expression in the parameter's JSON, with quotes around it.
    const pattern = astText(value);
    checkedRegex(pattern);
    const json = sql`(${within(scope, field.sql)} -> ${bound(jsonPath([key]))})`;
    return sql`ifnull(regex_matches(${bound(pattern)}, ${json}), 0)`;
  }
  throw queryError(`Invalid ${operator} clause`);
}

function ofFacts(filter: AstValue): AstValue {
  return ['extract', 'certname', ['select_facts', filter]];
}

function compileIn(scope: Scope, operands: readonly AstValue[], depth: number): Sql {
  const [fields, source] = operands;
  if (operands.length !== 2 || fields === undefined) throw queryError('in requires exactly two arguments');
  const [kind, values] = isAstList(source) ? source : [];
  if (typeof kind !== 'string' || kind.toLowerCase() !== 'array') return isIn(scope, operands, depth);
  if (!isAstList(values)) throw queryError('Operator array requires a vector argument');
  if (isAstList(fields)) {
    const [what, key] = fields;
    if (what === 'fact' && typeof key === 'string') {
      if (new Set(values.map((value) => typeof value)).size !== 1) {
        throw queryError('All values in array must be the same type.');
      }
      return isIn(scope, ['certname', ofFacts(['and', ['=', 'name', key], ['in', 'value', ['array', values]]])], depth);
    }
    throw queryError(`Invalid in clause: ${astText(fields)} can't be looked for in an array`);
  }
  const dotted = dottedOf(scope, fields);
  if (dotted !== undefined) {
    return any(values.map((value) => compareDotted(scope, dotted.field, dotted.path, '=', value, false)));
  }
  return isOneOf(scope, String(fields), filterField(scope, fields), values);
}

function compileNull(scope: Scope, operands: readonly AstValue[]): Sql {
  const [name, wanted] = operands;
  if (operands.length !== 2) throw queryError('null? requires a field and true or false');
  // As in Clojure, where all but these two are true.
  const isWanted = wanted !== false && wanted !== null;
  const dotted = dottedOf(scope, name);
  if (dotted !== undefined) return dottedIsNull(scope, dotted.field, dotted.path, isWanted);
  // What a row consists of can be asked for this alone.
  const isPart = typeof name === 'string' && projectable(scope.entity).includes(name);
  const field = isPart ? fieldOf(scope, name) : filterField(scope, name);
  // No tag is null, and none is found that is not.
  if (field === undefined || field.type === 'condition') return raw('0');
  // Of these PuppetDB asks the same either way.
  return isWanted || field.type === 'serialized' ? isNull(scope, field) : sql`NOT ${isNull(scope, field)}`;
}

/** Nodes that were deactivated or have expired. */
const inactiveNodes: Sql = raw('SELECT id FROM certnames WHERE deactivated IS NOT NULL OR expired IS NOT NULL');

function nodeState(scope: Scope, operator: Operator, value: AstValue): Sql {
  if (operator !== '=') {
    const isMatch = operator === '~' || operator === '~>';
    const shown = isMatch ? `operator ${operator} is` : 'operators >,>=,<,<= are';
    throw queryError(`Query ${shown} not allowed on field node_state`);
  }
  const state = String(value).toLowerCase();
  if (!['active', 'inactive', 'any'].includes(state)) throw queryError(`No matching clause: ${state}`);
  if (state === 'any') return raw('1');
  const { node } = scope.tables;
  if (node === undefined)
    throw queryError(`node_state can't be asked of ${scope.entity.name}, which belong to no node`);
  return sql`${within(scope, node)} ${raw(state === 'active' ? 'NOT IN' : 'IN')} (${inactiveNodes})`;
}

function asksNothing(filter: AstValue): boolean {
  if (!isAstList(filter)) return false;
  const [operator, ...operands] = filter;
  if (operator === '=') return metByAll.has(astText(filter));
  if (operator !== 'and' && operator !== 'or' && operator !== 'not') return false;
  if (operator === 'or' && operands.length === 2 && metByAll.has(astText(filter))) return true;
  return operands.length > 0 && operands.every(asksNothing);
}

function isEmpty(clause: AstValue): boolean {
  return typeof clause === 'object' && clause !== null
    ? Object.keys(clause).length === 0
    : clause === null || clause === '';
}

function isLatest(scope: Scope, field: Field, operator: Operator, value: AstValue): Sql {
  if (operator !== '=') throw queryError(`Query operator ${operator} is not allowed on field latest_report?`);
  // Among events PuppetDB compares with the nothing that nodes without reports have: then `false` finds none.
  const isNull = scope.entity.name === 'events' ? '' : ' WHERE latest_report_id IS NOT NULL';
  const newest = raw(`SELECT latest_report_id FROM certnames${isNull}`);
  return sql`${within(scope, field.sql)} ${raw(value === false || value === null ? 'NOT IN' : 'IN')} (${newest})`;
}

/** Whether a query says anything of the state of nodes; where it does not, only active ones are meant. */
export function mentionsNodeState(query: AstValue): boolean {
  if (!isAstList(query)) return false;
  const [operator, field] = query;
  if (
    operator === '=' &&
    (field === 'node_state' || (isAstList(field) && field[0] === 'node' && field[1] === 'active'))
  ) {
    return true;
  }
  return query.some(mentionsNodeState);
}

/** Whether a filter says of which kind reports have to be, outside of the queries in it; where it does not, agents' are meant. */
export function mentionsReportType(filter: AstValue): boolean {
  if (!isAstList(filter)) return false;
  const [operator, field, ...rest] = filter;
  if (operator === 'and' || operator === 'or' || operator === 'not') return filter.slice(1).some(mentionsReportType);
  if (operator === 'in') return field === 'type' && isAstList(rest[0]) && rest[0][0] === 'array';
  return operator !== 'subquery' && field === 'type';
}
