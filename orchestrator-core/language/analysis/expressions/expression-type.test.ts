// biome-ignore-all lint/suspicious/noTemplateCurlyInString: Puppet's interpolations
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import type { Call, SyntaxNode } from '../../syntax/ast.ts';
import { children } from '../../syntax/children.ts';
import { parse } from '../../syntax/parser.ts';
import { canMatch } from '../../types/can-match.ts';
import { printType } from '../../types/print-type.ts';
import { parseType } from '../../types/read-type.ts';
import type { Declaration } from '../declaration.ts';
import { testWorld } from '../test-world.ts';
import { variablesOf } from '../variables/variables-of.ts';
import { typeContext, typeOfExpression } from './expression-type.ts';

const returning = (name: string, ...returns: readonly string[]): Declaration => ({
  kind: 'function',
  name,
  signatures: returns.map((each) => ({ parameters: [], returns: each })),
  origin: { kind: 'built-in', by: 'Bolt' },
});

const world = testWorld({
  files: {
    'm/types/port.pp': 'type M::Port = Integer[1, 65535]',
    'm/types/tree.pp': 'type M::Tree = Array[Variant[String, M::Tree]]',
    'm/functions/name.pp': 'function m::name(String $x) >> String[1] { $x }',
  },
  declarations: [returning('run_task', 'ResultSet'), returning('either', 'String', 'Integer')],
});

