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
const source = (directory: string): string => `
import { parseExact } from ${JSON.stringify(join(directory, '../../common/index.ts'))};
import { sharedFacts } from ${JSON.stringify(join(directory, 'shared.ts'))};
const [name, how] = process.argv.slice(2);
const find = async () => {
  if (how === 'dies') process.exit(7);
  if (how === 'fails') throw new Error('no');
  if (how === 'waits') await new Promise((resolve) => process.stdin.once('data', resolve).resume());
  process.stdin.pause();
  return { facts: { by: name, sizes: parseExact('[1.0,9223372036854775807]') }, warnings: ['w'] };
};
const found = await sharedFacts(find, new AbortController().signal).catch(async () => {
  await new Promise((resolve) => process.stdin.once('data', resolve).resume());
  return 'failed';
});
process.stdin.pause();
console.log(JSON.stringify(found));
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
  await writeFile(path, source(import.meta.dirname));
  return (name, how = '') => {
    const child = fork(path, [name, how], { stdio: ['pipe', 'pipe', 'inherit', 'ipc'] });
    const said = Promise.all([once(child, 'exit'), child.stdout === null ? '' : text(child.stdout)]);
    return { child, said: said.then(([, output]) => output.trim()) };
  };
}

/** With numbers that no double holds. */
const facts = (by: string): string => `{"facts":{"by":"${by}","sizes":[1.0,9223372036854775807]},"warnings":["w"]}`;

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

test('when who looks fails and lives on, the next one does', limit, async (context) => {
  const start = await starter(context);
  const shared = new SharedFacts(new ManualClock());
  const failing = start('failing', 'fails');
  shared.serve(failing.child);
  await once(failing.child, 'message');
  const next = start('next');
  shared.serve(next.child);
  assert.equal(await next.said, facts('next'));
  failing.child.stdin?.write('go');
  assert.equal(await failing.said, '"failed"');
});

test('an agent whose starter is gone, or that nobody started, finds them itself', limit, async (context) => {
  const start = await starter(context);
  const orphan = start('orphan');
  orphan.child.once('message', () => orphan.child.disconnect());
  assert.equal(await orphan.said, facts('orphan'));
  const found = { facts: { by: 'alone' }, warnings: [] };
  assert.equal(await sharedFacts(async () => found, AbortSignal.abort()), found);
});
