import { appendFile, mkdir, readFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import {
  fingerprint,
  judgeHostKey,
  type KnownHost,
  keyTypeOf,
  knownHostLine,
  knownHostName,
  linesOf,
  parseKnownHosts,
} from './known-hosts.ts';
import { ReadFiles } from './read-files.ts';
import { connectError, type Settings } from './settings.ts';

/** The `known_hosts` files of everybody who connects, each read again only when it changed. */
export class HostKeys {
  readonly #files = new ReadFiles<readonly KnownHost[]>((file) =>
    readFile(file, 'utf8').then(
      (text) => parseKnownHosts(text, file),
      () => [],
    ),
  );
  #adding: Promise<void> = Promise.resolve();

  /** Everything that the files of these settings know. */
  async known({ knownHosts }: Settings): Promise<readonly KnownHost[]> {
    const files = await Promise.all(knownHosts.map((file) => this.#files.get(file)));
    return files.flat();
  }

  /**
   * Accepts the key that a host shows, or says why not.
   * @throws OrchestratorError in Bolt's words.
   */
  async check(settings: Settings, known: readonly KnownHost[], key: Uint8Array): Promise<void> {
    if (settings.hostKeyCheck === 'no') return;
    const { hostKeyAlias: host, port } = settings;
    const verdict = judgeHostKey(known, { host, port }, key);
    if (verdict.kind === 'known') return;
    if (verdict.kind === 'unknown' && settings.hostKeyCheck === 'accept-new') {
      // One after the other: of several connections to a new host only the first adds its key.
      this.#adding = this.#adding.then(() => this.#add(settings, key));
      return this.#adding;
    }
    const shown = `fingerprint ${fingerprint(key)}`;
    const name = knownHostName(host, port);
    const why =
      verdict.kind === 'unknown'
        ? `${shown} is unknown for ${JSON.stringify(name)}. ${unknownAdvice(settings, known, verdict.others, key)}`
        : verdict.kind === 'changed'
          ? `${shown} does not match for ${JSON.stringify(name)}. ${verdict.by.file} line ${verdict.by.line} knows another ${verdict.by.keyType} key: if the host was installed anew, remove it there (ssh-keygen -R '${name}'), else somebody may be listening.`
          : `${shown} was revoked for ${JSON.stringify(name)} by ${verdict.by.file} line ${verdict.by.line}.`;
    throw connectError(`Host key verification failed for ${settings.name}: ${why}`, undefined, 'HOST_KEY_ERROR');
  }

  async #add(settings: Settings, key: Uint8Array): Promise<void> {
    const { hostKeyAlias: host, port } = settings;
    const [file] = settings.knownHosts;
    if (file === undefined || judgeHostKey(await this.known(settings), { host, port }, key).kind === 'known') return;
    try {
      await mkdir(dirname(file), { recursive: true, mode: 0o700 });
      await appendFile(file, knownHostLine(host, port, key), { mode: 0o600 });
    } catch (error) {
      // A file that nobody can write, such as /dev/null's neighbours, is how people say that nothing is to be kept.
      if (!(error instanceof Error && 'code' in error)) throw error;
    }
  }
}

/** The types of the keys that are known of a host. */
export function knownKeyTypes(known: readonly KnownHost[], { hostKeyAlias, port }: Settings): readonly string[] {
  const lines = linesOf(known, knownHostName(hostKeyAlias, port));
  return lines.filter(({ marker }) => marker === undefined).map(({ keyType }) => keyType);
}

function unknownAdvice(
  settings: Settings,
  known: readonly KnownHost[],
  others: readonly KnownHost[],
  key: Uint8Array,
): string {
  const name = knownHostName(settings.hostKeyAlias, settings.port);
  const authority = linesOf(known, name).find(({ marker }) => marker === 'cert-authority');
  if (authority !== undefined) {
    return `${authority.file} line ${authority.line} trusts a certificate authority for it; host certificates are read by native-ssh only.`;
  }
  const other = others[0];
  const elsewhere = other === undefined ? '' : `${other.file} line ${other.line} knows a ${other.keyType} key of it. `;
  const files = settings.knownHosts.slice(0, 1).join(', ') || 'known_hosts';
  return `${elsewhere}Add the ${keyTypeOf(key)} key to ${files} (ssh-keyscan), or set host-key-check to false.`;
}
