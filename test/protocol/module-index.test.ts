/** What an editor sees of the index: other files count as soon as they are on the disk, and a start finds what the last one kept. */
import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { type ClientOptions, diskProject, type Published, startLanguageClient } from '../support/language-client.ts';

/** A server that does not answer fails its test instead of holding the others up. */
const limit = { timeout: 60_000 };

const plan = "plan p::go(TargetSpec $targets) {\n  run_task('p::late', $targets)\n}\n";
const late = 'tasks/late.sh';

async function begin(context: TestContext, options: ClientOptions = {}) {
  const project = diskProject({ 'bolt-project.yaml': 'name: p\n', 'plans/go.pp': plan });
  const client = await startLanguageClient({ ...options, folders: [project.uri('')] });
  context.after(() => {
    client.process.kill();
    project.remove();
  });
  return { project, client, uri: project.uri('plans/go.pp') };
}

const codes = ({ diagnostics }: Published) => diagnostics.map(({ code }) => code).join();
const isUnknown = (published: Published) => codes(published) === 'unknown-task';

test('a task that is made while a plan is open is known', limit, async (context) => {
  const watching = { workspace: { didChangeWatchedFiles: { dynamicRegistration: true } } };
  const { project, client, uri } = await begin(context, { capabilities: watching });
  await client.open(uri, plan);
  await client.published(isUnknown);
  project.write(late, 'true\n');
  const known = client.nextPublished((published) => codes(published) === '');
  await client.connection.sendNotification('workspace/didChangeWatchedFiles', {
    changes: [{ uri: project.uri(late), type: 1 }],
  });
  await known;
  assert.equal(await client.close(), 0);
});

test('a client that watches nothing learns of it when it saves', limit, async (context) => {
  const { project, client, uri } = await begin(context);
  await client.open(uri, plan);
  await client.published(isUnknown);
  project.write(late, 'true\n');
  const known = client.nextPublished((published) => codes(published) === '');
  await client.connection.sendNotification('textDocument/didSave', { textDocument: { uri } });
  await known;
  assert.equal(await client.close(), 0);
});

test('a client that asks for diagnostics is told to ask again', limit, async (context) => {
  const capabilities = {
    textDocument: { diagnostic: {} },
    workspace: { diagnostics: { refreshSupport: true }, didChangeWatchedFiles: { dynamicRegistration: true } },
  };
  const { project, client, uri } = await begin(context, { capabilities });
  let told = () => {};
  client.connection.onRequest('workspace/diagnostic/refresh', () => {
    told();
    return null;
  });
  const pulled = async (wanted: string) => {
    for (;;) {
      const again = new Promise<void>((resolve) => {
        told = resolve;
      });
      const found = await client.pull(uri);
      if (found.map(({ code }) => code).join() === wanted) return;
      await again;
    }
  };
  await client.open(uri, plan);
  await pulled('unknown-task');
  project.write(late, 'true\n');
  await client.connection.sendNotification('workspace/didChangeWatchedFiles', {
    changes: [{ uri: project.uri(late), type: 1 }],
  });
  await pulled('');
  assert.equal(await client.close(), 0);
});

test('what was read is kept in the directory of the client, and a damaged one does no harm', limit, async (context) => {
  const cacheDirectory = join(mkdtempSync(join(tmpdir(), 'baton-cache-')), 'modules');
  context.after(() => rmSync(join(cacheDirectory, '..'), { recursive: true }));
  const options = { capabilities: { window: { workDoneProgress: true } }, initializationOptions: { cacheDirectory } };
  for (const damage of [false, true, false]) {
    if (damage)
      for (const name of readdirSync(cacheDirectory)) writeFileSync(join(cacheDirectory, name), '{"format":1');
    const { client, uri } = await begin(context, options);
    await client.progressEnded();
    await client.open(uri, plan);
    await client.published(isUnknown);
    assert.equal(await client.close(), 0);
    assert.ok(readdirSync(cacheDirectory).some((name) => name.startsWith('p-')));
  }
});
