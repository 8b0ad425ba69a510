import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Declaration, Signature } from '../../../orchestrator-core/language/index.ts';
import { nodeRuntime } from '../../node-runtime.ts';
import { createParsers } from '../../task-script/parsers.ts';
import type { UnitKind } from '../module-files.ts';
import { createRubyReader } from './read-ruby.ts';

const read = createRubyReader(createParsers(nodeRuntime(new URL('../..', import.meta.url).pathname)));

/** `name(Type a, Type? b, Type* c) &?Block >> Returns`, a line for each signature. */
async function signatures(kind: UnitKind, source: string): Promise<readonly string[]> {
  const declarations = await read(kind, source, '/m/x.rb');
  return declarations.flatMap(({ name, signatures: list }) =>
    list.length === 0 ? [`${name}: unknown`] : list.map((each) => `${name}${written(each)}`),
  );
}

function written({ parameters, block, returns }: Signature): string {
  const list = parameters.map(({ name, type, isOptional, captures }) => {
    const mark = captures ? (isOptional ? '*' : '+') : isOptional ? '?' : '';
    return `${type ?? 'Any'}${mark} ${name}`;
  });
  const lambda = block === undefined ? '' : ` &${block.isOptional ? '?' : ''}${block.type ?? ''}`;
  return `(${list.join(', ')})${lambda}${returns === undefined ? '' : ` >> ${returns}`}`;
}

/** The body of a function called `a::b`. */
function inFunction(body: string): string {
  return `Puppet::Functions.create_function(:'a::b') do\n${body}\nend\n`;
}

const functions: readonly (readonly [name: string, source: string, expected: readonly string[]])[] = [
  [
    'every kind of parameter',
    inFunction(`dispatch :go do
      param 'String', :a
      optional_param 'Integer[1]', :b
      repeated_param 'Any', :c
      block_param 'Callable[1, 1]', :d
      return_type 'Boolean'
    end`),
    ['a::b(String a, Integer[1]? b, Any* c) &Callable[1, 1] >> Boolean'],
  ],
  [
    'several dispatches, one of them for an error',
    inFunction(`dispatch(:one) { required_param "String", :a }
    dispatch :two do required_repeated_param 'Hash', :a; optional_block_param end
    argument_mismatch :wrong do param 'Any', :a end`),
    ['a::b(String a)', 'a::b(Hash+ a) &?'],
  ],
  ['a block by its name', inFunction('dispatch(:go) { block_param :block }'), ['a::b() &']],
  [
    'what Puppet hands in is no parameter',
    `Puppet::Functions.create_function(:c, Puppet::Functions::InternalFunction) do
      dispatch :go do
        scope_param
        cache_param()
        param 'Any', :a
      end
    end`,
    ['c(Any a)'],
  ],
  [
    'local types are written out',
    inFunction(`local_types do
      type 'Name = Variant[String, A::Name]'
      type 'Names = Array[Name]'
    end
    dispatch(:go) { param 'Hash[String, Names]', :a }`),
    ['a::b(Hash[String, Array[Variant[String, A::Name]]] a)'],
  ],
  [
    'a local type that holds itself holds anything',
    inFunction(`local_types { type 'Tree = Array[Tree]' }
    dispatch(:go) { param 'Tree', :a }`),
    ['a::b(Array[Any] a)'],
  ],
  [
    'types on several lines and in pieces',
    inFunction(`dispatch :go do
      param 'Struct[{
        a => String}]', :a
      param 'Variant[String,' \\
        'Integer]', :b
      param <<~TYPE, :c
        Array[String]
      TYPE
    end`),
    ['a::b(Struct[{\n        a => String}] a, Variant[String,Integer] b, Array[String] c)'],
  ],
  [
    'without dispatch the method says how many',
    inFunction('def other(x)\nend\ndef b(x, (y, z), o = 1, *rest, key: 2, &block)\nend'),
    ['a::b(Any x, Any arg2, Any? o, Any* rest)'],
  ],
  ['without that method nothing is known', inFunction('def c(x)\nend'), ['a::b: unknown']],
  [
    'dispatches in a loop',
    inFunction("%w[a b].each { |type| dispatch(:go) { param type, :a } }\ndispatch(:x) { param 'Any', :a }"),
    ['a::b: unknown'],
  ],
  ['a parameter in a condition', inFunction("dispatch(:go) { param 'Any', :a if x }"), ['a::b: unknown']],
  ['a helper that adds parameters', inFunction("dispatch(:go) { common; param 'Any', :a }"), ['a::b: unknown']],
  ['a type that is computed is any', inFunction('dispatch(:go) { param "Enum[#{x}]", :a }'), ['a::b(Any a)']],
  ['another base class', 'Puppet::Functions.create_function(:c, Base) do\ndef c(x)\nend\nend', ['c: unknown']],
  [
    'its own call',
    inFunction("dispatch(:go) { param 'Any', :scope }\ndef call(scope, *args)\nsuper(scope, scope, *args)\nend"),
    ['a::b: unknown'],
  ],
  ['a name that is computed', 'Puppet::Functions.create_function("a#{b}") do\nend', []],
  [
    'broken Ruby',
    inFunction("dispatch(:go) { param 'Any', :a }\ndispatch(:other) { param 'Any', }}"),
    ['a::b: unknown'],
  ],
];

