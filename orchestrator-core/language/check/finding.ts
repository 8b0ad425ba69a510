import type { Span, SyntaxNode } from '../syntax/ast.ts';

/** Something that reads well and yet is not allowed. Offsets are UTF-16 units. */
export interface Finding extends Span {
  /** Stable: Puppet's own issue code, in lower case with dashes. */
  readonly code: string;
  readonly severity: 'error' | 'warning';
  readonly message: string;
}

/** Where a node stands, from the program down to its parent. */
export type Path = readonly SyntaxNode[];

export interface CheckState {
  /** Whether the source is one that a plan's compiler reads, where nothing but `apply` makes a catalog. */
  readonly scripting: boolean;
  readonly findings: Finding[];
}

/** Puppet's `strict` is `warning` here: what it would only warn of is a warning. */
export function report(
  state: CheckState,
  span: Span,
  code: string,
  message: string,
  severity: Finding['severity'] = 'error',
): void {
  state.findings.push({ code, severity, message, start: span.start, end: span.end });
}
