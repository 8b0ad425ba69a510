import type { Clock, Random } from '../../common/index.ts';
import type { Target } from '../../inventory/index.ts';
import type { ShellConnection, ShellConnector } from '../shell/connection.ts';
import { KeyFiles } from './authentication.ts';
import { ClientConfigFiles } from './client-config.ts';
import { ConnectionPool, Gate } from './connection-pool.ts';
import { downloadFiles, uploadFiles } from './copy.ts';
import { HostKeys } from './host-keys.ts';
import { type ClientPorts, forward, HungUp, type OpenClient, openClient } from './open-client.ts';
import {
  connectError,
  type Jump,
  localUser,
  type Settings,
  type SettingsPorts,
  settingsOf,
  settingsOfJump,
} from './settings.ts';
import { NotStarted, runOnChannel } from './ssh2-run.ts';

/** What connections over ssh need of this machine. */
export interface SshOptions {
  readonly clock: Clock;
  readonly random: Random;
  /** For `HOME`, `SSH_AUTH_SOCK` and what the configuration names; usually `process.env`. */
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Configuration files instead of the user's and the system's. */
  readonly configFiles?: readonly string[];
}

/** Milliseconds that a connection is kept when nobody needs it. */
const idle = 60_000;
/** Channels of one connection at a time: sshd's `MaxSessions` is 10 by default. */
const channels = 8;
/** Handshakes with one server at a time: sshd drops some from the tenth on (`MaxStartups 10:30:100`). */
const handshakes = 8;
/** How often a server is asked again that hung up before it said anything. */
const retries = 6;
/** Hosts on the way to a host, at most: more is a configuration that names itself. */
const mostJumps = 8;

/** Connections in the ssh protocol, by this process itself. */
export function createSsh2Connector(options: SshOptions): ShellConnector {
  const dialer = new Dialer(options);
  return {
    connect: async (target, signal) => {
      const settings = await settingsOf(target, dialer.settings);
      const lease = () => dialer.lease(settings, settings.jumps, target, signal);
      (await lease()).release();
      return connection(settings, (request) => dialer.lease(settings, settings.jumps, target, request));
    },
    forget: (target) => dialer.forget(target),
    close: () => dialer.close(),
  };
}

type LeaseFor = (signal: AbortSignal) => ReturnType<Dialer['lease']>;

function connection(settings: Settings, leaseFor: LeaseFor): ShellConnection {
  const { name } = settings;
  const use = async <Result>(
    signal: AbortSignal,
    action: (open: OpenClient) => Promise<Result>,
    isAgain = false,
  ): Promise<Result> => {
    const { connection: open, release, full } = await leaseFor(signal);
    let isFull = false;
    try {
      return await action(open);
    } catch (error) {
      if (!(error instanceof NotStarted)) throw error;
      // Nothing was run. A server that takes fewer channels than usual gets another connection; what was lost while
      // nobody used it is opened anew, and said only when that fails, too.
      isFull = open.isOpen() && full();
      if (!isFull && (isAgain || open.isOpen())) {
        throw connectError(`Failed to connect to ${name}: ${error.message}`, error);
      }
    } finally {
      release();
    }
    return use(signal, action, !isFull);
  };
  return {
    user: settings.user,
    run: (request) => use(request.signal, (open) => runOnChannel(name, open, request)),
    upload: (source, destination, signal) =>
      use(signal, (open) => uploadFiles(name, open, { source, destination }, signal)),
    download: (source, destination, signal) =>
      use(signal, (open) => downloadFiles(name, open, { source, destination }, signal)),
  };
}

/** Opens connections, over hosts on the way where there are some, and keeps them. */
class Dialer {
  readonly settings: SettingsPorts;
  readonly #options: SshOptions;
  #ports: Promise<ClientPorts> | undefined;
  readonly #gate = new Gate(handshakes);
  readonly #targets: ConnectionPool<OpenClient>;
  readonly #jumps: ConnectionPool<OpenClient>;

  constructor(options: SshOptions) {
    const { clock, environment, configFiles: files } = options;
    const { home, name } = localUser(environment);
    this.#options = options;
    this.#targets = new ConnectionPool({ clock, idle, capacity: channels });
    this.#jumps = new ConnectionPool({ clock, idle, capacity: 256 });
    const config = new ClientConfigFiles({ home, localUser: name, ...(files === undefined ? {} : { files }) });
    this.settings = { config, environment, home, localUser: name };
  }

