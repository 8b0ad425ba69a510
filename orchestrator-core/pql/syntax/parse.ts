import {
  accept,
  acceptOneOf,
  type Cursor,
  expect,
  expectSpace,
  type Frame,
  miss,
  note,
  ParseStop,
  skipSpace,
  stop,
} from './cursor.ts';
import {
  expectString,
  nested,
  readField,
  readInteger,
  readList,
  readLiteral,
  readNumber,
  readString,
  readStringList,
  separated,
} from './literals.ts';
import type {
  Body,
  CallNode,
  Expression,
  FieldList,
  FieldNode,
  GroupBy,
  InNode,
  Item,
  Literal,
  OrderItem,
  Paging,
  Projection,
  QueryNode,
  Word,
} from './tree.ts';

/** The entities that PQL has words for, longer ones before those that they begin with. */
export const queryEntities: readonly string[] = [
  'package_inventory',
  'fact_contents',
  'environments',
  'fact_paths',
  'resources',
  'inventory',
  'factsets',
  'packages',
  'catalogs',
  'reports',
  'events',
  'facts',
  'nodes',
  'edges',
];
const entityNames: ReadonlySet<string> = new Set(queryEntities);

/** The functions that a projection can have. */
export const queryFunctions: readonly string[] = ['count', 'avg', 'sum', 'min', 'max', 'to_string'];

