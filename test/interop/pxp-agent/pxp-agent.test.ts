/** The cases of `run.ts`: on a stand-in for a pxp-agent always, and on a real one where there is one. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { connectionSettings, findPxpAgent } from './agent-program.ts';
import { cases } from './cases.ts';
import { play } from './play.ts';
import { Stage } from './stage.ts';

const real = findPxpAgent();
const baton = [process.execPath, join(import.meta.dirname, '../../../program/main.ts')];
const standIn = [process.execPath, join(import.meta.dirname, '../../support/foreign-agent.ts')];
const agents: Record<string, readonly string[]> = { 'a stand-in for a pxp-agent': standIn };
if (real !== undefined) agents[real] = [real];
else console.log('NOTICE: NO PXP-AGENT WAS FOUND (set PXP_AGENT): its cases were played with a stand-in only');

test('the page shows the configuration that is played', () => {
  const page = readFileSync(join(import.meta.dirname, '../../../docs/protocol.md'), 'utf8');
  const block = /```hocon\n([\s\S]*?)```/.exec(page)?.[1] ?? '';
  const shown: Readonly<Record<string, string>> = JSON.parse(block.replaceAll('192.0.2.10', '127.0.0.1'));
  const { 'ssl-cert': certificate = '', 'ssl-key': key = '', 'ssl-ca-cert': ca = '' } = shown;
  const place = { directory: '', files: { certificate, key, ca }, brokerPort: 8142, filesPort: 8142 };
  assert.deepEqual(shown, connectionSettings(place));
});

for (const [name, command] of Object.entries(agents)) {
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
