import type { Span, SyntaxNode } from '../syntax/ast.ts';
import type { Parsed } from '../syntax/parser.ts';

/** Definitions begin anew: whatever went wrong before one, it stands where it stands. */
const definitions: ReadonlySet<SyntaxNode['kind']> = new Set([
  'class',
  'define',
  'function',
  'node',
  'plan',
  'type-alias',
]);

/**
 * The stretches in which the tree holds what the parser made up, so that nothing can be said about them: around each
 * fault from the definition that it stands in or behind to the next one. A brace too much ends a definition too early,
 * and the rest of it stands at the top of the file.
 */
export function brokenParts({ program, faults, source }: Parsed): readonly Span[] {
  if (faults.length === 0) return [];
  // A template is one statement around all others.
  const [only] = program.statements;
  const statements = only?.kind === 'epp' ? only.body.statements : program.statements;
  const begun = statements.filter(({ kind }) => definitions.has(kind)).map(({ start }) => start);
  // One fault often leads to others right behind it.
  const parts = new Map<number, Span>();
  for (const fault of faults) {
    const index = begun.findLastIndex((start) => start <= fault.start);
    if (!parts.has(index)) parts.set(index, { start: begun[index] ?? 0, end: begun[index + 1] ?? source.length });
  }
  return [...parts.values()];
}

/** The findings that lie outside those stretches. */
export function outsideOf<T extends Span>(parts: readonly Span[], findings: readonly T[]): readonly T[] {
  if (parts.length === 0) return findings;
  return findings.filter(({ start, end }) => !parts.some((part) => part.start < end && start < part.end));
}
