import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  decodeAssociateResponse,
  decodeInventoryRequest,
  decodeInventoryResponse,
  decodeInventoryUpdate,
} from './inventory.ts';
import { decodeMessage, encodeMessage, errorMessage } from './message.ts';

const id = '78d5b00f-7329-42b6-98eb-9ee4c1a9aae3';

test('a message is read, or refused with what is wrong', () => {
  const cases: [unknown, string | undefined][] = [
    [{ id, message_type: 'greeting' }, undefined],
    [{ id: id.toUpperCase(), message_type: 'greeting', data: null }, undefined],
    [{ id, message_type: 'greeting', target: 'pcp://*/agent', sender: 'pcp:///server', in_reply_to: id }, undefined],
    // The type and the target are judged by the broker's authorization, not by the codec.
    [{ id, message_type: 'a\0b', target: 'pcp://a\0b/agent' }, undefined],
    [{ message_type: 'greeting' }, 'message: the key id is missing'],
    [{ id }, 'message: the key message_type is missing'],
    [{ id: '1', message_type: 'greeting' }, 'message.id: expected a UUID'],
    [{ id, message_type: 1 }, 'message.message_type: expected a string, got a number'],
    [{ id, message_type: 'greeting', target: 'node1' }, 'message.target: expected a URI pcp://<name>/<type>'],
    [{ id, message_type: 'greeting', target: null }, 'message.target: expected a URI pcp://<name>/<type>, got null'],
    [{ id, message_type: 'greeting', in_reply_to: 'x' }, 'message.in_reply_to: expected a UUID'],
    [{ id, message_type: 'greeting', expires: 'x' }, 'message: the key "expires" is unknown'],
    [[], 'message: expected an object, got a list'],
    ['greeting', 'message: expected an object, got a string'],
  ];
  for (const [value, expected] of cases) {
    const decoded = decodeMessage(JSON.stringify(value));
    assert.equal(decoded.ok ? undefined : decoded.error, expected, JSON.stringify(value));
    if (decoded.ok) assert.deepEqual(decoded.value, value);
  }
  for (const raw of ['', '{', '\0'.repeat(250)]) {
    assert.deepEqual(decodeMessage(raw), { ok: false, error: 'message is not JSON' });
  }
});

test('keys are written in the order in which the reference agent writes them', () => {
  const message = { in_reply_to: id, data: 'no data', sender: 'pcp://a/b', target: 'pcp://c/d', message_type: 't', id };
  assert.deepEqual(Object.keys(JSON.parse(encodeMessage(message))), [
    'id',
    'message_type',
    'target',
    'sender',
    'data',
    'in_reply_to',
  ]);
  assert.equal(encodeMessage({ id, message_type: 't' }), `{"id":"${id}","message_type":"t"}`);
});

test('an error_message has a plain string for data, and in_reply_to only where there is an id', () => {
  const message_type = 'http://puppetlabs.com/error_message';
  assert.deepEqual(errorMessage('1', 'Not connected.', '2'), {
    id: '1',
    message_type,
    data: 'Not connected.',
    in_reply_to: '2',
  });
  assert.deepEqual(errorMessage('1', 'Could not decode message'), {
    id: '1',
    message_type,
    data: 'Could not decode message',
  });
});

test('the data of inventory and association', () => {
  const cases: [(data: unknown) => { ok: boolean }, unknown, boolean][] = [
    [decodeInventoryRequest, { query: [] }, true],
    [decodeInventoryRequest, { query: ['pcp://*/agent'], subscribe: true }, true],
    [decodeInventoryRequest, { query: ['node1'] }, false],
    [decodeInventoryRequest, { query: 'pcp://*/agent' }, false],
    [decodeInventoryRequest, { subscribe: true }, false],
    [decodeInventoryRequest, { query: [], subscribe: 'yes' }, false],
    [decodeInventoryRequest, undefined, false],
    [decodeInventoryResponse, { uris: ['pcp://a/agent'] }, true],
    [decodeInventoryResponse, { uris: [1] }, false],
    [decodeInventoryUpdate, { changes: [{ client: 'pcp://a/agent', change: -1 }] }, true],
    [decodeInventoryUpdate, { changes: [{ client: 'pcp://a/agent', change: 0 }] }, false],
    [decodeAssociateResponse, { id, success: false, reason: 'Session already associated.' }, true],
    [decodeAssociateResponse, { id, success: 'no' }, false],
  ];
  for (const [read, data, ok] of cases) assert.equal(read(data).ok, ok, JSON.stringify(data));
});
