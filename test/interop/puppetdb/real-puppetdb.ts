/** A real PuppetDB over a PostgreSQL of its own, both started from Debian's packages in a directory that goes afterwards. */
import { execFile } from 'node:child_process';
import { chmod, chown, copyFile, mkdir, writeFile } from 'node:fs/promises';
import { userInfo } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { freePort, logback, startJava } from './java.ts';
import type { Programs } from './programs.ts';

const execute = promisify(execFile);

export interface RealPuppetDb {
  /** `http://127.0.0.1:port`. */
  readonly url: string;
  close(): Promise<void>;
}

/** Starts both below `directory`, which exists and is empty. Whoever starts them removes it after `close`. */
export async function startRealPuppetDb(directory: string, programs: Programs): Promise<RealPuppetDb> {
  const postgresql = await startPostgresql(join(directory, 'postgresql'), programs.postgresql);
  try {
    const home = join(directory, 'puppetdb');
    const port = await freePort();
    await configure(home, port, postgresql.port);
    const service = await startJava(home, programs.java, [
      ...['-Xmx768m', '-cp', programs.puppetDb, 'clojure.main', '-m', 'puppetlabs.puppetdb.core', 'services'],
      ...['--config', join(home, 'conf.d'), '--bootstrap-config', join(home, 'bootstrap.cfg')],
    ]);
    return {
      url: `http://127.0.0.1:${port}`,
      close: async () => {
        await service.close();
        await postgresql.close();
      },
    };
  } catch (error) {
    await postgresql.close();
    throw error;
  }
}

async function configure(home: string, port: number, database: number): Promise<void> {
  const configuration = join(home, 'conf.d');
  await mkdir(configuration, { recursive: true });
  await mkdir(join(home, 'var'));
  await copyFile('/etc/puppetdb/bootstrap.cfg', join(home, 'bootstrap.cfg'));
  await copyFile('/etc/puppetdb/conf.d/auth.conf', join(configuration, 'auth.conf'));
  await writeFile(join(home, 'logback.xml'), logback);
  const files: Readonly<Record<string, string>> = {
    'config.ini': `[global]\nvardir = ${home}/var\nlogging-config = ${home}/logback.xml\n[command-processing]\nthreads = 2\n[puppetdb]\ndisable-update-checking = true\n`,
    // Nothing may grow old while it is compared.
    'database.ini': `[database]\nsubname = //127.0.0.1:${database}/puppetdb\nusername = puppetdb\npassword = puppetdb\ngc-interval = 0\n`,
    'jetty.ini': `[jetty]\nhost = 127.0.0.1\nport = ${port}\n`,
  };
  for (const [name, text] of Object.entries(files)) await writeFile(join(configuration, name), text);
}

/** PostgreSQL does not run as root: Debian's package brings a user for it. */
async function startPostgresql(
  directory: string,
  binaries: string,
): Promise<{ readonly port: number; close(): Promise<void> }> {
  await mkdir(directory);
  const asRoot = userInfo().uid === 0;
  if (asRoot) {
    const { stdout } = await execute('id', ['-u', 'postgres']);
    await chown(directory, Number(stdout), 0);
    // The user passes through what lies above.
    await chmod(join(directory, '..'), 0o711);
  }
  const run = (program: string, ...args: readonly string[]): Promise<unknown> => {
    const command = join(binaries, program);
    const all = asRoot ? ['--reuid=postgres', '--regid=postgres', '--init-groups', command, ...args] : args;
    return execute(asRoot ? 'setpriv' : command, all, { cwd: directory });
  };
  const data = join(directory, 'data');
  const port = await freePort();
  await run('initdb', '-D', data, '-A', 'trust', '-U', 'postgres', '-E', 'UTF8', '--locale=C.UTF-8', '--no-sync');
  // What is lost when the machine goes is lost anyway.
  const careless = '-c fsync=off -c full_page_writes=off -c synchronous_commit=off';
  const options = `-p ${port} -h 127.0.0.1 -k ${directory} ${careless}`;
  await run('pg_ctl', '-D', data, '-o', options, '-l', join(directory, 'log'), '-w', 'start');
  const close = async (): Promise<void> => {
    await run('pg_ctl', '-D', data, '-m', 'immediate', '-w', 'stop');
  };
  try {
    const sql = (database: string, ...statements: readonly string[]): Promise<unknown> =>
      run(
        'psql',
        '-qh',
        '127.0.0.1',
        '-p',
        String(port),
        '-U',
        'postgres',
        database,
        ...statements.flatMap((each) => ['-c', each]),
      );
    await sql('postgres', "create role puppetdb login password 'puppetdb'", 'create database puppetdb owner puppetdb');
    await sql('puppetdb', 'create extension pg_trgm');
    return { port, close };
  } catch (error) {
    await close();
    throw error;
  }
}
