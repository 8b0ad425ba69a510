/** A real OpenSSH server on this machine for a test: its own keys, configuration and HOME, many sessions, no banner. */
import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { appendFile, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { promisify } from 'node:util';

const execute = promisify(execFile);

/** The server's program: sshd insists on being called by its whole path. */
const program = '/usr/sbin/sshd';

/** A server that listens, and what its clients need. */
export interface Sshd {
  readonly host: '127.0.0.1';
  readonly port: number;
  /** Who may log in: the user that runs the test. */
  readonly user: string;
  /** A private key without passphrase that is let in. */
  readonly privateKey: string;
  /** The server's host key as `known_hosts` has it: `ssh-ed25519 AAAA…`. */
  readonly hostKey: string;
  /** Holds the keys and the configuration; HOME of what the server runs. */
  readonly directory: string;
  /** What the server logged. */
  readonly log: readonly string[];
  /** Lets another public key in. */
  authorize(publicKey: string): Promise<void>;
  /** Ends every session of the server, as when it reboots; it goes on listening. */
  cutSessions(): Promise<void>;
  /** Ends the server with all its sessions, and removes what it kept. */
  close(): Promise<void>;
}

/** What differs from a server that lets keys in. */
export interface SshdOptions {
  /** Lines of `sshd_config` instead of ours with the same keyword. */
  readonly config?: readonly string[];
  /** The type of the host key, as `ssh-keygen -t` calls it. */
  readonly hostKeyType?: 'ed25519' | 'rsa' | 'ecdsa';
}

/** Makes a key pair; the public one is beside it with `.pub`. */
export async function makeKey(path: string, type = 'ed25519', passphrase = ''): Promise<void> {
  await execute('ssh-keygen', ['-q', '-t', type, '-N', passphrase, '-C', 'test', '-f', path]);
}

/** A port nobody listens on just now. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (address === null || typeof address === 'string') throw new Error('no port');
  return address.port;
}

/** Starts a server; it listens when this resolves. @throws with what it said when it does not start. */
export async function startSshd(options: SshdOptions = {}): Promise<Sshd> {
  const directory = await mkdtemp(join(tmpdir(), 'baton-sshd-'));
  const inside = (name: string) => join(directory, name);
  const port = await freePort();
  await Promise.all([
    makeKey(inside('host_key'), options.hostKeyType),
    makeKey(inside('id_test')),
    // Without it sshd that runs as root refuses to start.
    ...(userInfo().uid === 0 ? [execute('mkdir', ['-p', '/run/sshd'])] : []),
  ]);
  await writeFile(inside('authorized_keys'), await readFile(inside('id_test.pub')), { mode: 0o600 });
  const { config = [] } = options;
  const keyword = (line: string): string => line.split(' ', 1)[0] ?? '';
  const changed = new Set(config.map(keyword));
  const lines = [...config, ...configuration(port, directory).filter((line) => !changed.has(keyword(line)))];
  await writeFile(inside('sshd_config'), `${lines.join('\n')}\n`);
  const server = spawn(program, ['-D', '-e', '-f', inside('sshd_config')], { stdio: ['ignore', 'ignore', 'pipe'] });
  const log: string[] = [];
  await listening(server, log);
  const [type = '', key = ''] = (await readFile(inside('host_key.pub'), 'utf8')).split(' ');
  return {
    host: '127.0.0.1',
    port,
    user: userInfo().username,
    privateKey: inside('id_test'),
    hostKey: `${type} ${key}`,
    directory,
    log,
    authorize: (publicKey) => appendFile(inside('authorized_keys'), publicKey),
    cutSessions: () => endChildren(server),
    close: async () => {
      await endChildren(server);
      if (server.exitCode === null && server.signalCode === null) {
        server.kill('SIGTERM');
        await once(server, 'exit');
      }
      await rm(directory, { recursive: true, force: true });
    },
  };
}

function configuration(port: number, directory: string): readonly string[] {
  return [
    `Port ${port}`,
    'ListenAddress 127.0.0.1',
    `HostKey ${join(directory, 'host_key')}`,
    `PidFile ${join(directory, 'sshd.pid')}`,
    `AuthorizedKeysFile ${join(directory, 'authorized_keys')}`,
    `SetEnv HOME=${directory}`,
    'StrictModes no',
    'UsePAM no',
    'PermitRootLogin yes',
    'PasswordAuthentication no',
    'KbdInteractiveAuthentication no',
    'MaxStartups 200',
    'MaxSessions 200',
    'PrintMotd no',
    'PrintLastLog no',
    'Banner none',
    'LogLevel VERBOSE',
    'Subsystem sftp internal-sftp',
  ];
}

async function listening(server: ChildProcess, log: string[]): Promise<void> {
  const { stderr } = server;
  if (stderr === null) throw new Error('sshd has no standard error');
  await new Promise<void>((resolve, reject) => {
    createInterface({ input: stderr }).on('line', (line) => {
      log.push(line);
      if (line.startsWith('Server listening')) resolve();
    });
    server.once('error', reject);
    server.once('exit', (code) => reject(new Error(`sshd ended with ${code}: ${log.join('\n')}`)));
  });
}

/** Kills the processes of the server's sessions, one per connection; only those that it started. */
async function endChildren(server: ChildProcess): Promise<void> {
  const { stdout } = await execute('ps', ['-A', '-o', 'pid=,ppid=']);
  for (const line of stdout.trim().split('\n')) {
    const [pid, parent] = line.trim().split(/\s+/).map(Number);
    if (pid === undefined || parent !== server.pid) continue;
    try {
      process.kill(pid, 'SIGKILL');
    } catch {
      // It ended by itself meanwhile.
    }
  }
}
