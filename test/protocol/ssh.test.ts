/** Commands and files over ssh, by this process and by the user's own `ssh`, on a real server. */
import assert from 'node:assert/strict';
import { chmod, mkdir, mkdtemp, readdir, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it, type TestContext } from 'node:test';
import type { JsonObject } from '../../orchestrator-core/common/index.ts';
import type { ShellConnection } from '../../orchestrator-core/transports/shell/connection.ts';
import { connectorFor, never, said, targetOn } from '../support/ssh-lab.ts';
import { freePort, type Sshd, startSshd } from '../support/sshd.ts';

let sshd: Sshd;
before(async () => {
  sshd = await startSshd();
});
after(() => sshd.close());

async function scratch(context: TestContext): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), 'baton-ssh-test-'));
  // What a server still writes for a copy that was given up may come while the directory goes.
  context.after(() => rm(directory, { recursive: true, force: true, maxRetries: 20, retryDelay: 50 }));
  return directory;
}

/** Sessions that the server has open for this test's user. */
const sessionsBegun = (): number => sshd.log.filter((line) => line.startsWith('Accepted publickey')).length;

for (const native of [false, true]) {
  describe(native ? 'native-ssh' : 'ssh', () => {
    const options: JsonObject = native ? { 'native-ssh': true } : {};
    const connect = (context: TestContext, more: JsonObject = {}): Promise<ShellConnection> =>
      connectorFor(context, sshd.directory).connect(targetOn(sshd, { ...options, ...more }), never);

    it('runs commands in the login shell, with input, both streams and exit codes', async (context) => {
      const connection = await connect(context);
      const both = await said(connection, 'cat; echo err >&2; exit 3', { input: 'hello' });
      assert.deepEqual(both, { out: 'hello', err: 'err\n', code: 3 });
      const unknown = await said(connection, 'nosuchcmd');
      assert.deepEqual(unknown, { out: '', err: 'bash: line 1: nosuchcmd: command not found\n', code: 127 });
      assert.deepEqual(await said(connection, 'echo {a,b} "$0"'), { out: 'a b bash\n', err: '', code: 0 });
    });

    it('gives a command a terminal when it is asked for', async (context) => {
      const { out, code } = await said(await connect(context), 'tty >/dev/null && echo one', { tty: true });
      assert.deepEqual([out.trim(), code], ['one', 0]);
    });

    it('keeps one connection for many commands at a time and after each other', async (context) => {
      const connection = await connect(context);
      const begun = sessionsBegun();
      await Promise.all([1, 2, 3, 4].map((number) => said(connection, `echo ${number}`)));
      assert.equal((await said(connection, 'echo again')).out, 'again\n');
      assert.equal(sessionsBegun(), begun);
    });

    it('carries a lot of output and input, and stops reading while nobody takes it', async (context) => {
      const connection = await connect(context);
      const bytes = 24 * 1024 * 1024;
      const free = Promise.withResolvers<void>();
      let [total, isHeld] = [0, true];
      const running = connection.run({
        command: `head -c ${bytes} /dev/zero; echo done >&2`,
        tty: false,
        begun: (stdin) => stdin.end(),
        output: async (stream, piece) => {
          if (stream === 'stdout') total += piece.length;
          if (isHeld) await free.promise;
        },
        signal: never,
      });
      // The other command runs meanwhile, to its end; the first one has not been read beyond its window.
      assert.equal((await said(connection, 'echo other')).out, 'other\n');
      assert.ok(total < bytes / 4, `${total} bytes`);
      isHeld = false;
      free.resolve();
      assert.deepEqual(await running, { exitCode: 0 });
      assert.equal(total, bytes);
      const input = 'x'.repeat(5 * 1024 * 1024);
      assert.equal((await said(connection, 'wc -c', { input })).out.trim(), String(input.length));
    });

    it('hands over all that was said before it tells the end', async (context) => {
      const connection = await connect(context);
      const bytes = { stdout: 0, stderr: 0 };
      await connection.run({
        command: 'head -c 1500000 /dev/zero; head -c 3000000 /dev/zero >&2',
        tty: false,
        begun: (stdin) => stdin.end(),
        output: async (stream, piece) => {
          await new Promise(setImmediate);
          bytes[stream] += piece.length;
        },
        signal: never,
      });
      assert.deepEqual(bytes, { stdout: 1_500_000, stderr: 3_000_000 });
    });

    it('refuses a host that a program would take for an option', async (context) => {
      await assert.rejects(connect(context, { host: '-oProxyCommand=true' }), /is no name of a host/);
    });

    it('takes input that nobody reads as no error', async (context) => {
      const { code } = await said(await connect(context), 'exit 4', { input: 'x'.repeat(8 * 1024 * 1024) });
      assert.equal(code, 4);
    });

    it('gives a command up when its signal is aborted', async (context) => {
      const connection = await connect(context);
      const controller = new AbortController();
      const running = connection.run({
        command: 'echo started; sleep 60',
        tty: false,
        begun: () => {},
        output: async () => controller.abort('stopped'),
        signal: controller.signal,
      });
      await assert.rejects(running, (reason) => reason === 'stopped');
      assert.equal((await said(connection, 'echo next')).out, 'next\n');
    });

    it('says that the connection was lost, and connects again for the next command', async (context) => {
      const connector = connectorFor(context, sshd.directory);
      const target = targetOn(sshd, options);
      const connection = await connector.connect(target, never);
      const begun = Promise.withResolvers<void>();
      const running = connection.run({
        command: 'echo started; exec sleep 60',
        tty: false,
        begun: () => {},
        output: async () => begun.resolve(),
        signal: never,
      });
      await begun.promise;
      const failure = assert.rejects(running, {
        kind: 'puppetlabs.tasks/connect-error',
        message: /^Failed to connect to web1: /,
      });
      await sshd.cutSessions();
      await failure;
      const again = await connector.connect(target, never);
      assert.equal((await said(again, 'echo back')).out, 'back\n');
    });

    it('opens anew what was lost while nobody used it', async (context) => {
      const connection = await connect(context);
      for (let round = 0; round < 3; round += 1) {
        assert.equal((await said(connection, 'echo in')).out, 'in\n');
        await sshd.cutSessions();
      }
    });

    it('copies a file there and back, with its mode and any name', async (context) => {
      const directory = await scratch(context);
      const connection = await connect(context);
      const content = Buffer.alloc(3 * 1024 * 1024 + 7, 'baton');
      const [source, there, back] = ['a file', "it's $HOME; *", 'back'].map((name) => join(directory, name)) as [
        string,
        string,
        string,
      ];
      await writeFile(source, content);
      await chmod(source, 0o751);
      await connection.upload(source, there, never);
      assert.ok(content.equals(await readFile(there)));
      // As with scp: the mode as far as the umask of the other side allows it.
      assert.equal((await stat(there)).mode & 0o777, 0o751 & ~process.umask());
      await connection.download(there, back, never);
      assert.ok(content.equals(await readFile(back)));
      assert.equal((await stat(back)).mode & 0o777, 0o751 & ~process.umask());
    });

    it('copies a directory there and back, links followed', async (context) => {
      const directory = await scratch(context);
      const connection = await connect(context);
      const [source, there, back] = ['source', 'there', 'back'].map((name) => join(directory, name)) as [
        string,
        string,
        string,
      ];
      await mkdir(join(source, 'deep/empty'), { recursive: true });
      await Promise.all(
        Array.from({ length: 60 }, (_, index) => writeFile(join(source, `deep/${index}.txt`), `${index}`)),
      );
      await writeFile(join(source, 'run.sh'), '#!/bin/sh\n', { mode: 0o755 });
      await symlink(join(source, 'run.sh'), join(source, 'link'));
      await connection.upload(source, there, never);
      const names = async (path: string) => (await readdir(path, { recursive: true })).sort();
      assert.deepEqual(await names(there), await names(source));
      assert.equal(await readFile(join(there, 'deep/59.txt'), 'utf8'), '59');
      assert.ok((await stat(join(there, 'link'))).isFile());
      assert.equal((await stat(join(there, 'run.sh'))).mode & 0o777, 0o755 & ~process.umask());
      await connection.download(there, back, never);
      assert.deepEqual(await names(back), await names(source));
      // What is there already becomes the same directory, not one within.
      await writeFile(join(source, 'new'), '');
      await connection.upload(source, there, never);
      assert.deepEqual(await names(there), await names(source));
    });

    it('gives copies up when the signal is aborted', async (context) => {
      const directory = await scratch(context);
      const connection = await connect(context);
      const big = join(directory, 'big');
      await writeFile(big, Buffer.alloc(64 * 1024 * 1024));
      for (const copy of ['upload', 'download'] as const) {
        const controller = new AbortController();
        const copying = connection[copy](big, join(directory, copy), controller.signal);
        setImmediate(() => controller.abort('stopped'));
        await assert.rejects(copying, (reason) => reason === 'stopped');
      }
      assert.equal((await said(connection, 'echo next')).out, 'next\n');
    });

    it('says which file could not be copied and why', async (context) => {
      const directory = await scratch(context);
      const connection = await connect(context);
      const file = join(directory, 'file');
      await writeFile(file, '');
      const kind = 'puppetlabs.tasks/task_file_error';
      await assert.rejects(connection.upload(file, join(directory, 'none/file'), never), {
        kind,
        message: /none\/file: .*nonexistent|No such file/,
      });
      await assert.rejects(connection.download(join(directory, 'none'), join(directory, 'x'), never), {
        kind,
        message: /No such file/,
      });
      await assert.rejects(connection.upload(join(directory, 'none'), file, never), { kind, message: /ENOENT/ });
    });

    it('says that nobody listens', async (context) => {
      const port = await freePort();
      await assert.rejects(connect(context, { port }), {
        kind: 'puppetlabs.tasks/connect-error',
        issueCode: 'CONNECT_ERROR',
        message: native
          ? `Failed to connect to web1: ssh: connect to host 127.0.0.1 port ${port}: Connection refused`
          : `Failed to connect to web1: Connection refused - connect(2) for 127.0.0.1:${port}`,
      });
    });
  });
}
