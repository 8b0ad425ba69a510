import type { Algorithms as OfferedAlgorithms } from 'ssh2';
import { matchesPattern } from './known-hosts.ts';
import { type Algorithms, connectError } from './settings.ts';

interface Known {
  readonly defaults: readonly string[];
  readonly supported: readonly string[];
}

/**
 * What is offered to a server: lists as `*-algorithms` and `ssh_config(5)` have them, without what the library does not
 * know. Types of host keys that are known of the host come first, as OpenSSH does it, so that a server with several keys
 * shows one that can be checked.
 * @throws OrchestratorError when nothing is left of a list.
 */
export async function offeredAlgorithms(
  name: string,
  wanted: Algorithms,
  knownKeyTypes: readonly string[],
): Promise<OfferedAlgorithms> {
  const { default: known } = await import('ssh2/lib/protocol/constants.js');
  const choose = (what: string, list: readonly string[] | undefined, from: Known): string[] => {
    const chosen = chooseAlgorithms(list, from);
    if (chosen.length > 0) return [...chosen];
    throw connectError(
      `Failed to connect to ${name}: none of the ${what} algorithms ${list?.join(', ')} can be used, only ${from.supported.join(', ')}. native-ssh has all of OpenSSH's.`,
    );
  };
  const hostKeys = choose('host key', wanted.hostKey, {
    defaults: known.DEFAULT_SERVER_HOST_KEY,
    supported: known.SUPPORTED_SERVER_HOST_KEY,
  });
  // The library's types name each algorithm; these lists are subsets of its own.
  return {
    kex: choose('key exchange', wanted.kex, { defaults: known.DEFAULT_KEX, supported: known.SUPPORTED_KEX }),
    cipher: choose('encryption', wanted.cipher, { defaults: known.DEFAULT_CIPHER, supported: known.SUPPORTED_CIPHER }),
    hmac: choose('MAC', wanted.mac, { defaults: known.DEFAULT_MAC, supported: known.SUPPORTED_MAC }),
    serverHostKey: wanted.hostKey === undefined ? preferred(hostKeys, knownKeyTypes) : hostKeys,
  } as OfferedAlgorithms;
}

/** Exported for its test. */
export function chooseAlgorithms(
  list: readonly string[] | undefined,
  { defaults, supported }: Known,
): readonly string[] {
  if (list === undefined) return defaults;
  const [first = '', ...rest] = list;
  const names = [first.replace(/^[+^-]/, ''), ...rest];
  const known = names.flatMap((name) => (name === 'defaults' ? defaults : supported.filter((one) => one === name)));
  if (first.startsWith('+')) return unique([...defaults, ...known]);
  if (first.startsWith('^')) return unique([...known, ...defaults]);
  if (!first.startsWith('-')) return unique(known);
  return defaults.filter((name) => !names.some((pattern) => matchesPattern(pattern, name)));
}

function preferred(algorithms: readonly string[], types: readonly string[]): string[] {
  const isKnown = (name: string): boolean => types.includes(name.startsWith('rsa-sha2-') ? 'ssh-rsa' : name);
  return [...algorithms.filter(isKnown), ...algorithms.filter((name) => !isKnown(name))];
}

function unique(names: readonly string[]): readonly string[] {
  return [...new Set(names)];
}
