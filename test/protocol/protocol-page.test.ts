/** docs/protocol.md names every message type of the code and no other of ours, and its examples are what it says. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { messageType } from '../../orchestrator-core/pcp/index.ts';
import {
  decodeAgentHello,
  decodeFacts,
  decodeFactsDigest,
  decodeFactsRequest,
  decodeOutput,
  decodeOutputAcknowledge,
  decodeOutputSubscribe,
  decodeStop,
  extensionMessage,
  outputWindow,
  pxpMessage,
} from '../../orchestrator-core/pxp/index.ts';

const page = readFileSync(join(import.meta.dirname, '../../docs/protocol.md'), 'utf8');

const readers: Readonly<Record<string, (data: unknown) => { readonly ok: boolean }>> = {
  [extensionMessage.hello]: decodeAgentHello,
  [extensionMessage.outputSubscribe]: decodeOutputSubscribe,
  [extensionMessage.output]: decodeOutput,
  [extensionMessage.outputAcknowledge]: decodeOutputAcknowledge,
  [extensionMessage.stop]: decodeStop,
  [extensionMessage.factsDigest]: decodeFactsDigest,
  [extensionMessage.factsRequest]: decodeFactsRequest,
  [extensionMessage.facts]: decodeFacts,
};

test('the page has a row for every message type, and for no other', () => {
  const types = [messageType, pxpMessage, extensionMessage].flatMap((table) => Object.values(table));
  const rows = [...page.matchAll(/^\| `((?:http:\/\/puppetlabs\.com\/|urn:)[^`]+)` /gm)].map(([, type]) => type);
  assert.deepEqual(rows.toSorted(), types.toSorted());
});

test('every message of the extension has an example that is one', () => {
  const examples = [...page.matchAll(/```json (\S+)\n([\s\S]*?)```/g)];
  assert.deepEqual(examples.map(([, type]) => type).toSorted(), Object.values(extensionMessage).toSorted());
  for (const [, type = '', text = ''] of examples) {
    assert.deepEqual(readers[type]?.(JSON.parse(text)), { ok: true, value: JSON.parse(text) }, type);
  }
});

test('the window is the one that the page tells', () => {
  assert.ok(page.includes(`At most ${outputWindow} bytes of each stream`));
});
