import type { Span, SyntaxNode } from '../../syntax/ast.ts';

/** A variable of one scope of a file. */
export interface Variable {
  /** Unqualified, without `$`. */
  readonly name: string;
  readonly kind: 'parameter' | 'variable';
  /** The scope it belongs to. */
  readonly scope: VariableScope;
  /** What gives it its first value: a parameter, or the assignment. */
  readonly declaration: SyntaxNode;
  /** All places that name it, in the order of the text. */
  readonly occurrences: readonly Occurrence[];
}

/** A place that names a variable. The span is that of the name, without `$` or `${`. */
export interface Occurrence extends Span {
  readonly writes: boolean;
  /** The name as it is written, with its name space. */
  readonly written: string;
  /** Undefined for what this file does not set: facts, variables of other classes, numbered matches, misspelt names. */
  readonly variable: Variable | undefined;
}

/** Where variables live: the file's top, a definition, a node, a lambda, an `apply` block. */
export interface VariableScope extends Span {
  readonly kind: 'top' | 'definition' | 'node' | 'lambda' | 'apply';
  /** The node whose scope it is. */
  readonly node: SyntaxNode;
  /** Where names are looked up that this scope does not have. Definitions look in the top of the file only. */
  readonly outer: VariableScope | undefined;
  readonly variables: ReadonlyMap<string, Variable>;
}

/** Everything about the variables of one file. */
export interface Variables {
  readonly scopes: readonly VariableScope[];
  readonly occurrences: readonly Occurrence[];
  /** The occurrence whose name (or `$`) `offset` touches. */
  at(offset: number): Occurrence | undefined;
  /** What a source may name at `offset`: set before it, in its scope and those around it; nearer ones first. */
  visibleAt(offset: number): readonly Variable[];
}
