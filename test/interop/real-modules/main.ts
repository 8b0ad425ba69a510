/**
 * Has the whole analysis of the language server judge real modules, and prints what it finds:
 *
 *   node test/interop/real-modules/main.ts [--all] [--code CODE] PATH…
 *
 * A path is a module, or a directory with modules somewhere below it. All modules found stand on one modulepath, so that
 * they know each other. Errors and warnings are printed, with `--all` information and hints too; `--code` prints one kind.
 * Findings that `accepted.ts` explains are counted and not printed. Exits with 1 where another error is left: code that
 * its authors run is taken to be right.
 */
import { parseArgs } from 'node:util';
import { accepted } from './accepted.ts';
import { findModules } from './find-modules.ts';
import { type FoundProblem, judgeModules } from './judge.ts';
import { report } from './report.ts';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { all: { type: 'boolean', default: false }, code: { type: 'string', multiple: true, default: [] } },
});
if (positionals.length === 0) {
  console.error('usage: node test/interop/real-modules/main.ts [--all] [--code CODE] PATH…');
  process.exitCode = 2;
} else {
  const begun = performance.now();
  const judged = await judgeModules(await findModules(positionals));
  const isWanted = ({ code, severity }: FoundProblem) =>
    (values.code.length === 0 || values.code.includes(code)) &&
    (values.all || severity === 'error' || severity === 'warning');
  const { text, errors } = report({ ...judged, problems: judged.problems.filter(isWanted) }, accepted);
  console.log(text);
  console.log(`${Math.round(performance.now() - begun)} ms`);
  process.exitCode = errors === 0 ? 0 : 1;
}
