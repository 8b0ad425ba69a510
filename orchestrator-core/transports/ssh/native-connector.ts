import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createReadStream } from 'node:fs';
import { open, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { type JsonObject, OrchestratorError } from '../../common/index.ts';
import type { Target } from '../../inventory/index.ts';
import { makeTemporary } from '../../node/index.ts';
import type { ShellConnection, ShellConnector, ShellEnd, ShellRequest } from '../shell/connection.ts';
import { quote } from '../shell/sh-text.ts';
import { modeWithUmask } from './copy.ts';
import { type ProgramEnd, runProgram } from './run-program.ts';
import { checkHost, connectError } from './settings.ts';

/** What the user's own `ssh` needs of this machine. */
export interface NativeSshOptions {
  readonly environment: Readonly<Record<string, string | undefined>>;
}

/** Seconds that a shared connection outlives its last use, so that none is left for long should this process be killed. */
const persist = 60;

/** Connections by the user's own `ssh`, one process for each command, over one shared connection for each target. */
export function createNativeConnector(options: NativeSshOptions): ShellConnector {
  const sockets = new ControlSockets();
  const openings = new Map<string, Promise<void>>();
  const close = async (): Promise<void> => {
    await Promise.all(sockets.ends.map((end) => runProgram(end, options.environment).catch(() => {})));
    await sockets.remove();
  };
  return {
    connect: async (target, signal) => {
      const ssh = await nativeSsh(target, sockets);
      if (ssh.socket !== undefined && (await exists(ssh.socket))) return connection(ssh, options);
      let opening = openings.get(ssh.key);
      if (opening === undefined) {
        opening = check(ssh, options, signal).finally(() => openings.delete(ssh.key));
        openings.set(ssh.key, opening);
      }
      await opening;
      return connection(ssh, options);
    },
    close,
  };
}

/** How a target is reached by programs. */
interface NativeSsh {
  readonly name: string;
  /** What those connections have in common that may be shared. */
  readonly key: string;
  /** The words of `ssh` before the command. */
  readonly ssh: readonly string[];
  /** The words of `scp` before what is copied; absent where ours is enough for files. */
  readonly copy: readonly string[];
  readonly isOwnCopy: boolean;
  /** `user@host` */
  readonly address: string;
  /** The socket of the shared connection; absent where the program may not know that. */
  readonly socket?: string;
  /** The command that succeeds as long as the shared connection is there. */
  readonly check?: readonly string[];
}

/** The sockets of shared connections, in a directory that nobody else can enter. */
class ControlSockets {
  readonly #paths = new Map<string, string>();
  #directory: Promise<string> | undefined;
  /** The commands that end each shared connection. */
  readonly ends: (readonly string[])[] = [];

  /** Short, because the path of a socket may have no more than about a hundred bytes. */
  async path(key: string, end: (path: string) => readonly string[]): Promise<string> {
    this.#directory ??= makeTemporary(tmpdir(), 'baton-ssh');
    const directory = await this.#directory;
    let path = this.#paths.get(key);
    if (path === undefined) {
      path = join(directory, String(this.#paths.size + 1));
      this.#paths.set(key, path);
      this.ends.push(end(path));
    }
    return path;
  }

  async remove(): Promise<void> {
    if (this.#directory !== undefined) await rm(await this.#directory, { recursive: true, force: true });
  }
}

async function nativeSsh({ name, options }: Target, sockets: ControlSockets): Promise<NativeSsh> {
  const host = text(options, 'host') ?? name;
  checkHost(name, host);
  const user = text(options, 'user');
  const address = user === undefined ? host : `${user}@${host}`;
  const ssh = words(options['ssh-command']) ?? ['ssh'];
  const copy = words(options['copy-command']);
  const base = sshOptions(options);
  // A program of another name may be a wrapper that knows no more than Bolt gives it.
  const isOpenSsh = (program: string | undefined) => /^(ssh|scp)(\.exe)?$/.test(basename(program ?? ''));
  const key = JSON.stringify([ssh, base, address]);
  const control = (path: string, order: string) => [...ssh, '-o', `ControlPath=${path}`, '-O', order, address];
  const socket =
    isOpenSsh(ssh[0]) && process.platform !== 'win32'
      ? await sockets.path(key, (path) => control(path, 'exit'))
      : undefined;
  const sharing = socket === undefined ? [] : ['-o', `ControlPersist=${persist}`, '-o', `ControlPath=${socket}`];
  const copyWords = copy ?? ['scp', '-r'];
  return {
    name,
    key,
    ssh: [...ssh, ...sharing, ...base],
    copy: [...copyWords, ...(isOpenSsh(copyWords[0]) ? sharing : []), ...base],
    isOwnCopy: copy !== undefined,
    address,
    ...(socket === undefined ? {} : { socket, check: control(socket, 'check') }),
  };
}

/** What Bolt gives `ssh` and `scp`, and nothing more. */
function sshOptions(options: JsonObject): readonly string[] {
  const { port } = options;
  const check = options['host-key-check'];
  const key = text(options, 'private-key');
  return [
    ...(options['batch-mode'] === false ? [] : ['-o', 'BatchMode=yes']),
    ...(typeof port === 'number' ? ['-o', `Port=${port}`] : []),
    ...(typeof check === 'boolean' ? ['-o', `StrictHostKeyChecking=${check ? 'yes' : 'no'}`] : []),
    ...(key === undefined ? [] : ['-i', key]),
  ];
}

/** Opens the shared connection; without one, a command that does nothing shows whether there is a way, as in Bolt. */
async function check(native: NativeSsh, { environment }: NativeSshOptions, signal: AbortSignal): Promise<void> {
  const { ssh, address, socket, name } = native;
  const end =
    socket === undefined
      ? await runProgram([...ssh, address, '--', 'exit'], environment, { signal })
      : await startShared([...ssh, '-o', 'ControlMaster=yes', '-fN', address], `${socket}.err`, environment, signal);
  if (end.code !== 0) throw connectError(`Failed to connect to ${name}: ${saidBy(end)}`);
}

/** The program goes on in the background, so its errors go to a file: a pipe would stay open with it. */
async function startShared(
  [file = '', ...rest]: readonly string[],
  errors: string,
  environment: NativeSshOptions['environment'],
  signal: AbortSignal,
): Promise<ProgramEnd> {
  const log = await open(errors, 'w', 0o600);
  try {
    const child = spawn(file, rest, { env: { ...environment }, stdio: ['ignore', 'ignore', log.fd], signal });
    const [code] = (await once(child, 'exit')) as [number | null];
    return { code: code ?? 1, stdout: '', stderr: await readFile(errors, 'utf8') };
  } catch (error) {
    throw signal.aborted ? signal.reason : error;
  } finally {
    await log.close();
  }
}

function connection(native: NativeSsh, { environment }: NativeSshOptions): ShellConnection {
  const command = async (line: string, rest: Parameters<typeof runProgram>[2]): Promise<ProgramEnd> => {
    const tty = rest?.tty === true ? ['-tt'] : [];
    const end = await runProgram([...native.ssh, ...tty, native.address, '--', line], environment, rest);
    // 255 is ssh's own code, and may be the command's: it is ssh's when the shared connection is gone, too.
    if (end.code === 255 && native.check !== undefined) {
      const { code } = await runProgram(native.check, environment);
      if (code !== 0)
        throw connectError(`Failed to connect to ${native.name}: the connection was lost: ${saidBy(end)}`);
    }
    return end;
  };
  return {
    run: (request: ShellRequest): Promise<ShellEnd> =>
      command(request.command, request).then(({ code }) => ({ exitCode: code })),
    upload: (source, destination, signal) => upload(native, command, environment, { source, destination }, signal),
    download: async (source, destination, signal) => {
      const from = `${native.address}:${escaped(source)}`;
      const end = await runProgram([...native.copy, from, destination], environment, { signal });
      if (end.code !== 0) throw copyError(destination, end);
    },
  };
}

type Command = (line: string, rest: Parameters<typeof runProgram>[2]) => Promise<ProgramEnd>;

async function upload(
  native: NativeSsh,
  command: Command,
  environment: NativeSshOptions['environment'],
  { source, destination }: { readonly source: string; readonly destination: string },
  signal: AbortSignal,
): Promise<void> {
  const must = async (end: Promise<ProgramEnd>): Promise<ProgramEnd> => {
    const ended = await end;
    if (ended.code !== 0) throw copyError(destination, ended);
    return ended;
  };
  const script = (text: string): string => `exec sh -c ${quote(text)}`;
  const { mode, isDirectory } = await stat(source).then(
    (found) => ({ mode: found.mode, isDirectory: found.isDirectory() }),
    (error: Error) => {
      throw new OrchestratorError('puppetlabs.tasks/task_file_error', error.message, { issueCode: 'COPY_ERROR' });
    },
  );
  const to = quote(destination);
  if (!isDirectory && !native.isOwnCopy) {
    const write = script(`(umask 077 && exec cat >${to}) && chmod ${modeWithUmask(mode)} ${to}`);
    await must(command(write, { signal, input: createReadStream(source) }));
    return;
  }
  // Programs that copy disagree on special characters in a remote name, and put what they copy into a directory that
  // is there already: they get a place of their own, from which a command moves it.
  const made = await must(command(script('umask 077 && mktemp -d'), { signal }));
  const place = made.stdout.trim();
  const name = randomUUID();
  try {
    await must(runProgram([...native.copy, source, `${native.address}:${place}/${name}`], environment, { signal }));
    const put = isDirectory
      ? `if [ -d ${to} ]; then cp -R ${place}/${name}/. ${to}; else mv ${place}/${name} ${to}; fi`
      : `mv ${place}/${name} ${to}`;
    await must(command(script(put), { signal }));
  } finally {
    await command(script(`rm -rf ${quote(place)}`), { signal: new AbortController().signal });
  }
}

function copyError(destination: string, end: ProgramEnd): OrchestratorError {
  const msg = `Could not copy file to ${destination}: ${saidBy(end)}`;
  return new OrchestratorError('puppetlabs.tasks/task_file_error', msg, { issueCode: 'COPY_ERROR' });
}

function saidBy({ code, stderr }: ProgramEnd): string {
  return stderr.trim() === '' ? `ended with ${code}` : stderr.trim();
}

/** A remote path as both a shell and the patterns of sftp take it: a backslash before whatever could mean something. */
function escaped(path: string): string {
  return path.replace(/[^A-Za-z0-9_\-.,:+/@]/g, '\\$&');
}

function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}

function words(value: unknown): readonly string[] | undefined {
  if (typeof value === 'string') return [value];
  return Array.isArray(value) && value.length > 0 ? value.map(String) : undefined;
}

function text(options: JsonObject, name: string): string | undefined {
  const value = options[name];
  return typeof value === 'string' && value !== '' ? value : undefined;
}
