import { count, type Decoded, decode, jsonObject, list, object, oneOf, type Schema, text } from '../common/index.ts';
import type {
  AgentHello,
  FactsDigestMessage,
  FactsMessage,
  FactsRequestMessage,
  OutputAcknowledge,
  OutputMessage,
  OutputSubscribe,
  StopMessage,
} from './extension.ts';

const helloSchema: Schema<AgentHello> = object<AgentHello>(
  { version: text, extensions: list(text), features: list(text) },
  'allowed',
);
const offsetsSchema: Schema<OutputSubscribe> = object<OutputSubscribe>({
  transaction_id: text,
  stdout: count,
  stderr: count,
});
const outputSchema: Schema<OutputMessage> = object<OutputMessage>({
  transaction_id: text,
  stream: oneOf('stdout', 'stderr'),
  offset: count,
  length: count,
  text,
});
const digestSchema: Schema<FactsDigestMessage> = object<FactsDigestMessage>({ digest: text }, 'allowed');
const requestSchema: Schema<FactsRequestMessage> = object<FactsRequestMessage>({}, 'allowed');
const factsSchema: Schema<FactsMessage> = object<FactsMessage>(
  { digest: text, age: count, facts: jsonObject, classes: list(text) },
  'allowed',
);
const stopSchema: Schema<StopMessage> = object<StopMessage>({ transaction_id: text });

/** Reads the data of `urn:baton:agent_hello`; unknown keys are allowed, so that a newer agent can say more. Never throws. */
export function decodeAgentHello(data: unknown): Decoded<AgentHello> {
  return decode(helloSchema, data, 'data');
}

/** Reads the data of `urn:baton:output_subscribe`. Never throws. */
export function decodeOutputSubscribe(data: unknown): Decoded<OutputSubscribe> {
  return decode(offsetsSchema, data, 'data');
}

/** Reads the data of `urn:baton:output`. Never throws. */
export function decodeOutput(data: unknown): Decoded<OutputMessage> {
  return decode(outputSchema, data, 'data');
}

/** Reads the data of `urn:baton:output_acknowledge`. Never throws. */
export function decodeOutputAcknowledge(data: unknown): Decoded<OutputAcknowledge> {
  return decode(offsetsSchema, data, 'data');
}

/** Reads the data of `urn:baton:stop`. Never throws. */
export function decodeStop(data: unknown): Decoded<StopMessage> {
  return decode(stopSchema, data, 'data');
}

/** Reads the data of `urn:baton:facts_digest`. Never throws. */
export function decodeFactsDigest(data: unknown): Decoded<FactsDigestMessage> {
  return decode(digestSchema, data, 'data');
}

/** Reads the data of `urn:baton:facts_request`. Never throws. */
export function decodeFactsRequest(data: unknown): Decoded<FactsRequestMessage> {
  return decode(requestSchema, data, 'data');
}

/** Reads the data of `urn:baton:facts`. Never throws. */
export function decodeFacts(data: unknown): Decoded<FactsMessage> {
  return decode(factsSchema, data, 'data');
}
