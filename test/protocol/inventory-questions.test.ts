/** What plugins of an inventory ask is asked of whoever is connected to the orchestrator, and kept to itself. */
import assert from 'node:assert/strict';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { silentLog } from '../../orchestrator-core/common/index.ts';
import { dialRunning } from '../../orchestrator-core/connect.ts';
import { dataDirectory } from '../../orchestrator-core/data-directory.ts';
import type { Orchestrator } from '../../orchestrator-core/orchestrator.ts';
import { openEmbedded } from '../../orchestrator-core/serve.ts';

const inventory = `
config: {transport: local}
targets:
- free
- name: bound
  vars: {pin: {_plugin: prompt, message: 'PIN, please'}}
`;

async function serve(context: TestContext): Promise<{ orchestrator: Orchestrator; data: string }> {
  const root = await mkdtemp(join(tmpdir(), 'baton-questions-'));
  const data = join(root, 'data');
  await writeFile(join(root, 'inventory.yaml'), inventory);
  const served = await openEmbedded({ project: root, data, log: silentLog });
  context.after(async () => {
    await served.close();
    await rm(root, { recursive: true, force: true });
  });
  const remote = await dialRunning(dataDirectory(data));
  assert.ok(remote);
  context.after(() => remote.dispose());
  return { orchestrator: remote, data };
}

async function ended(orchestrator: Orchestrator, job: string): Promise<readonly string[]> {
  const lines: string[] = [];
  for await (const event of orchestrator.events(job, 1, new AbortController().signal))
    lines.push(JSON.stringify(event));
  const { nodes } = await orchestrator.job(job);
  return [...nodes.map(({ name, state }) => `${name} ${state}`), ...lines];
}

/** Says the secret without having it in itself. */
const command = { kind: 'command', command: 'echo it is 471$((6 + 6))' } as const;

test('a question that somebody answers gives the target what it needs, and nobody else sees it', async (context) => {
  const { orchestrator, data } = await serve(context);
  const reading = new AbortController();
  const notices = orchestrator.notices(reading.signal)[Symbol.asyncIterator]();
  const asked: string[] = [];
  const answering = (async () => {
    for (let item = await notices.next(); item.done !== true; item = await notices.next()) {
      if (item.value.kind !== 'questions_changed') continue;
      for (const { id, message } of item.value.questions) {
        asked.push(message);
        await orchestrator.reply(id, '47112');
      }
    }
  })();
  const lines = await ended(orchestrator, await orchestrator.run({ ...command, targets: ['bound', 'free'] }));
  assert.deepEqual(lines.slice(0, 2), ['bound finished', 'free finished']);
  await ended(orchestrator, await orchestrator.run({ ...command, targets: ['bound'] }));
  assert.deepEqual(asked, ['PIN, please']);
  const details = await orchestrator.node('bound');
  assert.doesNotMatch(JSON.stringify([lines, details]), /47112/);
  assert.match(lines.join(), /it is Sensitive \[value redacted\]/);
  assert.match(JSON.stringify(details.effective), /"vars","pin"\],"value":"Sensitive \[value redacted\]"/);
  for (const file of await readdir(data)) {
    const text = await readFile(join(data, file), 'latin1').catch(() => '');
    assert.ok(!text.includes('47112'), file);
  }
  reading.abort();
  await answering;
});

test('where nobody is, and where somebody does not want to answer, that target alone fails', async (context) => {
  const { orchestrator } = await serve(context);
  const alone = await ended(orchestrator, await orchestrator.run({ ...command, targets: ['bound', 'free'] }));
  assert.deepEqual(alone.slice(0, 2), ['bound errored', 'free finished']);
  assert.match(alone.join(), /There is nobody to answer 'PIN, please'/);
  const reading = new AbortController();
  const notices = orchestrator.notices(reading.signal)[Symbol.asyncIterator]();
  const next = notices.next();
  // The stream is there when a call that was sent after it is answered.
  await orchestrator.status();
  const running = orchestrator.run({ ...command, targets: ['bound'] });
  for (let item = await next; item.done !== true; item = await notices.next()) {
    const [question] = item.value.kind === 'questions_changed' ? item.value.questions : [];
    if (question === undefined) continue;
    await orchestrator.reply(question.id);
    break;
  }
  await assert.rejects(running, { kind: 'bolt/plugin-error', message: /'PIN, please' was not answered\.$/ });
  reading.abort();
});
