import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Decoded } from '../common/index.ts';
import {
  decodeActionResults,
  decodeCommandRunParams,
  decodeStatusQueryParams,
  decodeStatusResults,
  decodeTaskRunParams,
} from './action.ts';
import {
  decodeAgentHello,
  decodeFacts,
  decodeFactsDigest,
  decodeFactsRequest,
  decodeOutput,
  decodeOutputAcknowledge,
  decodeOutputSubscribe,
  decodeStop,
} from './extension-codec.ts';
import {
  decodeBlockingRequest,
  decodeNonBlockingRequest,
  decodeProvisionalResponse,
  decodeRpcError,
  decodeRpcResponse,
  transactionIdPattern,
} from './message.ts';

function check(read: (data: unknown) => Decoded<unknown>, cases: readonly (readonly [unknown, string | undefined])[]) {
  for (const [data, expected] of cases) {
    const decoded = read(data);
    assert.equal(decoded.ok ? undefined : decoded.error, expected, JSON.stringify(data));
    if (decoded.ok) assert.equal(decoded.value, data);
  }
}

const call = { transaction_id: '125', module: 'ping', action: 'ping' };

test('requests', () => {
  check(decodeBlockingRequest, [
    [call, undefined],
    [{ ...call, params: {} }, undefined],
    [{ ...call, params: null }, 'data.params: expected an object, got null'],
    [{ ...call, extra: 1 }, 'data: the key "extra" is unknown'],
    [{ ...call, notify_outcome: true }, 'data: the key "notify_outcome" is unknown'],
    [{ module: 'ping', action: 'ping' }, 'data: the key transaction_id is missing'],
    [undefined, 'data: expected an object, got nothing'],
    ['hello', 'data: expected an object, got a string'],
  ]);
  check(decodeNonBlockingRequest, [
    [{ ...call, notify_outcome: false }, undefined],
    [call, 'data: the key notify_outcome is missing'],
    [{ ...call, notify_outcome: 'yes' }, 'data.notify_outcome: expected true or false, got a string'],
  ]);
});

test('answers', () => {
  check(decodeRpcResponse, [
    [{ transaction_id: '1', results: { exitcode: 0 } }, undefined],
    [{ transaction_id: '1', results: 'x' }, 'data.results: expected an object, got a string'],
    [{ transaction_id: '1' }, 'data: the key results is missing'],
  ]);
  check(decodeProvisionalResponse, [
    [{ transaction_id: '1' }, undefined],
    [{}, 'data: the key transaction_id is missing'],
  ]);
  check(decodeRpcError, [
    [{ transaction_id: '1', id: '2', description: 'unknown module: x' }, undefined],
    [{ transaction_id: '1', id: '2' }, 'data: the key description is missing'],
  ]);
});

test('actions', () => {
  const uri = { path: '/puppet/v3/file_content/tasks/lab/init.sh', params: { environment: 'production' } };
  const file = { filename: 'init.sh', uri, sha256: 'a'.repeat(64), size_bytes: 66 };
  const run = { task: 'lab', files: [file], input: { message: 'hi' } };
  check(decodeTaskRunParams, [
    [run, undefined],
    [{ ...run, metadata: { implementations: [{ name: 'x', requirements: ['shell'] }] }, job: 1 }, undefined],
    [{ ...run, files: [] }, 'params.files: expected at least 1 item'],
    [{ ...run, files: [{ ...file, size: 1 }] }, undefined],
    [{ ...run, files: [{ ...file, sha256: 'x' }] }, 'params.files[0].sha256: expected a SHA-256 digest in hex'],
    [
      { ...run, files: [{ ...file, uri: { path: '/', params: { a: 1 } } }] },
      'params.files[0].uri.params.a: expected a string, got a number',
    ],
    [{ ...run, metadata: { features: 'shell' } }, 'params.metadata.features: expected a list, got a string'],
    [{ task: 'lab', files: [file] }, 'params: the key input is missing'],
  ]);
  check(decodeCommandRunParams, [
    [{ command: 'ls' }, undefined],
    [{}, 'params: the key command is missing'],
  ]);
  check(decodeStatusQueryParams, [
    [{ transaction_id: '1' }, undefined],
    [{}, 'params: the key transaction_id is missing'],
  ]);
  check(decodeActionResults, [
    [{ exitcode: 9 }, undefined],
    [{ exitcode: 0, stdout: 'x', stderr: '' }, undefined],
    [{ stdout: 'x' }, 'results: the key exitcode is missing'],
  ]);
  check(decodeStatusResults, [
    [{ transaction_id: '1', status: 'running' }, undefined],
    [
      { transaction_id: '1', status: 'undetermined' },
      'results.status: expected one of "unknown", "running", "success", "failure"',
    ],
  ]);
});

test('the extension', () => {
  check(decodeAgentHello, [
    [{ version: '1', extensions: ['output'], features: ['shell'], more: 1 }, undefined],
    [{ version: '1', extensions: ['output'] }, 'data: the key features is missing'],
  ]);
  for (const read of [decodeOutputSubscribe, decodeOutputAcknowledge]) {
    check(read, [
      [{ transaction_id: '1', stdout: 0, stderr: 7 }, undefined],
      [
        { transaction_id: '1', stdout: -1, stderr: 7 },
        'data.stdout: expected a whole number, zero or more, got a number',
      ],
    ]);
  }
  check(decodeOutput, [
    [{ transaction_id: '1', stream: 'stdout', offset: 0, length: 2, text: 'hi' }, undefined],
    [
      { transaction_id: '1', stream: 'both', offset: 0, length: 2, text: 'hi' },
      'data.stream: expected one of "stdout", "stderr"',
    ],
  ]);
  check(decodeFactsDigest, [
    [{ digest: 'a' }, undefined],
    [{}, 'data: the key digest is missing'],
  ]);
  check(decodeFactsRequest, [[{}, undefined]]);
  const facts = { digest: 'a', age: 0, facts: {}, classes: ['b'] };
  check(decodeFacts, [
    [facts, undefined],
    [{ ...facts, facts: [] }, 'data.facts: expected an object, got a list'],
    [{ ...facts, classes: [1] }, 'data.classes[0]: expected a string, got a number'],
    [{ ...facts, age: -1 }, 'data.age: expected a whole number, zero or more, got a number'],
  ]);
  check(decodeStop, [
    [{ transaction_id: '1' }, undefined],
    [{ transaction_id: '1', signal: 9 }, 'data: the key "signal" is unknown'],
  ]);
});

test('a transaction id is safe as the name of a directory', () => {
  for (const good of ['125', 'a_B-9', 'x'.repeat(64)]) assert.match(good, transactionIdPattern);
  for (const bad of ['', '../x', 'a/b', '.', 'x'.repeat(65), 'a\n']) assert.doesNotMatch(bad, transactionIdPattern);
});
