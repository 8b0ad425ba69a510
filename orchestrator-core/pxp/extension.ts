/**
 * What Baton adds to PXP. A foreign agent never sees any of it: an agent of ours says `agent_hello` to the broker when
 * it connects, and only agents that said so are sent the rest. docs/protocol.md tells it in prose.
 */
import type { JsonObject } from '../common/index.ts';

/** The message types of the extension; each matches the broker's `^[\w\-.:/]*$`. */
export const extensionMessage = {
  /** Agent to `pcp:///server`, on every connect. */
  hello: 'urn:baton:agent_hello',
  /**
   * Controller to agent: send the output of this transaction from these offsets on, now and as it grows. Only the
   * transaction's requester is heard. It ends with the connection and is asked for again over the next. The final
   * response follows the last chunk of a subscribed transaction, unless nothing was acknowledged for a minute; to a
   * requester that has not (yet again) subscribed it may come first, and its results hold all of the output.
   */
  outputSubscribe: 'urn:baton:output_subscribe',
  /** Agent to controller: one chunk. */
  output: 'urn:baton:output',
  /** Controller to agent: chunks up to here are taken. The agent keeps at most {@link outputWindow} bytes unacknowledged. */
  outputAcknowledge: 'urn:baton:output_acknowledge',
  /**
   * Agent to `pcp:///server`: what its facts look like, some seconds after it connected and whenever it found them again.
   * Nobody need answer.
   */
  factsDigest: 'urn:baton:facts_digest',
  /** Controller to agent: send the facts. An agent that has found none yet does when it has. */
  factsRequest: 'urn:baton:facts_request',
  /** Agent to the controller that asked. */
  facts: 'urn:baton:facts',
  /** Controller to agent: end the process of this transaction with its children. The usual final response follows. */
  stop: 'urn:baton:stop',
} as const;

/** Bytes per stream that may be on the way without acknowledgement. */
export const outputWindow: number = 256 * 1024;

export interface AgentHello {
  readonly version: string;
  /** `output`, `stop`, `facts`. */
  readonly extensions: readonly string[];
  /** Features for choosing a task's implementation: `shell`, `puppet-agent`, `powershell` … */
  readonly features: readonly string[];
}

/** What an agent's facts look like. */
export interface FactsDigestMessage {
  /** SHA-256 of facts and classes, without what changes all the time, in hex; equal when nothing changed. */
  readonly digest: string;
}

/** Empty: there is nothing to say. */
export type FactsRequestMessage = Readonly<Record<string, never>>;

/** An agent's facts and the classes of its last Puppet run. */
export interface FactsMessage {
  readonly digest: string;
  /** Milliseconds since they were found: the clocks of two machines may differ. */
  readonly age: number;
  readonly facts: JsonObject;
  readonly classes: readonly string[];
}

export interface OutputSubscribe {
  readonly transaction_id: string;
  /** Byte offsets. */
  readonly stdout: number;
  readonly stderr: number;
}

export interface OutputMessage {
  readonly transaction_id: string;
  readonly stream: 'stdout' | 'stderr';
  readonly offset: number;
  /** Bytes of the stream that `text` stands for. */
  readonly length: number;
  readonly text: string;
}

export type OutputAcknowledge = OutputSubscribe;

export interface StopMessage {
  readonly transaction_id: string;
}
