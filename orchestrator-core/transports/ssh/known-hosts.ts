import { createHash, createHmac, timingSafeEqual } from 'node:crypto';

/** One line of a `known_hosts` file: `sshd(8)`, "SSH_KNOWN_HOSTS FILE FORMAT". */
export interface KnownHost {
  readonly marker?: 'revoked' | 'cert-authority';
  /** Patterns separated by commas, or `|1|salt|hash`. */
  readonly names: string;
  /** `ssh-ed25519` … */
  readonly keyType: string;
  /** The key in base64, as the file has it. */
  readonly key: string;
  readonly file: string;
  /** From 1. */
  readonly line: number;
}

/** What the lines say of a key that a host showed. */
export type HostKeyVerdict =
  | { readonly kind: 'known' }
  /** No line names the host with a key of this type; `others` are those that name it with another type. */
  | { readonly kind: 'unknown'; readonly others: readonly KnownHost[] }
  | { readonly kind: 'changed' | 'revoked'; readonly by: KnownHost };

/** Reads a `known_hosts` file. What is not a line of a key is left out, as OpenSSH does. */
export function parseKnownHosts(text: string, file: string): readonly KnownHost[] {
  return text.split('\n').flatMap((line, index): KnownHost[] => {
    const words = line.trim().split(/[ \t]+/);
    const marker = words[0]?.startsWith('@') ? words.shift()?.slice(1) : undefined;
    const [names = '', keyType = '', key = ''] = words;
    if (names === '' || names.startsWith('#') || !/^[A-Za-z0-9+/]+=*$/.test(key)) return [];
    const place = { names, keyType, key, file, line: index + 1 };
    if (marker === undefined) return [place];
    return marker === 'revoked' || marker === 'cert-authority' ? [{ marker, ...place }] : [];
  });
}

/** A host as `known_hosts` names it: with its port in brackets unless that is 22. */
export function knownHostName(host: string, port: number): string {
  const name = host.toLowerCase();
  return port === 22 ? name : `[${name}]:${port}`;
}

/** The lines about a host, markers included. */
export function linesOf(known: readonly KnownHost[], name: string): readonly KnownHost[] {
  return known.filter(({ names }) => (names.startsWith('|') ? isHashed(names, name) : matchesList(names, name)));
}

/**
 * What is known of a host's key. A host on another port than 22 is also known by a line without port, when the key is
 * the same; a key that is revoked for the host is refused whatever else says it is known.
 * @param key the key's blob, as the protocol carries it.
 */
export function judgeHostKey(
  known: readonly KnownHost[],
  host: { readonly host: string; readonly port: number },
  key: Uint8Array,
): HostKeyVerdict {
  const encoded = Buffer.from(key).toString('base64');
  const type = keyTypeOf(key);
  const isSame = (line: KnownHost): boolean => unpadded(line.key) === unpadded(encoded);
  const lines = linesOf(known, knownHostName(host.host, host.port));
  const bare = host.port === 22 ? [] : linesOf(known, knownHostName(host.host, 22));
  const revoked = [...lines, ...bare].find((line) => line.marker === 'revoked' && isSame(line));
  if (revoked !== undefined) return { kind: 'revoked', by: revoked };
  const keys = lines.filter((line) => line.marker === undefined);
  if (keys.some(isSame) || bare.some((line) => line.marker === undefined && isSame(line))) return { kind: 'known' };
  const changed = keys.find((line) => line.keyType === type);
  return changed === undefined ? { kind: 'unknown', others: keys } : { kind: 'changed', by: changed };
}

/** The name of a key's type, with which its blob begins; empty where there is none. */
export function keyTypeOf(key: Uint8Array): string {
  const bytes = Buffer.from(key.buffer, key.byteOffset, key.byteLength);
  if (bytes.length < 4) return '';
  const length = bytes.readUInt32BE(0);
  return length > 64 ? '' : bytes.toString('latin1', 4, 4 + length);
}

/** A key's fingerprint as OpenSSH prints it: `SHA256:…`. */
export function fingerprint(key: Uint8Array): string {
  return `SHA256:${unpadded(createHash('sha256').update(key).digest('base64'))}`;
}

/** A line for a host's key, its name in clear. */
export function knownHostLine(host: string, port: number, key: Uint8Array): string {
  return `${knownHostName(host, port)} ${keyTypeOf(key)} ${Buffer.from(key).toString('base64')}\n`;
}

function unpadded(text: string): string {
  return text.replace(/=+$/, '');
}

/** `|1|salt|hash`: the HMAC-SHA1 of the name with the salt. */
function isHashed(names: string, name: string): boolean {
  const [, kind, salt = '', hash = ''] = names.split('|');
  if (kind !== '1') return false;
  const wanted = Buffer.from(hash, 'base64');
  const found = createHmac('sha1', Buffer.from(salt, 'base64')).update(name).digest();
  return wanted.length === found.length && timingSafeEqual(wanted, found);
}

/** Whether a pattern of the list matches and none with `!` does. */
function matchesList(list: string, name: string): boolean {
  let is = false;
  for (const pattern of list.toLowerCase().split(',')) {
    if (pattern.startsWith('!')) {
      if (matchesPattern(pattern.slice(1), name)) return false;
    } else if (matchesPattern(pattern, name)) is = true;
  }
  return is;
}

/** `*` is any characters, `?` one; in a time that is the product of both lengths at most. */
export function matchesPattern(pattern: string, name: string): boolean {
  let [at, from, star, mark] = [0, 0, -1, 0];
  while (from < name.length) {
    if (pattern[at] === '*') {
      star = at;
      mark = from;
      at += 1;
    } else if (pattern[at] === '?' || pattern[at] === name[from]) {
      at += 1;
      from += 1;
    } else if (star >= 0) {
      at = star + 1;
      mark += 1;
      from = mark;
    } else return false;
  }
  while (pattern[at] === '*') at += 1;
  return at === pattern.length;
}
