import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readMetadata } from './read-metadata.ts';

/** Where the fault or warning is marks «» in the text. */
function marked(text: string): {
  readonly source: string;
  readonly place: { line: number; column: number } | undefined;
} {
  const at = text.indexOf('«');
  const before = text.slice(0, at);
  const place = { line: before.split('\n').length, column: at - before.lastIndexOf('\n') };
  return { source: text.replace('«', ''), place: at < 0 ? undefined : place };
}

const lead = 'Failed to load metadata for task m::t:';
const faults: readonly (readonly [string, string])[] = [
  [
    '{ "description": "broken", \n«',
    'The metadata of task m::t is not JSON: expected a property name in double quotes',
  ],
  ['{"a": «nul}', 'The metadata of task m::t is not JSON: expected a value'],
  ['{"a": 1} «2', 'The metadata of task m::t is not JSON: expected nothing after the value'],
  ['{"a" «1}', "The metadata of task m::t is not JSON: expected ':' after the property name"],
  ['«[]', 'The metadata of task m::t must be a JSON object'],
  ['«null', 'The metadata of task m::t must be a JSON object'],
  ['{"parameters": «[]}', `${lead} 'parameters' must be a hash`],
  ['{"parameters": {"p": «"String"}}', `${lead} parameter 'p' must be a hash`],
  [
    '{"parameters": {«"Bad-Name": {"type": "String"}}}',
    `${lead} Task initializer has wrong type, entry 'parameters' key of entry 'Bad-Name' expects a match for Pattern[/\\A[a-z][a-z0-9_]*\\z/], got 'Bad-Name'`,
  ],
  ['{"parameters": {"p": {"type": «1}}}', `${lead} the type of parameter 'p' must be a string`],
  [
    '{"parameters": {"p": {"type": "Strng[1«"}}}',
    `${lead} the type of parameter 'p': Syntax error at end of input, expected ']' to close the '['`,
  ],
  [
    '{"parameters": {"p": {"type": "Enum[\\"a\\", «5]"}}}',
    `${lead} the type of parameter 'p': Enum: expected a string`,
  ],
  ['{"files": «"x"}', `The 'files' task metadata expects an array, got "x".`],
  ['{"files": ["x", «1]}', "The 'files' task metadata expects an array of strings, got 1."],
  ['{"implementations": «{}}', 'Task metadata for task m::t does not specify implementations as an array'],
  ['{"implementations": [«{}]}', 'Task metadata for task m::t has an implementation without the name of a file'],
  [
    '{"implementations": [{"name": "t.sh", "requirements": «"shell"}]}',
    'Task metadata for task m::t does not specify requirements as an array',
  ],
];

test('what Puppet refuses is a fault with its place', () => {
  for (const [text, message] of faults) {
    const { source, place } = marked(text);
    const { metadata, fault } = readMetadata('m::t', source);
    assert.equal(metadata, undefined, text);
    assert.deepEqual([fault?.message, fault?.place], [message, place], text);
  }
});

const warnings: readonly (readonly [string, string, object])[] = [
  [
    '{«"name": "x", "$schema": 1, "description": "d"}',
    "Metadata for task 'm::t' contains unknown keys: name, $schema. This could be a typo in the task metadata or might result in incorrect behavior.",
    { name: 'x', $schema: 1, description: 'd' },
  ],
  ['{"description": «1}', "Metadata for task 'm::t': 'description' must be a string.", {}],
  [
    '{"input_method": «"json"}',
    "Metadata for task 'm::t': 'input_method' must be 'stdin', 'environment', 'both' or 'powershell'.",
    {},
  ],
  ['{"private": «"yes"}', "Metadata for task 'm::t': 'private' must be true or false.", { private: true }],
  ['{"puppet_task_version": «"1"}', "Metadata for task 'm::t': 'puppet_task_version' must be a number.", {}],
  [
    '{"parameters": {"p": {"sensitive": «"true"}}}',
    "Metadata for task 'm::t': 'parameters.p.sensitive' must be true or false.",
    { parameters: { p: { sensitive: true } } },
  ],
];

test('what Puppet overlooks is a warning, and a flag misspelt still counts', () => {
  for (const [text, message, expected] of warnings) {
    const { source, place } = marked(text);
    const { metadata, fault, warnings: found } = readMetadata('m::t', source);
    assert.equal(fault, undefined, text);
    assert.deepEqual(metadata, expected, text);
    assert.deepEqual(
      found.map((warning) => [warning.message, warning.place]),
      [[message, place]],
      text,
    );
  }
});

test('good metadata is as it was written, in its order', () => {
  const texts = [
    '{"supports_noop":true,"extensions":{"discovery":{"type":["host"]}},"description":"d","parameters":{"z":{"default":null,"type":"Optional[Integer[-5, 5]]"},"a":{}}}',
    '{"input_method":"powershell","implementations":[{"requirements":["shell"],"remote":true,"name":"a.sh","files":[],"input_method":"stdin"}],"remote":false,"private":false,"files":["m/files/"],"puppet_task_version":1}',
    // A name that nothing defines matches no value, but the task can be listed.
    '{"parameters":{"p":{"type":"NoSuchType"},"q":{"type":"Stdlib::Absolutepath"},"constructor":{"type":"String"}}}',
    '{}',
  ];
  for (const text of texts) {
    const read = readMetadata('m::t', text);
    assert.deepEqual([JSON.stringify(read.metadata), read.warnings, read.fault], [text, [], undefined]);
  }
  assert.deepEqual(readMetadata('m::t', ''), { metadata: {}, warnings: [] });
  assert.deepEqual(readMetadata('m::t', '/* Ruby reads this */ {"private": null}').metadata, {});
});
