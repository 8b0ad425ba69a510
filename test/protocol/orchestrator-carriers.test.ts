import assert from 'node:assert/strict';
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { createMessageConnection, IPCMessageReader, IPCMessageWriter } from 'vscode-jsonrpc/node';
import { type RemoteOrchestrator, remoteOrchestrator } from '../../orchestrator-core/api/index.ts';
import { silentLog } from '../../orchestrator-core/common/index.ts';
import { openOrchestrator } from '../../orchestrator-core/connect.ts';
import { endProcess } from '../support/agent-lab.ts';
import { type OrchestratorLab, orchestratorLab, outputIn, statesOf, wholeJob } from '../support/orchestrator-lab.ts';

const program = join(import.meta.dirname, '../../orchestrator-core/main.ts');
const files = { 'inventory.yaml': 'targets: [{name: here, config: {transport: local}}]\n' };
const hello = { kind: 'command', command: 'echo hello', targets: ['here'] } as const;

/** The editor's child process, with the connection that the editor has to it. */
function child(
  context: TestContext,
  lab: OrchestratorLab,
): { child: ChildProcess; remote: RemoteOrchestrator; said: () => string } {
  const process = fork(program, ['--project', lab.project, '--data', lab.data], {
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
  context.after(() => endProcess(process));
  let said = '';
  process.stderr?.on('data', (chunk: Buffer) => {
    said += chunk.toString();
  });
  const connection = createMessageConnection(new IPCMessageReader(process), new IPCMessageWriter(process));
  return { child: process, remote: remoteOrchestrator(connection), said: () => said };
}

test("the editor's child process answers over IPC and ends with its parent", async (context) => {
  const lab = await orchestratorLab(context, files);
  const { child: process, remote } = child(context, lab);
  const id = await remote.run(hello);
  assert.equal(outputIn(await wholeJob(remote, id)), 'hello\n');
  const { state, project, dataDirectory } = await remote.status();
  assert.deepEqual([state, project, dataDirectory], ['running', lab.project, lab.data]);
  process.disconnect();
  const [code] = await once(process, 'exit');
  assert.equal(code, 0);
});

test('a second window passes everything on to the orchestrator that runs already, and ends when that does', async (context) => {
  const lab = await orchestratorLab(context, files);
  const running = await lab.start();
  const { child: process, remote, said } = child(context, lab);
  const id = await remote.run(hello);
  assert.equal(outputIn(await wholeJob(remote, id)), 'hello\n');
  assert.equal(statesOf(await running.remote.job(id)), 'finished: finished');
  await assert.rejects(remote.job('99'), { kind: 'puppetlabs.orchestrator/unknown-job' });
  running.child.kill('SIGKILL');
  const [code] = await once(process, 'exit');
  assert.equal(code, 1);
  assert.match(said(), /orchestrator that served this project has ended/);
});

test('a child process that cannot start says why', async (context) => {
  const process = fork(program, ['--local-nodes', 'many'], { stdio: ['ignore', 'pipe', 'pipe', 'ipc'] });
  context.after(() => endProcess(process));
  const [[said], [code]] = await Promise.all([once(process.stderr ?? process, 'data'), once(process, 'exit')]);
  assert.match(String(said), /--project: expected the directory of a project/);
  assert.equal(code, 1);
});

test('who wants an orchestrator gets the running one, else one of its own', async (context) => {
  const lab = await orchestratorLab(context, files);
  const options = { project: lab.project, data: lab.data, log: silentLog };
  const own = await openOrchestrator(options);
  assert.equal(own.embedded, true);
  const id = await own.orchestrator.run(hello);
  await own.close();
  await own.close();

  const running = await lab.start();
  const theirs = await openOrchestrator(options);
  assert.equal(theirs.embedded, false);
  assert.equal(statesOf(await theirs.orchestrator.job(id)).startsWith('running'), false);
  await theirs.close();
  const byUrl = await openOrchestrator({ ...options, url: `${running.api}/` });
  assert.equal((await byUrl.orchestrator.status()).api, running.api);
  await byUrl.close();
  const nobody = openOrchestrator({ ...options, url: 'https://127.0.0.1:1' });
  await assert.rejects(nobody, { kind: 'baton/cannot-connect' });

  await endProcess(running.child);
  const after = await openOrchestrator(options);
  assert.equal(after.embedded, true, 'the endpoint that a killed one left is not believed');
  await after.close();
});

test('the child process ends when its editor was gone before it had begun', { timeout: 60_000 }, async (context) => {
  const lab = await orchestratorLab(context, files);
  // The news has come, and passed unheard, when the orchestrator's own code begins.
  const late = "data:text/javascript,await new Promise((resolve) => process.once('disconnect', resolve));";
  const orphan = fork(program, ['--project', lab.project, '--data', lab.data], {
    execArgv: ['--import', late],
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
  });
  context.after(() => endProcess(orphan));
  orphan.disconnect();
  assert.deepEqual(await once(orphan, 'exit'), [0, null]);
});
