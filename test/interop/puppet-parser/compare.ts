import { checkSource, parse } from '../../../orchestrator-core/language/index.ts';
import type { Answers, Source, Verdict } from './ask-puppet.ts';

/** A source of which Baton and Puppet think differently. */
export interface Disagreement {
  readonly source: Source;
  readonly ours: string;
  readonly puppet: string;
}

/** How far Baton and Puppet agree. */
export interface Agreement {
  readonly version: string;
  readonly sources: number;
  /** How many sources Puppet accepts. */
  readonly accepted: number;
  /** Sources on which Puppet itself failed; they count nowhere else. */
  readonly crashed: number;
  /** Where one accepts what the other refuses. */
  readonly verdicts: readonly Disagreement[];
  /** How many sources both refuse and Puppet names a line. */
  readonly lines: number;
  /** Where the lines of the two first errors are more than one apart. */
  readonly otherLines: readonly Disagreement[];
}

interface Fault {
  readonly line: number;
  readonly message: string;
}

/** The first error of our parser, or where it finds none of our checker. */
function firstError({ source, tasks, epp }: Source): Fault | undefined {
  const parsed = parse(source, { tasks, epp });
  const [fault] = parsed.faults;
  const found = fault ?? checkSource(parsed, { scripting: tasks }).find((finding) => finding.severity === 'error');
  return found && { line: source.slice(0, found.start).split('\n').length, message: found.message };
}

/** Puppet's first error in the order of the source; one without a line counts as the last. */
function theirFirst({ errors }: Verdict): { line: number | null; message: string } | undefined {
  return errors.toSorted((a, b) => (a.line ?? Number.MAX_VALUE) - (b.line ?? Number.MAX_VALUE))[0];
}

function worded(fault: { line: number | null; message: string } | undefined): string {
  return fault === undefined ? 'accepts it' : `line ${fault.line ?? '?'}: ${fault.message}`;
}

/** Puts our verdicts beside Puppet's. */
export function compare(sources: readonly Source[], { version, verdicts }: Answers): Agreement {
  const different: Disagreement[] = [];
  const otherLines: Disagreement[] = [];
  let accepted = 0;
  let crashed = 0;
  let lines = 0;
  for (const [index, source] of sources.entries()) {
    const verdict = verdicts[index];
    if (verdict === undefined || verdict.crash !== undefined) {
      crashed += 1;
      continue;
    }
    const theirs = theirFirst(verdict);
    const ours = firstError(source);
    if (theirs === undefined) accepted += 1;
    const disagreement = { source, ours: worded(ours), puppet: worded(theirs) };
    if ((ours === undefined) !== (theirs === undefined)) different.push(disagreement);
    if (ours === undefined || theirs === undefined || theirs.line === null) continue;
    lines += 1;
    if (Math.abs(ours.line - theirs.line) > 1) otherLines.push(disagreement);
  }
  return { version, sources: sources.length, accepted, crashed, verdicts: different, lines, otherLines };
}

/** The agreement as people read it, every disagreement named. */
export function report(agreement: Agreement): string {
  const { version, sources, accepted, crashed, verdicts, lines, otherLines } = agreement;
  const judged = sources - crashed;
  const named = (title: string, list: readonly Disagreement[]) =>
    list.map(({ source, ours, puppet }) => `${title} ${source.name}\n  Baton:  ${ours}\n  Puppet: ${puppet}\n`);
  return [
    ...named('verdict', verdicts),
    ...named('line', otherLines),
    `Puppet ${version} accepts ${accepted} of ${judged} sources${crashed === 0 ? '' : ` and fails itself on ${crashed}`}`,
    `same verdict: ${judged - verdicts.length} of ${judged}`,
    `first error within a line: ${lines - otherLines.length} of ${lines}`,
  ].join('\n');
}
