import { csvLine, type JsonObject } from '../../../orchestrator-core/common/index.ts';

/** In which form rows leave. */
export type ExportFormat = 'csv' | 'json';

/** Characters of a piece, about. */
const pieceLength = 256 * 1024;

/** The rows as a file's text, piece by piece: CSV by RFC 4180 with a head, or a JSON array with a row on each line. */
export function* exportPieces(
  rows: Iterable<JsonObject>,
  columns: readonly string[],
  format: ExportFormat,
): Generator<string> {
  let piece = format === 'csv' ? csvLine(columns) : '[';
  let isFirst = true;
  for (const row of rows) {
    if (format === 'csv') piece += csvLine(columns.map((column) => row[column]));
    else piece += `${isFirst ? '\n' : ',\n'}${JSON.stringify(withColumns(row, columns))}`;
    isFirst = false;
    if (piece.length < pieceLength) continue;
    yield piece;
    piece = '';
  }
  if (format === 'json') piece += isFirst ? ']\n' : '\n]\n';
  if (piece !== '') yield piece;
}

function withColumns(row: JsonObject, columns: readonly string[]): JsonObject {
  return Object.fromEntries(columns.flatMap((column) => (column in row ? [[column, row[column] ?? null]] : [])));
}
