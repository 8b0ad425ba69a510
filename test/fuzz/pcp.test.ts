/** Whatever arrives, the codecs answer with a value or a sentence; what they wrote they read. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { createBroker } from '../../orchestrator-core/broker/index.ts';
import { countingIds, type Decoded, ManualClock, silentLog } from '../../orchestrator-core/common/index.ts';
import * as pcp from '../../orchestrator-core/pcp/index.ts';
import * as pxp from '../../orchestrator-core/pxp/index.ts';

const seed = 20261121;
const codecs: readonly [string, (value: unknown) => Decoded<unknown>][] = [
  ...Object.entries(pcp),
  ...Object.entries(pxp),
]
  .filter(([name]) => name.startsWith('decode') && name !== 'decodeMessage')
  .map(([name, codec]) => [name, codec as (value: unknown) => Decoded<unknown>]);

const uri = fc.tuple(fc.string(), fc.string({ minLength: 1 })).map(([name, type]) => {
  return `pcp://${name.replaceAll('/', '')}/${type.replaceAll('/', '') || 'x'}`;
});

const message: fc.Arbitrary<pcp.Message> = fc.record(
  {
    id: fc.uuid(),
    message_type: fc.string({ unit: 'binary' }),
    target: uri,
    sender: uri,
    in_reply_to: fc.uuid(),
    data: fc.jsonValue({ noUnicodeString: false }) as fc.Arbitrary<NonNullable<pcp.Message['data']>>,
  },
  { requiredKeys: ['id', 'message_type'] },
);

test('arbitrary text is never more than refused', () => {
  const nearly = fc.tuple(message, fc.nat(), fc.string()).map(([whole, at, put]) => {
    const text = pcp.encodeMessage(whole);
    return text.slice(0, at % text.length) + put + text.slice((at % text.length) + put.length);
  });
  fc.assert(
    fc.property(fc.oneof(fc.string({ unit: 'binary' }), fc.json(), nearly), (text) => {
      const decoded = pcp.decodeMessage(text);
      assert.equal(typeof (decoded.ok ? decoded.value.id : decoded.error), 'string');
    }),
    { seed, numRuns: 3000 },
  );
});

test('arbitrary bytes are never more than refused', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
      assert.equal(pcp.decodeMessage(new TextDecoder().decode(bytes)).ok, false);
    }),
    { seed, numRuns: 1000 },
  );
});

test('arbitrary values are never more than refused by any codec', () => {
  assert.ok(codecs.length >= 19, `${codecs.length} codecs`);
  const keys = fc.constantFrom(
    'transaction_id',
    'module',
    'action',
    'params',
    'results',
    'query',
    'uris',
    'changes',
    'files',
    '__proto__',
  );
  const value = fc.oneof(fc.anything(), fc.dictionary(keys, fc.anything()));
  fc.assert(
    fc.property(value, (given) => {
      for (const [name, codec] of codecs) {
        const decoded = codec(given);
        if (decoded.ok) assert.equal(decoded.value, given, name);
        else assert.ok(decoded.error.length > 0, name);
      }
    }),
    { seed, numRuns: 2000 },
  );
});

test('what was written is read', () => {
  fc.assert(
    fc.property(message, (given) => {
      const text = pcp.encodeMessage(given);
      const decoded = pcp.decodeMessage(text);
      assert.ok(decoded.ok, decoded.ok ? '' : decoded.error);
      assert.equal(pcp.encodeMessage(decoded.value), text);
      assert.deepEqual(JSON.parse(text), JSON.parse(JSON.stringify(given)));
    }),
    { seed, numRuns: 2000 },
  );
});

test('a broker stands whatever its clients say', () => {
  const clock = new ManualClock();
  const broker = createBroker({ clock, ids: countingIds(), log: silentLog, name: 'orchestrator' });
  broker.start();
  const sent: string[] = [];
  const socket = {
    send: (text: string) => sent.push(text),
    ping: () => {},
    close: () => {},
    terminate: () => {},
    bufferedAmount: 0,
  };
  const peer = { address: '127.0.0.1:1', commonName: 'orchestrator', verified: true, path: 'fuzzer' };
  const types = [
    ...Object.values(pcp.messageType),
    ...Object.values(pxp.pxpMessage),
    ...Object.values(pxp.extensionMessage),
  ];
  const targets = [pcp.serverUri, 'pcp://orchestrator/fuzzer', 'pcp://*/agent', 'pcp://nobody/agent'];
  const known = fc.record({
    id: fc.uuid(),
    message_type: fc.constantFrom(...types),
    target: fc.constantFrom(...targets),
    data: fc.jsonValue(),
  });
  const text = fc.oneof(
    fc.string(),
    message.map(pcp.encodeMessage),
    known.map((value) => JSON.stringify(value)),
  );
  fc.assert(
    fc.property(text, (given) => {
      const session = broker.connect(socket, peer);
      session.receiveText(given);
      clock.advance(1000);
      session.closed();
      for (const written of sent.splice(0)) assert.ok(pcp.decodeMessage(written).ok, written);
      assert.deepEqual(broker.inventory(), []);
    }),
    { seed, numRuns: 2000 },
  );
});
