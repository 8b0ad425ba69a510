/** Whatever is read as Puppet: no throw, no hang, nothing of the text lost, and nodes that stand inside their parents. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import fc from 'fast-check';
import { checkSource, type LexOptions, parse, pieces, printPieces } from '../../orchestrator-core/language/index.ts';
import type { SyntaxNode } from '../../orchestrator-core/language/syntax/ast.ts';
import { children } from '../../orchestrator-core/language/syntax/children.ts';

const seed = 20261121;

interface Fixture {
  readonly source: string;
  readonly options: LexOptions;
}

const root = join(import.meta.dirname, '../..');
const manifests = readFileSync(join(root, 'orchestrator-core/language/syntax/fixtures/parsing.jsonl'), 'utf8')
  .trimEnd()
  .split('\n')
  .map((line): Fixture => {
    const { source, tasks } = JSON.parse(line) as { source: string; tasks: boolean };
    return { source, options: { tasks } };
  });
const templates = (
  JSON.parse(readFileSync(join(root, 'test/interop/puppet-parser/fixtures/templates.json'), 'utf8')) as string[]
).map((source): Fixture => ({ source, options: { epp: true } }));
const fixtures = [...manifests, ...templates];

function checkNode(node: SyntaxNode, parent: SyntaxNode, source: string): void {
  const place = `${node.kind} ${node.start}-${node.end} in ${parent.kind} ${parent.start}-${parent.end}`;
  assert.ok(node.start <= node.end, place);
  // A heredoc stands where its tag does; its text stands below.
  if (parent.kind === 'heredoc') assert.ok(node.end <= source.length, place);
  else assert.ok(parent.start <= node.start && node.end <= parent.end, `${place}: ${JSON.stringify(source)}`);
  for (const child of children(node)) checkNode(child, node, source);
}

function checkParsed(source: string, options: LexOptions): void {
  const parsed = parse(source, options);
  const list = pieces(parsed);
  assert.equal(printPieces(parsed.source, list), source);
  for (const { kind, start, end } of list) {
    if (kind === 'blank') assert.match(source.slice(start, end), /^[\s\p{Zs}]*$/u, `${start}-${end} of ${source}`);
  }
  for (const { message, start, end } of parsed.faults) {
    assert.ok(0 <= start && start <= end && end <= source.length, `${message} at ${start}-${end}`);
  }
  checkNode(parsed.program, parsed.program, source);
  for (const { start, end } of checkSource(parsed, { scripting: options.tasks !== false })) {
    assert.ok(0 <= start && start <= end && end <= source.length);
  }
}

test('every fixture, whole and cut at every offset', () => {
  for (const { source, options } of fixtures) {
    for (let end = 0; end <= source.length; end += 1) checkParsed(source.slice(0, end), options);
  }
});

test('every fixture without its beginning', () => {
  for (const { source, options } of fixtures) {
    for (let start = 1; start < source.length; start += 3) checkParsed(source.slice(start), options);
  }
});

test('fixtures with tokens deleted, doubled and swapped', () => {
  const changes = fc.array(
    fc.record({ kind: fc.constantFrom('delete', 'double', 'swap'), place: fc.noBias(fc.nat(999)) }),
    { minLength: 1, maxLength: 4 },
  );
  fc.assert(
    fc.property(fc.constantFrom(...fixtures), changes, ({ source, options }, list) => {
      const texts = pieces(parse(source, options)).map(({ start, end }) => source.slice(start, end));
      for (const { kind, place } of list) {
        const at = Math.floor((place / 1000) * texts.length);
        const [text = '', next = ''] = texts.slice(at, at + 2);
        texts.splice(at, kind === 'swap' ? 2 : 1, ...{ delete: [], double: [text, text], swap: [next, text] }[kind]);
      }
      checkParsed(texts.join(''), options);
    }),
    { seed, numRuns: 4000 },
  );
});

const scraps = [
  ...[
    'class',
    'plan',
    'define',
    'function',
    'type',
    'if',
    'elsif',
    'else',
    'unless',
    'case',
    'node',
    'apply',
    'inherits',
  ],
  ...['a', 'a::b', 'A', 'A::B', '$x', '$a::b', '1', '0x1f', '1.5', 'undef', 'default', 'true', 'and', 'in', 'notice'],
  ...['{', '}', '(', ')', '[', ']', '|', '<|', '|>', '<<|', '|>>', '@', '@@', '@(X)', '@("X")', '| X', '|- X', 'X'],
  ...['=', '=>', '+>', '->', '<~', '==', '=~', '!', '-', '*', '/', '%', '?', ':', ';', ',', '.', '"', "'", '${', '$'],
  ...[
    '#',
    '/*',
    '*/',
    '\\',
    '\n',
    '\n',
    '\r\n',
    ' ',
    ' ',
    '\t',
    '\u00a0',
    '\u{1f600}',
    '\ufeff',
    '::',
    '<%',
    '<%=',
    '<%#',
  ],
  ...['<%-', '%>', '-%>', '%%>', '<%%', '\ud800'],
];

test('arbitrary text and streams of tokens', () => {
  const stream = fc.array(fc.constantFrom(...scraps), { maxLength: 40 }).map((each) => each.join(''));
  const options = fc.record({ tasks: fc.boolean(), applications: fc.boolean(), epp: fc.boolean() });
  fc.assert(
    fc.property(
      fc.oneof({ weight: 4, arbitrary: stream }, fc.string({ unit: 'binary', maxLength: 80 })),
      options,
      checkParsed,
    ),
    { seed, numRuns: 8000 },
  );
});

test('the time grows with the text, whatever repeats in it', () => {
  const repeated = [
    ...['"${', '"${\n', "'", "'\n", '@(X)\n', '@("X")\n${', '/*', '/', '/\n', '<%#', '<%', '#', '\\', '"$'],
    ...['{', '[', '(', 'if ', 'case ', '$x = ', '!', '-', '.b', 'a[', 'f(', '|$x|', ' + 1', '[1]', '(1)', '? {', '? '],
    ...['"${[\n', '"${\n]\n', '\'\n"${', '$x ? { ', 'f() |$x| { ', '::', '"\\', ',', ';', '}', ']', '@', ' -> a'],
    ...['<||>', '{ y: }', ' if 1 {} elsif 1 {} else', ' elsif 1 {}', 'a {}', '%>', '<%=', '-%>'],
  ];
  for (const text of repeated) {
    for (const epp of [false, true]) {
      const source = `x${text.repeat(Math.ceil(30_000 / text.length))}`;
      const begun = process.cpuUsage();
      const parsed = parse(source, { epp });
      checkSource(parsed, { scripting: true });
      // Of the processor: how busy the machine is does not count.
      const took = process.cpuUsage(begun).user / 1000;
      assert.ok(took < 4000, `${JSON.stringify(text)} took ${took} ms`);
    }
  }
});