function theCall(node: SyntaxNode): Call | undefined {
  if (node.kind === 'call' && node.functor.kind === 'name' && node.functor.value === 'here') return node;
  for (const child of children(node)) {
    const found = theCall(child);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** The type of what `here(…)` is called with; `?` where it isn't known. */
function typeAt(source: string): string {
  const parsed = parse(source, { tasks: true });
  assert.deepEqual(parsed.faults, [], source);
  const [argument] = theCall(parsed.program)?.arguments ?? [];
  assert.ok(argument, source);
  const type = typeOfExpression(argument, typeContext(parsed, variablesOf(parsed), world));
  return type === undefined ? '?' : printType(type);
}

// Each row: what is asked for, and Puppet's way to write its type.
const expressions: readonly (readonly [string, string])[] = [
  ['1', 'Integer[1, 1]'],
  ['-1', 'Integer[-1, -1]'],
  ['0x1F', 'Integer[31, 31]'],
  ['010', 'Integer[8, 8]'],
  ['-9007199254740993', 'Integer[-9007199254740993, -9007199254740993]'],
  ['1.5', 'Float[1.5, 1.5]'],
  ['1e3', 'Float[1000.0, 1000.0]'],
  ["'a'", 'String'],
  ['name', 'String'],
  ['"a${b}c"', 'String[2]'],
  ['"${b}"', 'String'],
  ['/a/', 'Regexp[/a/]'],
  ['true', 'Boolean[true]'],
  ['undef', 'Undef'],
  ['default', 'Default'],
  ['Integer[1]', 'Type[Integer[1]]'],
  ["File['/x']", '?'],
  ["Class['x']", '?'],
  ['M::Port', 'Type[M::Port]'],
  ['M::Absent', '?'],
  ['[1, $x]', 'Tuple[Integer[1, 1], Any]'],
  ['[*$x]', 'Array'],
  ['[]', 'Array[0, 0]'],
  ["{ a => 1, 'b' => 'x' }", "Struct[{'a' => Integer[1, 1], 'b' => String}]"],
  ['{ $x => 1 }', 'Hash[Any, Any, 1, 1]'],
  ['1 + 2', 'Integer'],
  ['1 / 2.0', 'Float'],
  ["1 + '2'", '?'],
  ['$x + 1', '?'],
  ['[1] + 2', 'Array'],
  ['{ a => 1 } + { b => 2 }', 'Hash'],
  ['1 == 2', 'Boolean'],
  ['!1', 'Boolean'],
  ["$x =~ String and $x in ['a']", 'Boolean'],
  ["{ a => 1 }['a']", 'Integer[1, 1]'],
  ["{ a => 1 }['b']", 'Undef'],
  ["['a', 1][1]", 'Integer[1, 1]'],
  ["['a', 1][2]", 'Undef'],
  ["$x ? { 1 => 'a', default => 2 }", 'Variant[String, Integer[2, 2]]'],
  ["if $x { 1 } else { 'a' }", 'Variant[Integer[1, 1], String]'],
  ['if $x { 1 }', 'Variant[Integer[1, 1], Undef]'],
  ["if $x { 1 } else { fail('no') }", 'Integer[1, 1]'],
  ["if $x { fail('a') } else { fail('b') }", '?'],
  ['if $x { $y } else { 1 }', '?'],
  ['case $x { 1: { 1 } default: { 2.5 } }', 'Variant[Integer[1, 1], Float[2.5, 2.5]]'],
  ['case $x { 1: { 1 } }', 'Variant[Integer[1, 1], Undef]'],
  ['unless $x { 1 } else { 2 }', 'Variant[Integer[1, 1], Integer[2, 2]]'],
  ["run_task('a', 'b')", 'ResultSet'],
  ["either('a')", 'Variant[String, Integer]'],
  ["m::name('a')", 'String[1]'],
  ["'a'.m::name", 'String[1]'],
  ["absent('a')", '?'],
  ["run_task('a', 'b').first", 'Optional[Variant[Result, ApplyResult]]'],
  ["run_task('a', 'b').first.value", 'Variant[Hash[String[1], Data], Hash]'],
  ["run_task('a', 'b').ok", 'Boolean'],
  ["run_task('a', 'b').targets", 'Array[Target]'],
  ['$x.value', '?'],
  ["Integer('1')", 'Integer'],
  ["Integer.new('1')", 'Integer'],
  ["Target.new('a')", 'Target'],
  ['Sensitive(1)', 'Sensitive[Integer[1, 1]]'],
  ["Sensitive('a').unwrap", 'String'],
  ['[1, 2].map |$i| { "x$i" }', 'Array[String[1]]'],
  ['[1, 2].map |$i| { next(1) }', 'Array'],
  ['[1, 2].filter |$i| { true }', 'Array[Variant[Integer[1, 1], Integer[2, 2]]]'],
  ["with(1) |$i| { 'a' }", 'String'],
  ["1.then |$i| { 'a' }", 'Variant[String, Undef]'],
  ['catch_errors() || { 1 }', 'Variant[Integer[1, 1], Error]'],
  ['assert_type(M::Port, $x)', 'M::Port'],
];

test('the type of an expression is what its value is an instance of', () => {
  for (const [expression, expected] of expressions) {
    assert.equal(typeAt(`here((${expression}))`), expected, expression);
  }
});

// Each row: a source with `here($x)`, and the type of that variable.
const variables: readonly (readonly [string, string])[] = [
  ['plan p(M::Port $x) { here($x) }', 'M::Port'],
  ['plan p(Optional[String] $x) { here($x) }', 'Optional[String]'],
  ['plan p(M::Absent $x) { here($x) }', '?'],
  ['plan p($x) { here($x) }', '?'],
  ['function f(String *$x) { here($x) }', 'Array[String]'],
  ['plan p() { $x = 1 here($x) }', 'Integer[1, 1]'],
  ['plan p($y) { if $y { $x = 1 } here($x) }', 'Variant[Integer[1, 1], Undef]'],
  ["plan p($y) { if $y { $x = 1 } else { $x = 'a' } here($x) }", 'Variant[Integer[1, 1], String, Undef]'],
  ['plan p($y) { [$x, $z] = $y here($x) }', '?'],
  ["plan p() { $x = 1 with('a') |$y| { here($x) } }", 'Integer[1, 1]'],
  ["plan p() { $x = 1 with('a') |$x| { here($x) } }", 'String'],
  ["plan p() { with('a') |Integer $x| { here($x) } }", 'Integer'],
  ['plan p(Array[String] $a) { $a.each |$x| { here($x) } }', 'String'],
  ['plan p(Array[String] $a) { $a.each |$x, $y| { here($x) } }', 'Integer[0]'],
  ['plan p(Array[String] $a) { $a.each |$y, $x| { here($x) } }', 'String'],
  ['plan p(Hash[String, M::Port] $a) { $a.map |$y, $x| { here($x) } }', 'M::Port'],
  ['plan p(Hash[String, M::Port] $a) { $a.map |$x| { here($x) } }', '?'],
  ['plan p(Optional[String] $a) { $a.then |$x| { here($x) } }', 'String'],
  ["plan p() { run_task('a', 'b').each |$x| { here($x) } }", 'Variant[Result, ApplyResult]'],
  ['plan p(M::Tree $a) { $a.each |$x| { here($x) } }', 'Variant[String, M::Tree]'],
  ['plan p() { here($x) $x = 1 }', '?'],
  ['class c { $x = $x + 1 here($x) }', '?'],
  ['function f() { $f = $g $g = $f here($f) }', '?'],
  ['here($facts)', '?'],
  ['plan p(String $x) { $y = "${here($x)}" }', 'String'],
];

// Each row: a source with `here($x)` behind a condition, and the type of the variable there.
const narrowed: readonly (readonly [string, string])[] = [
  ['plan p(Variant[String, Integer] $x) { if $x =~ String { here($x) } }', 'String'],
  ['plan p(Variant[String, Integer] $x) { if $x =~ String { } else { here($x) } }', 'Integer'],
  ['plan p(Variant[String, Integer] $x) { if $x !~ String { here($x) } }', 'Integer'],
  ['plan p(Variant[String, Integer] $x) { if !($x =~ String) { here($x) } }', 'Integer'],
  ['plan p(Variant[String, Integer] $x) { if $x =~ /a/ { here($x) } }', 'String'],
  ['plan p(Variant[String, Integer] $x) { if $x =~ /a/ { } else { here($x) } }', 'Variant[String, Integer]'],
  ['plan p(Variant[String, Integer] $x, $y) { if $x =~ String and $y { here($x) } }', 'String'],
  ['plan p(Variant[String, Integer] $x, $y) { if $x =~ String or $y { here($x) } }', 'Variant[String, Integer]'],
  ['plan p(Variant[String, Integer] $x, $y) { if $x =~ String or $y { } else { here($x) } }', 'Integer'],
  ['plan p(Variant[String, Integer] $x) { $y = $x =~ String and here($x) }', 'String'],
  ['plan p(Variant[String, Integer] $x) { $y = $x =~ String or here($x) }', 'Integer'],
  ['plan p(Variant[String, Integer] $x) { if $x =~ String { [1].each |$i| { here($x) } } }', 'String'],
  ['plan p(Variant[String, Integer] $x) { if $x =~ String { [1].each |$x| { here($x) } } }', 'Integer[1, 1]'],
  ['plan p(Variant[String, Integer] $x, $y) { if $y =~ String { here($x) } }', 'Variant[String, Integer]'],
  ['plan p(Optional[String] $x) { unless $x == undef { here($x) } }', 'String'],
  ['plan p(Optional[String] $x) { if $x != undef { here($x) } }', 'String'],
  ['plan p(Optional[String] $x) { if undef == $x { here($x) } }', 'Undef'],
  ['plan p(Optional[String] $x) { if $x { here($x) } }', 'String'],
  ['plan p(Optional[Boolean] $x) { if $x { here($x) } }', 'Boolean[true]'],
  ['plan p(Optional[String] $x) { unless $x { here($x) } }', 'Optional[String]'],
  ['plan p(Optional[String] $x) { if $x { } elsif true { here($x) } }', 'Optional[String]'],
  ['plan p($x) { if $x =~ Array[String] { here($x) } }', 'Array[String]'],
  ['plan p($x) { if $x =~ Array[String] { } else { here($x) } }', '?'],
  ['plan p(Any $x, Type[String] $t) { if $x =~ $t { here($x) } }', '?'],
  ['plan p($x) { if $x =~ M::Absent { here($x) } }', '?'],
  ["plan p($x) { if $x =~ File['/a'] { here($x) } }", '?'],
  ['plan p($x) { if $x =~ Scalar { if $x !~ Float { if $x =~ Numeric { here($x) } } } }', 'Numeric'],
  ['plan p($x) { if $x =~ Variant[String, Integer] { if $x !~ String { here($x) } } }', 'Integer'],
  ['plan p(M::Port $x) { if $x =~ Integer { here($x) } }', 'M::Port'],
  ['plan p(Integer $x) { if $x =~ M::Port { here($x) } }', 'M::Port'],
  ['plan p(Integer $x) { if $x =~ String { here($x) } }', 'Integer'],
  ['plan p(Scalar $x) { case $x { String: { here($x) } } }', 'String'],
  ['plan p(Scalar $x) { case $x { String, Integer: { here($x) } } }', 'Variant[String, Integer]'],
  ["plan p(Scalar $x) { case $x { String, 'a': { here($x) } } }", 'Scalar'],
  ['plan p(Variant[String, Integer] $x) { case $x { String: { } default: { here($x) } } }', 'Integer'],
  ['plan p(Variant[String, Integer] $x) { case $x { default: { here($x) } String: { } } }', 'Integer'],
  ['plan p(Optional[String] $x) { case $x { undef: { } /a/: { } default: { here($x) } } }', 'String'],
  ["plan p(Optional[String] $x) { case $x { 'a': { here($x) } } }", 'Optional[String]'],
  ['plan p(Variant[String, Integer] $x) { $y = $x ? { String => here($x), default => 1 } }', 'String'],
  ['plan p(Variant[String, Integer] $x) { $y = $x ? { String => 1, default => here($x) } }', 'Integer'],
  ["plan p($y) { $x = $y ? { 1 => 'a', default => 2 } if $x =~ String { here($x) } }", 'String'],
  [
    "plan p($y) { if $y { $x = 'a' } else { $x = 1 } if $x =~ String { here($x) } }",
    'Variant[String, Integer[1, 1], Undef]',
  ],
];

test('what a condition found out of a variable holds behind it', () => {
  for (const [source, expected] of narrowed) assert.equal(typeAt(source), expected, source);
});

test('the type of a variable is that of its parameter or of all that it is set to', () => {
  for (const [source, expected] of variables) assert.equal(typeAt(source), expected, source);
});

test('what Puppet makes of a call is of the type that is found for it', () => {
  const recorded = readFileSync(join(import.meta.dirname, 'fixtures/types-by-puppet.jsonl'), 'utf8');
  let found = 0;
  for (const line of recorded.trim().split('\n')) {
    const [source, type] = JSON.parse(line) as [string, string];
    const parsed = parse(source);
    const [expression] = parsed.program.statements;
    const ours = expression && typeOfExpression(expression, typeContext(parsed, variablesOf(parsed), world));
    const theirs = parseType(type).type;
    if (ours === undefined || theirs === undefined) continue;
    found += 1;
    assert.ok(canMatch(ours, theirs), `${source}: Puppet says ${type}, we ${printType(ours)}`);
  }
  assert.ok(found > 100, `only ${found} types were found`);
});
