import { parse, type TokenKind } from '../../orchestrator-core/language/index.ts';
import type { Tokenized } from './tokenize.ts';

/** What a token of the real lexer must look like to the grammar, where it begins. */
const expected: Partial<Readonly<Record<TokenKind, RegExp>>> = {
  string: /^string\.|^meta\.heredoc/,
  dqpre: /^string\./,
  regex: /^string\.regexp/,
  variable: /^variable\./,
  number: /^constant\.numeric|^entity\.name\.type\.node/,
  classref: /^(?:support|entity\.name)\.type/,
  heredoc: /^meta\.heredoc/,
  '/': /^keyword\.operator\.arithmetic/,
};

/** Where the grammar sees something else than the lexer that reads the language itself. */
export function scopeFaults(
  { source, tasks, epp }: { readonly source: string; readonly tasks: boolean; readonly epp: boolean },
  { lines }: Tokenized,
): string[] {
  const scopesAt = new Map<number, readonly string[]>();
  for (const { start, text, scopes } of lines.flat()) {
    for (let at = 0; at < Math.max(1, text.length); at += 1) scopesAt.set(start + at, scopes);
  }
  const faults: string[] = [];
  const check = (start: number, end: number, pattern: RegExp) => {
    const scopes = scopesAt.get(start) ?? [];
    if (scopes.some((scope) => pattern.test(scope))) return;
    const line = source.slice(0, start).split('\n').length;
    faults.push(`line ${line}: ${JSON.stringify(source.slice(start, end))} is ${scopes.join(' ')}`);
  };
  const { tokens, comments } = parse(source, { tasks, epp });
  for (const { kind, start, end } of tokens) {
    const pattern = expected[kind];
    if (pattern !== undefined && end > start) check(start, end, pattern);
  }
  for (const { start, end } of comments) check(start, end, /^comment\./);
  return faults;
}
