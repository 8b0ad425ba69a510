/**
 * Previews every plan of real modules, and prints how many of them can be previewed, and what stands in the way of the
 * others:
 *
 *   node test/interop/plan-previews/main.ts [--text PLAN]… [--target NAME]… PATH…
 *
 * A path is a module, or a directory with modules somewhere below it. All of them stand on one modulepath, in a project
 * whose inventory has the targets that `--target` names, else two, and no parameters are given. `--text` prints the preview
 * of a plan. Exits with 1 where fewer than 90 of 100 plans are previewed fully or with marked unknowns. Plans that fail for
 * certain are no such plans: they are shown up to there, and listed with the reason where it is known (`meant-to-fail.ts`).
 */
import { parseArgs } from 'node:util';
import { previewText } from '../../../orchestrator-core/plans/index.ts';
import { meantToFail } from './meant-to-fail.ts';
import { findPlans, type Previewed, previewAll } from './preview-all.ts';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    text: { type: 'string', multiple: true, default: [] },
    target: { type: 'string', multiple: true, default: [] },
  },
});

const verdicts = ['fully', 'with marked unknowns', 'fails', 'not'] as const;
type Verdict = (typeof verdicts)[number];

/**
 * What a preview is worth. A task, plan, function or key of Hiera that nothing here has is marked where it would be used,
 * and the preview goes on, as it does after an error that is reached on some ways only. An error that is reached for certain ends the plan with
 * these parameters in this project, and its preview says so.
 */
function verdictOf({ preview }: Previewed): Verdict {
  if (preview === undefined) return 'not';
  const { problems } = preview;
  if (
    problems.some(({ message }) =>
      /^The preview ends|The preview ends there|^The file .* defines no plan/.test(message),
    )
  )
    return 'not';
  const isMissing = (message: string) =>
    /^There is no (?:task|plan) '|^Unknown function: |is written in Ruby|did not find a value for the name/.test(
      message,
    );
  if (problems.some(({ message, severity }) => severity === 'error' && !isMissing(message))) return 'fails';
  return problems.length === 0 ? 'fully' : 'with marked unknowns';
}

function printCounts(previewed: readonly Previewed[]): number {
  const byVerdict = Object.groupBy(previewed, verdictOf);
  const reasons = previewed.flatMap((each) => {
    const { plan, preview, thrown } = each;
    if (thrown !== undefined) return [{ reason: `not: threw ${thrown}`, plan }];
    const verdict = verdictOf(each);
    return (preview?.problems ?? []).map(({ message, severity }) => ({
      reason: `${severity === 'error' && verdict === 'fails' ? 'fails: ' : 'unknown: '}${message}`,
      plan,
    }));
  });
  for (const [reason, list = []] of Object.entries(Object.groupBy(reasons, ({ reason: key }) => key)).sort()) {
    const plans = [...new Set(list.map(({ plan }) => plan))];
    console.log(
      `${String(plans.length).padStart(4)}  ${reason.replaceAll('\n', ' ')}  (${plans.slice(0, 4).join(', ')})`,
    );
  }
  const good = (byVerdict.fully ?? []).length + (byVerdict['with marked unknowns'] ?? []).length;
  console.log(`${previewed.length} plans`);
  for (const verdict of verdicts) {
    const { length } = byVerdict[verdict] ?? [];
    console.log(`${String(length).padStart(5)}  ${verdict}  ${percent(length, previewed.length)}`);
  }
  printFailures(byVerdict.fails ?? []);
  const slowest = previewed.toSorted((a, b) => b.milliseconds - a.milliseconds)[0];
  if (slowest !== undefined) console.log(`slowest: ${slowest.plan} ${Math.round(slowest.milliseconds)} ms`);
  const { length } = previewed;
  console.log(`${good} of ${length} plans are previewed fully or with marked unknowns: ${percent(good, length)}`);
  return length === 0 ? 0 : good / length;
}

/** Those that fail for certain, each with the reason of the plan, or that nobody gave one. */
function printFailures(failing: readonly Previewed[]): void {
  for (const [plan, list = []] of Object.entries(Object.groupBy(failing, ({ plan: name }) => name)).sort()) {
    const reason = Object.hasOwn(meantToFail, plan) ? meantToFail[plan] : 'nobody said why: is the preview right?';
    console.log(`  fails: ${plan}${list.length > 1 ? ` (${list.length})` : ''} ${reason}`);
  }
}

function percent(part: number, whole: number): string {
  return whole === 0 ? '' : `${((100 * part) / whole).toFixed(1)} %`;
}

if (positionals.length === 0) {
  console.error('usage: node test/interop/plan-previews/main.ts [--text PLAN]… [--target NAME]… PATH…');
  process.exitCode = 2;
} else {
  const plans = await findPlans(positionals);
  const wanted = values.text.length === 0 ? plans : plans.filter(({ name }) => values.text.includes(name));
  const previewed = await previewAll(wanted, values.target.length === 0 ? ['web1', 'web2'] : values.target);
  if (values.text.length > 0) {
    for (const { preview } of previewed) {
      if (preview !== undefined) console.log(previewText(preview, { width: 120, unicode: true }));
    }
  } else process.exitCode = printCounts(previewed) >= 0.9 ? 0 : 1;
}
