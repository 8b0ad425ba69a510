import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ExactNumber, type JsonObject } from '../common/index.ts';
import { type FindAlias, parseType } from '../language/index.ts';
import { parameterForms } from './parameter-forms.ts';
import { parameterTypes } from './parameter-types.ts';
import { checkParameter, completeParameters } from './parameters.ts';
import type { Task, TaskMetadata } from './task.ts';

const taskOf = (metadata: TaskMetadata): Task => ({
  name: 'golden::envdump',
  module: 'golden',
  moduleDirectory: '/p',
  metadata,
  executables: [],
});
const findAlias: FindAlias = (name) => {
  const text = name === 'App::Level' ? "Enum['low', 'high']" : undefined;
  const type = text === undefined ? undefined : parseType(text).type;
  return type === undefined ? undefined : { kind: 'Alias', name, resolve: () => type };
};
const options = { findAlias, noop: false };

const envdump = taskOf({
  parameters: {
    s: { type: 'Optional[String]' },
    n: { type: 'Optional[Integer]', default: 7 },
    a: { type: 'Optional[Array[Integer]]' },
    h: { type: 'Optional[Hash[String, Data]]' },
    b: { type: 'Optional[Boolean]' },
    secret: { type: 'Optional[String]', sensitive: true },
  },
});

/** What is typed, and the parameters as they are sent or the faults, both as Bolt 3.30 answers. */
const typed: readonly (readonly [Readonly<Record<string, string>>, string])[] = [
  [{}, '{"n":7}'],
  [{ s: '5' }, '{"n":7,"s":"5"}'],
  [{ n: '5' }, '{"n":5}'],
  [{ n: 'null' }, '{"n":7}'],
  [{ s: 'null' }, '{"n":7,"s":null}'],
  [{ s: 'a=b' }, '{"n":7,"s":"a=b"}'],
  [{ a: '[1,2]' }, '{"n":7,"a":[1,2]}'],
  [{ h: '{"k":[1,null]}' }, '{"n":7,"h":{"k":[1,null]}}'],
  [{ n: 'x' }, " parameter 'n' expects a value of type Undef or Integer, got String"],
  [{ a: '1' }, " parameter 'a' expects a value of type Undef or Array, got String"],
  [{ b: 'yes' }, " parameter 'b' expects a value of type Undef or Boolean, got String"],
  [{ zzz: '1' }, " has no parameter named 'zzz'"],
  [
    { __proto__x: '1', constructor: '1' },
    " has no parameter named '__proto__x'\n has no parameter named 'constructor'",
  ],
];

test('texts become values by the declared types, with defaults, in the order of Bolt', () => {
  for (const [values, expected] of typed) {
    const complete = () => completeParameters(envdump, { kind: 'text', values }, options);
    if (expected.startsWith('{')) assert.equal(JSON.stringify(complete().parameters), expected, JSON.stringify(values));
    else assert.throws(complete, { kind: 'bolt/pal-error', message: `Task golden::envdump:\n${expected}` });
  }
});

/** Declared parameters, literal values, and the faults (or nothing). */
const literal: readonly (readonly [TaskMetadata['parameters'], JsonObject, string?])[] = [
  [{ p: { type: 'String' } }, {}, " expects a value for parameter 'p'"],
  [{ p: { type: 'String' } }, { p: null }, " parameter 'p' expects a String value, got Undef"],
  [{ p: { type: 'NoSuchType' } }, {}, " expects a value for parameter 'p'"],
  [{ p: { type: 'String', default: 'd' } }, { p: null }],
  [{ p: {} }, {}],
  [{ p: { type: 'Any' } }, {}],
  [{ p: { type: 'Variant[Undef, String]' } }, {}],
  [{ p: { type: 'String', default: 5 } }, {}, " parameter 'p' expects a String value, got Integer"],
  [{ p: { type: "Enum['a', 'b']" } }, { p: 'c' }, " parameter 'p' expects a match for Enum['a', 'b'], got 'c'"],
  [{ p: { type: 'App::Level' } }, { p: 'low' }],
  [{ p: { type: 'Sensitive[String[8]]' } }, { p: 'long enough' }],
  [{ p: { type: 'Optional[Sensitive]' } }, { p: [1] }],
  [{ p: { type: 'TargetSpec' } }, { p: ['a', ['b']] }],
  [undefined, { anything: { a: [1] } }],
  [
    undefined,
    { 'Bad-Name': 1 },
    " key of entry 'Bad-Name' expects a match for Pattern[/\\A[a-z][a-z0-9_]*\\z/], got 'Bad-Name'",
  ],
  [{}, { p: 1 }, " has no parameter named 'p'"],
  [{ constructor: { type: 'String' } }, {}, " expects a value for parameter 'constructor'"],
];

