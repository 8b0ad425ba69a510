/** The agents that one process starts share one look at their machine. */
import assert from 'node:assert/strict';
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { type TestContext, test } from 'node:test';
import { ManualClock } from '../../common/index.ts';
import type { Found } from './find-facts.ts';
import { askSupervisor, SharedFacts } from './shared.ts';

const limit = { timeout: 30_000 };

/** An agent's side: it says what it was told. */
async function asker(context: TestContext): Promise<() => ChildProcess> {
  const directory = await mkdtemp(join(tmpdir(), 'baton-shared-'));
  context.after(() => rm(directory, { recursive: true }));
  const path = join(directory, 'asker.ts');
  const module = JSON.stringify(join(import.meta.dirname, 'shared.ts'));
  const ask = 'askSupervisor(new AbortController().signal)';
  await writeFile(
    path,
    `import { askSupervisor } from ${module};\nconsole.log(JSON.stringify((await ${ask}) ?? null));\n`,
  );
  return () => fork(path, { stdio: ['ignore', 'pipe', 'inherit', 'ipc'] });
}

async function said(child: ChildProcess): Promise<unknown> {
  const [[code], output] = await Promise.all([once(child, 'exit'), child.stdout === null ? '' : text(child.stdout)]);
  assert.equal(code, 0, 'an answer lets the process end');
  return JSON.parse(output);
}

test('the facts are found once for all who ask in the same minutes', limit, async (context) => {
  const start = await asker(context);
  const clock = new ManualClock();
  let looks = 0;
  const shared = new SharedFacts(clock, async (): Promise<Found> => ({ facts: { look: ++looks }, warnings: ['w'] }));
  const ask = (): Promise<unknown> => {
    const child = start();
    shared.serve(child);
    return said(child);
  };
  const first = { facts: { look: 1 }, warnings: ['w'] };
  assert.deepEqual(await Promise.all([ask(), ask()]), [first, first]);
  clock.advance(600_000);
  assert.deepEqual(await ask(), { facts: { look: 2 }, warnings: ['w'] });
});

test('an agent finds them itself when nobody does, or who started it is gone', limit, async (context) => {
  const start = await asker(context);
  const failing = new SharedFacts(new ManualClock(), async () => Promise.reject(new Error('no')));
  const child = start();
  failing.serve(child);
  assert.equal(await said(child), null);
  const orphan = start();
  orphan.once('message', () => orphan.disconnect());
  assert.equal(await said(orphan), null);
  assert.equal(await askSupervisor(AbortSignal.abort()), undefined);
});
