import type { Problem, Severity } from '../server/checks.ts';

/** A problem with its place counted in lines and columns from 1; a column is a UTF-16 unit, and the end is exclusive. */
export interface PlacedProblem {
  readonly line: number;
  readonly column: number;
  readonly endLine: number;
  readonly endColumn: number;
  readonly severity: Severity;
  readonly code: string;
  readonly message: string;
}

/** The problems of a text with their places. */
export function placeProblems(text: string, problems: readonly Problem[]): readonly PlacedProblem[] {
  if (problems.length === 0) return [];
  const starts = [0];
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) starts.push(at + 1);
  const placeOf = (offset: number) => {
    let [low, high] = [0, starts.length];
    while (high - low > 1) {
      const middle = (low + high) >> 1;
      if ((starts[middle] ?? 0) <= offset) low = middle;
      else high = middle;
    }
    return { line: low + 1, column: offset - (starts[low] ?? 0) + 1 };
  };
  return problems.map(({ start, end, severity, code, message }) => {
    const last = placeOf(end);
    return { ...placeOf(start), endLine: last.line, endColumn: last.column, severity, code, message };
  });
}
