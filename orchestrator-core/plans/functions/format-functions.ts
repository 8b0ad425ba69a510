import {
  entriesOf,
  FunctionFault,
  type NativeCall,
  type PuppetObject,
  type PuppetValue,
  textOf,
} from '../../language/index.ts';
import { asHash } from './options.ts';
import type { PlanFunctionTable } from './plan-table.ts';

/** Functions of the module `format`, with which plans lay out what they say. */
export const formatFunctions: PlanFunctionTable = {
  'format::colorize': ({ arguments: [text = ''] }) => textOf(text),
  'format::table': (call) => table(call),
};

/** `{title, head, rows}` as a table of letters, as Ruby's `terminal-table` draws it. */
function table({ arguments: [first = null] }: NativeCall): PuppetValue {
  if (entriesOf(first) === undefined) throw new FunctionFault("'format::table' expects a Hash value");
  const { title = null, head = null, rows = null }: PuppetObject = asHash(first);
  const headings = cellsOf(head);
  const body = listOf(rows).map(cellsOf);
  const columns = Math.max(headings.length, ...body.map((row) => row.length), 1);
  const widths = Array.from({ length: columns }, (_, index) =>
    Math.max(0, ...[headings, ...body].map((row) => row[index]?.length ?? 0)),
  );
  // The title stands in one cell above all others, the last of which it may widen.
  const inner = (): number => widths.reduce((sum, width) => sum + width + 3, -1);
  const heading = title === null ? '' : textOf(title);
  const lacking = heading.length + 2 - inner();
  if (lacking > 0) widths[columns - 1] = (widths[columns - 1] ?? 0) + lacking;
  const line = `+${widths.map((width) => '-'.repeat(width + 2)).join('+')}+`;
  const draw = (row: readonly string[]): string =>
    `|${widths.map((width, index) => ` ${(row[index] ?? '').padEnd(width)} `).join('|')}|`;
  return [
    ...(heading === '' ? [] : [`+${'-'.repeat(inner())}+`, `|${centered(heading, inner())}|`]),
    line,
    ...(headings.length === 0 ? [] : [draw(headings), line]),
    ...body.map(draw),
    ...(body.length === 0 ? [] : [line]),
  ].join('\n');
}

function listOf(value: PuppetValue): readonly PuppetValue[] {
  return Array.isArray(value) ? (value as readonly PuppetValue[]) : [];
}

function cellsOf(value: PuppetValue): readonly string[] {
  return listOf(value).map(textOf);
}

function centered(text: string, width: number): string {
  const left = Math.floor((width - text.length) / 2);
  return text.padStart(left + text.length).padEnd(width);
}
