import {
  findNodeAtLocation,
  getNodeValue,
  type Node,
  type ParseError,
  parseTree,
  printParseErrorCode,
} from 'jsonc-parser';
import { type Json, parseExact } from '../common/index.ts';

/** A place in a text, both counted from 1; the column in UTF-16 units. */
export interface TextPlace {
  readonly line: number;
  readonly column: number;
}

/** A JSON text that was read: its value, or what keeps it from being JSON, and the way from a value to its place. */
export interface JsonText {
  readonly value: Json | undefined;
  readonly fault?: { readonly message: string; readonly place: TextPlace };
  /** Where the value at `path` begins; `inside` counts units of a string's own text. */
  locate(path: readonly (string | number)[], inside?: number): TextPlace | undefined;
  /** Where the name of the property at `path` begins. */
  locateName(path: readonly (string | number)[]): TextPlace | undefined;
}

/** What each code of the parser asks for. */
const sentences: Readonly<Record<string, string>> = {
  PropertyNameExpected: 'expected a property name in double quotes',
  ValueExpected: 'expected a value',
  InvalidSymbol: 'expected a value',
  ColonExpected: "expected ':' after the property name",
  CommaExpected: "expected ','",
  CloseBraceExpected: "expected '}' to close the object",
  CloseBracketExpected: "expected ']' to close the array",
  EndOfFileExpected: 'expected nothing after the value',
  InvalidNumberFormat: 'this is not a number',
  UnexpectedEndOfComment: 'the comment is not closed',
  UnexpectedEndOfString: 'the string is not closed',
  UnexpectedEndOfNumber: 'the number is not finished',
  InvalidUnicode: 'expected four hexadecimal digits after \\u',
  InvalidEscapeCharacter: 'this escape does not exist in JSON',
  InvalidCharacter: 'a control character in a string must be escaped',
};

/** Reads JSON; comments are passed over, as Ruby's parser does for Bolt. Never throws. */
export function readJson(text: string): JsonText {
  const errors: ParseError[] = [];
  let tree: Node | undefined;
  const parsed = (): Node | undefined => {
    tree ??= parseDeep(text, errors);
    return tree;
  };
  const shared = {
    locate: (path: readonly (string | number)[], inside?: number) => {
      const root = parsed();
      const node = root && findNodeAtLocation(root, [...path]);
      if (node === undefined) return undefined;
      const raw = text.slice(node.offset, node.offset + node.length);
      return placeAt(text, node.offset + (inside === undefined ? 0 : rawIndex(raw, inside)));
    },
    locateName: (path: readonly (string | number)[]) => {
      const root = parsed();
      const node = root && findNodeAtLocation(root, [...path]);
      return node?.parent === undefined ? undefined : placeAt(text, node.parent.offset);
    },
  };
  try {
    return { value: parseExact(text), ...shared };
  } catch {
    const root = parsed();
    const [error] = errors;
    if (error === undefined && root !== undefined) return { value: getNodeValue(root), ...shared };
    const code = error === undefined ? '' : printParseErrorCode(error.error);
    const message = sentences[code] ?? 'this is not JSON';
    return { value: undefined, fault: { message, place: placeAt(text, error?.offset ?? 0) }, ...shared };
  }
}

/** The parser recurses: a text nested beyond the stack has no tree. */
function parseDeep(text: string, errors: ParseError[]): Node | undefined {
  try {
    return parseTree(text, errors);
  } catch {
    return undefined;
  }
}

function placeAt(text: string, offset: number): TextPlace {
  const before = text.slice(0, offset);
  return { line: before.split('\n').length, column: offset - before.lastIndexOf('\n') };
}

/** Where unit `index` of a string stands in its JSON spelling, which begins with a quote and may have escapes. */
function rawIndex(raw: string, index: number): number {
  let at = 1;
  for (let left = index; left > 0 && at < raw.length - 1; left -= 1) {
    if (raw[at] !== '\\') at += 1;
    else at += raw[at + 1] === 'u' ? 6 : 2;
  }
  return Math.min(at, raw.length - 1);
}