/** Longer ones before those that they begin with. */
const comparisons = ['~>', '~', '!=', '!~', '=', '>=', '<=', '<', '>'] as const;
const functionStart = /(?:count|avg|sum|min|max|to_string)[ \t-\r]*\(/y;
const subqueryStart = /([a-z_]+)[ \t-\r]*\{/y;
const direction = ['asc', 'desc'] as const;

/** The whole text as one query. Where it is none, `failure` is the furthest offset that something was missing at. */
export function parseQuery(
  text: string,
): { readonly tree: QueryNode } | { readonly failure: number; readonly tooDeep: boolean; readonly cursor: Cursor } {
  const cursor: Cursor = { text, at: 0, furthest: 0, depth: 0, frames: [] };
  try {
    skipSpace(cursor);
    const tree = readQuery(cursor);
    skipSpace(cursor);
    // White space that more follows is no end: what is missing is missing before it.
    if (cursor.at < text.length) return { failure: Math.max(cursor.furthest, tree.end), tooDeep: false, cursor };
    return { tree };
  } catch (thrown) {
    if (!(thrown instanceof ParseStop)) throw thrown;
    return { failure: cursor.furthest, tooDeep: thrown.tooDeep, cursor };
  }
}

function readQuery(cursor: Cursor): QueryNode {
  const start = cursor.at;
  const entity = readEntity(cursor);
  skipSpace(cursor);
  const frame = enter(cursor, entity.text);
  frame.clause = 'projection';
  const projection = readProjection(cursor);
  frame.clause = 'none';
  if (projection !== undefined) skipSpace(cursor);
  const body = nested(cursor, readBody);
  cursor.frames.pop();
  return { kind: 'query', entity, ...(projection && { projection }), body, start, end: cursor.at };
}

function enter(cursor: Cursor, entity: string): Frame {
  const frame: Frame = { entity, clause: 'none', equal: new Map() };
  cursor.frames.push(frame);
  return frame;
}

function readEntity(cursor: Cursor): Word {
  const start = cursor.at;
  const text = acceptOneOf(cursor, queryEntities) ?? stop(cursor);
  return { text, start, end: cursor.at };
}

function readProjection(cursor: Cursor): Projection | undefined {
  const start = cursor.at;
  if (!accept(cursor, '[')) return undefined;
  skipSpace(cursor);
  if (accept(cursor, ']')) return { items: [], start, end: cursor.at };
  const items = separated(cursor, readItem);
  expect(cursor, ']');
  return { items, start, end: cursor.at };
}

function readItem(cursor: Cursor): Item {
  functionStart.lastIndex = cursor.at;
  return functionStart.test(cursor.text) ? readCall(cursor) : (readField(cursor) ?? stop(cursor));
}

function readCall(cursor: Cursor): CallNode {
  const start = cursor.at;
  const text = acceptOneOf(cursor, queryFunctions) ?? stop(cursor);
  const name = { text, start, end: cursor.at };
  skipSpace(cursor);
  expect(cursor, '(');
  skipSpace(cursor);
  const parameters: CallNode['parameters'][number][] = [];
  if (!accept(cursor, ')')) {
    parameters.push(readField(cursor) ?? readString(cursor) ?? stop(cursor));
    skipSpace(cursor);
    while (accept(cursor, ',')) {
      skipSpace(cursor);
      parameters.push(expectString(cursor));
      skipSpace(cursor);
    }
    expect(cursor, ')');
  }
  return { kind: 'call', name, parameters, start, end: cursor.at };
}

function readBody(cursor: Cursor): Body {
  const start = cursor.at;
  expect(cursor, '{');
  skipSpace(cursor);
  note(cursor, { clause: 'filter' });
  const filter = readFilter(cursor);
  skipSpace(cursor);
  const groupBy = readGroupBy(cursor);
  const paging = groupBy === undefined ? readPaging(cursor) : [];
  skipSpace(cursor);
  expect(cursor, '}');
  return { ...(filter && { filter }), ...(groupBy && { groupBy }), paging, start, end: cursor.at };
}

/** The filter of a body, where it has one: `limit 1` could begin with a field named `limit`. */
function readFilter(cursor: Cursor): Expression | undefined {
  const { at, depth, text } = cursor;
  const frames = cursor.frames.length;
  if (text[at] === '}') {
    miss(cursor);
    return undefined;
  }
  if (!/^(?:limit|offset|order by|group by)/.test(text.slice(at, at + 8))) return readOr(cursor);
  try {
    return readOr(cursor);
  } catch (thrown) {
    if (!(thrown instanceof ParseStop) || thrown.tooDeep) throw thrown;
    cursor.at = at;
    cursor.depth = depth;
    cursor.frames.length = frames;
    return undefined;
  }
}

function readOr(cursor: Cursor): Expression {
  return readJunction(cursor, 'or', (inner) => readJunction(inner, 'and', readNot));
}

/** White space must stand around `and` and `or`; what stands before anything else belongs to whoever reads on. */
function readJunction(cursor: Cursor, kind: 'and' | 'or', read: (cursor: Cursor) => Expression): Expression {
  const first = read(cursor);
  const operands = [first];
  for (;;) {
    const before = cursor.at;
    // `or` begins `order by` too: only white space behind it makes it a word.
    if (!skipSpace(cursor) || !accept(cursor, kind) || !skipSpace(cursor)) {
      cursor.at = before;
      break;
    }
    operands.push(read(cursor));
  }
  return operands.length === 1 ? first : { kind, operands, start: first.start, end: cursor.at };
}

function readNot(cursor: Cursor): Expression {
  const start = cursor.at;
  if (accept(cursor, '!')) {
    skipSpace(cursor);
    const operand = nested(cursor, readNot);
    return { kind: 'not', operand, start, end: cursor.at };
  }
  if (accept(cursor, '(')) {
    skipSpace(cursor);
    const operand = nested(cursor, readOr);
    skipSpace(cursor);
    expect(cursor, ')');
    return { kind: 'parentheses', operand, start, end: cursor.at };
  }
  return readSubquery(cursor) ?? readCondition(cursor);
}

function readSubquery(cursor: Cursor): Expression | undefined {
  subqueryStart.lastIndex = cursor.at;
  const name = subqueryStart.exec(cursor.text)?.[1];
  if (name === undefined || !entityNames.has(name)) return undefined;
  const start = cursor.at;
  const entity = readEntity(cursor);
  skipSpace(cursor);
  enter(cursor, entity.text);
  const body = nested(cursor, readBody);
  cursor.frames.pop();
  return { kind: 'subquery', entity, body, start, end: cursor.at };
}

function readCondition(cursor: Cursor): Expression {
  const start = cursor.at;
  if (cursor.text[start] === '[') {
    const left = readFieldList(cursor);
    skipSpace(cursor);
    return readIn(cursor, left);
  }
  const field = readField(cursor) ?? stop(cursor);
  note(cursor, { field: field.text });
  skipSpace(cursor);
  const at = cursor.at;
  for (const [word, isNull] of [
    ['is null', true],
    ['is not null', false],
  ] as const) {
    if (accept(cursor, word)) {
      const operator = { text: word, start: at, end: cursor.at };
      return { kind: 'null', field, operator, isNull, start, end: cursor.at };
    }
  }
  const word = acceptOneOf(cursor, comparisons);
  if (word === undefined) return readIn(cursor, field);
  const operator = { text: word, start: at, end: cursor.at };
  note(cursor, { operator: word });
  skipSpace(cursor);
  const value = readOperand(cursor, word);
  if (word === '=' && value.kind === 'string') cursor.frames.at(-1)?.equal.set(field.text, value.value);
  return { kind: 'comparison', field, operator, value, start, end: cursor.at };
}

function readOperand(cursor: Cursor, operator: (typeof comparisons)[number]): Literal {
  switch (operator) {
    case '~':
      return expectString(cursor);
    case '~>':
      return readStringList(cursor);
    case '=':
    case '!=':
    case '!~':
      return readLiteral(cursor);
    default:
      return readString(cursor) ?? readNumber(cursor);
  }
}

function readFieldList(cursor: Cursor): FieldList {
  const start = cursor.at;
  expect(cursor, '[');
  skipSpace(cursor);
  const items = separated(cursor, readItem);
  expect(cursor, ']');
  return { kind: 'fields', items, start, end: cursor.at };
}

function readIn(cursor: Cursor, left: FieldNode | FieldList): InNode {
  const at = cursor.at;
  expect(cursor, 'in');
  const operator = { text: 'in', start: at, end: cursor.at };
  note(cursor, { operator: 'in' });
  skipSpace(cursor);
  const right = cursor.text[cursor.at] === '[' ? readList(cursor) : readQuery(cursor);
  return { kind: 'in', left, operator, right, start: left.start, end: cursor.at };
}

function readGroupBy(cursor: Cursor): GroupBy | undefined {
  const start = cursor.at;
  if (!accept(cursor, 'group by')) return undefined;
  expectSpace(cursor);
  note(cursor, { clause: 'group by' });
  const items = separated(cursor, readItem);
  return { items, start, end: items.at(-1)?.end ?? start };
}

function readPaging(cursor: Cursor): readonly Paging[] {
  const clauses: Paging[] = [];
  for (;;) {
    const start = cursor.at;
    const kind = acceptOneOf(cursor, ['limit', 'offset', 'order by']);
    if (kind === undefined) return clauses;
    expectSpace(cursor);
    if (kind === 'order by') {
      note(cursor, { clause: 'order by' });
      const items = separated(cursor, readOrderItem);
      clauses.push({ kind, items, start, end: items.at(-1)?.end ?? start });
    } else {
      const count = readInteger(cursor);
      clauses.push({ kind, count, start, end: count.end });
    }
    skipSpace(cursor);
  }
}

function readOrderItem(cursor: Cursor): OrderItem {
  const start = cursor.at;
  // A field that begins with the word for a direction cannot be ordered by.
  if (direction.some((word) => cursor.text.startsWith(word, start))) stop(cursor);
  const field = readField(cursor) ?? stop(cursor);
  const { end } = field;
  if (!skipSpace(cursor)) return { field, start, end };
  const at = cursor.at;
  const text = acceptOneOf(cursor, direction);
  if (text === undefined) return { field, start, end };
  return { field, direction: { text, start: at, end: cursor.at }, start, end: cursor.at };
}
