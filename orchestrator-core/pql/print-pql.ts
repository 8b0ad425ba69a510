import { type AstValue, isAstList, type QueryAst } from './ast.ts';
import type { Cursor } from './syntax/cursor.ts';
import { readField } from './syntax/literals.ts';
import { queryEntities, queryFunctions } from './syntax/parse.ts';

/** Thrown where the JSON form says something that PQL has no words for. */
class NoWords extends Error {
  override readonly name: string = 'NoWords';
}

const comparisons: ReadonlySet<string> = new Set(['=', '~', '~>', '<', '<=', '>', '>=']);
const entities: ReadonlySet<string> = new Set(queryEntities);
const functions: ReadonlySet<string> = new Set(queryFunctions);

/**
 * A query in PuppetDB's JSON form as PQL on one line; undefined where PQL has no words for it, as for
 * `["=", ["fact", "os"], "x"]` and the entities that only PuppetDB's HTTP interface knows.
 */
export function printPql(ast: QueryAst): string | undefined {
  try {
    return printQuery(ast);
  } catch (thrown) {
    if (thrown instanceof NoWords) return undefined;
    throw thrown;
  }
}

function printQuery(ast: AstValue | undefined): string {
  const [from, entity, ...clauses] = listOf(ast);
  if (from !== 'from') throw new NoWords();
  const [first, ...rest] = clauses;
  if (!isOperation(first, 'extract')) return `${entityOf(entity)} ${printBody(clauses)}`;
  const [, columns, ...conditions] = listOf(first);
  const projected = typeof columns === 'string' ? [columns] : listOf(columns);
  const items = projected.map((column) => printItem(column));
  return `${entityOf(entity)}[${items.join(', ')}] ${printBody([...conditions, ...rest])}`;
}

function entityOf(name: AstValue | undefined): string {
  if (typeof name !== 'string' || !entities.has(name)) throw new NoWords();
  return name;
}

function listOf(value: AstValue | undefined): readonly AstValue[] {
  if (!isAstList(value)) throw new NoWords();
  return value;
}

function isOperation(value: AstValue | undefined, name: string): boolean {
  return isAstList(value) && value[0] === name;
}

/** A filter at most, then grouping or paging. */
function printBody(clauses: readonly AstValue[]): string {
  const words: string[] = [];
  let after: 'filter' | 'paging' | 'grouping' = 'filter';
  for (const [index, clause] of clauses.entries()) {
    const [name, argument] = listOf(clause);
    if (name === 'group_by') {
      if (after !== 'filter') throw new NoWords();
      after = 'grouping';
      words.push(`group by ${listOf(clause).slice(1).map(printItem).join(', ')}`);
    } else if (name === 'limit' || name === 'offset' || name === 'order_by') {
      if (after === 'grouping') throw new NoWords();
      after = 'paging';
      words.push(name === 'order_by' ? `order by ${printOrder(argument)}` : `${name} ${printWhole(argument)}`);
    } else if (index === 0) {
      words.push(printCondition(clause, 'or'));
    } else throw new NoWords();
  }
  return words.length === 0 ? '{}' : `{ ${words.join(' ')} }`;
}

function printOrder(columns: AstValue | undefined): string {
  const items = listOf(columns).map((column) => {
    const [field, direction, ...more] = isAstList(column) ? column : [column];
    const name = fieldOf(field);
    if (more.length > 0 || /^(?:asc|desc)/.test(name)) throw new NoWords();
    if (direction === undefined) return name;
    if (direction !== 'asc' && direction !== 'desc') throw new NoWords();
    return `${name} ${direction}`;
  });
  if (items.length === 0) throw new NoWords();
  return items.join(', ');
}

function printWhole(value: AstValue | undefined): string {
  const isWhole = typeof value === 'bigint' || (typeof value === 'number' && Number.isSafeInteger(value));
  if (!isWhole) throw new NoWords();
  return value.toString();
}

function printItem(item: AstValue): string {
  if (typeof item === 'string') return spaced(fieldOf(item));
  const [word, name, ...parameters] = listOf(item);
  if (word !== 'function' || typeof name !== 'string' || !functions.has(name)) throw new NoWords();
  const words = parameters.map((parameter, index) => {
    if (typeof parameter !== 'string') throw new NoWords();
    // What would be a dotted field runs on over the bracket unless there is a space.
    if (index === 0 && isField(parameter)) return parameter.includes('.') ? `${parameter} ` : parameter;
    return printString(parameter);
  });
  return `${name}(${words.join(', ')})`;
}

