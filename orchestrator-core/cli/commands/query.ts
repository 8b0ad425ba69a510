import { cellText, csvLine, type JsonObject, OrchestratorError, wholePages } from '../../common/index.ts';
import type { QueryPage } from '../../orchestrator.ts';
import type { Context } from '../context.ts';
import { connectWithoutAgents } from '../orchestrator.ts';
import { count } from '../output/text.ts';
import { readArgument, readTargets } from '../read-argument.ts';
import { namesOf } from '../selected-nodes.ts';
import { onInterrupt } from '../signals.ts';

/**
 * `baton query 'PQL'`: what a query finds, as a table, as JSON or as CSV (`--format`), printed as it comes. With targets or
 * filters only the rows of these nodes. `--timeout` ends one that takes too long, with the time that printing takes.
 */
export async function query(text: string, context: Context): Promise<number> {
  const { terminal, options } = context;
  const pql = await readArgument(text, terminal);
  const words = await readTargets(context);
  const { orchestrator, close } = await connectWithoutAgents(context);
  const ending = new AbortController();
  const interrupts = onInterrupt(async () => ending.abort());
  try {
    const names = words === undefined ? undefined : new Set(await namesOf(orchestrator, words));
    const seconds = options.integer('timeout');
    const request = seconds === undefined ? { query: pql } : { query: pql, timeout: seconds * 1000 };
    const pages = rowsOf(orchestrator.query(request, ending.signal), names);
    if (context.format === 'json') await writeJson(pages, context);
    else if (options.text('format') === 'csv') await writeCsv(pages, context);
    else await writeTable(pages, context);
    return interrupts.exitCode ?? 0;
  } catch (error) {
    if (interrupts.exitCode === undefined) throw error;
    return interrupts.exitCode;
  } finally {
    interrupts.dispose();
    await close();
  }
}

/** The rows of these nodes. What is wrong with the query is thrown before anything is printed; what is cut off ends in an error. */
async function* rowsOf(
  pages: AsyncIterable<QueryPage>,
  names: ReadonlySet<string> | undefined,
): AsyncGenerator<readonly JsonObject[]> {
  for await (const rows of wholePages(pages)) {
    if (names !== undefined && rows.some((row) => typeof row['certname'] !== 'string')) {
      const message = `Rows without a certname belong to no node. Ask for it, as in facts[certname, value] { … }, or leave the targets out.`;
      throw new OrchestratorError('bolt/cli-error', message);
    }
    const shown = names === undefined ? rows : rows.filter((row) => names.has(String(row['certname'])));
    if (shown.length > 0) yield shown;
  }
}

type Pages = AsyncIterable<readonly JsonObject[]>;

/** One row a line, so that nothing has to be held that was written. */
async function writeJson(pages: Pages, { terminal }: Context): Promise<void> {
  let before = '[\n';
  for await (const rows of pages) {
    await terminal.out(before + rows.map((row) => JSON.stringify(row)).join(',\n'));
    before = ',\n';
  }
  await terminal.out(before === ',\n' ? '\n]\n' : '[\n]\n');
}

/** The columns are those of the first rows: all rows of a query have the same. */
async function writeCsv(pages: Pages, { terminal }: Context): Promise<void> {
  let keys: readonly string[] | undefined;
  for await (const rows of pages) {
    if (keys === undefined) await terminal.out(csvLine(keysOf(rows)));
    keys ??= keysOf(rows);
    const columns = keys;
    await terminal.out(rows.map((row) => csvLine(columns.map((key) => row[key]))).join(''));
  }
}

function keysOf(rows: readonly JsonObject[]): readonly string[] {
  return [...new Set(rows.flatMap((row) => Object.keys(row)))];
}

/** Letters of a cell on a terminal; what is longer is cut. */
const widest = 60;

/** Columns are as wide as the first page asks for: of many rows the later ones may be wider. */
async function writeTable(pages: Pages, { terminal, paint }: Context): Promise<void> {
  const cell = (text: string): string => {
    const line = text.replace(/\s*[\r\n]\s*/g, ' ');
    return terminal.outIsTerminal && line.length > widest ? `${line.slice(0, widest - 1)}…` : line;
  };
  let keys: readonly string[] = [];
  let widths: readonly number[] = [];
  let found = 0;
  const line = (row: readonly string[]): string =>
    row
      .map((text, column) => text.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd();
  for await (const rows of pages) {
    const isFirst = found === 0;
    if (isFirst) keys = keysOf(rows);
    const cells = rows.map((row) => keys.map((key) => cell(cellText(row[key]))));
    if (isFirst) {
      widths = keys.map((key, column) =>
        cells.reduce((most, row) => Math.max(most, row[column]?.length ?? 0), key.length),
      );
      await terminal.out(`${paint('cyan', line(keys))}\n`);
    }
    found += rows.length;
    await terminal.out(cells.map((row) => `${line(row)}\n`).join(''));
  }
  await terminal.out(`${found > 0 ? '\n' : ''}${count(found, 'row')}\n`);
}
