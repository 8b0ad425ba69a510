import type { Span } from '../syntax/ast.ts';
import type { Parsed } from '../syntax/parser.ts';

/**
 * The stretches from the beginning of a statement with a fault to that of the next one: there the tree holds what the
 * parser made up, and nothing can be said about it. The statements are those at the top of the file.
 */
export function brokenParts({ program, faults, source }: Parsed): readonly Span[] {
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

/** The findings that lie outside those stretches. */
export function outsideOf<T extends Span>(parts: readonly Span[], findings: readonly T[]): readonly T[] {
  if (parts.length === 0) return findings;
  return findings.filter(({ start, end }) => !parts.some((part) => part.start < end && start < part.end));
}
