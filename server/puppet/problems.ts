import type { Finding, Parsed, SyntaxFault } from '../../orchestrator-core/language/index.ts';
import type { Problem, Span } from '../documents/words.ts';
import { puppetCodes } from './codes.ts';

/**
 * What is wrong with a source, in Puppet's words: all faults of the parser, and what its validator finds. In a
 * statement that does not parse the validator is not asked: it would talk about what the parser made up.
 */
export function problemsIn(parsed: Parsed, findings: readonly Finding[]): readonly Problem[] {
  const { faults, source } = parsed;
  const broken = brokenParts(parsed);
  const sound = findings.filter((finding) => !broken.some((part) => overlaps(part, finding)));
  return [
    ...faults.map((fault) => faultProblem(fault, source)),
    ...sound.map(({ code, message, start, end }): Problem => {
      const name = `puppet-${code}` as const;
      return { code: name, severity: puppetCodes[name], message, ...visible({ start, end }, source) };
    }),
  ];
}

function faultProblem(fault: SyntaxFault, source: string): Problem {
  const code = `puppet-${fault.code}` as const;
  const { message, opened } = fault;
  return {
    code,
    severity: puppetCodes[code],
    message,
    ...visible(fault, source),
    ...(opened === undefined ? {} : { related: [{ span: opened, message: 'It was opened here.' }] }),
  };
}

/** The stretches from the beginning of a statement with a fault to that of the next one. */
function brokenParts({ program, faults, source }: Parsed): readonly Span[] {
  if (faults.length === 0) return [];
  // A template is one statement around all others.
  const [only] = program.statements;
  const statements = only?.kind === 'epp' ? only.body.statements : program.statements;
  const parts = statements.map((statement, index) => ({
    start: index === 0 ? 0 : statement.start,
    end: statements[index + 1]?.start ?? source.length,
  }));
  return parts.filter((part) => faults.some((fault) => fault.start <= part.end && part.start <= fault.end));
}

function overlaps(a: Span, b: Span): boolean {
  return a.start < b.end && b.start < a.end;
}

/** A place between two letters cannot be shown: the last visible letter before it stands for it. */
function visible({ start, end }: Span, source: string): Span {
  if (end > start) return { start, end };
  for (let at = Math.min(start, source.length) - 1; at >= 0; at -= 1) {
    if (source.charAt(at).trim() !== '') return { start: at, end: at + 1 };
  }
  return { start: 0, end: Math.min(1, source.length) };
}
