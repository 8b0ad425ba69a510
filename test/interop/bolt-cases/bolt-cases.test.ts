/**
 * Recorded answers of Bolt against Baton's. `BATON_COMMAND` (words separated by blanks) names another program than the
 * bundle, which starts in a quarter of the source's time, `BOLT_CASES` another recording.
 */
import assert from 'node:assert/strict';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { build, root } from '../../../scripts/build.ts';
import { startSshd } from '../../support/sshd.ts';
import { accepted, reasonOf } from './accepted.ts';
import { groups, readCases } from './case-files.ts';
import { play } from './play.ts';
import { describe, report } from './report.ts';

const here = import.meta.dirname;
const fixtures = join(here, 'fixtures');
const bundle = [process.execPath, join(root, 'dist/baton.cjs')];

test("answers Bolt's command lines as Bolt does", async (context) => {
  const recording = process.env['BOLT_CASES'];
  const cases = await readCases(recording ?? join(fixtures, 'cases.jsonl'), groups);
  const given = process.env['BATON_COMMAND']?.split(' ');
  if (given === undefined) await build();
  const command = given ?? bundle;
  const sshd = await startSshd();
  context.after(() => sshd.close());
  const outcomes = await play(cases, { command, fixtures, concurrency: availableParallelism(), sshd });
  context.diagnostic(report(outcomes, reasonOf).split('\n\n')[0] ?? '');
  const fresh = outcomes.filter((outcome) => !outcome.same && reasonOf(outcome.case.id) === undefined);
  assert.equal(fresh.map(describe).join('\n'), '', 'a new deviation');
  if (recording !== undefined) return;
  const deviating = new Set(outcomes.filter((outcome) => !outcome.same).map((outcome) => outcome.case.id));
  const stale = Object.keys(accepted).filter((id) => !deviating.has(id));
  assert.deepEqual(stale, [], 'accepted, but no deviation any more: take it from the list');
});
