import { cellText, csvLine, type JsonObject, OrchestratorError } from '../../common/index.ts';
import type { Context } from '../context.ts';
import { connectWithoutAgents } from '../orchestrator.ts';
import { count } from '../output/text.ts';
import { readArgument, readTargets } from '../read-argument.ts';
import { namesOf } from '../selected-nodes.ts';

/**
 * `baton query 'PQL'`: what a query finds, as a table, as JSON or as CSV (`--format`). With targets or filters only the rows
 * of these nodes.
 */
export async function query(text: string, context: Context): Promise<number> {
  const { terminal, options } = context;
  const pql = await readArgument(text, terminal);
  const words = await readTargets(context);
  const { orchestrator, close } = await connectWithoutAgents(context);
  try {
    const { rows } = await orchestrator.query({ query: pql });
    const shown = words === undefined ? rows : rowsOf(rows, new Set(await namesOf(orchestrator, words)));
    if (context.format === 'json') await writeJson(shown, context);
    else if (options.text('format') === 'csv') await writeCsv(shown, context);
    else await writeTable(shown, context);
    return 0;
  } finally {
    await close();
  }
}

function rowsOf(rows: readonly JsonObject[], names: ReadonlySet<string>): readonly JsonObject[] {
  const nameless = rows.find((row) => typeof row['certname'] !== 'string');
  if (nameless === undefined) return rows.filter((row) => names.has(String(row['certname'])));
  const message = `Rows without a certname belong to no node. Ask for it, as in facts[certname, value] { … }, or leave the targets out.`;
  throw new OrchestratorError('bolt/cli-error', message);
}

/** One row a line, so that nothing has to be held that was written. */
async function writeJson(rows: readonly JsonObject[], { terminal }: Context): Promise<void> {
  await terminal.out('[\n');
  for (const [index, row] of rows.entries()) {
    await terminal.out(`${JSON.stringify(row)}${index + 1 < rows.length ? ',' : ''}\n`);
  }
  await terminal.out(']\n');
}

function keysOf(rows: readonly JsonObject[]): readonly string[] {
  return [...new Set(rows.flatMap((row) => Object.keys(row)))];
}

async function writeCsv(rows: readonly JsonObject[], { terminal }: Context): Promise<void> {
  const keys = keysOf(rows);
  if (keys.length > 0) await terminal.out(csvLine(keys));
  for (const row of rows) await terminal.out(csvLine(keys.map((key) => row[key])));
}

/** Letters of a cell on a terminal; what is longer is cut. */
const widest = 60;

async function writeTable(rows: readonly JsonObject[], { terminal, paint }: Context): Promise<void> {
  const keys = keysOf(rows);
  const cell = (text: string): string => {
    const line = text.replace(/\s*[\r\n]\s*/g, ' ');
    return terminal.outIsTerminal && line.length > widest ? `${line.slice(0, widest - 1)}…` : line;
  };
  const cells = rows.map((row) => keys.map((key) => cell(cellText(row[key]))));
  const widths = keys.map((key, column) =>
    cells.reduce((most, row) => Math.max(most, row[column]?.length ?? 0), key.length),
  );
  const line = (row: readonly string[]): string =>
    row
      .map((text, column) => text.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd();
  if (keys.length > 0) await terminal.out(`${paint('cyan', line(keys))}\n`);
  for (const row of cells) await terminal.out(`${line(row)}\n`);
  await terminal.out(`${keys.length > 0 ? '\n' : ''}${count(rows.length, 'row')}\n`);
}
