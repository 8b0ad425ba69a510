import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { after, afterEach, before, describe, it } from 'node:test';
import { followJob } from '../../client/jobs/follow.ts';
import { launch } from '../../client/orchestrator/launch.ts';
import { type Launched, Session } from '../../client/orchestrator/session.ts';
import { jobPrinter } from '../../client/output/printer.ts';
import { silentLog } from '../../orchestrator-core/common/index.ts';
import { systemClock } from '../../orchestrator-core/node/index.ts';

const program = resolve(import.meta.dirname, '../../orchestrator-core/main.ts');
const never = new AbortController().signal;

describe('the orchestrator as the editor starts it', () => {
  let directory = '';
  const started: Launched[] = [];
  const start = async (): Promise<Launched> => {
    const launched = await launch(options(), silentLog);
    started.push(launched);
    return launched;
  };
  const options = () => ({ program, project: directory, localNodes: 0, dataDirectory: join(directory, 'data') });

  before(async () => {
    directory = await mkdtemp(join(tmpdir(), 'baton-editor-'));
    await writeFile(join(directory, 'bolt-project.yaml'), 'name: small\n');
    await writeFile(
      join(directory, 'inventory.yaml'),
      'targets:\n  - name: here\n    config:\n      transport: local\n',
    );
  });
  afterEach(async () => {
    for (const launched of started.splice(0)) await launched.stop();
  });
  after(() => rm(directory, { recursive: true, force: true }));

  it('answers, streams a job to its end, and ends when it is stopped', async () => {
    const launched = await start();
    const { orchestrator } = launched;
    const job = await orchestrator.run({
      kind: 'command',
      command: 'echo one$ELECTRON_RUN_AS_NODE; echo two >&2',
      targets: ['here'],
    });
    const printer = jobPrinter(() => '');
    let text = '';
    const source = { ready: async () => orchestrator, after: async () => orchestrator };
    await followJob(source, job, (event) => (text += printer.feed(event)), never);
    assert.match(text, /^#1 \$ echo .* on 1 node: here$/m);
    assert.match(text, /^here \| one$/m);
    assert.match(text, /^here ! two$/m);
    assert.match(text, /^#1 ended after .*: 1 succeeded$/m);
    await launched.stop();
    assert.match(await launched.gone, /exit code 0/);
    await assert.rejects(orchestrator.status(), { kind: 'baton/disconnected' });
  });

  it('says what kept it from starting', async () => {
    const wrong = { ...options(), localNodes: 5000 };
    await assert.rejects(launch(wrong, silentLog), /--local-nodes: expected a number.*exit code 1/);
  });

  it('is there again after it was killed, with the jobs of before', async () => {
    const session = new Session({ clock: systemClock, log: silentLog, trusted: true, launch: start });
    await session.setProject(directory);
    const first = await session.ready(never);
    const before = await first.jobs({ limit: 10 });
    assert.equal(before.length, 1);
    process.kill(started[0]?.pid ?? 0, 'SIGKILL');
    const second = await session.after(first, never);
    assert.deepEqual(await second.jobs({ limit: 10 }), before);
    assert.equal(started.length, 2);
    await session.stop();
    assert.equal(session.state.kind, 'stopped');
  });
});
