import assert from 'node:assert/strict';
import { test } from 'node:test';
import { commandResult, taskResult } from './result.ts';

const bytes = (text: string) => Buffer.from(text, 'latin1');
const failed = (msg: string, details: object = {}) => ({
  kind: 'puppetlabs.tasks/task-error',
  issue_code: 'TASK_ERROR',
  msg,
  details,
});

/** JSON of so many objects and arrays within each other. */
const nested = (depth: number) => `{"a":${'['.repeat(depth - 1)}${']'.repeat(depth - 1)}}`;

const taskCases: readonly (readonly [string, string, string, number, object])[] = [
  ['an object is the value', '{"a":1}', '', 0, { a: 1 }],
  ['text is the output', 'hi\n', 'dropped', 0, { _output: 'hi\n' }],
  ['an array is text', '[1]', '', 0, { _output: '[1]' }],
  ['nothing', '', '', 0, { _output: '' }],
  ['as deep as Ruby reads', nested(100), '', 0, JSON.parse(nested(100))],
  ['deeper than Ruby reads', nested(101), '', 0, { _output: nested(101) }],
  ['deeper than any stack', nested(200_000), '', 0, { _output: nested(200_000) }],
  [
    'exit code with text',
    'x',
    'y',
    3,
    { _output: 'x', _error: failed('The task failed with exit code 3', { exit_code: 3 }) },
  ],
  [
    'exit code alone',
    '',
    '',
    5,
    { _output: '', _error: failed('The task failed with exit code 5 and no output', { exit_code: 5 }) },
  ],
  [
    'exit code with standard error',
    '',
    'why\n',
    4,
    {
      _output: '',
      _error: failed('The task failed with exit code 4 and no stdout, but stderr contained:\nwhy\n', { exit_code: 4 }),
    },
  ],
  ['an error at exit 0', '{"_error":{"msg":"m"}}', '', 0, { _error: { msg: 'm', kind: 'bolt/error', details: {} } }],
  [
    'an error that is none',
    '{"_error":"s"}',
    '',
    1,
    {
      _error: {
        msg: 'Invalid error returned from task t: "s". Error must be an object with a msg key.',
        kind: 'bolt/invalid-task-error',
        details: { original_error: 's' },
      },
    },
  ],
  [
    'an error that is null',
    '{"_error":null}',
    '',
    2,
    { _error: failed('The task failed with exit code 2', { exit_code: 2 }) },
  ],
  ['a secret', '{"_sensitive":{"p":1}}', '', 0, { _sensitive: 'Sensitive [value redacted]' }],
  ['no UTF-8', '\xff', '', 1, { _error: failed('The task result contained invalid UTF-8 on stdout') }],
];
for (const [name, stdout, stderr, exitCode, value] of taskCases) {
  test(`a task's result: ${name}`, () => {
    const { sensitive: _, ...result } = taskResult('t', { stdout: bytes(stdout), stderr, exitCode });
    assert.deepEqual(result, { status: '_error' in value ? 'failure' : 'success', value });
  });
}

test("a task's secret is beside its value, in clear, for the plan that runs it", () => {
  const result = taskResult('t', { stdout: bytes('{"_sensitive":{"p":1}}'), stderr: '', exitCode: 0 });
  assert.deepEqual(result.sensitive, { p: 1 });
});

test("a command's result spells out bytes that are no text", () => {
  const stdout = bytes('a\xff\xc3\xa4\xc3');
  const { value } = commandResult({ stdout, stderr: bytes(''), merged: stdout, exitCode: 0 });
  assert.equal(value['stdout'], 'a\\xFFä\\xC3');
});

test('a command fails by its exit code', () => {
  const empty = bytes('');
  const { status, value } = commandResult({ stdout: empty, stderr: empty, merged: empty, exitCode: 4 });
  assert.equal(status, 'failure');
  assert.deepEqual(value['_error'], {
    kind: 'puppetlabs.tasks/command-error',
    issue_code: 'COMMAND_ERROR',
    msg: 'The command failed with exit code 4',
    details: { exit_code: 4 },
  });
});
