import type { Clock, Log } from '../common/index.ts';

/** What became of a message, the reference broker's words. */
export type AccessOutcome =
  | 'AUTHORIZATION_SUCCESS'
  | 'AUTHENTICATION_FAILURE'
  | 'AUTHORIZATION_FAILURE'
  | 'MULTICAST_UNSUPPORTED'
  | 'DESERIALIZATION_ERROR';

/** Whom and what a line is about. */
export interface AccessEntry {
  readonly address: string;
  readonly commonName: string;
  readonly source: string;
  /** Absent when the message could not be decoded. */
  readonly message?: { readonly message_type: string; readonly id: string; readonly target: string };
}

/** Writes `[date] OUTCOME remote-ip:port CN source-uri message_type message_id target`, the pcp_access log's line. */
export function logAccess(log: Log, clock: Clock, outcome: AccessOutcome, entry: AccessEntry): void {
  const { address, commonName, source, message } = entry;
  const fields = [address, commonName, source, message?.message_type, message?.id, message?.target];
  const date = new Date(clock.now()).toISOString();
  log.log(
    outcome === 'AUTHORIZATION_SUCCESS' ? 'info' : 'warn',
    `[${date}] ${outcome} ${fields.map((field) => printable(field ?? '-')).join(' ')}`,
  );
}

/** Foreign text as one word of a line: it can neither break the line nor fill the disk. */
function printable(word: string): string {
  const shown = word.slice(0, 256).replaceAll(/[^\x21-\x7e]/g, '?');
  return shown === '' ? '-' : shown;
}
