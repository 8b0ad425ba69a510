/**
 * The cases of `run.ts` on agents that know nothing of Baton: on a stand-in always, and on a real pxp-agent where the
 * variable `PXP_AGENT` names one.
 */
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';
import { cases } from './cases.ts';
import { play } from './play.ts';
import { Stage } from './stage.ts';

const real = process.env['PXP_AGENT'];
const baton = [process.execPath, join(import.meta.dirname, '../../../orchestrator-core/cli/main.ts')];
const standIn = [process.execPath, join(import.meta.dirname, '../../support/foreign-agent.ts')];
if (real === undefined) {
  console.log('NO PXP-AGENT WAS FOUND (PXP_AGENT names none): its cases are played with a stand-in for it only.');
}

for (const [name, command] of [
  ['a stand-in for a pxp-agent', standIn],
  ...(real === undefined ? [] : [['the pxp-agent', [real]]]),
] as [string, readonly string[]][]) {
  test(`Baton works with ${name}`, async (context) => {
    const stage = await Stage.open(baton, command);
    context.after(() => stage.close());
    for (const one of cases) {
      await context.test(one.name, async () => {
        const [played] = await play(stage, [one]);
        assert.equal(played?.fault, undefined);
      });
    }
  });
}
