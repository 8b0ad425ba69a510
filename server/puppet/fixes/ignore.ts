import type { Fix } from '../../documents/words.ts';
import { indentAt } from '../actions/lines.ts';
import { nodesAround } from '../around.ts';
import type { FixContext } from './fixes.ts';

/** Turns a rule off where it is broken, with puppet-lint's comments. */
export function ignoreFix({ document, finding }: FixContext): readonly Fix[] {
  const { parsed, source } = document;
  const { text, path } = source;
  const next = text.indexOf('\n', finding.start);
  const lineEnd = next < 0 ? text.length : next - (text[next - 1] === '\r' ? 1 : 0);
  const word = `lint:ignore:${finding.code}`;
  const title = `Ignore '${finding.code}' here`;
  const at = (offset: number, added: string) => ({ start: offset, end: offset, text: added });
  const comment = parsed.comments.find(({ start, end }) => start < lineEnd && lineEnd <= end);
  if (comment !== undefined && /^#\s*lint:ignore:/.test(text.slice(comment.start))) {
    const after = /^#\s*/.exec(text.slice(comment.start))?.[0].length ?? 0;
    return [{ title, files: [{ path, changes: [at(comment.start + after, `${word} `)] }] }];
  }
  // The end of a line in a text that goes on is no place for a comment.
  const isInText = document
    .nodes()
    .some(
      ({ kind, start, end }) => (kind === 'string' || kind === 'interpolation') && start < lineEnd && lineEnd < end,
    );
  if (comment === undefined && !isInText && document.dialect !== 'template') {
    return [{ title, files: [{ path, changes: [at(lineEnd, ` # ${word}`)] }] }];
  }
  const around = nodesAround(parsed.program, finding);
  const block = around.findLastIndex(({ kind }) => kind === 'block');
  const statement = around[block + 1];
  if (statement === undefined || document.dialect === 'template') return [];
  const indent = indentAt(text, statement.start);
  const isFirst = text.slice(text.lastIndexOf('\n', statement.start - 1) + 1, statement.start).trim() === '';
  if (!isFirst || document.heredocs().length > 0) return [];
  const end = text.indexOf('\n', statement.end);
  const changes = [
    at(statement.start, `# ${word}\n${indent}`),
    at(end < 0 ? text.length : end, `\n${indent}# lint:endignore`),
  ];
  return [{ title, files: [{ path, changes }] }];
}
