export {
  type AgentHello,
  extensionMessage,
  type OutputAcknowledge,
  type OutputMessage,
  type OutputSubscribe,
  outputWindow,
  type StopMessage,
} from './extension.ts';
