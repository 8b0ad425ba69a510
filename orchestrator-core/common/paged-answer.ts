import { OrchestratorError } from './errors.ts';

/** A part of an answer; the last one has what is said of the whole, and may have no rows. */
export interface AnswerPage<Row, End> {
  readonly rows: readonly Row[];
  readonly last?: End;
}

/** All pages as one answer, for who asked for few rows. @throws OrchestratorError `baton/cancelled` when the last is missing */
export async function wholeAnswer<Row, End>(
  pages: AsyncIterable<AnswerPage<Row, End>>,
): Promise<{ readonly rows: readonly Row[] } & End> {
  const all: Row[] = [];
  for await (const { rows, last } of pages) {
    for (const row of rows) all.push(row);
    if (last !== undefined) return { rows: all, ...last };
  }
  throw new OrchestratorError('baton/cancelled', 'The query was cancelled.');
}
