import assert from 'node:assert/strict';
import { test } from 'node:test';
import { astText } from './ast.ts';
import { parseAst, parseQueryText } from './parse-ast.ts';

function read(text: string): string {
  const parsed = parseQueryText(text);
  return parsed.ok ? astText(parsed.ast) : parsed.error.message;
}

test('the JSON form keeps every digit of a whole number', () => {
  assert.equal(read(' ["=", "a", 9007199254740993] '), '["=","a",9007199254740993]');
  assert.equal(
    read('["a\\u00e9\\n\\"", -0, 1.50, 1e5, true, null, {"b": []}]'),
    '["aé\\n\\"",0,1.5,100000,true,null,{"b":[]}]',
  );
});

test('what is no JSON is refused as PuppetDB does', () => {
  const cases: readonly (readonly [text: string, line: number, column: number, message: string])[] = [
    ['["from" "nodes"]', 1, 10, `Unexpected character ('"' (code 34)): was expecting comma to separate Array entries`],
    [
      '["from", nodes]',
      1,
      15,
      "Unrecognized token 'nodes': was expecting (JSON String, Number, Array, Object or token 'null', 'true' or 'false')",
    ],
    ['["from",\n 01]', 2, 3, 'Invalid numeric value: Leading zeroes not allowed'],
    ['["a\\q"]', 1, 6, "Unrecognized character escape 'q' (code 113)"],
    [
      '[1}',
      1,
      4,
      "Unexpected close marker '}': expected ']' (for Array starting at [Source: (StringReader); line: 1, column: 1])",
    ],
    ['["from", "nodes]', 1, 17, 'Unexpected end-of-input: was expecting closing quote for a string value'],
    ['["from",', 1, 9, 'Unexpected end-of-input within/between Array entries'],
    [
      '[\u0001]',
      1,
      3,
      'Illegal character ((CTRL-CHAR, code 1)): only regular white space (\\r, \\n, \\t) is allowed between tokens',
    ],
  ];
  for (const [text, line, column, message] of cases) {
    const shown = text.split('\n')[line - 1];
    const mark = `${' '.repeat(column - 2)}^`;
    assert.equal(
      read(text),
      `Json parse error at line ${line}, column ${column}:\n\n${shown}\n${mark}\n\n${message}`,
      text,
    );
  }
});

test('a query is one array', () => {
  assert.match(read('["from", "nodes"] [1]'), /^Only one query may be sent in a request/);
  const number = parseAst('5');
  assert.ok(!number.ok);
  assert.equal(number.error.message, 'A query in JSON is an array');
  assert.match(read('['.repeat(100_000)), /Nested more than 300 levels deep/);
});

test('what does not begin with a bracket is PQL', () => {
  assert.equal(read(' nodes{}'), '["from","nodes"]');
});
