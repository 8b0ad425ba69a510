import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { DocumentSymbol } from '../../server/documents/answers.ts';
import { testProject } from '../../server/documents/test-project.ts';
import type { Span } from '../../server/documents/words.ts';
import type { Workspace } from '../../server/documents/workspace.ts';
import { diagnostics } from '../../server/features/diagnostics.ts';
import { documentHighlight } from '../../server/features/document-highlight.ts';
import { documentLinks } from '../../server/features/document-links.ts';
import { documentSymbols } from '../../server/features/document-symbols.ts';
import { folding } from '../../server/features/folding.ts';
import { linkedEditing } from '../../server/features/linked-editing.ts';
import { selectionRanges } from '../../server/features/selection-ranges.ts';
import { semanticTokens } from '../../server/features/semantic-tokens.ts';
import { recordedSources } from '../support/puppet-sources.ts';

/** Cuts of one source: at every offset where it is short, else at this many offsets spread over it. */
const mostCuts = 300;
const paths = ['/p/plans/x.pp', '/p/manifests/x.pp', '/p/templates/x.epp'];

function symbolSpans(symbols: readonly DocumentSymbol[], around?: Span): readonly Span[] {
  return symbols.flatMap(({ span, nameSpan, name, children }) => {
    const holds = span.start <= nameSpan.start && nameSpan.end <= span.end && name !== '';
    // An editor refuses an outline whose names lie outside of what they name.
    if (!holds) throw new Error(`${name}: ${JSON.stringify({ span, nameSpan, around })}`);
    return [span, nameSpan, ...symbolSpans(children, span)];
  });
}

/** Asks everything that can be asked about Puppet source, and counts what is answered. Every span must lie in the text. */
async function askAll(workspace: Workspace, path: string, length: number): Promise<number> {
  const at = Math.floor(length / 2);
  const problems = await diagnostics(workspace, path);
  const tokens = await semanticTokens(workspace, path);
  const chains = await selectionRanges(workspace, path, [0, at, length]);
  const spans = [
    ...problems,
    ...problems.flatMap((problem) => problem.related?.map((one) => one.span) ?? []),
    ...symbolSpans(await documentSymbols(workspace, path)),
    ...tokens,
    ...chains.flat(),
    ...(await documentHighlight(workspace, path, at)),
    ...(await linkedEditing(workspace, path, at)),
    ...(await documentLinks(workspace, path)),
  ];
  for (const { start, end } of spans) {
    if (!(start >= 0 && start <= end && end <= length)) throw new Error(`${start}–${end} is not in the text`);
  }
  for (const { startLine, endLine } of await folding(workspace, path)) {
    if (!(startLine >= 0 && startLine < endLine && endLine <= length)) throw new Error(`${startLine}–${endLine} folds`);
  }
  for (const [index, token] of tokens.entries()) {
    if (token.start < (tokens[index - 1]?.end ?? 0)) throw new Error(`a token lies in the one before it`);
  }
  for (const chain of chains) {
    for (const [index, span] of chain.entries()) {
      const inner = chain[index - 1] ?? span;
      if (inner.start < span.start || inner.end > span.end) throw new Error('a selection does not grow');
    }
  }
  return spans.length;
}

for (const path of paths) {
  test(`recordedSources cut anywhere do no harm in ${path}`, async () => {
    const { workspace } = testProject({ [path.slice('/p/'.length)]: '' });
    let version = 0;
    let answers = 0;
    for (const { id, source } of recordedSources) {
      const step = Math.max(1, Math.ceil(source.length / mostCuts));
      for (let length = 0; length <= source.length; length += step) {
        version += 1;
        workspace.files.show(path, version, () => source.slice(0, length));
        answers += await askAll(workspace, path, length).catch((cause: unknown) => {
          throw new Error(`${id}: ${JSON.stringify(source.slice(0, length))}`, { cause });
        });
      }
    }
    assert.ok(answers > 2 * version, `${answers} answers about ${version} texts`);
  });
}
