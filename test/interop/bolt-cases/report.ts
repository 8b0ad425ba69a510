import { diff } from 'node:util';
import { normalize } from './normalize.ts';
import type { Outcome } from './play.ts';

/** Counts by group, then each deviation that nobody accepted, line by line. */
export function report(outcomes: readonly Outcome[], reasonOf: (id: string) => string | undefined): string {
  const groups = Map.groupBy(outcomes, (outcome) => outcome.case.id.split('/')[0] ?? '');
  const lines: string[] = [];
  for (const [group, members] of groups) {
    const same = members.filter((outcome) => outcome.same).length;
    const known = members.filter((outcome) => !outcome.same && reasonOf(outcome.case.id) !== undefined).length;
    lines.push(
      `${group.padEnd(10)} ${same} the same, ${known} accepted, ${members.length - same - known} new of ${members.length}`,
    );
  }
  for (const outcome of outcomes) {
    if (!outcome.same && reasonOf(outcome.case.id) === undefined) lines.push(describe(outcome));
  }
  return lines.join('\n');
}

/** One deviation: the command line, and what was expected (`-`) and came (`+`). */
export function describe(outcome: Outcome): string {
  const wanted = JSON.stringify(normalize(outcome.case), null, 1).replaceAll('\\n', '\n');
  const got = JSON.stringify(normalize(outcome.answer), null, 1).replaceAll('\\n', '\n');
  const changed = diff(got.split('\n'), wanted.split('\n')).filter(([kind]) => kind !== 0);
  const lines = changed.map(([kind, text]) => `    ${kind > 0 ? '+' : '-'} ${text}`);
  return `\n  ${outcome.case.id}: ${outcome.case.args.join(' ')}\n${lines.join('\n')}`;
}
