/**
 * Plays against a pxp-agent what must work between Baton and an agent that knows nothing of Baton, and prints a report.
 *
 *   node test/interop/pxp-agent/run.ts [PROGRAM [PART OF A CASE'S NAME]]
 *
 * PROGRAM's default is what the variable `PXP_AGENT` names, else the packaged pxp-agent. `BATON_COMMAND` (words separated by
 * blanks) names another program than the source's own.
 */
import { basename, join } from 'node:path';
import { findPxpAgent } from './agent-program.ts';
import { cases } from './cases.ts';
import { play } from './play.ts';
import { Stage } from './stage.ts';

const [program = findPxpAgent(), part = ''] = process.argv.slice(2);
if (program === undefined) {
  console.error('No pxp-agent was found: give the path of the program, or set PXP_AGENT.');
  process.exit(1);
}
const source = [process.execPath, join(import.meta.dirname, '../../../program/main.ts')];
const stage = await Stage.open(process.env['BATON_COMMAND']?.split(' ') ?? source, [program]);
try {
  const chosen = cases.filter(({ name }) => name.includes(part));
  const played = await play(stage, chosen, ({ name, seconds, note, fault }) => {
    const mark = fault === undefined ? '✓' : '✗';
    console.log(`${mark} ${name} (${seconds.toFixed(1)} s)${note === undefined ? '' : `\n    ${note}`}`);
    if (fault !== undefined) console.log(`    ${fault.replaceAll('\n', '\n    ')}`);
  });
  const failed = played.filter(({ fault }) => fault !== undefined).length;
  console.log(`${basename(program)}: ${played.length - failed} passed, ${failed} failed`);
  process.exitCode = failed === 0 && played.length > 0 ? 0 : 1;
} finally {
  await stage.close();
}
