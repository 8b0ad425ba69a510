import assert from 'node:assert/strict';
import type { JsonObject } from '../../orchestrator-core/common/index.ts';
import { extensionMessage, type OutputMessage, pxpMessage } from '../../orchestrator-core/pxp/index.ts';
import { type TinyBroker, transactionOf } from '../support/tiny-broker.ts';

/** A test of an agent that hangs ends after this. */
export const limit = { timeout: 60_000 };
/** Milliseconds after which the agent tries to write to its spool again. */
export const spoolRetry = 5000;
/** A task that waits for a line in the pipe `gate`. */
export const waiting = '#!/bin/sh\necho begin\nread -r _ <"$PT_gate"\necho end\nexit 3\n';
/** How it ends. */
export const ended: JsonObject = { exitcode: 3, stdout: 'begin\nend\n' };

/** Asks the agent to run it. */
export function runWaiting(broker: TinyBroker, transaction: string, gatePath: string, notify = true): void {
  const file = broker.offer('waiting.sh', waiting);
  const params = { task: 'lab::waiting', files: [file], input: { gate: gatePath } };
  broker.nonBlocking(transaction, 'task', 'run', params, notify);
}

/** How many provisional responses of a transaction came. */
export function provisionals(broker: TinyBroker, transaction: string): number {
  return broker.received.filter(
    (message) => message.message_type === pxpMessage.provisionalResponse && transactionOf(message) === transaction,
  ).length;
}

/** How many responses with its outcome came. */
export function finals(broker: TinyBroker, transaction: string): number {
  return broker.received.filter(
    (message) => message.message_type === pxpMessage.nonBlockingResponse && transactionOf(message) === transaction,
  ).length;
}

/** Collects the output of a transaction, acknowledging as told. */
export function collect(
  broker: TinyBroker,
  transaction: string,
  acknowledge: boolean,
): { stdout: string; stderr: string } {
  const texts = { stdout: '', stderr: '' };
  const offsets = { stdout: 0, stderr: 0 };
  broker.onMessage = (message) => {
    if (message.message_type !== extensionMessage.output) return;
    const chunk = message.data as unknown as OutputMessage;
    if (chunk.transaction_id !== transaction) return;
    assert.equal(chunk.offset, offsets[chunk.stream], 'chunks follow each other without gap or overlap');
    offsets[chunk.stream] += chunk.length;
    texts[chunk.stream] += chunk.text;
    if (acknowledge) broker.send(extensionMessage.outputAcknowledge, { transaction_id: transaction, ...offsets });
  };
  return texts;
}
