// biome-ignore-all lint/suspicious/noTemplateCurlyInString: Puppet's interpolations
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { parse } from './parser.ts';
import { pieces, printPieces } from './pieces.ts';

interface Recorded {
  readonly id: string;
  readonly source: string;
  readonly tasks: boolean;
  /** Whether Puppet 7.23's parser accepts it, its validator aside. */
  readonly parses: boolean;
  readonly errors: readonly { readonly msg: string; readonly line: number | null }[];
}

const recorded = readFileSync(join(import.meta.dirname, 'fixtures', 'parsing.jsonl'), 'utf8')
  .trimEnd()
  .split('\n')
  .map((line): Recorded => JSON.parse(line));

function lineOf(source: string, offset: number): number {
  return source.slice(0, offset).split('\n').length;
}

for (const { id, source, tasks, parses, errors } of recorded) {
  test(`${id}: as Puppet's parser`, () => {
    const [fault] = parse(source, { tasks }).faults;
    assert.equal(fault === undefined, parses, fault?.message);
    const line = parses ? undefined : errors[0]?.line;
    if (fault === undefined || line === undefined || line === null) return;
    assert.ok(
      Math.abs(lineOf(source, fault.start) - line) <= 1,
      `line ${lineOf(source, fault.start)}, Puppet's ${line}`,
    );
  });
}

test('application orchestration is read where it is switched on, and nowhere else', () => {
  const source = 'application shop($n) { }\nsite { }\nShop::Db produces Sql { user => $u }\nShop::Web consumes Sql { }';
  const { program, faults } = parse(source, { applications: true });
  assert.deepEqual(faults, []);
  const kinds = program.statements.map((each) => each.kind);
  assert.deepEqual(kinds, ['application', 'site', 'produces', 'consumes']);
  const produced = program.statements[2];
  assert.ok(produced?.kind === 'produces');
  assert.deepEqual([produced.capability, produced.mappings.map(({ name }) => name)], ['Sql', ['user']]);
  assert.equal(source.slice(produced.start, produced.end), 'Shop::Db produces Sql { user => $u }');
  assert.deepEqual(parse('site { }', { applications: true }).program.statements[0]?.kind, 'site');
  assert.notEqual(parse('site { }').program.statements[0]?.kind, 'site');
});

test('what follows an error is still in the tree', () => {
  const { program, faults } = parse('class a { file { } ]\n}\nplan b($x) { $y = }\nfunction c() { 1 }');
  assert.ok(faults.length > 0);
  const names = program.statements.map((each) => ('name' in each ? each.name : each.kind));
  assert.deepEqual(names, ['a', 'b', 'c']);
});

test('a fault shows brackets as they are written', () => {
  const rows: [string, string][] = [
    ['$x = [1, 2 }', "Syntax error at '}', expected ']' to close the '['"],
    ['$x = $y ? { 1 => 2 ]', "Syntax error at ']', expected '}' to close the '{'"],
    ['$x =\n  (1 ]', "Syntax error at ']', expected ')' to close the '('"],
    ['class a [', "Syntax error at '[', expected '{'"],
  ];
  for (const [source, message] of rows) assert.equal(parse(source).faults[0]?.message, message);
});

test('an unclosed bracket is told with the place where it was opened', () => {
  const rows: [string, number][] = [
    ['plan p() {\n  if true {\n  }\n', 9],
    ['file { "x": mode => [1, 2 }', 20],
    ['$x = f(1', 6],
  ];
  for (const [source, opened] of rows) {
    assert.deepEqual(parse(source).faults[0]?.opened, { start: opened, end: opened + 1 }, source);
  }
});

test('no cut of any source throws or hangs', () => {
  for (const { source } of recorded.filter((each) => each.source.length < 400)) {
    for (let end = 0; end <= source.length; end += 1) parse(source.slice(0, end));
  }
});

test('a quote right at the beginning of a piece of text is text where another follows, as for Puppet', () => {
  for (const [source, values] of [
    ['""$x"', ['"', '']],
    ['"${x}""', ['', '"']],
    ['"a$""', ['a$"']],
    ['"$"', ['$']],
    ['""', ['']],
    ["'''", ["'"]],
    ["''", ['']],
  ] as const) {
    const { tokens, faults } = parse(`$y = ${source}`);
    assert.deepEqual(faults, [], source);
    const texts = tokens.filter((token) => ['string', 'dqpre', 'dqpost'].includes(token.kind));
    assert.deepEqual(
      texts.map((token) => token.value),
      values,
      source,
    );
  }
});

test('very deep nesting is refused, not overflowed', () => {
  for (const text of ['[', '(', '{ a => ', '!', '-', 'if ', '"${']) {
    const [fault] = parse(`$x = ${text.repeat(5000)}`).faults;
    assert.ok(fault !== undefined, text);
  }
});

test('between tokens and comments there is only white space, so nothing of the text is lost', () => {
  for (const { source, parses, tasks } of recorded) {
    if (!parses) continue;
    const list = pieces(parse(source, { tasks }));
    assert.equal(printPieces(source, list), source);
    const blanks = list.filter((piece) => piece.kind === 'blank');
    assert.equal(printPieces(source, blanks).trim(), '', source);
  }
});