/** A quoted part ends before white space only, where no dot follows. */
function spaced(field: string): string {
  return field.endsWith('"') ? `${field} ` : field;
}

function isField(text: string): boolean {
  const cursor: Cursor = { text: `${text} `, at: 0, furthest: 0, depth: 0, frames: [] };
  try {
    return readField(cursor)?.text === text;
  } catch {
    return false;
  }
}

function fieldOf(value: AstValue | undefined): string {
  if (typeof value !== 'string' || !isField(value)) throw new NoWords();
  return value;
}

/** `within` is what the condition is an operand of: what binds less strongly gets parentheses. */
function printCondition(condition: AstValue | undefined, within: 'or' | 'and' | 'not'): string {
  const [name, ...operands] = listOf(condition);
  if (name === 'and' || name === 'or') {
    const [only] = operands;
    if (only === undefined) throw new NoWords();
    if (operands.length === 1) return printCondition(only, within);
    const inner = operands.map((operand) => {
      // `a and (b and c)` is not `a and b and c` in the JSON form.
      const nested = isOperation(operand, name) ? `(${printCondition(operand, 'or')})` : undefined;
      return nested ?? printCondition(operand, name === 'and' ? 'and' : 'or');
    });
    const text = inner.join(` ${name} `);
    return within === 'not' || (within === 'and' && name === 'or') ? `(${text})` : text;
  }
  if (name === 'not') return printNot(operands);
  if (name === 'null?') {
    const [field, isNull] = operands;
    if (typeof isNull !== 'boolean') throw new NoWords();
    return `${fieldOf(field)} is ${isNull ? '' : 'not '}null`;
  }
  if (name === 'subquery') return `${entityOf(operands[0])} ${printBody(operands.slice(1))}`;
  if (name === 'in') return printIn(operands);
  return printComparison(name, operands);
}

function printNot(operands: readonly AstValue[]): string {
  const [operand] = operands;
  if (operands.length !== 1) throw new NoWords();
  for (const word of ['=', '~']) {
    if (!isOperation(operand, word)) continue;
    const [, field, value] = listOf(operand);
    return `${fieldOf(field)} !${word} ${printValue(value)}`;
  }
  return `!${printCondition(operand, 'not')}`;
}

function printIn([columns, from]: readonly AstValue[]): string {
  const left = isAstList(columns) ? `[${columns.map(printItem).join(', ')}]` : fieldOf(columns);
  if (!isOperation(from, 'array')) return `${left} in ${printQuery(from)}`;
  return `${left} in ${printValue(listOf(from)[1], true)}`;
}

function printComparison(name: AstValue | undefined, operands: readonly AstValue[]): string {
  const [field, value] = operands;
  if (typeof name !== 'string' || !comparisons.has(name) || operands.length !== 2) throw new NoWords();
  const isFit =
    name === '='
      ? true
      : name === '~'
        ? typeof value === 'string'
        : name === '~>'
          ? isAstList(value) && value.every((one) => typeof one === 'string')
          : typeof value === 'string' || typeof value === 'number' || typeof value === 'bigint';
  if (!isFit) throw new NoWords();
  return `${fieldOf(field)} ${name} ${printValue(value)}`;
}

function printValue(value: AstValue | undefined, onlyList = false): string {
  if (isAstList(value)) {
    if (value.length === 0) throw new NoWords();
    return `[${value.map((one) => printValue(one)).join(', ')}]`;
  }
  if (onlyList) throw new NoWords();
  if (typeof value === 'boolean' || typeof value === 'bigint') return value.toString();
  if (typeof value === 'string') return printString(value);
  if (typeof value === 'number' && Number.isFinite(value)) return printNumber(value);
  throw new NoWords();
}

/** Whole numbers as they are; all others have a dot in PQL, exponents or not. */
function printNumber(value: number): string {
  if (Number.isSafeInteger(value)) return (value + 0).toString();
  const [digits = '', exponent] = value.toString().split('e');
  const real = digits.includes('.') ? digits : `${digits}.0`;
  return exponent === undefined ? real : `${real}e${exponent}`;
}

/** A string in double quotes; in single ones where that saves escaping: regular expressions, mostly. */
export function printString(value: string): string {
  const isPlain = value.includes('\\') && /^(?:[^'\\\p{Cc}]|\\[^'\p{Cc}\u2028\u2029])*$/u.test(value);
  return isPlain ? `'${value}'` : JSON.stringify(value);
}
