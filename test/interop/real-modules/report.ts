import type { Accepted } from './accepted.ts';
import type { FoundProblem, Judged } from './judge.ts';

/** What to print, and how many errors are not explained. */
export interface Report {
  readonly text: string;
  readonly errors: number;
}

/** The findings that nobody accepted, grouped by code, with counts of all, and the acceptances that match nothing. */
export function report({ modules, files, problems }: Judged, accepted: readonly Accepted[]): Report {
  const used = new Set<Accepted>();
  const left = problems.filter((problem) => {
    const reason = accepted.find((each) => isAbout(each, problem));
    if (reason !== undefined) used.add(reason);
    return reason === undefined;
  });
  const byCode = Object.entries(Object.groupBy(left, ({ severity, code }) => `${severity} ${code}`)).sort(
    ([, a = []], [, b = []]) => b.length - a.length,
  );
  const lines = byCode.flatMap(([name, list = []]) => [
    `${name}: ${list.length}`,
    ...list.map(({ path, line, column, message }) => `  ${path}:${line}:${column}: ${message}`),
  ]);
  const counts = byCode.map(([name, list = []]) => `  ${String(list.length).padStart(6)} ${name}`);
  const stale = accepted
    .filter((each) => !used.has(each))
    .map(({ file, code }) => `not found any more: ${file} ${code}`);
  const summary = `${files} files of ${modules} modules: ${left.length} findings, ${problems.length - left.length} accepted`;
  return {
    text: [...lines, '', ...stale, summary, ...counts].join('\n'),
    errors: left.filter(({ severity }) => severity === 'error').length,
  };
}

function isAbout({ file, code, message }: Accepted, problem: FoundProblem): boolean {
  const isThere = file.endsWith('/') ? problem.file.startsWith(file) : problem.file === file;
  return isThere && problem.code === code && (message === undefined || problem.message.includes(message));
}
