import { matchesUri, messageType } from '../pcp/index.ts';
import { extensionMessage, pxpMessage } from '../pxp/index.ts';

/** What a rule decides on: one message of one connection. */
export interface AuthorizationRequest {
  readonly commonName: string;
  /** Whether a certificate proved the name. */
  readonly verified: boolean;
  readonly target: string;
  readonly messageType: string;
}

/** One rule, after trapperkeeper-authorization: the first that matches type and target decides. */
export interface AuthorizationRule {
  readonly name: string;
  readonly messageTypes: readonly string[];
  /** URI patterns; absent means any target. */
  readonly targets?: readonly string[];
  /** Common names, which a certificate must prove, or every connected client. */
  readonly allow: readonly string[] | 'everyone';
}

/**
 * The rules that Puppet Enterprise ships, and those for the extension: requests come from the orchestrator alone,
 * answers from everyone, anything else from nobody.
 */
export function defaultRules(orchestrator: string): readonly AuthorizationRule[] {
  return [
    { name: 'inventory requests', messageTypes: [messageType.inventoryRequest], allow: [orchestrator] },
    {
      name: 'rpc requests',
      messageTypes: [pxpMessage.blockingRequest, pxpMessage.nonBlockingRequest],
      allow: [orchestrator],
    },
    {
      name: 'extension: controller to agent',
      messageTypes: [
        extensionMessage.outputSubscribe,
        extensionMessage.outputAcknowledge,
        extensionMessage.stop,
        extensionMessage.factsRequest,
      ],
      targets: ['pcp://*/agent'],
      allow: [orchestrator],
    },
    {
      name: 'responses',
      messageTypes: [
        messageType.associateRequest,
        pxpMessage.provisionalResponse,
        pxpMessage.blockingResponse,
        pxpMessage.nonBlockingResponse,
        pxpMessage.error,
      ],
      allow: 'everyone',
    },
    {
      name: 'extension: agent to server',
      messageTypes: [extensionMessage.hello, extensionMessage.factsDigest],
      targets: ['pcp:///server'],
      allow: 'everyone',
    },
    {
      name: 'extension: agent to controller',
      messageTypes: [extensionMessage.output, extensionMessage.facts],
      targets: [`pcp://${orchestrator}/*`],
      allow: 'everyone',
    },
  ];
}

/** Whether the rules let the message through. */
export function isAuthorized(rules: readonly AuthorizationRule[], request: AuthorizationRequest): boolean {
  const rule = rules.find(
    ({ messageTypes, targets }) =>
      messageTypes.includes(request.messageType) &&
      (targets === undefined || targets.some((pattern) => matchesUri(pattern, request.target))),
  );
  if (rule === undefined) return false;
  return rule.allow === 'everyone' || (request.verified && rule.allow.includes(request.commonName));
}