  /** A connection to a target; settings that are alike share it. */
  lease(settings: Settings, jumps: readonly Jump[], target: Target, signal: AbortSignal) {
    return this.#targets.lease(keyOf(settings, jumps), signal, () => this.#dial(settings, jumps, target, signal, 0));
  }

  /** Ends what leads to a target, whoever uses it. */
  forget(target: Target): void {
    void settingsOf(target, this.settings).then(
      (settings) => this.#targets.forget(keyOf(settings, settings.jumps)),
      // Without settings there is no connection either.
      () => {},
    );
  }

  async close(): Promise<void> {
    await this.#targets.close();
    await this.#jumps.close();
  }

  async #dial(
    settings: Settings,
    jumps: readonly Jump[],
    target: Target,
    signal: AbortSignal,
    depth: number,
  ): Promise<OpenClient> {
    const last = jumps.at(-1);
    if (last === undefined) return this.#shakeHands(settings, async () => undefined, signal);
    if (depth >= mostJumps) {
      throw connectError(
        `Failed to connect to ${target.name}: more than ${mostJumps} hosts on the way, does a ProxyJump name itself?`,
      );
    }
    const hop = await settingsOfJump(last, target, this.settings);
    const before = jumps.length > 1 ? jumps.slice(0, -1) : hop.jumps.filter((jump) => jump.host !== last.host);
    const { connection: through, release } = await this.#jumps
      .lease(keyOf(hop, before), signal, () => this.#dial(hop, before, target, signal, depth + 1))
      .catch((error: unknown) => {
        throw signal.aborted ? error : overJump(settings, last, error);
      });
    try {
      const way = () =>
        forward(through, settings, this.#options.clock, signal).catch((error: unknown) => {
          throw signal.aborted ? error : overJump(settings, last, error);
        });
      const open = await this.#shakeHands(settings, way, signal);
      void open.closed.then(release);
      return open;
    } catch (error) {
      release();
      throw error;
    }
  }

  /** The library is read when the first connection is opened. */
  #loaded(): Promise<ClientPorts> {
    this.#ports ??= import('ssh2').then(({ default: library }) => ({
      clock: this.#options.clock,
      library,
      keys: new KeyFiles(library),
      hostKeys: new HostKeys(),
    }));
    return this.#ports;
  }

  /** Tries again when the server hangs up at once, as it does when too many come at a time. */
  async #shakeHands(
    settings: Settings,
    way: () => Promise<Parameters<typeof openClient>[2]>,
    signal: AbortSignal,
  ): Promise<OpenClient> {
    const server = `${settings.host}:${settings.port}`;
    for (let attempt = 0; ; attempt += 1) {
      try {
        return await this.#gate.pass(server, async () =>
          openClient(settings, await this.#loaded(), await way(), signal),
        );
      } catch (error) {
        if (!(error instanceof HungUp)) throw error;
        this.#gate.narrow(server);
        if (attempt === retries) {
          throw connectError(
            `${error.message} ${retries + 1} times before it said anything; it may have too many connections (MaxStartups).`,
            error,
          );
        }
      }
      const { clock, random } = this.#options;
      const delay = 50 * 2 ** attempt * (0.5 + random());
      await new Promise<void>((resolve) => {
        const done = (): void => {
          timer.cancel();
          signal.removeEventListener('abort', done);
          resolve();
        };
        const timer = clock.after(delay, done);
        signal.addEventListener('abort', done);
      });
    }
  }
}

function overJump(settings: Settings, jump: Jump, error: unknown): Error {
  const msg = error instanceof Error ? error.message : String(error);
  return connectError(`Failed to connect to ${settings.name} over ${jump.host}: ${msg}`, error);
}

/** What connections that may be shared have in common; it holds secrets and stays in memory. */
function keyOf(settings: Settings, jumps: readonly Jump[]): string {
  const { name: _, connectTimeout: __, disconnectTimeout: ___, ...rest } = settings;
  return JSON.stringify([rest, jumps]);
}
