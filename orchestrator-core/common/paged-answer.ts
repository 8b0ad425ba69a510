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
  throw cancelled();
}

/** The rows page by page, each page with some. @throws OrchestratorError `baton/cancelled` when the last page is missing */
export async function* wholePages<Row>(
  pages: AsyncIterable<AnswerPage<Row, unknown>>,
): AsyncGenerator<readonly Row[], void> {
  for await (const { rows, last } of pages) {
    if (rows.length > 0) yield rows;
    if (last !== undefined) return;
  }
  throw cancelled();
}

function cancelled(): OrchestratorError {
  return new OrchestratorError('baton/cancelled', 'The query was cancelled.');
}
