import type { Parsed } from '../../orchestrator-core/language/index.ts';
import type { Problem } from '../documents/words.ts';

/** Where problems of one code are not wanted; `end` excluded. */
interface Ignored {
  readonly code: string;
  readonly start: number;
  readonly end: number;
}

/**
 * The problems that no control comment turns off. Comments are puppet-lint's (`PuppetLint::Data.parse_control_comments`):
 * `# lint:ignore:a lint:ignore:b why` behind code is about its line; on a line of its own it is about all lines up to
 * `# lint:endignore`. Further codes may follow with blanks alone: `# lint:ignore:a b`.
 */
export function withoutIgnored(
  { source, comments }: Parsed,
  problems: readonly Problem[],
  codes: ReadonlySet<string>,
): readonly Problem[] {
  if (problems.length === 0 || !source.includes('lint:ignore:')) return problems;
  const ignored: Ignored[] = [];
  const open: (readonly { readonly code: string; readonly start: number }[])[] = [];
  for (const { start, end } of comments) {
    const control = readControl(source.slice(start, end), codes);
    const lineStart = source.lastIndexOf('\n', start - 1) + 1;
    if (control.kind === 'end') {
      for (const begun of open.pop() ?? []) ignored.push({ ...begun, end });
    } else if (control.kind === 'ignore') {
      const isAlone = source.slice(lineStart, start).trim() === '';
      const found = control.codes.map((code) => ({ code, start: lineStart }));
      if (isAlone) open.push(found);
      else for (const each of found) ignored.push({ ...each, end });
    }
  }
  return problems.filter(
    (problem) =>
      !ignored.some(({ code, start, end }) => code === problem.code && start <= problem.start && problem.start < end),
  );
}

type Control = { readonly kind: 'ignore'; readonly codes: readonly string[] } | { readonly kind: 'end' | 'none' };

function readControl(comment: string, codes: ReadonlySet<string>): Control {
  if (!comment.startsWith('#')) return { kind: 'none' };
  const words = comment.slice(1).trim().split(/\s+/);
  if (words[0] === 'lint:endignore') return { kind: 'end' };
  if (words[0]?.startsWith('lint:ignore:') !== true) return { kind: 'none' };
  const named: string[] = [];
  for (const word of words) {
    const code = word.replace(/^lint:ignore:/, '');
    // The words after the codes say why.
    if (code === word && !codes.has(code)) break;
    named.push(code);
  }
  return { kind: 'ignore', codes: named };
}
