// biome-ignore-all lint/suspicious/noTemplateCurlyInString: Puppet's interpolations
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parse } from '../../orchestrator-core/language/index.ts';
import { type Cursor, cursorAt } from './cursor.ts';

/** The kind, what is being written, and the open brackets: innermost first, with their words and the item's index. */
function shown(cursor: Cursor): string {
  const { kind, span, source, tokens, frames, isInterpolated } = cursor;
  const brackets = frames.map((frame) => {
    const word = frame.word === undefined ? '' : ` ${tokens[frame.word]?.value}`;
    return `${frame.kind}${word}${frame.index === 0 ? '' : ` #${frame.index}`}`;
  });
  const written = `${kind}${isInterpolated ? '{}' : ''} "${source.slice(span.start, span.end)}"`;
  return [written, ...brackets].join(' < ');
}

/** `¦` is the cursor. */
const rows: readonly [string, string][] = [
  ['¦', 'word ""'],
  ['$¦', 'variable ""'],
  ['$¦x', 'variable "x"'],
  ['$fo¦o + $bar', 'variable "foo"'],
  ['$::¦', 'variable "::"'],
  ['$a::b¦', 'variable "a::b"'],
  ['$a::¦\n$b', 'variable "a::"'],
  ['plan a() {\n  $¦\n}', 'variable "" < block plan'],
  ['foo.¦', 'member ""'],
  ['$x.na¦\n$y = 1', 'member "na"'],
  ['$x\n  .fi¦lter', 'member "filter"'],
  ['run_task(¦', 'word "" < call run_task'],
  ["run_task('¦", 'string "" < call run_task'],
  ["run_task('x::y¦')", 'string "x::y" < call run_task'],
  ["run_task('x::¦y')", 'string "x::y" < call run_task'],
  ["run_task('x', $t, ¦", 'word "" < call run_task #2'],
  ["run_task('x', $t, ¦\n}", 'word "" < call run_task #2'],
  ["run_task('x', $t, { ¦ })", 'word "" < hash < call run_task #2'],
  ["run_task('x', $t, 'a' => 1, '¦')", 'string "" < call run_task #3'],
  ['f(1)\n$y = ¦', 'word ""'],
  ['f(1,\n$y = g(¦', 'word "" < call g'],
  ['f(1,\n$y = 1\n¦', 'word ""'],
  ['$x = f([1, { a => ¦', 'word "" < hash < list #1 < call f'],
  ['$x.map(1, ¦)', 'word "" < method map #1'],
  ['$x.each |¦', 'word "" < lambda each'],
  ['$x.each |Str¦ing $y| { }', 'word "String" < lambda each'],
  ['$x.each |$y, $z| { $¦', 'variable "" < block |'],
  ['g($x.each |$y, $z| { 1 }, ¦', 'word "" < call g #1'],
  ['f($x) |$a| >> Str¦', 'word "Str"'],
  ['$facts[¦', 'word "" < access facts'],
  ["$facts['os']['¦']", 'string "" < access'],
  ['Enum[a, ¦]', 'word "" < access Enum #1'],
  ['plan a(¦', 'word "" < parameters plan'],
  ['class a (\n  String $x = 1,\n  Int¦\n) {}', 'word "Int" < parameters class #1'],
  ['class a inherits b { ¦', 'word "" < block class'],
  ['function a() >> Str¦', 'word "Str"'],
  ['file { ¦', 'word "" < resource file'],
  ["file { 'a': ¦ }", 'word "" < resource file'],
  ["@file { 'a': ensure => ¦ }", 'word "" < resource file'],
  ["a::b { 'a': x => 1; 'b': y => 1, ¦ }", 'word "" < resource a::b #1'],
  ["class { '¦", 'string "" < resource class'],
  ['File { ¦ }', 'word "" < attributes File'],
  ["File['a'] { ¦ }", 'word "" < attributes File'],
  ['File <| ¦ |>', 'word "" < query File'],
  ['File <| |> { ¦ }', 'word "" < attributes File'],
  ['if $x == foo { ¦ }', 'word "" < block if'],
  ['if $x =~ String[1] { ¦', 'word "" < block if'],
  ['if $x { } else { ¦', 'word "" < block else'],
  ['if $x { }\nfile { ¦', 'word "" < resource file'],
  ['case $x { ¦', 'word "" < case case'],
  ['case $x { 1: { ¦', 'word "" < block : < case case'],
  ['$x ? { 1 => ¦ }', 'word "" < selector'],
  ['apply($t) { ¦ }', 'word "" < block apply'],
  ['apply(¦', 'word "" < call apply'],
  ['# a $¦', 'comment "# a $"'],
  ['# a¦\n$x', 'comment "# a"'],
  ['/* ¦ */', 'comment "/* ¦ */"'],
  ['/* a */¦', 'word ""'],
  ["'a $¦ b'", 'string "a $ b"'],
  ['"a $¦ b"', 'variable ""'],
  ['"a \\$¦ b"', 'string "a \\$ b"'],
  ['"a $x¦ b"', 'variable "x" < interpolation'],
  ['"a $x b¦ c"', 'text "" < interpolation'],
  ['"a ${¦} b"', 'variable{} "" < interpolation'],
  ['"a ${x¦} b"', 'variable{} "x" < interpolation'],
  ['"a ${x} b ${$y¦} b"', 'variable "y" < interpolation'],
  ['f("a ${x} ${y.¦} b")', 'member "" < interpolation < call f'],
  ['"a ${¦', 'variable{} ""'],
  ['"a ${foo($b, ¦', 'word "" < call foo #1'],
  ['"${facts[\'¦\']}"', 'string "" < access facts < interpolation'],
  ['f(@(END), $¦)\n  abc ${x}\n  | END\n$z', 'variable "" < call f #1'],
  ['f(@(END))\n  abc ${x¦}\n  | END\n$z', 'text "" < call f'],
  ['f(@("END"), 1)\n  abc ${x¦}\n  | END\n$z', 'variable{} "x" < interpolation < call f'],
  ['f(@("END"), 1)\n  abc $¦ \n  | END\n$z', 'variable "" < call f'],
  ['f(@("END"), 1)\n  abc\n  | END\n¦', 'word ""'],
  ['default: ¦', 'word ""'],
  ['stdlib::¦', 'word "stdlib::"'],
  ['Stdlib::¦ $x', 'word "Stdlib::"'],
  ['/a$¦b/', 'text ""'],
];

test('what stands at a place is told from what is written before it', () => {
  for (const [written, expected] of rows) {
    const offset = written.indexOf('¦');
    const text = written.replace('¦', '');
    const found = shown(cursorAt(parse(text, { tasks: true }), offset));
    assert.equal(found, expected.replace('¦', ''), written);
  }
});

test('a template takes words in its tags and variables without quotes around', () => {
  const templates: readonly [string, string][] = [
    ['a $¦', 'text ""'],
    ['<%- | Str¦ $x | -%>', 'word "Str" < lambda'],
    ['a <%= $x.¦ %> b', 'member ""'],
    ['a <% if $¦ { %>', 'variable ""'],
  ];
  for (const [written, expected] of templates) {
    const parsed = parse(written.replace('¦', ''), { epp: true });
    assert.equal(shown(cursorAt(parsed, written.indexOf('¦'))), expected, written);
  }
});
