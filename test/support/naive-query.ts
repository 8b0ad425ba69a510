import { isJsonObject, type Json, type JsonObject } from '../../orchestrator-core/common/index.ts';
import { type AstValue, isAstList } from '../../orchestrator-core/pql/index.ts';

/** A node as a naive evaluation of queries knows it. */
export interface NaiveNode {
  readonly certname: string;
  readonly environment: string;
  readonly active: boolean;
  readonly facts: JsonObject;
  readonly resources: readonly NaiveResource[];
}

/** A resource of its catalog. */
export interface NaiveResource {
  readonly type: string;
  readonly title: string;
  readonly line: number | null;
  readonly tags: readonly string[];
  readonly parameters: JsonObject;
}

/** What SQL knows: true, false, and that it is not known. */
type Truth = boolean | null;
type Row = Readonly<Record<string, Json>>;

/** The rows that `["from", ENTITY, …]` finds, by going through everything: slow, and plain enough to be believed. */
export function naiveQuery(nodes: readonly NaiveNode[], query: readonly AstValue[]): readonly Row[] {
  const [, entity, choice, ...clauses] = query;
  const selected = select(nodes, String(entity), choice ?? null, mentionsState(query) ? 'any' : 'active');
  return clauses.length === 0 ? selected : page(selected, clauses);
}

function mentionsState(ast: AstValue): boolean {
  return isAstList(ast) && ((ast[0] === '=' && ast[1] === 'node_state') || ast.some(mentionsState));
}

function select(nodes: readonly NaiveNode[], entity: string, choice: AstValue, state: string): readonly Row[] {
  const seen = nodes.filter(({ active }) => state === 'any' || active);
  const [operator, fields, filter, group] = isAstList(choice) ? choice : [];
  const isExtract = operator === 'extract';
  const condition = isExtract ? filter : choice;
  const isGroup = isAstList(filter) && filter[0] === 'group_by';
  const kept = rowsOf(seen, entity).filter(
    (row) =>
      condition === undefined || condition === null || isGroup || evaluate({ nodes, entity, row }, condition) === true,
  );
  if (!isExtract) return kept.map(({ '#active': _, ...row }) => row);
  return project(kept, fields as readonly AstValue[], isGroup ? filter : group);
}

function rowsOf(nodes: readonly NaiveNode[], entity: string): readonly Row[] {
  return nodes.flatMap(({ certname, environment, active, facts, resources }): readonly Row[] => {
    const node = { certname, environment, '#active': active };
    switch (entity) {
      case 'nodes':
        return [{ certname, facts_environment: environment, catalog_environment: environment, '#active': active }];
      case 'inventory':
        return [{ ...node, facts }];
      case 'facts':
        return Object.entries(facts).map(([name, value]) => ({ ...node, name, value }));
      case 'fact_contents':
        return leaves([], facts).map(([path, value]) => ({ ...node, name: path[0] ?? '', path, value }));
      case 'resources':
        return resources.map((resource) => ({ ...node, ...resource, tags: [...resource.tags] }));
      default:
        throw new Error(`the naive evaluation knows no ${entity}`);
    }
  });
}

function leaves(
  path: readonly (string | number)[],
  value: Json,
): readonly (readonly [readonly (string | number)[], Json])[] {
  if (Array.isArray(value)) return value.flatMap((each: Json, index) => leaves([...path, index], each));
  if (isJsonObject(value)) return Object.entries(value).flatMap(([key, each]) => leaves([...path, key], each));
  return [[path, value]];
}

interface Place {
  readonly nodes: readonly NaiveNode[];
  readonly entity: string;
  readonly row: Row;
}

function evaluate(place: Place, ast: AstValue): Truth {
  const [operator, first, second] = ast as readonly AstValue[];
  const operands = (ast as readonly AstValue[]).slice(1);
  if (asksNothing(ast)) return true;
  switch (operator) {
    case 'and':
      return operands.map((each) => evaluate(place, each)).reduce(and);
    case 'or': {
      const asking = operands.filter((each) => !asksNothing(each));
      return not(asking.map((each) => not(evaluate(place, each))).reduce(and));
    }
    case 'not':
      return not(evaluate(place, first ?? null));
    case 'null?':
      return isNull(place, String(first), second === true);
    case 'in':
      return isIn(place, first ?? null, second ?? null);
    case 'subquery':
      return isIn(place, 'certname', ['from', first ?? '', ['extract', ['certname'], second ?? null]]);
    default:
      return compare(place, String(operator), String(first), second ?? null);
  }
}

/** PuppetDB leaves out `node_state = "any"` and what consists of it: nothing is asked by that, not even below `not`. */
function asksNothing(condition: AstValue): boolean {
  if (!isAstList(condition)) return false;
  const [operator, ...operands] = condition;
  const joins = operator === 'and' || operator === 'or' || operator === 'not';
  return joins ? operands.every(asksNothing) : JSON.stringify(condition) === '["=","node_state","any"]';
}

function and(one: Truth, other: Truth): Truth {
  if (one === false || other === false) return false;
  return one === null || other === null ? null : true;
}

function not(truth: Truth): Truth {
  return truth === null ? null : !truth;
}

