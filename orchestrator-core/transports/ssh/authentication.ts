import { readFile } from 'node:fs/promises';
import type { AnyAuthMethod, BaseAgent, ParsedKey } from 'ssh2';
import { ReadFiles } from './read-files.ts';
import type { KeySource, Settings } from './settings.ts';

/** One way of proving who one is, and what people call it. */
interface Attempt {
  readonly method: 'publickey' | 'password' | 'keyboard-interactive' | 'none';
  readonly what: string;
  readonly auth: AnyAuthMethod;
}

/** What can be tried, in order, and what cannot with the reason. */
export interface AuthenticationPlan {
  readonly attempts: readonly Attempt[];
  readonly notes: readonly string[];
}

/** The library, which is loaded when it is needed. */
export type Library = typeof import('ssh2');

/** A key of this machine: usable, or the reason why not and, where it is told, its public half. */
interface LoadedKey {
  readonly source: string;
  readonly key?: ParsedKey;
  readonly publicKey?: Buffer;
  readonly note?: string;
  readonly isMissing?: boolean;
}

/**
 * Keys that were named come first, by the agent where it has them, then the agent's others, then the password: an agent
 * with many keys must not use up the server's patience before the key that was meant.
 */
export async function planAuthentication(
  settings: Settings,
  keys: KeyFiles,
  library: Library,
): Promise<AuthenticationPlan> {
  const notes: string[] = [];
  const [loaded, held] = await Promise.all([
    Promise.all(settings.keys.map((source) => keys.load(source))),
    agentKeys(settings.agent, library, notes),
  ]);
  const username = settings.user;
  const isOf = (key: LoadedKey) => (one: AgentKey) => key.publicKey?.equals(one.blob) === true;
  const viaAgent = ({ key, blob, comment, agent }: AgentKey): Attempt => ({
    method: 'publickey',
    what: `${key.type} key ${comment === '' ? fingerprintOf(blob) : comment} of the agent`,
    auth: { type: 'agent', username, agent: oneKey(agent, key) },
  });
  const named = loaded.flatMap((key): Attempt[] => {
    if (key.key !== undefined) {
      return [{ method: 'publickey', what: key.source, auth: { type: 'publickey', username, key: key.key } }];
    }
    const inAgent = held.find(isOf(key));
    if (inAgent !== undefined) return [viaAgent(inAgent)];
    if (key.note !== undefined) notes.push(key.note);
    return [];
  });
  const others = settings.identitiesOnly ? [] : held.filter((one) => !loaded.some((key) => isOf(key)(one)));
  const attempts = [...named, ...others.map(viaAgent), ...passwordAttempts(settings)];
  if (attempts.length > 0) return { attempts, notes };
  return { attempts: [{ method: 'none', what: 'no key and no password', auth: { type: 'none', username } }], notes };
}

function passwordAttempts({ user: username, password }: Settings): readonly Attempt[] {
  if (password === undefined) return [];
  let rounds = 0;
  return [
    { method: 'password', what: 'the password', auth: { type: 'password', username, password } },
    {
      method: 'keyboard-interactive',
      what: 'the password',
      auth: {
        type: 'keyboard-interactive',
        username,
        prompt: (_name, _instructions, _language, prompts, finish) => {
          rounds += 1;
          // A server that asks again has refused the answer; saying it once more would only lock the account.
          finish(prompts.map(({ echo }) => (echo === true || rounds > 1 ? '' : password)));
        },
      },
    },
  ];
}

/** Private keys, each file read and understood again only when it changed. */
export class KeyFiles {
  readonly #files: ReadFiles<LoadedKey>;
  readonly #library: Library;

  constructor(library: Library) {
    this.#library = library;
    this.#files = new ReadFiles((path) => readKey(path, library));
  }

  async load(source: KeySource): Promise<LoadedKey> {
    if (source.kind === 'data') return parse(source.text, 'the private-key data', this.#library);
    const { note, ...loaded } = await this.#files.get(source.path);
    // A default key that is not there is nothing to talk about.
    const isSilent = note === undefined || (loaded.isMissing === true && !source.explicit);
    return isSilent ? loaded : { ...loaded, note };
  }
}

async function readKey(path: string, library: Library): Promise<LoadedKey> {
  try {
    const found = parse(await readFile(path, 'utf8'), path, library);
    return found.key === undefined ? { ...found, ...(await publicHalf(path, library)) } : found;
  } catch (error) {
    const isMissing = error instanceof Error && 'code' in error && error.code === 'ENOENT';
    const note = `the private key ${path} ${isMissing ? 'does not exist' : 'cannot be read'}`;
    return { source: path, note, isMissing, ...(await publicHalf(path, library)) };
  }
}

function parse(text: string, source: string, { utils }: Library): LoadedKey {
  const parsed = utils.parseKey(text);
  const [key] = Array.isArray(parsed) ? parsed : [parsed];
  if (key instanceof Error) {
    const note = /passphrase/i.test(key.message)
      ? `${source} has a passphrase: add the key to an ssh-agent (ssh-add), or use one without`
      : `${source} is no private key that can be read: ${key.message}`;
    return { source, note };
  }
  if (key === undefined || !key.isPrivateKey()) return { source, note: `${source} holds no private key` };
  return { source, key, publicKey: key.getPublicSSH() };
}

/** The public key beside a private one, by which an agent is asked for it. */
async function publicHalf(path: string, { utils }: Library): Promise<{ publicKey?: Buffer }> {
  const text = await readFile(path.endsWith('.pub') ? path : `${path}.pub`, 'utf8').catch(() => undefined);
  const key = text === undefined ? undefined : utils.parseKey(text);
  return key === undefined || key instanceof Error || Array.isArray(key) ? {} : { publicKey: key.getPublicSSH() };
}

interface AgentKey {
  readonly key: ParsedKey;
  readonly blob: Buffer;
  readonly comment: string;
  readonly agent: BaseAgent;
}

async function agentKeys(socket: string | undefined, library: Library, notes: string[]): Promise<readonly AgentKey[]> {
  if (socket === undefined) return [];
  const agent = library.createAgent(socket);
  return new Promise((resolve) => {
    agent.getIdentities((error, identities = []) => {
      if (error) notes.push(`the agent at ${socket} does not answer: ${error.message}`);
      resolve(
        error
          ? []
          : identities.flatMap((identity) => {
              const key = library.utils.parseKey(
                typeof identity === 'object' && 'pubKey' in identity ? blobOf(identity.pubKey) : identity,
              );
              if (key instanceof Error || Array.isArray(key)) return [];
              return [{ key, blob: key.getPublicSSH(), comment: key.comment ?? '', agent }];
            }),
      );
    });
  });
}

type PublicKey = ParsedKey | Buffer | string;

function blobOf(key: PublicKey | { readonly pubKey: PublicKey }): PublicKey {
  return typeof key === 'object' && 'pubKey' in key ? key.pubKey : key;
}

/** An agent that has one key of another one, so that each key is an attempt of its own. */
function oneKey(agent: BaseAgent, key: ParsedKey): BaseAgent {
  const one = Object.create(agent) as BaseAgent;
  one.getIdentities = (callback) => callback(null, [key]);
  return one;
}

function fingerprintOf(blob: Buffer): string {
  return blob.toString('base64').slice(-16);
}
