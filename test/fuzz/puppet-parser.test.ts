/** Whatever is read as Puppet: no throw, no hang, nothing of the text lost, and nodes that stand inside their parents. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { checkSource, type LexOptions, parse, pieces, printPieces } from '../../orchestrator-core/language/index.ts';
import type { SyntaxNode } from '../../orchestrator-core/language/syntax/ast.ts';
import { children } from '../../orchestrator-core/language/syntax/children.ts';
import { pieceChanges, processorTime, withPieceChanges } from '../support/mutations.ts';
import { recordedSources, recordedTemplates } from '../support/puppet-sources.ts';

const seed = 20261121;

interface Fixture {
  readonly source: string;
  readonly options: LexOptions;
}

const fixtures: readonly Fixture[] = [
  ...recordedSources.map(({ source, tasks }) => ({ source, options: { tasks } })),
  ...recordedTemplates.map((source) => ({ source, options: { epp: true } })),
];

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
  fc.assert(
    fc.property(fc.constantFrom(...fixtures), pieceChanges, ({ source, options }, changes) => {
      checkParsed(withPieceChanges(source, options, changes), options);
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
      const took = processorTime(() => checkSource(parse(source, { epp }), { scripting: true }));
      assert.ok(took < 4000, `${JSON.stringify(text)} took ${took} ms`);
    }
  }
});