function compare({ row }: Place, operator: string, field: string, value: AstValue): Truth {
  if (field === 'node_state') return value === 'any' || row['#active'] === (value === 'active');
  if (field.includes('.')) return compareDotted(dotted(row, field), operator, value);
  const own = row[field] ?? null;
  if (field === 'tag')
    return (row['tags'] as readonly string[]).some((tag) => test(tag, operator, String(value).toLowerCase()));
  if (field === 'value') {
    if (operator === '~') return own === null ? null : test(textOf(own), operator, value);
    return typeof own === typeof value && !(typeof own === 'object') && test(own, operator, value);
  }
  if (own === null) return operator === '~' ? false : null;
  if (Array.isArray(own)) return JSON.stringify(own) === JSON.stringify(value);
  return test(own, operator, value);
}

/** What is not there is equal to nothing, and everything else about it is unknown. */
function compareDotted(own: Json | undefined, operator: string, value: AstValue): Truth {
  if (operator === '=') return own !== undefined && typeof own === typeof value && own === value;
  if (own === undefined || (operator === '~' && own === null)) return null;
  if (operator === '~') return test(textOf(own), operator, value);
  const order = rank(own) - rank(value as Json);
  if (order !== 0) return test(order, operator, 0);
  return own !== null && test(own, operator, value);
}

/** PostgreSQL's order of JSON of several types. */
function rank(value: Json): number {
  if (value === null) return 0;
  return typeof value === 'string' ? 1 : typeof value === 'number' ? 2 : typeof value === 'boolean' ? 3 : 4;
}

function test(own: Json, operator: string, value: AstValue): boolean {
  const other = value as string | number | boolean;
  const mine = own as string | number | boolean;
  switch (operator) {
    case '~':
      return new RegExp(String(value), 'u').test(String(own));
    case '<':
      return mine < other;
    case '<=':
      return mine <= other;
    case '>':
      return mine > other;
    case '>=':
      return mine >= other;
    default:
      return mine === other;
  }
}

/** As PostgreSQL writes it, which tests with structures keep short: keys of one length, in order. */
function textOf(value: Json): string {
  if (typeof value !== 'object' || value === null) return String(value);
  return JSON.stringify(value, undefined, 1)
    .replace(/\n */g, ' ')
    .replaceAll('[ ', '[')
    .replaceAll('{ ', '{')
    .replaceAll(' ]', ']')
    .replaceAll(' }', '}');
}

function dotted(row: Row, field: string): Json | undefined {
  const [top = '', ...path] = field.split('.');
  return path.reduce<Json | undefined>(
    (at, key) => (isJsonObject(at) && Object.hasOwn(at, key) ? at[key] : undefined),
    row[top],
  );
}

function isNull({ row }: Place, field: string, wanted: boolean): Truth {
  const own = field.includes('.') ? dotted(row, field) : (row[field] ?? null);
  return own === undefined ? null : (own === null) === wanted;
}

function isIn(place: Place, fields: AstValue, source: AstValue): Truth {
  const names = (isAstList(fields) ? fields : [fields]).map(String);
  const [kind, entity, choice, ...clauses] = source as readonly AstValue[];
  if (kind === 'array') {
    const [name = ''] = names;
    return not((entity as readonly AstValue[]).map((value) => not(compare(place, '=', name, value))).reduce(and, true));
  }
  const selected = select(place.nodes, String(entity), choice ?? null, 'any');
  const found = clauses.length === 0 ? selected : page(selected, clauses);
  const mine = JSON.stringify(names.map((name) => place.row[name] ?? null));
  return found.some((row) => JSON.stringify(Object.values(row)) === mine);
}

function project(rows: readonly Row[], fields: readonly AstValue[], group: AstValue | undefined): readonly Row[] {
  const plain = fields.filter((field) => typeof field === 'string').map(String);
  const chosen = (row: Row): Row =>
    Object.fromEntries(plain.map((field) => [field, (field.includes('.') ? dotted(row, field) : row[field]) ?? null]));
  const counts = fields.some((field) => typeof field !== 'string');
  if (!counts && group === undefined) return rows.map(chosen);
  const groups = new Map<string, { readonly row: Row; count: number }>();
  if (group === undefined) groups.set('[]', { row: {}, count: 0 });
  for (const row of rows) {
    const shown = chosen(row);
    const key = group === undefined ? '[]' : JSON.stringify(shown);
    const known = groups.get(key) ?? { row: shown, count: 0 };
    known.count += 1;
    groups.set(key, known);
  }
  return [...groups.values()].map(({ row, count }) => (counts ? { ...row, count } : row));
}

function page(rows: readonly Row[], clauses: readonly AstValue[]): readonly Row[] {
  const clause = (name: string): AstValue | undefined =>
    clauses.filter(isAstList).find(([operator]) => operator === name)?.[1];
  const order = (clause('order_by') ?? []) as readonly (readonly [string, string])[];
  const sorted = [...rows].sort((a, b) => {
    for (const [field, direction] of order) {
      const [one, other] = [String(a[field]), String(b[field])];
      if (one !== other) return (one < other ? -1 : 1) * (direction === 'desc' ? -1 : 1);
    }
    return 0;
  });
  const offset = Number(clause('offset') ?? 0);
  const limit = clause('limit');
  return sorted.slice(offset, limit === undefined ? undefined : offset + Number(limit));
}
