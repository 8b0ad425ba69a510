/** Baton's PuppetDB and a real one, given the same commands, answer the same. */
import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { silentLog } from '../../../orchestrator-core/common/index.ts';
import { systemClock, systemIds } from '../../../orchestrator-core/node/index.ts';
import { listenPuppetDb } from '../../../orchestrator-core/services/index.ts';
import { openNodeStore } from '../../../orchestrator-core/store/index.ts';
import { acceptedDeviation } from './accepted.ts';
import { ask, giveAll } from './ask.ts';
import { difference } from './compare.ts';
import { generateCommands } from './generate.ts';
import { findPuppetDb } from './programs.ts';
import { listedQuestions, madeQuestions } from './questions.ts';
import { startRealPuppetDb } from './real-puppetdb.ts';

const programs = findPuppetDb();
const nodes = 30;
const [count, seed] = [Number(process.env['BATON_QUESTIONS'] ?? 400), Number(process.env['BATON_SEED'] ?? 5)];

if ('missing' in programs) {
  const names = programs.missing.join(', ');
  console.log(`NOTICE: NO PUPPETDB TO COMPARE WITH (${names} missing): its answers were compared with nothing`);
  test('the commands are the same each time', () => {
    const [first, second] = [generateCommands(nodes, 0), generateCommands(nodes, 0)];
    assert.deepEqual(first, second);
    assert.ok(first.length > 100);
  });
} else {
  test('the same commands give the same answers', async (context) => {
    const directory = await mkdtemp(join(tmpdir(), 'baton-differential-'));
    const closers = [() => rm(directory, { recursive: true, force: true })];
    context.after(async () => {
      for (const close of closers.reverse()) await close();
    });
    const real = await startRealPuppetDb(directory, programs);
    closers.push(() => real.close());
    const store = await openNodeStore({ path: join(directory, 'nodes.sqlite'), corrective: false });
    closers.push(() => store.close());
    const listener = await listenPuppetDb({
      store,
      discarded: join(directory, 'discarded'),
      plainPort: 0,
      ids: systemIds,
      clock: systemClock,
      log: silentLog,
    });
    closers.push(() => listener.close());
    const ours = listener.plain?.url ?? '';
    const commands = generateCommands(nodes, Date.now());
    await giveAll(real.url, commands);
    await giveAll(ours, commands);
    const questions = [...listedQuestions, ...madeQuestions(count, seed)];
    const differences: string[] = [];
    let answered = 0;
    for (const question of questions) {
      const [theirAnswer, ourAnswer] = await Promise.all([ask(real.url, question), ask(ours, question)]);
      answered += Number(theirAnswer.status === 200);
      const found = difference(question, theirAnswer, ourAnswer);
      if (found !== undefined && acceptedDeviation(question) === undefined) differences.push(found);
    }
    assert.equal(differences.join('\n\n'), '');
    assert.ok(answered > questions.length * 0.8, `only ${answered} of ${questions.length} were answered`);
  });
}