test('a whole number is a Float too, for not all JSON tells 2.0 from 2', () => {
  const task = taskOf({
    parameters: {
      f: { type: 'Float', default: 2 },
      list: { type: 'Optional[Array[Float[0, 3]]]' },
      deep: { type: "Optional[Struct[{'x' => Hash[String, Variant[Float, Boolean]]}]]" },
    },
  });
  const complete = (values: JsonObject) => completeParameters(task, { kind: 'literal', values }, options).parameters;
  assert.deepEqual(completeParameters(task, { kind: 'text', values: { f: '2.0' } }, options).parameters, {
    f: new ExactNumber('2.0'),
  });
  assert.deepEqual(complete({ list: [1, 2.5], deep: { x: { y: 1 } } }), {
    f: 2,
    list: [1, 2.5],
    deep: { x: { y: 1 } },
  });
  const message = (text: string) => ({ message: `Task golden::envdump:\n${text}` });
  assert.throws(() => complete({ list: [4] }), message(" parameter 'list' index 0 expects a Float value, got Integer"));
  assert.throws(() => complete({ f: 'x' }), message(" parameter 'f' expects a Float value, got String"));
});

test('a number is what was typed, to the last digit', () => {
  const task = taskOf({});
  const values = { big: '9007199254740993', safe: '9007199254740991', wide: '1e300' };
  assert.deepEqual(completeParameters(task, { kind: 'text', values }, options).parameters, {
    big: new ExactNumber('9007199254740993'),
    safe: 9007199254740991,
    wide: new ExactNumber('1.0e+300'),
  });
});

test('values are held against the declared types in the words of Bolt', () => {
  for (const [parameters, values, expected] of literal) {
    const task = taskOf(parameters === undefined ? {} : { parameters });
    const complete = () => completeParameters(task, { kind: 'literal', values }, options);
    if (expected === undefined) complete();
    else
      assert.throws(complete, { message: `Task golden::envdump:\n${expected}` }, JSON.stringify([parameters, values]));
  }
});

test('no sentence quotes a sensitive value', () => {
  const secrets: TaskMetadata['parameters'][] = [
    { p: { type: "Enum['a']", sensitive: true } },
    { p: { type: "Sensitive[Enum['a']]" } },
    { p: { type: 'Optional[Sensitive[Pattern[/^a$/]]]' } },
    { p: { type: "Variant[Integer, Sensitive[Enum['a']]]" } },
  ];
  for (const parameters of secrets) {
    const task = taskOf({ ...(parameters === undefined ? {} : { parameters }) });
    const text = checkParameter(task, 'p', 'hunter2', findAlias);
    assert.match(text ?? '', /^parameter 'p' expects a value of type .*, got Sensitive \[value redacted\]$/);
    const given = { kind: 'literal', values: { p: 'a' } } as const;
    assert.deepEqual(completeParameters(task, given, options).sensitive, ['p']);
    assert.equal(parameterForms(task, findAlias)[0]?.sensitive, true);
  }
});

test('noop is for tasks that support it', () => {
  const run = (metadata: TaskMetadata) =>
    completeParameters(taskOf(metadata), { kind: 'literal', values: {} }, { findAlias, noop: true });
  assert.throws(() => run({}), { kind: 'bolt/pal-error', message: 'Task does not support noop' });
  assert.deepEqual(run({ supports_noop: true }).parameters, {});
});

test('one value is checked as it is typed', () => {
  const required = taskOf({ parameters: { p: { type: 'Integer[1, 5]' }, q: { type: 'String' } } });
  const cases: readonly (readonly [string, string, string?])[] = [
    ['p', '5'],
    ['p', '6', "parameter 'p' expects an Integer[1, 5] value, got Integer[6, 6]"],
    ['q', '6'],
    ['zz', '1', "has no parameter named 'zz'"],
  ];
  for (const [name, text, expected] of cases) assert.equal(checkParameter(required, name, text, findAlias), expected);
});

test('a form says what is required, what is secret and what there is to choose from', () => {
  const task = taskOf({
    parameters: {
      o: { type: 'Optional[Boolean]', description: 'O' },
      e: { type: "Variant[Enum['x', 'y'], Boolean, Undef]" },
      d: { type: 'App::Level', default: 'low' },
      r: { type: 'String' },
      none: {},
      wide: { type: 'Optional[Variant[Boolean, Integer]]' },
      s: { type: "Sensitive[Enum['x']]" },
    },
  });
  assert.deepEqual(parameterTypes(task).length, 6);
  assert.deepEqual(parameterForms(task, findAlias), [
    { name: 'r', type: 'String', required: true, sensitive: false },
    { name: 's', type: "Sensitive[Enum['x']]", required: true, sensitive: true, choices: ['x'] },
    {
      name: 'o',
      type: 'Optional[Boolean]',
      description: 'O',
      required: false,
      sensitive: false,
      choices: ['true', 'false'],
    },
    {
      name: 'e',
      type: "Variant[Enum['x', 'y'], Boolean, Undef]",
      required: false,
      sensitive: false,
      choices: ['x', 'y', 'true', 'false'],
    },
    { name: 'd', type: 'App::Level', default: 'low', required: false, sensitive: false, choices: ['low', 'high'] },
    { name: 'none', type: 'Any', required: false, sensitive: false },
    { name: 'wide', type: 'Optional[Variant[Boolean, Integer]]', required: false, sensitive: false },
  ]);
});
