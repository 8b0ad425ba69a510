import { nearest } from '../../common/index.ts';
import type { Expression, KeyedEntry, Span } from '../syntax/ast.ts';
import { parse } from '../syntax/parser.ts';
import { knownTypes } from './known-types.ts';
import { readDefinition, titled, withParent } from './object-readers.ts';
import type { PuppetType } from './type.ts';
import { readers } from './type-readers.ts';

/** What is wrong in a type expression. Offsets are UTF-16 units of its text; `end` is exclusive. */
export interface TypeFault extends Span {
  readonly code: 'type-syntax' | 'unknown-type' | 'type-parameters';
  readonly message: string;
  /** A name that was probably meant. */
  readonly suggestion?: string;
}

/** Finds what a name that is no built-in type stands for, in letters of any case; undefined when nothing defines it. */
export type FindAlias = (name: string) => PuppetType | undefined;

/** What reading a type expression gives: the type is undefined only where the syntax is wrong. */
export interface ReadType {
  readonly type: PuppetType | undefined;
  readonly faults: readonly TypeFault[];
  /** The tree of the expression, for those who show its parts. */
  readonly expression: Expression | undefined;
}

/** Reads one part of a type expression and reports what is wrong in it. */
export interface TypeReader {
  readonly findAlias: FindAlias;
  readonly type: (expression: Expression | KeyedEntry) => PuppetType;
  readonly fault: (span: Span, message: string) => void;
}

/**
 * Reads a type expression such as `Optional[Array[String[1], 1, 3]]`. Never throws. A name that nothing defines becomes
 * a reference that no value is an instance of, with a fault of code `unknown-type`.
 */
export function parseType(text: string, findAlias: FindAlias = () => undefined): ReadType {
  const parsed = parse(text, { tasks: true });
  const faults: TypeFault[] = parsed.faults.map(({ message, start, end }) => ({
    code: 'type-syntax',
    message,
    start,
    end,
  }));
  const [expression, second] = parsed.program.statements;
  if (expression === undefined) {
    if (faults.length === 0)
      faults.push({
        code: 'type-syntax',
        message: 'Syntax error at end of input, expected a data type',
        start: 0,
        end: text.length,
      });
    return { type: undefined, faults, expression: undefined };
  }
  if (second !== undefined && faults.length === 0) {
    faults.push({ code: 'type-syntax', message: 'Expected one data type', start: second.start, end: second.end });
  }
  const type = readType(expression, findAlias, faults);
  return { type: faults.some((fault) => fault.code === 'type-syntax') ? undefined : type, faults, expression };
}

/** Reads the type that an expression of a bigger tree means, adding what is wrong to `faults`. */
export function readType(expression: Expression, findAlias: FindAlias, faults: TypeFault[]): PuppetType {
  const reader: TypeReader = {
    findAlias,
    type: (inner) => (inner.kind === 'entry' ? notType(inner, faults) : read(inner, reader, faults)),
    fault: ({ start, end }, message) => faults.push({ code: 'type-parameters', message, start, end }),
  };
  return reader.type(expression);
}

function read(expression: Expression, reader: TypeReader, faults: TypeFault[]): PuppetType {
  if (expression.kind === 'reference') return named(expression.value, [], expression, reader, faults);
  if (expression.kind === 'access' && expression.left.kind === 'reference') {
    return named(expression.left.value, expression.keys, expression.left, reader, faults);
  }
  if (expression.kind === 'undef') return { kind: 'Undef' };
  // `type A = {attributes => …}` is short for an Object.
  if (expression.kind === 'hash') return readDefinition([expression], reader, expression);
  if (expression.kind === 'resource-defaults') return readDefinition([withParent(expression)], reader, expression);
  return notType(expression, faults);
}

function notType({ start, end }: Span, faults: TypeFault[]): PuppetType {
  if (!faults.some((fault) => fault.code === 'type-syntax')) {
    faults.push({ code: 'type-syntax', message: 'The expression is not a data type', start, end });
  }
  return { kind: 'Any' };
}

function named(
  name: string,
  keys: readonly (Expression | KeyedEntry)[],
  span: Span,
  reader: TypeReader,
  faults: TypeFault[],
): PuppetType {
  const bare = name.startsWith('::') ? name.slice(2) : name;
  const read = readers.get(bare.toLowerCase());
  if (read !== undefined) return read(keys, reader, span);
  const alias = reader.findAlias(bare);
  if (alias !== undefined) {
    if (keys.length === 0) return alias;
    const resource = titled(alias, keys);
    if (resource === undefined && alias.kind !== 'Any')
      reader.fault(span, `${bare} is a type alias and takes no parameters`);
    return resource ?? alias;
  }
  const meant = nearest(
    bare,
    knownTypes.map((type) => type.name),
  );
  const hint = meant === undefined ? '' : `. Did you mean ${meant}?`;
  const fault: TypeFault = {
    code: 'unknown-type',
    message: `Resource type not found: ${bare}${hint}`,
    start: span.start,
    end: span.end,
  };
  faults.push(meant === undefined ? fault : { ...fault, suggestion: meant });
  return { kind: 'Reference', text: keys.length === 0 ? bare : `${bare}[…]` };
}
