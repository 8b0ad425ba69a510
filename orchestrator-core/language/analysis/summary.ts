import type { Parsed } from '../syntax/parser.ts';
import type { Declaration } from './declaration.ts';
import { declarationsOf } from './declarations.ts';
import { usesOf } from './uses.ts';

/** What an index keeps of a file: what it declares, and which names occur in it, so that the others need not be read. */
export interface FileSummary {
  readonly declarations: readonly Declaration[];
  /** Each `kind name` that the file uses, once. */
  readonly mentions: readonly string[];
}

/** A file's declarations, and what it uses. Never throws. */
export function summarize(parsed: Parsed, path: string): FileSummary {
  const mentions = new Set<string>();
  for (const { kind, name } of usesOf(parsed)) mentions.add(`${kind} ${name}`);
  return { declarations: declarationsOf(parsed, path), mentions: [...mentions] };
}
