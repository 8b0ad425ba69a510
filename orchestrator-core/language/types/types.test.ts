import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import type { DirectoryEntry, Files } from '../../common/index.ts';
import { constructorsOf, membersOf } from '../functions/members.ts';
import { isAssignable } from './assignable.ts';
import { describeMismatch } from './describe-mismatch.ts';
import { isInstance } from './instance.ts';
import { loadAliases } from './load-aliases.ts';
import { printType } from './print-type.ts';
import { parseType } from './read-type.ts';
import type { PuppetType } from './type.ts';
import type { PuppetValue } from './value.ts';

interface Recorded {
  readonly type: string;
  readonly value: PuppetValue;
  readonly ok?: true;
  readonly message?: string;
}

/** What Puppet 7.23 says of each value and type; `test/interop/puppet-types` records it. */
const recorded = readFileSync(join(import.meta.dirname, 'fixtures', 'instances.jsonl'), 'utf8')
  .trimEnd()
  .split('\n')
  .map((line): Recorded => JSON.parse(line));

function read(text: string): PuppetType {
  const { type, faults } = parseType(text);
  assert.deepEqual(faults, []);
  assert.ok(type !== undefined);
  return type;
}

test('values are instances of types exactly where they are for Puppet', () => {
  const wrong = recorded.filter(({ type, value, ok }) => isInstance(read(type), value) !== (ok === true));
  assert.deepEqual(wrong, []);
});

/** Puppet forgets the bounds of a Collection when it describes a mismatch, and then says nothing at all. */
const silent = (row: Recorded): boolean => row.message === '';

test('mismatches are told in the words of Puppet', () => {
  const spaces = (text: string): string => text.replace(/\s+/g, ' ').trim();
  let told = 0;
  for (const row of recorded) {
    if (row.message === undefined || silent(row)) continue;
    const sentences = describeMismatch(read(row.type), row.value, [{ kind: 'subject', name: 'x' }]);
    assert.equal(sentences.join(' '), spaces(row.message), `${row.type} of ${JSON.stringify(row.value)}`);
    told += 1;
  }
  assert.ok(told > 2000);
});

test('types print as they were read, in the form of Puppet', () => {
  const cases: [string, string][] = [
    ["Enum[a,'b']", "Enum['a', 'b']"],
    ['Integer[default,5]', 'Integer[default, 5]'],
    ['Float[0.5, 2]', 'Float[0.5, 2.0]'],
    ['Array[String[1],1,3]', 'Array[String[1], 1, 3]'],
    ['Hash[String,Integer,2]', 'Hash[String, Integer, 2]'],
    ["Struct[{a=>Integer, Optional['b']=>String}]", "Struct[{'a' => Integer, Optional['b'] => String}]"],
    ['Tuple[Integer,String,1,4]', 'Tuple[Integer, String, 1, 4]'],
    ['Pattern[/\\Aa\\/b\\z/]', 'Pattern[/\\Aa\\/b\\z/]'],
    ['Callable[String,1,2]', 'Callable[String, 1, 2]'],
    ['Callable[[String],Boolean]', 'Callable[[String], Boolean]'],
    ['Optional[Sensitive[String]]', 'Optional[Sensitive[String]]'],
    ['Boltlib::TargetSpec', 'Boltlib::TargetSpec'],
    ['::String', 'String'],
    ["Object[{attributes=>{'x'=>Integer}}]", "Object[{attributes => {'x' => Integer}}]"],
    [
      'Object[{parent=>Error, attributes=>{x=>{type=>Integer,value=>1}}, functions=>{f=>Callable[[],String]}}]',
      "Object[{parent => Error, attributes => {'x' => {type => Integer, value => 1}}, functions => {'f' => Callable[[0, 0], String]}}]",
    ],
    [
      'Object[{attributes => {a => {type => String, kind => derived}}}]',
      "Object[{attributes => {'a' => {type => String, kind => derived}}}]",
    ],
    ['OPTIONAL[INTEGER]', 'Optional[Integer]'],
    ['BoltLib::TargetSpec', 'Boltlib::TargetSpec'],
  ];
  for (const [text, printed] of cases) assert.equal(printType(read(text)), printed);
});

test('faults stand where they are, and a misspelt name has a suggestion', () => {
  const cases: [string, string, string | undefined][] = [
    ['Optional[«Strng»]', 'Resource type not found: Strng. Did you mean String?', 'String'],
    ['«Nope::Thing»', 'Resource type not found: Nope::Thing', undefined],
    ['Strin[1«»', "Syntax error at end of input, expected ']' to close the '['", undefined],
    ['«Integer»[5,1]', 'Integer: the lower bound 5 is greater than the upper bound 1', undefined],
    ['Integer[«a»]', 'Integer: expected an integer or default as a bound', undefined],
    ['Enum[a, «5»]', 'Enum: expected a string', undefined],
    ['«Any»[1]', 'Any takes no parameters', undefined],
    ['Pattern[«1»]', 'Pattern: expected a regular expression such as /^a/ or a string', undefined],
    ['Pattern[«/(/»]', "Pattern: the regular expression /(/ can't be read", undefined],
    ['Struct[{«1» => String}]', "Struct: expected a key such as 'name' or Optional['name']", undefined],
    ['Array[«5 + 3»]', 'The expression is not a data type', undefined],
    ['«»', 'Syntax error at end of input, expected a data type', undefined],
    ['String «Integer»', 'Expected one data type', undefined],
  ];
  for (const [marked, message, suggestion] of cases) {
    const start = marked.indexOf('«');
    const end = marked.indexOf('»') - 1;
    const [fault] = parseType(marked.replaceAll(/[«»]/g, '')).faults;
    assert.ok(fault !== undefined, marked);
    assert.deepEqual(
      [fault.message, fault.start, fault.end, fault.suggestion],
      [message, start, end, suggestion],
      marked,
    );
  }
});

