import { spawn } from 'node:child_process';
import { connect as connectSocket } from 'node:net';
import { Duplex } from 'node:stream';
import type { AuthHandlerMiddleware, Client, ClientChannel, ConnectConfig } from 'ssh2';
import type { Clock } from '../../common/index.ts';
import { offeredAlgorithms } from './algorithms.ts';
import { type AuthenticationPlan, type KeyFiles, type Library, planAuthentication } from './authentication.ts';
import { type HostKeys, knownKeyTypes } from './host-keys.ts';
import { connectError, type Settings } from './settings.ts';

/** What everybody who connects shares. */
export interface ClientPorts {
  readonly clock: Clock;
  readonly library: Library;
  readonly keys: KeyFiles;
  readonly hostKeys: HostKeys;
}

/** A connection that is open until it is lost or closed. */
export interface OpenClient {
  readonly client: Client;
  isOpen(): boolean;
  /** Why it was lost, once it is. */
  reason(): string;
  /** Resolves when it is closed, by whomever. */
  readonly closed: Promise<void>;
  /** Says good-bye; cuts it off when that takes longer than `disconnect-timeout`. */
  close(): Promise<void>;
}

/** The server hung up before it said anything: too many who are not logged in yet (`MaxStartups`). Worth another try. */
export class HungUp extends Error {}

/**
 * Connects and logs in.
 * @param through what the connection runs over instead of one of its own.
 * @throws OrchestratorError in Bolt's words; HungUp.
 */
export async function openClient(
  settings: Settings,
  ports: ClientPorts,
  through: Duplex | undefined,
  signal: AbortSignal,
): Promise<OpenClient> {
  const { library } = ports;
  const known = await ports.hostKeys.known(settings);
  const [plan, algorithms] = await Promise.all([
    planAuthentication(settings, ports.keys, library),
    offeredAlgorithms(settings.name, settings.algorithms, knownKeyTypes(known, settings)),
  ]);
  const opening = new Opening(new library.Client(), settings, plan, ports);
  if (through !== undefined || settings.proxyCommand === undefined) {
    return opening.open({ algorithms, known, through }, signal);
  }
  const { stream, said } = proxy(settings.proxyCommand);
  return opening.open({ algorithms, known, through: stream }, signal).catch((error: unknown) => {
    if (signal.aborted || said() === '') throw error;
    throw connectError(`Failed to connect to ${settings.name}: the ProxyCommand says: ${said()}`, error);
  });
}

/** What the library reports: `level` says where it happened, `code` what the system called it. */
type LibraryError = Error & { readonly level?: string; readonly code?: unknown };

interface Way {
  readonly algorithms: NonNullable<ConnectConfig['algorithms']>;
  readonly known: Awaited<ReturnType<HostKeys['known']>>;
  readonly through: Duplex | undefined;
}

/** A connection on its way from a socket to a session. */
class Opening {
  readonly #client: Client;
  readonly #settings: Settings;
  readonly #plan: AuthenticationPlan;
  readonly #ports: ClientPorts;
  readonly #tried: string[] = [];
  #accepted: readonly string[] = [];
  #isGreeted = false;

  constructor(client: Client, settings: Settings, plan: AuthenticationPlan, ports: ClientPorts) {
    this.#client = client;
    this.#settings = settings;
    this.#plan = plan;
    this.#ports = ports;
  }

