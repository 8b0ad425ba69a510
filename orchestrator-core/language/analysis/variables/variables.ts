import type { Block, Expression, Parameter, Span, SyntaxNode, Variable as VariableNode } from '../../syntax/ast.ts';

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
  /** The scope in which it stands. */
  readonly scope: VariableScope;
  readonly node: VariableNode | Parameter;
  /** The assignment that it is a target of, or the parameter; undefined where it is read. */
  readonly setBy: SyntaxNode | undefined;
  /** In which arms of conditions it stands, from the inside; undefined where it is reached whenever its scope is. */
  readonly arm: Arm | undefined;
  /** Whether its own scope sets it, and only after it in the order in which Puppet evaluates. */
  readonly isEarly: boolean;
}

/** One of the ways through a condition: code that is reached only sometimes. */
export interface Arm {
  readonly outer: Arm | undefined;
  /** The condition. */
  readonly of: SyntaxNode;
  /** What is evaluated if it is this way: a block, or an expression. */
  readonly node: SyntaxNode;
}

/** Where variables live: the file's top, a definition, a node, a lambda, an `apply` block. */
export interface VariableScope extends Span {
  readonly kind: 'top' | 'definition' | 'node' | 'lambda' | 'apply';
  /** The node whose scope it is. */
  readonly node: SyntaxNode;
  /**
   * Where names are looked up that this scope does not have: the class that a class inherits from if the file has it,
   * else, for definitions, the top of the file.
   */
  readonly outer: VariableScope | undefined;
  /** Of a lambda: the arm that it stands in. */
  readonly arm?: Arm;
  /** The class of another file that it inherits from: what is not set here may be set there. */
  readonly inherits?: string;
  readonly variables: ReadonlyMap<string, Variable>;
  /**
   * Whether something in it can read its variables without naming them here: a template, Hiera's interpolation, the
   * classes of an `apply` block.
   */
  readonly isReadElsewhere: boolean;
}

/** Everything about the variables of one file. */
export interface Variables {
  /** The top first, then in the order of the text. */
  readonly scopes: readonly VariableScope[];
  /** Every block of statements with the scope it belongs to; the file's own first. */
  readonly blocks: readonly { readonly block: Block; readonly scope: VariableScope }[];
  /** In the order of the text. */
  readonly occurrences: readonly Occurrence[];
  /** The occurrence whose name (or `$`) `offset` touches. */
  at(offset: number): Occurrence | undefined;
  /** The occurrence that a node of the tree is. */
  of(node: Expression | Parameter): Occurrence | undefined;
  /** The innermost scope around `offset`. */
  scopeAt(offset: number): VariableScope;
  /** What a source may name at `offset`: set before it, in its scope and those around it; nearer ones first. */
  visibleAt(offset: number): readonly Variable[];
}
