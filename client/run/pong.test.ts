import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Pong } from '../../orchestrator-core/orchestrator.ts';
import { pingSummary, pongLine } from './pong.ts';

const answered = (node: string, milliseconds: number): Pong => ({ node, transport: 'ssh', ok: true, milliseconds });
const silent: Pong = {
  node: 'db',
  transport: 'pcp',
  ok: false,
  error: { kind: 'baton/not-connected', msg: 'It is not connected.', details: {} },
  milliseconds: 0.4,
};

test('a node has a line, with its error where it did not answer', () => {
  assert.equal(pongLine(answered('web1', 12.4)), '✓ web1 (ssh) 12 ms');
  assert.equal(pongLine(answered('ssh://bob@web1', 1)), '✓ ssh://bob@web1 (ssh) 1 ms');
  assert.equal(pongLine(silent), '✗ db (pcp) 0 ms: It is not connected.');
});

test('the summary counts those that answered, and times them alone', () => {
  const cases: readonly (readonly [readonly Pong[], number, string])[] = [
    [[], 2, 'None of 2 nodes answered.'],
    [[silent], 1, 'None of 1 node answered.'],
    [[answered('a', 10), answered('b', 20.6), silent], 3, '2 of 3 nodes answered; min/avg/max 10/15/21 ms.'],
  ];
  for (const [pongs, asked, expected] of cases) assert.equal(pingSummary(pongs, asked), expected);
});
