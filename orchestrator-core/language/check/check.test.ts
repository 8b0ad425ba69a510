import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { parse } from '../syntax/parser.ts';
import { checkSource } from './check.ts';

interface Recorded {
  readonly id: string;
  readonly source: string;
  readonly tasks: boolean;
  readonly parses: boolean;
  readonly valid: boolean;
  readonly errors: readonly { readonly msg: string }[];
}

const recorded = readFileSync(join(import.meta.dirname, '..', 'syntax', 'fixtures', 'parsing.jsonl'), 'utf8')
  .trimEnd()
  .split('\n')
  .map((line): Recorded => JSON.parse(line));

function errors(source: string, tasks: boolean): readonly string[] {
  const parsed = parse(source, { tasks });
  if (parsed.faults.length > 0) return parsed.faults.map((fault) => fault.message);
  const findings = checkSource(parsed, { scripting: tasks });
  return findings.filter((finding) => finding.severity === 'error').map((finding) => finding.message);
}

for (const { id, source, tasks, parses, valid, errors: theirs } of recorded) {
  test(`${id}: valid where it is for Puppet`, () => {
    const ours = errors(source, tasks);
    assert.equal(ours.length === 0, valid, ours[0]);
    if (parses && !valid) assert.deepEqual(ours.toSorted(), theirs.map(({ msg }) => msg).toSorted());
  });
}

test('each rule says what is wrong in the words of Puppet', () => {
  const cases: [string, string][] = [
    ['1 = 2', "Illegal attempt to assign to 'a Literal Integer'. Not an assignable reference"],
    ['$a[1] = 2', 'Illegal attempt to assign via [index/key]. Not an assignable reference'],
    ['$a::b = 1', "Illegal attempt to assign to 'a::b'. Cannot assign to variables in other namespaces"],
    ['class a($x, $x) { }', "The parameter 'x' is declared more than once in the parameter list"],
    ['class a($name) { }', 'The parameter $name redefines a built in parameter in the Host Class Definition'],
    ['define a($x = ($y = 1)) { }', 'Assignment not allowed here'],
    ['define a($) { }', "Illegal parameter name. The given name '' does not conform to the naming rule /^[a-z_]\\w*$/"],
    ['type A = [B, C]', 'Illegal expression. An Array Expression is unacceptable as a type reference in a Type Alias'],
    ['class a { function b() { } }', 'A Function Definition may only appear at toplevel'],
    ['class a { $x = 1 type A::B = String }', 'A Type Alias may only appear at toplevel'],
    ['define a() { function b() { } }', 'A Function Definition may only appear at toplevel'],
    ['map([1]) |$x| { function b() { } }', 'A Function Definition may only appear at toplevel'],
    [
      'if $x { function b() { } }',
      'Classes, definitions, and nodes may only appear at toplevel or inside other classes',
    ],
    ['if $x { class b { } }', 'Classes, definitions, and nodes may only appear at toplevel or inside other classes'],
    ['@class { x: }', 'Classes are not virtualizable'],
    [
      '$x = 9223372036854775808',
      "A Literal Integer resulted in a value outside of Puppet Integer max range, got '+0x8000000000000000'",
    ],
    [
      'case $x { default: { } default: { } }',
      "This 'case' statement already has a 'default' entry - this is a duplicate",
    ],
    [
      'notice(1)\n$x == 1\nnotice(2)',
      "This '==' expression has no effect. A value was produced and then forgotten (one or more preceding expressions may have the wrong form)",
    ],
  ];
  for (const [source, message] of cases) assert.deepEqual(errors(source, false), [message], source);
});

test('outside of apply a plan makes no catalog', () => {
  const resource = 'A Resource Statement is only available when compiling a catalog';
  assert.deepEqual(errors("plan a() { file { '/x': } }", true), [resource]);
  assert.deepEqual(errors("plan a($t) { apply($t) { file { '/x': } } }", true), []);
  assert.deepEqual(errors('plan a($t) { apply($t) { apply($t) { } } }', true), [
    "An 'apply' expression is not available when compiling a catalog",
  ]);
});

test('a plan stands at the very top', () => {
  assert.deepEqual(errors('plan a() { plan b() { } }', true), ['A Plan Definition may only appear at toplevel']);
});

test('the text of a heredoc that names its language is checked by it', () => {
  const cases: [string, string, RegExp | undefined][] = [
    ['json', '{"a": 1} // as Ruby reads it', undefined],
    ['json', '{"a": 1', /^Invalid produced text having syntax: 'json'. JSON syntax checker: Cannot parse/],
    ['data+json', '{', /having syntax: 'json'/],
    ['base64', 'aGVs\nbG8=', undefined],
    ['base64', 'aGVsbG8', /padding is not correct$/],
    ['pp', '$x = 1', undefined],
    ['pp', '$x = ', /PP syntax checker: "Syntax error at end of input/],
    ['epp', '<%= $x', /EPP syntax checker: "/],
    ['yaml', '{', undefined],
  ];
  for (const [syntax, text, expected] of cases) {
    const [message] = errors(`$x = @(END:${syntax})\n${text}\n|- END\n`, false);
    if (expected === undefined) assert.equal(message, undefined, text);
    else assert.match(message ?? '', expected, text);
  }
  assert.deepEqual(errors('$x = @("END":json)\n{"a": $x\n|- END\n', false), [], 'known only when evaluated');
});