  open({ algorithms, known, through }: Way, signal: AbortSignal): Promise<OpenClient> {
    const client = this.#client;
    const { host, port, connectTimeout, name } = this.#settings;
    return new Promise((resolve, reject) => {
      const end = (error: unknown): void => {
        timer.cancel();
        signal.removeEventListener('abort', stop);
        sock.destroy();
        reject(error);
      };
      const stop = (): void => end(signal.reason);
      const timer = this.#ports.clock.after(connectTimeout * 1000, () =>
        end(connectError(`Timeout after ${connectTimeout} seconds connecting to ${name}`)),
      );
      // The library leaves small packets waiting for the answer to those before; each would cost 40 ms.
      const sock = through ?? connectSocket({ host, port, noDelay: true });
      sock.on('error', () => {});
      if (signal.aborted) return stop();
      signal.addEventListener('abort', stop);
      client.on('error', (error: LibraryError) => {
        // An agent that does not sign with one key may do so with the next; the library goes on by itself.
        if (error.level === 'agent') this.#tried.push(`which the agent did not do: ${error.message}`);
        else end(this.#failure(error));
      });
      client.on('close', () => end(this.#failure(undefined)));
      client.on('handshake', () => {
        this.#isGreeted = true;
      });
      client.on('ready', () => {
        timer.cancel();
        signal.removeEventListener('abort', stop);
        client.removeAllListeners('error');
        client.removeAllListeners('close');
        resolve(kept(client, sock, this.#settings, this.#ports.clock));
      });
      try {
        client.connect({ ...this.#options(known, end), algorithms, sock });
      } catch (error) {
        end(this.#failure(error instanceof Error ? error : new Error(String(error))));
      }
    });
  }

  #options(known: Way['known'], fail: (error: unknown) => void): ConnectConfig {
    const { host, port, user, aliveInterval } = this.#settings;
    return {
      host,
      port,
      username: user,
      readyTimeout: 0,
      keepaliveInterval: aliveInterval * 1000,
      keepaliveCountMax: 3,
      hostVerifier: (key: Buffer, verify: (accepted: boolean) => void) => {
        this.#ports.hostKeys.check(this.#settings, known, key).then(() => verify(true), fail);
      },
      authHandler: this.#authenticate(fail),
    };
  }

  /** Hands out one attempt after the other, of those that the server would take. */
  #authenticate(fail: (error: unknown) => void): AuthHandlerMiddleware {
    const left = [...this.#plan.attempts];
    return (methods: readonly string[] | null, isPartial, next) => {
      this.#isGreeted = true;
      if (methods !== null) this.#accepted = methods;
      if (isPartial) this.#tried.push('which the server takes as a first step');
      const index = left.findIndex(({ method }) => methods === null || method === 'none' || methods.includes(method));
      const [attempt] = index < 0 ? [] : left.splice(index, 1);
      if (attempt === undefined) return fail(this.#refusal());
      this.#tried.push(`${attempt.method} with ${attempt.what}`);
      next(attempt.auth);
    };
  }

  #refusal(why = ''): Error {
    const { user, host, name } = this.#settings;
    const parts = [
      this.#tried.length === 0 ? 'nothing could be tried' : `tried ${this.#tried.join(', ')}`,
      ...(this.#accepted.length === 0 ? [] : [`the server accepts ${this.#accepted.join(', ')}`]),
      ...this.#plan.notes,
    ];
    const place = name === host ? '' : ` of ${name}`;
    const msg = `Authentication failed for user ${user}@${host}${place}${why}: ${parts.join('; ')}.`;
    return connectError(msg, undefined, 'AUTH_ERROR');
  }

  /** The error for what the library reports; undefined when the connection was closed without a word. */
  #failure(error: LibraryError | undefined): Error {
    const { name } = this.#settings;
    if (this.#tried.length > 0 && (error === undefined || error.level === undefined)) {
      // A server that has enough of refused keys says so as a disconnection.
      return this.#refusal(error === undefined ? ', the server closed the connection' : ` (${error.message})`);
    }
    const isEarly = error === undefined || error.code === 'ECONNRESET' || /before handshake/.test(error.message);
    if (isEarly && !this.#isGreeted)
      return new HungUp(`Failed to connect to ${name}: the server closed the connection`);
    const reason = error === undefined ? 'the server closed the connection' : reasonOf(error, this.#settings);
    return connectError(`Failed to connect to ${name}: ${reason}`, error);
  }
}

/** The system's errors in the words of Bolt's Ruby. */
function reasonOf(error: LibraryError, { host, port }: Settings): string {
  const at = ` - connect(2) for ${host}:${port}`;
  switch (error.code) {
    case 'ECONNREFUSED':
      return `Connection refused${at}`;
    case 'EHOSTUNREACH':
      return `No route to host${at}`;
    case 'ENETUNREACH':
      return `Network is unreachable${at}`;
    case 'ETIMEDOUT':
      return `Connection timed out${at}`;
    case 'ENOTFOUND':
      return 'getaddrinfo: Name or service not known';
    case 'EAI_AGAIN':
      return 'getaddrinfo: Temporary failure in name resolution';
    default:
      return error.message;
  }
}

/** A client that is logged in. */
function kept(client: Client, sock: Duplex, settings: Settings, clock: Clock): OpenClient {
  let isOpen = true;
  let reason = 'the connection was closed';
  client.on('error', (error) => {
    reason = error.message;
  });
  const closed = new Promise<void>((resolve) => {
    client.on('close', () => {
      isOpen = false;
      resolve();
    });
    client.on('end', () => {
      isOpen = false;
    });
  });
  return {
    client,
    isOpen: () => isOpen,
    reason: () => reason,
    closed,
    close: async () => {
      isOpen = false;
      client.end();
      const cut = Promise.withResolvers<void>();
      const timer = clock.after(settings.disconnectTimeout * 1000, cut.resolve);
      await Promise.race([closed, cut.promise]);
      timer.cancel();
      sock.destroy();
    },
  };
}

/** The input and output of a `ProxyCommand`, and what it says of itself. */
function proxy(command: string): { readonly stream: Duplex; readonly said: () => string } {
  const child = spawn('/bin/sh', ['-c', `exec ${command}`], { stdio: 'pipe' });
  const stream = Duplex.from({ readable: child.stdout, writable: child.stdin });
  let said = '';
  child.stderr.on('data', (bytes: Buffer) => {
    said = (said + bytes.toString()).slice(-1000);
  });
  // Its end is the end of the connection, whatever the reason: the connection says so.
  child.on('error', () => stream.destroy());
  child.stdin.on('error', () => {});
  stream.on('close', () => child.kill());
  return { stream, said: () => said.trim() };
}

/**
 * A connection from a host on the way to the next one.
 * @throws OrchestratorError when that takes longer than `connect-timeout`; Error what the host says; the signal's reason.
 */
export function forward(
  from: OpenClient,
  { host, port, connectTimeout, name }: Settings,
  clock: Clock,
  signal: AbortSignal,
): Promise<ClientChannel> {
  return new Promise((resolve, reject) => {
    signal.throwIfAborted();
    if (!from.isOpen()) throw new Error(from.reason());
    const timer = clock.after(connectTimeout * 1000, () =>
      reject(connectError(`Timeout after ${connectTimeout} seconds connecting to ${name}`)),
    );
    const stop = (): void => reject(signal.reason);
    signal.addEventListener('abort', stop);
    from.client.forwardOut('127.0.0.1', 0, host, port, (error, channel) => {
      timer.cancel();
      signal.removeEventListener('abort', stop);
      if (error) reject(error);
      else resolve(channel);
    });
  });
}
