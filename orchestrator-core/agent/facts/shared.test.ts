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
import { SharedFacts, sharedFacts } from './shared.ts';

const limit = { timeout: 30_000 };

/** What an agent does: it says who looked, and prints the facts that it has in the end. */
const source = (module: string): string => `
import { sharedFacts } from ${JSON.stringify(module)};
const [name, how] = process.argv.slice(2);
const find = async () => {
  if (how === 'dies') process.exit(7);
  if (how === 'waits') await new Promise((resolve) => process.stdin.once('data', resolve).resume());
  process.stdin.pause();
  return { facts: { by: name }, warnings: ['w'] };
};
console.log(JSON.stringify(await sharedFacts(find, new AbortController().signal)));
`;

interface Agent {
  readonly child: ChildProcess;
  /** What it printed, when it has ended. */
  readonly said: Promise<string>;
}

async function starter(context: TestContext): Promise<(name: string, how?: string) => Agent> {
  const directory = await mkdtemp(join(tmpdir(), 'baton-shared-'));
  context.after(() => rm(directory, { recursive: true }));
  const path = join(directory, 'agent.ts');
  await writeFile(path, source(join(import.meta.dirname, 'shared.ts')));
  return (name, how = '') => {
    const child = fork(path, [name, how], { stdio: ['pipe', 'pipe', 'inherit', 'ipc'] });
    const said = Promise.all([once(child, 'exit'), child.stdout === null ? '' : text(child.stdout)]);
    return { child, said: said.then(([, output]) => output.trim()) };
  };
}

const facts = (by: string): string => JSON.stringify({ facts: { by }, warnings: ['w'] });

test('one agent finds the facts for all who ask in the same minutes', limit, async (context) => {
  const start = await starter(context);
  const clock = new ManualClock();
  const shared = new SharedFacts(clock);
  const first = start('first', 'waits');
  shared.serve(first.child);
  await once(first.child, 'message');
  const second = start('second');
  shared.serve(second.child);
  await once(second.child, 'message');
  first.child.stdin?.write('go');
  assert.deepEqual(await Promise.all([first.said, second.said]), [facts('first'), facts('first')]);
  const third = start('third');
  shared.serve(third.child);
  assert.equal(await third.said, facts('first'));
  clock.advance(600_000);
  const later = start('later');
  shared.serve(later.child);
  assert.equal(await later.said, facts('later'));
});

test('when who looks ends, the next one does', limit, async (context) => {
  const start = await starter(context);
  const shared = new SharedFacts(new ManualClock());
  const dying = start('dying', 'dies');
  shared.serve(dying.child);
  await once(dying.child, 'message');
  const next = start('next');
  shared.serve(next.child);
  assert.equal(await next.said, facts('next'));
});

test('an agent whose starter is gone, or that nobody started, finds them itself', limit, async (context) => {
  const start = await starter(context);
  const orphan = start('orphan');
  orphan.child.once('message', () => orphan.child.disconnect());
  assert.equal(await orphan.said, facts('orphan'));
  const alone = await sharedFacts(async () => ({ facts: { by: 'alone' }, warnings: ['w'] }), AbortSignal.abort());
  assert.equal(JSON.stringify(alone), facts('alone'));
});
