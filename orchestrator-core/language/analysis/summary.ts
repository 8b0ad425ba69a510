import type { Definition, Span, SyntaxNode } from '../syntax/ast.ts';
import type { Parsed } from '../syntax/parser.ts';
import type { Declaration, DeclarationKind } from './declaration.ts';
import { declarationsOf } from './declarations.ts';
import { usesOf } from './uses.ts';

/**
 * A place that names something of another file. The span is that of the name alone: without quotes, `$` and a leading
 * `::`; of `$a::b::c` it is `a::b`.
 */
export interface Use extends Span {
  /** A resource's type is a `define` here, be it one of Ruby's or of Puppet's own language. */
  readonly kind: DeclarationKind;
  /** As {@link Declaration.name} has it. */
  readonly name: string;
  /** The call, resource, variable or expression that names it. */
  readonly node: SyntaxNode;
  /** The innermost definition around it. */
  readonly inside?: Definition;
}

/** What an index keeps of a file: what it declares, and which names occur in it, so that the others need not be read. */
export interface FileSummary {
  readonly declarations: readonly Declaration[];
  /** Each `kind name` that the file uses, once. */
  readonly mentions: readonly string[];
}

/** A file's declarations, and what it uses. Never throws. */
export function summarize(parsed: Parsed, path: string): FileSummary {
  const mentions = new Set<string>();
  for (const { kind, name } of usesOf(parsed)) mentions.add(`${kind} ${name}`);
  return { declarations: declarationsOf(parsed, path), mentions: [...mentions] };
}
