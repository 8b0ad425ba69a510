import { mkdir, rename, rm, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { type Clock, isJsonObject, type Json, OrchestratorError } from '../../common/index.ts';
import type { Target } from '../../inventory/index.ts';
import { fileError, hostOf } from '../outcome.ts';
import type { ShellConnection, ShellConnector } from './connection.ts';
import { type ProcessCommand, runCommand } from './process-command.ts';
import { splitWords } from './split-words.ts';

/** Which program reaches the containers. */
export type ContainerEngine = 'docker' | 'podman' | 'lxd' | 'jail';

/** What a connector needs of this machine. */
export interface ContainerConnectorOptions {
  readonly clock: Clock;
  readonly environment: Readonly<Record<string, string | undefined>>;
}

/** A container that was found, and the arguments with which its program is called. */
interface Container {
  /** Runs a command line in it; `line` is one argument of its shell. */
  exec(shell: readonly string[], line: string, tty: boolean): readonly string[];
  /** Copies a file or a directory, which becomes `to` itself. */
  upload(from: string, to: string, call: Call): Promise<void>;
  download(from: string, to: string, call: Call): Promise<void>;
}

/** Runs a program to its end; what it wrote. @throws Error with what it said, when it failed. */
type Call = (words: readonly string[]) => Promise<string>;

type Find = (target: Target, call: Call) => Promise<Container>;

/** Connections to containers: each command is a process of the program that everybody uses for them. */
export function createContainerConnector(
  engine: ContainerEngine,
  { clock, environment }: ContainerConnectorOptions,
): ShellConnector {
  return {
    connect: async (target, signal) => {
      const url = target.options['service-url'];
      // The engine's own variable; podman's option is `--url`, and Bolt has none for it.
      const given = engine === 'docker' && typeof url === 'string' ? { ...environment, DOCKER_HOST: url } : environment;
      const command = ([file = '', ...rest]: readonly string[]): ProcessCommand => ({
        file,
        arguments: rest,
        environment: given,
      });
      const call =
        (until: AbortSignal): Call =>
        (words) =>
          callProgram(command(words), clock, until);
      const container = await found(engine, target, call(signal));
      const shell = shellOf(target);
      return connection(shell, {
        run: ({ command: line, tty, ...request }) =>
          runCommand(command(container.exec(shell, line, tty)), request, { clock }),
        upload: (source, destination, until) =>
          copying(
            `Error writing to container ${hostOf(target)}`,
            () => container.upload(source, destination, call(until)),
            until,
          ),
        download: (source, destination, until) =>
          copying(
            `Error downloading content from container ${hostOf(target)}`,
            () => container.download(source, destination, call(until)),
            until,
          ),
      });
    },
    close: async () => {},
  };
}

function connection(shell: readonly string[], rest: Omit<ShellConnection, 'shell' | 'user'>): ShellConnection {
  return { shell, ...rest };
}

/** The words before a command line: `shell-command`, or a plain shell. */
function shellOf({ options }: Target): readonly string[] {
  const given = options['shell-command'];
  return typeof given === 'string' && given.trim() !== '' ? splitWords(given) : ['/bin/sh', '-c'];
}

async function found(engine: ContainerEngine, target: Target, call: Call): Promise<Container> {
  try {
    return await finders[engine](target, call);
  } catch (error) {
    if (error instanceof OrchestratorError) throw error;
    const reason = error instanceof Error ? error.message : String(error);
    throw new OrchestratorError('puppetlabs.tasks/connect-error', `Failed to connect to ${target.name}: ${reason}`, {
      issueCode: 'CONNECT_ERROR',
      cause: error,
    });
  }
}

async function copying(what: string, copy: () => Promise<void>, signal: AbortSignal): Promise<void> {
  try {
    await copy();
  } catch (error) {
    signal.throwIfAborted();
    throw fileError(`${what}: ${error instanceof Error ? error.message : String(error)}`, 'WRITE_ERROR', error);
  }
}

async function callProgram(command: ProcessCommand, clock: Clock, signal: AbortSignal): Promise<string> {
  const texts = { stdout: [] as Uint8Array[], stderr: [] as Uint8Array[] };
  const said = (stream: keyof typeof texts): string => Buffer.concat(texts[stream]).toString('utf8');
  try {
    const { exitCode } = await runCommand(
      command,
      {
        begun: (input) => input.end(),
        output: async (stream, bytes) => void texts[stream].push(bytes),
        signal,
      },
      { clock },
    );
    if (exitCode === 0) return said('stdout');
    const reason = said('stderr').trim();
    throw new Error(reason === '' ? `${command.file} ended with exit code ${exitCode}` : reason);
  } catch (error) {
    if (!(error instanceof Error) || !('code' in error) || error.code !== 'ENOENT') throw error;
    throw new Error(`the program '${command.file}' was not found on this machine`, { cause: error });
  }
}

/** One JSON value, or one in each line. */
function jsonIn(text: string): readonly Json[] {
  const parse = (from: string): Json => JSON.parse(from) as Json;
  try {
    const whole = parse(text.trim() === '' ? '[]' : text);
    return Array.isArray(whole) ? whole : [whole];
  } catch {
    return text
      .split('\n')
      .filter((line) => line.trim() !== '')
      .map(parse);
  }
}

function notFound(host: string): Error {
  return new Error(`Could not find a container with name or ID matching '${host}'`);
}

/** docker and podman agree in all but the names of what they list. */
function findWith(program: 'docker' | 'podman', isIt: (item: Json, host: string) => string | undefined): Find {
  return async (target, call) => {
    const host = hostOf(target);
    const listed = jsonIn(await call([program, 'ps', '--no-trunc', '--format', '{{json .}}']));
    const id = listed.map((item) => isIt(item, host)).find((one) => one !== undefined);
    if (id === undefined) throw notFound(host);
    return {
      exec: (shell, line, tty) => [program, 'exec', '--interactive', ...(tty ? ['--tty'] : []), id, ...shell, line],
      upload: async (from, to, copy) => void (await copy([program, 'cp', from, `${id}:${to}`])),
      download: async (from, to, copy) => void (await copy([program, 'cp', `${id}:${from}`, to])),
    };
  };
}

const text = (item: Json, ...names: readonly string[]): string | undefined => {
  const value = isJsonObject(item) ? names.map((name) => item[name]).find((one) => typeof one === 'string') : undefined;
  return typeof value === 'string' ? value : undefined;
};

const finders: Readonly<Record<ContainerEngine, Find>> = {
  docker: findWith('docker', (item, host) => {
    const id = text(item, 'ID');
    const names = (text(item, 'Names') ?? '').split(',');
    return id !== undefined && (id.startsWith(host) || names.includes(host)) ? id : undefined;
  }),
  podman: findWith('podman', (item, host) => {
    const id = text(item, 'ID', 'Id');
    const names = isJsonObject(item) ? item['Names'] : undefined;
    const isNamed = Array.isArray(names) ? names.includes(host) : names === host;
    return id !== undefined && (id.startsWith(host) || isNamed) ? id : undefined;
  }),
  lxd: async (target, call) => {
    const { remote = 'local' } = target.options;
    const host = hostOf(target);
    const id = `${String(remote)}:${host}`;
    const listed = jsonIn(await call(['lxc', 'list', id, '--format', 'json']));
    if (!listed.some((item) => text(item, 'name') === host)) throw notFound(id);
    return {
      exec: (shell, line, tty) => {
        const mode = tty ? 'interactive' : 'non-interactive';
        return ['lxc', 'exec', id, '--mode', mode, '--', ...shell, line];
      },
      upload: async (from, to, copy) => {
        // A directory is put into the one that is named, under its own name.
        const isDirectory = (await stat(from)).isDirectory();
        const given = isDirectory ? ['--recursive', from, `${id}${dirname(to)}/`] : [from, `${id}${to}`];
        await copy(['lxc', 'file', 'push', '--create-dirs', ...given]);
      },
      download: async (from, to, copy) => pull(id, from, to, copy),
    };
  },
  jail: async (target, call) => {
    const host = hostOf(target);
    const output = jsonIn(await call(['jls', '--libxo=json']))[0] ?? null;
    const jails =
      isJsonObject(output) && isJsonObject(output['jail-information']) ? output['jail-information']['jail'] : [];
    const jail = Array.isArray(jails) ? jails.find((one) => text(one, 'hostname') === host) : undefined;
    if (!isJsonObject(jail)) throw new Error(`Could not find a jail with name matching ${host}`);
    const root = String(jail['path']);
    const user = target.options['user'];
    const as = typeof user === 'string' && user !== '' ? ['-lU', user] : ['-l'];
    return {
      exec: (shell, line) => ['jexec', ...as, String(jail['jid']), ...shell, line],
      upload: async (from, to, copy) => void (await copy(['cp', '-R', from, join(root, to)])),
      download: async (from, to, copy) => void (await copy(['cp', '-R', join(root, from), to])),
    };
  },
};

/** `lxc` puts what it pulls into a directory, under its own name. */
async function pull(id: string, from: string, to: string, call: Call): Promise<void> {
  const beside = join(dirname(to), `${basename(to)}.pulled`);
  await mkdir(beside);
  try {
    await call(['lxc', 'file', 'pull', '--recursive', `${id}${from}`, beside]);
    await rename(join(beside, basename(from)), to);
  } finally {
    await rm(beside, { recursive: true, force: true });
  }
}