for (const [name, source, expected] of functions) {
  test(`Puppet 4 function: ${name}`, async () => assert.deepEqual(await signatures('ruby-function', source), expected));
}

const legacy: readonly (readonly [source: string, expected: readonly string[]])[] = [
  ['newfunction(:A, :type => :rvalue, :arity => -2) { |args| }', ['a(Any arg1, Any* args)']],
  ["newfunction('a', type: :rvalue, arity: 2) do |args|\nend", ['a(Any arg1, Any arg2)']],
  ['Puppet::Parser::Functions.newfunction(:a, arity: 0) { }', ['a()']],
  ['newfunction(:a) { |args| }', ['a(Any* args)']],
  ['newfunction(:a, :arity => count) { }', ['a: unknown']],
  ['newfunction(name) { }', []],
];

for (const [source, expected] of legacy) {
  test(`Puppet 3 function: ${source}`, async () =>
    assert.deepEqual(await signatures('ruby-legacy-function', source), expected));
}

const resourceTypes: readonly (readonly [name: string, source: string, expected: string])[] = [
  [
    'attributes',
    `Puppet::Type.newtype(:a_b) do
      @doc = 'Says.'
      include Puppet::Util::Something
      ensurable do defaultto :present end
      newparam(:name, :namevar => true) { desc 'The name.' }
      newproperty(:size, parent: Puppet::Property::Boolean)
      validate { raise 'x' unless self[:size] }
      autorequire(:file) { self[:name] }
      def refresh
      end
    end`,
    'a_b(Any? ensure, Any? name, Any? size)',
  ],
  ['attributes from a loop', 'newtype(:a) { [:b, :c].each { |name| newparam(name) } }', 'a: unknown'],
  ['attributes with a condition', 'newtype(:a) { newparam(:b); newparam(:c) if x }', 'a: unknown'],
  ['attributes from a helper', 'newtype(:a) { newparam(:b); add_common_params }', 'a: unknown'],
  [
    'the Resource API',
    `Puppet::ResourceApi.register_type(
      name: 'a',
      attributes: {
        # which
        ensure: { type: 'Enum[present, absent]', desc: 'Whether.' },
        name: { type: 'String', behaviour: :namevar },
      },
    )`,
    'a(Enum[present, absent]? ensure, String? name)',
  ],
  [
    'the Resource API with computed attributes',
    "Puppet::ResourceApi.register_type(name: 'a', attributes: x)",
    'a: unknown',
  ],
];

for (const [name, source, expected] of resourceTypes) {
  test(`resource type: ${name}`, async () =>
    assert.deepEqual(await signatures('ruby-resource-type', source), [expected]));
}

test('data types have their names', async () => {
  const source = "# A place.\nPuppet::DataTypes.create_type('A::Place') do\n  interface <<-PUPPET\n  PUPPET\nend";
  const [found] = await read('ruby-data-type', source, '/m/x.rb');
  assert.equal(`${found?.kind} ${found?.name}: ${found?.documentation?.text}`, 'type A::Place: A place.');
});

async function documented(kind: UnitKind, source: string): Promise<Declaration | undefined> {
  return (await read(kind, source, '/m/x.rb'))[0];
}

test('comments document functions and their parameters', async () => {
  const found = await documented(
    'ruby-function',
    `# frozen_string_literal: true

# @summary Does it.
Puppet::Functions.create_function(:c) do
  # @param a Which one.
  # @return nothing
  dispatch :go do
    param 'Any', :a
  end
end`,
  );
  assert.equal(found?.documentation?.summary, 'Does it.');
  assert.equal(found?.signatures[0]?.parameters[0]?.description, 'Which one.');
  const source = "newfunction(:a, :doc => <<-'DOC'\n    Says\n      much.\n  DOC\n) { }";
  assert.equal((await documented('ruby-legacy-function', source))?.documentation?.text, 'Says\n  much.');
  const type = await documented(
    'ruby-resource-type',
    "newtype(:a) { desc 'Of ' 'it.'; newparam(:b) { desc <<~EOT } }\nThis.\nEOT\n",
  );
  assert.equal(type?.documentation?.text, 'Of it.');
  assert.equal(type?.signatures[0]?.parameters[0]?.description, 'This.');
});

test('the names of attributes have their places', async () => {
  const source = "newtype(:a) { newparam(:b); newproperty('cd') }";
  const parameters = (await documented('ruby-resource-type', source))?.signatures[0]?.parameters ?? [];
  assert.deepEqual(
    parameters.map(({ span }) => source.slice(span?.start, span?.end)),
    ['b', 'cd'],
  );
});

test('the name of a function has its place', async () => {
  const source = "x\nPuppet::Functions.create_function(:'a::b') { }";
  const origin = (await documented('ruby-function', source))?.origin;
  assert.ok(origin?.kind === 'file');
  assert.equal(source.slice(origin.name.start, origin.name.end), 'a::b');
});
