// biome-ignore-all lint/suspicious/noTemplateCurlyInString: Puppet's interpolations
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parse } from '../../syntax/parser.ts';
import type { VariableScope, Variables } from './variables.ts';
import { variablesOf } from './variables-of.ts';

/** What a scope is called in the rows below: a definition's name, or its kind with its number in the file. */
function label({ scopes }: Variables, scope: VariableScope): string {
  const { node, kind } = scope;
  if ('name' in node && typeof node.name === 'string') return node.name;
  const alike = scopes.filter((other) => other.kind === kind);
  return alike.length === 1 ? kind : `${kind}${alike.indexOf(scope) + 1}`;
}

/** Each name in the order of the text: `=` where it is set, `!` where it is set only later, and whose it is. */
function described(source: string, options: Parameters<typeof parse>[1] = { tasks: true }): string {
  const parsed = parse(source, options);
  const variables = variablesOf(parsed);
  return variables.occurrences
    .map(({ start, end, written, writes, isEarly, variable }) => {
      assert.equal(source.slice(start, end), written);
      const whose = variable === undefined ? '?' : label(variables, variable.scope);
      return `${written}${writes ? '=' : ''}${isEarly ? '!' : ''} ${whose}`;
    })
    .join(', ');
}

const rows: readonly (readonly [what: string, source: string, expected: string])[] = [
  ['a parameter in a body', 'plan p($a) { notice($a) }', 'a= p, a p'],
  ['a default that names an earlier parameter', 'plan p($a, $b = $a) { }', 'a= p, b= p, a p'],
  [
    'a lambda sees what is around it',
    'plan p() { $a = 1 [1].each |$i| { $i + $a } }',
    'a= p, i= lambda, i lambda, a p',
  ],
  ['a lambda sets its own', '$a = 1 f.each |$i| { $a $a = 2 $a }', 'a= top, i= lambda, a top, a= lambda, a lambda'],
  ['conditions are no scopes', 'plan p() { if true { $a = 1 } else { $a = 2 } $a }', 'a= p, a= p, a p'],
  [
    'a definition sees the top only',
    '$t = 1 class a { $b = $t class c { $b + $t } }',
    't= top, b= a, t top, b ?, t top',
  ],
  ['the top may be set later', 'class a { $t } $t = 1', 't top, t= top'],
  ['a function does not see its caller', 'plan p() { $a = 1 } function f() { $a }', 'a= p, a ?'],
  ['a node sees the top', '$t = 1 node x { $n = $t $n }', 't= top, n= node, t top, n node'],
  ['an apply block sees the plan', 'plan p($a) { apply($a) { $b = $a } $b }', 'a= p, a p, b= apply, a p, b ?'],
  ['a node in an apply block', 'plan p($a) { apply($a) { node x { $a } } }', 'a= p, a p, a p'],
  ['a class that inherits', 'class a { $x = 1 } class b inherits a { $x $y }', 'x= a, x a, y ?'],
  ['a parent that comes later', 'class b inherits ::a { $x } class a { $x = 1 }', 'x a, x= a'],
  ['a parent of another file hides the top', '$x = 1 class b inherits a { $x $::x }', 'x= top, x ?, ::x top'],
  ['classes that inherit in a circle', 'class a inherits b { $x } class b inherits a { $x }', 'x ?, x ?'],
  [
    'names with a name space',
    'class a::b { $x = 1 } $a::b::x $::a::b::x $a::x',
    'x= a::b, a::b::x a::b, ::a::b::x a::b, a::x ?',
  ],
  ['a class in a class', 'class a { class b { $x = 1 } } $a::b::x', 'x= b, a::b::x b'],
  ['an assignment sets after it reads', '$a = $a', 'a= top, a! top'],
  ['a list of targets', 'plan p() { [$a, [$b]] = f() $a + $b }', 'a= p, b= p, a p, b p'],
  ['interpolation', 'plan p($a) { "${a} ${a.b} ${a[1]} $a ${$a}" }', 'a= p, a p, a p, a p, a p, a p'],
  ['a heredoc', 'plan p($a) { f(@("E"), $a)\n  ${a} $a\n  | E\n}', 'a= p, a p, a p, a p'],
  ['a heredoc without interpolation', 'plan p($a) { f(@(E))\n  ${a}\n  | E\n}', 'a= p'],
  ['numbered matches', 'if $a =~ /x/ { $0 + $1 }', 'a ?, 0 ?, 1 ?'],
  ['a parameter that takes the rest', 'function f(*$r) { $r }', 'r= f, r f'],
  ['a selector and attributes', 'class a($x) { file { $x: mode => $x ? { $x => $x } } }', 'x= a, x a, x a, x a, x a'],
  ['what is set in a condition', 'if ($a = 1) { $a }', 'a= top, a top'],
  ['what a broken text still says', 'plan p($a) { $a = ] $a', 'a= p, a= p, a p'],
];

for (const [what, source, expected] of rows) {
  test(`variables: ${what}`, () => assert.equal(described(source), expected));
}

test('variables of a template', () => {
  assert.equal(described('<%- | $a | -%> <%= $a %> <%= $b %>', { epp: true }), 'a= top, a top, b ?');
});

test('the variables of what was parsed once are found once', () => {
  const parsed = parse('$a = 1');
  assert.equal(variablesOf(parsed), variablesOf(parsed));
});

test('a variable has all its occurrences in the order of the text', () => {
  const variables = variablesOf(parse('class a { $x } $x = $x $::x'));
  const [first] = variables.occurrences;
  assert.deepEqual(
    first?.variable?.occurrences.map(({ start }) => start),
    [11, 16, 21, 24],
  );
});

/** `¦` is the cursor. */
const visible: readonly (readonly [source: string, expected: string])[] = [
  ['plan p($a) { $b = 1 ¦ $c = 2 }', 'a b'],
  ['plan p($a) { $b = ¦1 }', 'a'],
  ['plan p($a) { f.each |$i| { $a = 1; ¦ } }', 'i a'],
  ['plan p($a) { f.each |$i| { ¦ } $z = 1 }', 'i a'],
  ['plan p($a) { } ¦', ''],
  ['plan p($a) { $b = 1\n ¦', 'a b'],
  ['plan p($a) { f("${¦', 'a'],
  ['plan p($a) { f.each |$i| { ¦', 'i a'],
  ['class a { ¦ } $t = 1', 't'],
  ['class b inherits a { $x = 1 ¦ } class a { $y = 1 }', 'x y'],
  ['class b inherits a { f.each |$i| { ¦ } } class a { $y = 1 }', 'i y'],
  ['f.each |$i| { ¦ } $later = 1', 'i'],
  ['plan p($a) { f.each |$i| { g(@("E")) }\n  ¦\n  | E\n}', 'i a'],
];

for (const [source, expected] of visible) {
  test(`what can be named in ${JSON.stringify(source)}`, () => {
    const variables = variablesOf(parse(source.replace('¦', ''), { tasks: true }));
    const found = variables.visibleAt(source.indexOf('¦'));
    assert.equal(found.map(({ name }) => name).join(' '), expected);
  });
}

test('the name at a place', () => {
  const source = '$ab = "${ab}$cd"';
  const variables = variablesOf(parse(source));
  const at = (offset: number) => variables.at(offset)?.written;
  assert.deepEqual([0, 1, 3, 4, 8, 9, 11, 12, 13, 15].map(at), [
    'ab',
    'ab',
    'ab',
    undefined,
    undefined,
    'ab',
    'ab',
    'cd',
    'cd',
    'cd',
  ]);
  const [first] = variables.occurrences;
  assert.equal(first && variables.of(first.node), first);
});
