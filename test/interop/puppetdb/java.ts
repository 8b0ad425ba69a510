import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { eventually } from '../../support/eventually.ts';

/** A service of Puppet's that runs on Java. */
export interface JavaService {
  /** Ends it; after this nothing of it runs. */
  close(): Promise<void>;
}

/** Its start is what takes the time, and the best compiler of Java does not pay off in a minute. */
const quick = ['-XX:TieredStopAtLevel=1', '-XX:+UseSerialGC', '-XX:-UsePerfData'];

/**
 * Starts a service and waits until it says that it is up, in a file that it is told of.
 * @param directory is empty but for its configuration; its log is `java.log` there.
 */
export async function startJava(directory: string, java: string, args: readonly string[]): Promise<JavaService> {
  const ready = join(directory, 'restarts');
  await writeFile(ready, '0');
  const log = createWriteStream(join(directory, 'java.log'));
  await once(log, 'open');
  const child = spawn(java, [...quick, `-Djava.io.tmpdir=${directory}`, ...args, '--restart-file', ready], {
    cwd: directory,
    env: { ...process.env, HOME: directory },
    stdio: ['ignore', log, log],
  });
  const close = async (): Promise<void> => {
    await end(child);
    log.destroy();
  };
  try {
    const state = await eventually(
      `the start of ${args.at(-1)}`,
      async () => (child.exitCode === null ? (await readFile(ready, 'utf8'))[0] : 'ended'),
      (found) => found !== '0',
      240,
    );
    if (state === 'ended') throw new Error('it ended');
    return { close };
  } catch (error) {
    await close();
    const said = await readFile(join(directory, 'java.log'), 'utf8');
    throw new Error(`A service did not start: ${String(error)}\n${said.slice(-4000)}`, { cause: error });
  }
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exit = once(child, 'exit');
  child.kill('SIGTERM');
  const timer = setTimeout(() => child.kill('SIGKILL'), 10_000);
  await exit;
  clearTimeout(timer);
}

/** A port of 127.0.0.1 that nobody uses now, for programs that cannot choose one. */
export async function freePort(): Promise<number> {
  const server = createServer();
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

/** What a service logs: what is wrong. */
export const logback = `<configuration>
  <appender name="out" class="ch.qos.logback.core.ConsoleAppender"><encoder><pattern>%d %p %m%n</pattern></encoder></appender>
  <root level="warn"><appender-ref ref="out"/></root>
</configuration>
`;
