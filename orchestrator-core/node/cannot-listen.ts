import { OrchestratorError } from '../common/index.ts';

/** Why a server cannot listen at an address, and what to do: another address where it is not ours, else another port. */
export function cannotListen(who: string, host: string, port: number, cause: Error): OrchestratorError {
  const address = `${host.includes(':') ? `[${host}]` : host}:${port}`;
  const isForeign = /^(?:ENOTFOUND|EAI_AGAIN|EADDRNOTAVAIL|EINVAL)$/.test('code' in cause ? String(cause.code) : '');
  const advice = isForeign ? 'Choose an address of this machine.' : 'Choose another port, or 0 for any free one.';
  const message = `${who} cannot listen on ${address}: ${cause.message}. ${advice}`;
  return new OrchestratorError('baton/cannot-listen', message, { cause });
}
