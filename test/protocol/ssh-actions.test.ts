import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import type { Action, OutputChunk } from '../../orchestrator-core/jobs/index.ts';
import { listProcesses, systemClock, systemIds } from '../../orchestrator-core/node/index.ts';
import { pingTarget } from '../../orchestrator-core/transports/index.ts';
import { createShellTransport } from '../../orchestrator-core/transports/shell/shell-transport.ts';
import { connectorFor, targetOn } from '../support/ssh-lab.ts';
import { startSshd } from '../support/sshd.ts';

test('does every action on a target behind a real sshd', async (context) => {
  const sshd = await startSshd();
  context.after(() => sshd.close());
  const place = await mkdtemp(join(tmpdir(), 'baton-ssh-actions-'));
  context.after(() => rm(place, { recursive: true }));
  const connector = connectorFor(context, sshd.directory);
  const transport = createShellTransport(connector, { clock: systemClock, ids: systemIds });
  let runs = 0;
  const run = async (
    action: Action,
    options = {},
    signal = new AbortController().signal,
    see = (_: string): void => {},
  ) => {
    const target = targetOn(sshd, { tmpdir: place, ...options });
    const observer = { output: async ({ text }: OutputChunk) => see(text), message: async (text: string) => see(text) };
    return transport.run({ job: '1', target, action, transaction: `ssh-${runs++}` }, observer, signal);
  };
  const script = join(place, 'one.sh');
  await writeFile(script, '#!/bin/sh\necho "$PT_a"; cat; for a in "$@"; do echo "<$a>"; done');
  const file = { filename: 'one.sh', sha256: '', size: 0, path: script };
  const task: Action = {
    kind: 'task',
    task: { name: 'mod::one', metadata: {}, files: [file] },
    parameters: { a: "it's ü" },
    noop: false,
  };

  const input = '{"a":"it\'s ü","_task":"mod::one"}';
  assert.deepEqual((await run(task)).value, { _output: `it's ü\n${input}` });
  assert.deepEqual((await run(task, { tty: true })).value, { _output: `it's ü\r\n${input}` });
  const scripted = await run({ kind: 'script', script: file, arguments: ['a b', '*'], environment: { PT_a: 'x' } });
  assert.equal(scripted.value['stdout'], 'x\n<a b>\n<*>\n');
  assert.equal((await run({ kind: 'command', command: 'echo out; exit 3', environment: {} })).value['exit_code'], 3);
  assert.equal((await run({ kind: 'wait', waitTime: 1, retryInterval: 1 })).status, 'success');

  const { signal } = new AbortController();
  assert.equal(await pingTarget(targetOn(sshd), transport, { ids: systemIds, signal }), undefined);
  const nobody = targetOn(sshd, { port: 1 });
  assert.equal(
    (await pingTarget(nobody, transport, { ids: systemIds, signal }))?.kind,
    'puppetlabs.tasks/connect-error',
  );

  const big = join(place, 'big');
  const bytes = Buffer.alloc(20_000_000, 'baton\0');
  await writeFile(big, bytes, { mode: 0o600 });
  assert.equal((await run({ kind: 'upload', source: big, destination: `${place}/up` })).status, 'success');
  assert.ok((await readFile(`${place}/up`)).equals(bytes));
  assert.equal((await stat(`${place}/up`)).mode & 0o777, 0o600);
  const downloaded = await run({ kind: 'download', source: `${place}/up`, destination: `${place}/dl` });
  assert.ok((await readFile(String(downloaded.value['path']))).equals(bytes));

  for (const native of [false, true]) {
    const abort = new AbortController();
    let pid = 0;
    const stopped = await run(
      { kind: 'command', command: 'sleep 1000 & echo $!; wait', environment: {} },
      { 'native-ssh': native },
      abort.signal,
      (text) => {
        pid = Number(text);
        abort.abort('stopped');
      },
    );
    assert.equal(Object(stopped.value['_error']).kind, 'baton/stopped');
    assert.ok(pid > 0);
    assert.equal(
      (await listProcesses()).some((one) => one.pid === pid),
      false,
    );
  }

  // As after a reboot: what was kept is gone, and the next connection is a new one.
  await sshd.cutSessions();
  assert.equal((await run({ kind: 'wait', waitTime: 5, retryInterval: 1 })).status, 'success');
  assert.equal((await run({ kind: 'command', command: 'echo back', environment: {} })).value['stdout'], 'back\n');
});
