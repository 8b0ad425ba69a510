/** What a real pxp-agent 1.15 and its controller sent each other over PCP v2, recorded on the wire, read by our codecs. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { decodeMessage, encodeMessage, type Message, messageType } from '../../orchestrator-core/pcp/index.ts';
import {
  decodeActionResults,
  decodeBlockingRequest,
  decodeCommandRunParams,
  decodeNonBlockingRequest,
  decodeProvisionalResponse,
  decodeRpcError,
  decodeRpcResponse,
  decodeStatusQueryParams,
  decodeStatusResults,
  decodeTaskRunParams,
  pxpMessage,
} from '../../orchestrator-core/pxp/index.ts';

interface Frame {
  readonly from: 'agent' | 'broker';
  readonly step: string;
  readonly raw: string;
}

const frames = readFileSync(join(import.meta.dirname, '../fixtures/pcp/real-agent-v2.jsonl'), 'utf8')
  .trimEnd()
  .split('\n')
  .map((line) => JSON.parse(line) as Frame);

const readers: Readonly<Record<string, (data: unknown) => { readonly ok: boolean }>> = {
  [pxpMessage.blockingRequest]: decodeBlockingRequest,
  [pxpMessage.nonBlockingRequest]: decodeNonBlockingRequest,
  [pxpMessage.blockingResponse]: decodeRpcResponse,
  [pxpMessage.nonBlockingResponse]: decodeRpcResponse,
  [pxpMessage.provisionalResponse]: decodeProvisionalResponse,
  [pxpMessage.error]: decodeRpcError,
};

function read(frame: Frame): Message {
  const decoded = decodeMessage(frame.raw);
  assert.ok(decoded.ok, `${frame.step}: ${decoded.ok ? '' : decoded.error}`);
  return decoded.value;
}

test('everything that the agent sends is read, and is written again byte for byte', () => {
  const sent = frames.filter(({ from }) => from === 'agent');
  const seen = new Set<string>();
  for (const frame of sent) {
    const message = read(frame);
    seen.add(message.message_type);
    assert.equal(encodeMessage(message), frame.raw, frame.step);
    if (message.message_type === messageType.error) assert.equal(typeof message.data, 'string');
    else assert.ok(readers[message.message_type]?.(message.data).ok, frame.step);
  }
  const expected = Object.keys(readers).filter((type) => !type.endsWith('request'));
  assert.deepEqual([...seen].sort(), [...expected, messageType.error].sort());
});

test('the results of its task, command and status actions are read', () => {
  let count = 0;
  for (const frame of frames) {
    if (frame.from !== 'agent') continue;
    const response = decodeRpcResponse(read(frame).data);
    if (!response.ok) continue;
    const { results } = response.value;
    if ('status' in results) assert.ok(decodeStatusResults(results).ok, frame.step);
    else if ('exitcode' in results) assert.ok(decodeActionResults(results).ok, frame.step);
    else continue;
    count += 1;
  }
  assert.ok(count >= 15, `${count} results`);
});

test('what the agent refused we refuse, and what it took we take', () => {
  // The agent dropped these without a word.
  const noMessage = new Set(['not JSON', 'envelope without id', 'envelope with extra property']);
  // The agent answered these with `invalid data` or `no data`.
  const noRequest = [
    'no data',
    'bad data: no transaction_id',
    'bad data: additional property',
    'bad data: string',
    'params null',
  ];
  // The agent answered these with `invalid input for …`.
  const noInput = new Set(['invalid params', 'status query bad params']);
  let requests = 0;
  for (const frame of frames) {
    if (frame.from !== 'broker') continue;
    assert.equal(decodeMessage(frame.raw).ok, !noMessage.has(frame.step), frame.step);
    if (noMessage.has(frame.step)) continue;
    const message = read(frame);
    if (!message.message_type.endsWith('_request')) continue;
    requests += 1;
    const request = readers[message.message_type]?.(message.data);
    assert.equal(request?.ok, !noRequest.includes(frame.step), frame.step);
    const decoded = decodeBlockingRequest(message.data);
    const { module, action, params } = decoded.ok ? decoded.value : {};
    const input = {
      'task run': decodeTaskRunParams,
      'command run': decodeCommandRunParams,
      'status query': decodeStatusQueryParams,
    };
    const reader = Object.entries(input).find(([name]) => name === `${module} ${action}`)?.[1];
    if (reader !== undefined) assert.equal(reader(params).ok, !noInput.has(frame.step), frame.step);
  }
  assert.ok(requests >= 25, `${requests} requests`);
});
