import type { Fold } from '../documents/answers.ts';
import { bracketPairs } from './brackets.ts';
import type { PuppetDocument } from './document.ts';
import type { LineTable } from './lines.ts';

/** What lies between brackets, heredocs' texts and comments, where they span lines. Of two on one line the longer counts. */
export function puppetFolds(document: PuppetDocument): readonly Fold[] {
  const lines = document.lines();
  const found = [...bracketFolds(document, lines), ...heredocFolds(document, lines), ...commentFolds(document, lines)];
  const longest = new Map<number, Fold>();
  for (const fold of found) {
    const known = longest.get(fold.startLine);
    if (fold.endLine > fold.startLine && (known?.endLine ?? -1) < fold.endLine) longest.set(fold.startLine, fold);
  }
  return [...longest.values()].sort((a, b) => a.startLine - b.startLine);
}

function bracketFolds({ parsed, source }: PuppetDocument, lines: LineTable): readonly Fold[] {
  return bracketPairs(parsed.tokens).map(({ open, close }) => {
    const line = lines.lineAt(close.start);
    // The closer stays in sight when nothing stands before it.
    const isFirst = source.text.slice(lines.startOf(line), close.start).trim() === '';
    return { startLine: lines.lineAt(open.start), endLine: isFirst ? line - 1 : line };
  });
}

function heredocFolds(document: PuppetDocument, lines: LineTable): readonly Fold[] {
  return document.heredocs().map(({ opening, closing }) => ({
    startLine: lines.lineAt(opening.start),
    endLine: lines.lineAt(closing.start) - 1,
  }));
}

/** Block comments, and runs of lines that are nothing but comment. */
function commentFolds({ parsed, source }: PuppetDocument, lines: LineTable): readonly Fold[] {
  const folds: Fold[] = [];
  let run: { startLine: number; endLine: number } | undefined;
  for (const { start, end } of parsed.comments) {
    const startLine = lines.lineAt(start);
    const isAlone = source.text.slice(lines.startOf(startLine), start).trim() === '';
    if (source.text[start] !== '#' || !isAlone) {
      folds.push({ startLine, endLine: lines.lineAt(end), kind: 'comment' });
      continue;
    }
    if (run?.endLine === startLine - 1) run.endLine = startLine;
    else {
      if (run !== undefined) folds.push({ ...run, kind: 'comment' });
      run = { startLine, endLine: startLine };
    }
  }
  if (run !== undefined) folds.push({ ...run, kind: 'comment' });
  return folds;
}