function memoryFiles(texts: Readonly<Record<string, string>>): Files {
  return {
    readText: (path) => Promise.resolve(texts[path]),
    readBytes: () => Promise.resolve(undefined),
    list: () => Promise.resolve<readonly DirectoryEntry[]>([]),
    stat: () => Promise.resolve(undefined),
  };
}

test('aliases come from the modules, recursive ones too', async () => {
  const files = memoryFiles({
    '/m/stdlib/types/absolutepath.pp': '# docs\ntype Stdlib::Absolutepath = Variant[Stdlib::Unixpath, Integer]\n',
    '/m/stdlib/types/unixpath.pp': 'type Stdlib::Unixpath = Pattern[/\\A\\/([^\\n\\/\\0]+\\/*)*\\z/]',
    '/m/tree/types/node.pp':
      "type Tree::Node = Struct[{'name' => String[1], 'children' => Optional[Array[Tree::Node]]}]",
    '/m/tree/types/wrong.pp': 'type Tree::Other = String',
    '/m/tree/types/self.pp': 'type Tree::Self = Tree::Self',
  });
  const modules = ['stdlib', 'tree'].map((name) => ({ name, directory: `/m/${name}` }));
  const texts = ['Optional[Stdlib::Absolutepath]', 'Tree::Node', 'Tree::Wrong', 'Tree::Self', 'No::Module'];
  const find = await loadAliases(files, modules, texts);
  const path = parseType('Stdlib::Absolutepath', find).type;
  const node = parseType('Tree::Node', find).type;
  assert.ok(path !== undefined && node !== undefined);
  assert.equal(isInstance(path, '/etc/hosts'), true);
  assert.equal(isInstance(path, 'etc'), false);
  assert.equal(isInstance(node, { name: 'a', children: [{ name: 'b' }] }), true);
  assert.deepEqual(describeMismatch(node, { name: 'a', children: [{ name: 5 }] }).length, 1);
  assert.equal(find('tree::NODE'), find('Tree::Node'));
  assert.equal(find('Tree::Wrong'), undefined);
  assert.equal(find('No::Module'), undefined);
  const self = find('Tree::Self');
  assert.ok(self !== undefined);
  assert.equal(isInstance(self, 1), true);
});

test('a type set brings its types, and those of the sets that it refers to', async () => {
  const files = memoryFiles({
    '/m/cars/types/init_typeset.pp': `type Cars = TypeSet[{
      pcore_version => '1.0.0',
      version => '1.0.0',
      types => {
        Wheels => Integer[2, 6],
        Vehicle => { attributes => { wheels => Wheels } },
        Car => Vehicle { attributes => { doors => { type => Parts::Count, value => 4 } } },
        Bus => Object[{ parent => Vehicle }],
      },
      references => { Parts => { name => 'Store', version_range => '1.x' } },
    }]`,
    '/m/store/types/init_typeset.pp': "type Store = TypeSet[{ version => '1.0.0', types => { Count => Integer[0] } }]",
  });
  const modules = ['cars', 'store'].map((name) => ({ name, directory: `/m/${name}` }));
  const texts = ['Cars::Wheels', 'Cars::Vehicle', 'Cars::Car', 'Cars::Bus', 'Store::Count'];
  const find = await loadAliases(files, modules, texts);
  const [wheels, vehicle, car, bus] = texts.map((text) => parseType(text, find).type);
  assert.ok(wheels && vehicle && car && bus);
  assert.equal(isInstance(wheels, 4), true);
  assert.equal(isInstance(wheels, 7), false);
  assert.equal(isAssignable(vehicle, car), true);
  assert.equal(isAssignable(car, vehicle), false);
  assert.equal(isAssignable(bus, car), false);
  assert.deepEqual(
    membersOf(car).map(({ name, returns }) => `${name}: ${returns}`),
    ['wheels: Cars::Wheels', 'doors: Store::Count'],
  );
  assert.deepEqual(
    constructorsOf(car)?.map(({ parameters }) => parameters.map(({ name, type }) => `${type} ${name}`).join(', ')),
    [
      "Struct[{'wheels' => Cars::Wheels, Optional['doors'] => Store::Count}] hash",
      'Cars::Wheels wheels, Store::Count doors',
    ],
  );
  assert.equal(find('Wheels'), undefined);
  assert.equal(find('Cars::Nothing'), undefined);
});
