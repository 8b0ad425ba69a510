import type { Span, SyntaxNode } from '../syntax/ast.ts';
import type { Declaration, DeclarationKind } from './declaration.ts';

/** A place that names something of another file. */
export interface Use extends Span {
  readonly kind: DeclarationKind;
  /** As {@link Declaration.name} has it. */
  readonly name: string;
  /** The call, resource or expression that names it. */
  readonly node: SyntaxNode;
}

/** What an index keeps of a file: what it declares, and which names occur in it, so that the others need not be read. */
export interface FileSummary {
  readonly declarations: readonly Declaration[];
  /** Each `kind name` that the file uses, once. */
  readonly mentions: readonly string[];
}
