/**
 * Plays recorded cases of Bolt against Baton and prints what deviates.
 *
 *   node test/interop/bolt-cases/main.ts [--all] [CASES.jsonl] [-- COMMAND …]
 *
 * `--all` prints accepted deviations too. The command's default is the program as it stands in the source.
 */
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { startSshd } from '../../support/sshd.ts';
import { reasonOf } from './accepted.ts';
import { groups, readCases } from './case-files.ts';
import { play } from './play.ts';
import { report } from './report.ts';

const here = import.meta.dirname;
const line = process.argv.slice(2);
const separator = line.indexOf('--');
const command = separator < 0 ? [] : line.splice(separator).slice(1);
const { positionals, values } = parseArgs({
  args: line,
  allowPositionals: true,
  options: { all: { type: 'boolean' } },
});
const fixtures = resolve(here, 'fixtures');
const cases = await readCases(positionals[0] ?? resolve(fixtures, 'cases.jsonl'), groups);
const program = command.length > 0 ? command : [process.execPath, resolve(here, '../../../program/main.ts')];
const sshd = await startSshd();
const outcomes = await play(cases, { command: program, fixtures, concurrency: 4, sshd });
await sshd.close();
console.log(report(outcomes, (id) => (values.all ? undefined : reasonOf(id))));
