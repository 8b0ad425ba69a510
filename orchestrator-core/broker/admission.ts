import { formatUri, messageType, serverUri } from '../pcp/index.ts';
import { type AuthorizationRule, isAuthorized } from './authorization.ts';
import type { BrokerState, Peer } from './port.ts';

/** With which close code a newcomer is refused, and in which words. */
export interface Closing {
  readonly code: number;
  readonly reason: string;
}

/** What a newcomer is judged by. */
export interface Premises {
  readonly state: BrokerState;
  readonly rules: readonly AuthorizationRule[];
  readonly connections: number;
  /** 0 means no limit. */
  readonly maxConnections: number;
  /** Whether a client inside this process has the URI. */
  isAttached(uri: string): boolean;
  /** Whether a client that a certificate proved has the URI. */
  isCertified(uri: string): boolean;
}

/** What a name or a type may be made of, so that a message to it passes the check of its target. */
const partPattern = /^[\w\-.:]+$/;

/** The client type that a peer asks for. */
export function typeOf(peer: Peer): string {
  return peer.path === '' ? 'agent' : peer.path;
}

/** Why a newcomer is refused, by the reference's checks in the reference's order; undefined lets it in. */
export function refusalOf(peer: Peer, premises: Premises): Closing | undefined {
  if (premises.state !== 'running') return { code: 1011, reason: 'Broker is not running.' };
  if (peer.commonName === undefined) return { code: 4003, reason: 'No client certificate.' };
  const { maxConnections, connections } = premises;
  // Before superseding: at the limit a known client is refused as well.
  if (maxConnections > 0 && connections >= maxConnections) return { code: 1011, reason: 'Connection limit exceeded.' };
  return mayAssociate(peer, peer.commonName, premises)
    ? undefined
    : { code: 4002, reason: 'Association unsuccessful.' };
}

function mayAssociate(peer: Peer, commonName: string, premises: Premises): boolean {
  const type = typeOf(peer);
  if (!partPattern.test(commonName) || !partPattern.test(type) || type === 'server') return false;
  const uri = formatUri(commonName, type);
  // Nobody takes the place of a client inside this process, nor, without a certificate, of one that has one.
  if (premises.isAttached(uri) || (!peer.verified && premises.isCertified(uri))) return false;
  const request = { target: serverUri, messageType: messageType.associateRequest };
  return isAuthorized(premises.rules, { commonName, verified: peer.verified, ...request });
}
