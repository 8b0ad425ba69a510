// biome-ignore-all lint/suspicious/noTemplateCurlyInString: Puppet's interpolations
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parse } from '../syntax/parser.ts';
import type { Declaration } from './declaration.ts';
import { declarationsOf } from './declarations.ts';
import { summarize } from './summary.ts';
import { usesOf } from './uses.ts';

/** Each use as `kind name` with the text that names it, which must be the name itself. */
function uses(source: string): readonly string[] {
  return usesOf(parse(source, { tasks: true })).map(({ kind, name, start, end }) => {
    const text = source.slice(start, end);
    return text.toLowerCase() === name.toLowerCase() ? `${kind} ${name}` : `${kind} ${name} at "${text}"`;
  });
}

const naming: readonly (readonly [name: string, source: string, expected: readonly string[]])[] = [
  ['a call', 'foo::bar(1)', ['function foo::bar']],
  ['an absolute call', '$x = ::foo::bar(1)', ['function foo::bar']],
  ['a method call', '$x.foo::bar |$y| { baz($y) }', ['function foo::bar', 'function baz']],
  ['a plan', "run_plan('a::b', x => c())", ['function run_plan', 'plan a::b', 'function c']],
  ['a task', 'run_task("a", $t)', ['function run_task', 'task a']],
  ['a task by each target', "run_task_with('a::b', $t) |$x| { }", ['function run_task_with', 'task a::b']],
  ['a task as a method', "'a::b'.run_task($t)", ['task a::b', 'function run_task']],
  ['a task that is computed', 'run_task("a::${b}", $t)', ['function run_task']],
  ['classes of include', "include a, ::b::c, 'd'", ['function include', 'class a', 'class b::c', 'class d']],
  ['a list of classes', "contain(['a', b])", ['function contain', 'class a', 'class b']],
  ['a class as a resource', "class { ['a', '::b']: x => 1 }", ['class a', 'class b']],
  [
    'references to classes',
    "Class['a', ::b] -> Class[c]",
    ['type Class', 'class a', 'class b', 'type Class', 'class c'],
  ],
  ['the class inherited from', 'class a inherits ::b::params { }', ['class b::params']],
  ['a resource', "a::b { 'x': require => C['y'] }", ['define a::b', 'define c']],
  ['a virtual resource', "@@a { 'x': }", ['define a']],
  ['a reference to a resource', "A::B['x']", ['define a::b']],
  ['a resource by its type', "Resource['a::b', 'x']", ['type Resource', 'define a::b']],
  [
    'defaults, overrides and collectors',
    "A { x => 1 } B['y'] { x => 1 } C::D <| x == f() |>",
    ['define a', 'define b', 'define c::d', 'function f'],
  ],
  ['resources from a hash', "create_resources('a::b', {})", ['function create_resources', 'define a::b']],
  ['classes from a hash', "create_resources('class', {})", ['function create_resources']],
  ['types', 'plan p(Optional[Array[A::B]] $x) { $x =~ C }', ['type Optional', 'type Array', 'type A::B', 'type C']],
  ['a type with a resource in it', "Variant[Undef, File['x']]", ['type Variant', 'type Undef', 'define file']],
  ['an alias is no use of itself', 'type A::B = Variant[C::D, String]', ['type Variant', 'type C::D', 'type String']],
  ['a return type', 'function a() >> A::B { }', ['type A::B']],
  ['variables of classes', '$a::b $::c::d::e $::f "${g::h} $i::j"', ['class a', 'class c::d', 'class g', 'class i']],
  ['settings are no class', '$settings::confdir $::settings::x $facts', []],
  ['a block of apply', 'apply($t) { include a }', ['function include', 'class a']],
];

for (const [name, source, expected] of naming) {
  test(`uses: ${name}`, () => assert.deepEqual(uses(source), expected));
}

test('a use knows the definition around it', () => {
  const parsed = parse('f() class a { g() class b { h() } i() }');
  assert.deepEqual(
    usesOf(parsed).map((use) => `${use.name} ${use.inside?.name}`),
    ['f undefined', 'g a', 'h b', 'i a'],
  );
});

/** A declaration without what is not asked about. */
function declared(source: string): readonly Declaration[] {
  return declarationsOf(parse(source, { tasks: true }), '/m/x.pp');
}

test('a plan with its parameters', () => {
  const source = [
    '# Restarts a service.',
    '#',
    '# On all targets.',
    'plan a::b(TargetSpec $targets, Integer[1] $n = 2 + 3, Optional[Sensitive[String]] $secret = undef, *$rest) { }',
  ].join('\n');
  const [plan] = declared(source);
  assert.ok(plan !== undefined && plan.origin.kind === 'file');
  assert.equal(plan.kind, 'plan');
  assert.equal(plan.name, 'a::b');
  assert.equal(plan.origin.path, '/m/x.pp');
  assert.equal(source.slice(plan.origin.name.start, plan.origin.name.end), 'a::b');
  assert.equal(plan.documentation?.text, 'Restarts a service.\n\nOn all targets.');
  const parameters = plan.signatures[0]?.parameters ?? [];
  assert.deepEqual(
    parameters.map(({ span, ...rest }) => ({ ...rest, at: source.slice(span?.start, span?.end) })),
    [
      { name: 'targets', type: 'TargetSpec', isOptional: false, at: 'targets' },
      { name: 'n', type: 'Integer[1]', isOptional: true, default: '2 + 3', at: 'n' },
      {
        name: 'secret',
        type: 'Optional[Sensitive[String]]',
        isOptional: true,
        default: 'undef',
        isSensitive: true,
        at: 'secret',
      },
      { name: 'rest', isOptional: true, captures: true, at: 'rest' },
    ],
  );
});

test('names of everything that can be declared', () => {
  const source = `
    class a { class b { define c { } } class ::d { } }
    define e::f { }
    function g::h(Integer $x) >> String { }
    type I::J = Enum['a']
    if true { class k { } }
    class { }`;
  assert.deepEqual(
    declared(source).map(({ kind, name }) => `${kind} ${name}`),
    ['class a', 'class a::b', 'define a::b::c', 'class d', 'define e::f', 'function g::h', 'type I::J', 'class k'],
  );
});

test('what a function returns and a type stands for', () => {
  const [called, alias] = declared("function a::b() >> Array[String] { }\ntype A::B = Enum['x', 'y']");
  assert.equal(called?.signatures[0]?.returns, 'Array[String]');
  assert.equal(alias?.alias, "Enum['x', 'y']");
  assert.deepEqual(alias?.signatures, []);
});

test('a comment that is not right above documents nothing', () => {
  assert.equal(declared('# of the file\n\nclass a { }')[0]?.documentation, undefined);
  assert.equal(declared('$x = 1 # one\nclass a { }')[0]?.documentation, undefined);
});

test('a summary names each thing once', () => {
  const { declarations, mentions } = summarize(parse('plan a() { b() b() include c }', { tasks: true }), '/x.pp');
  assert.deepEqual(
    declarations.map(({ name }) => name),
    ['a'],
  );
  assert.deepEqual(mentions, ['function b', 'function include', 'class c']);
});
