/** Offsets in UTF-16 units, the end exclusive. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** A piece of the text as it stands there. */
export interface Word extends Span {
  readonly text: string;
}

/** `entity[projection]{filter paging}`. */
export interface QueryNode extends Span {
  readonly kind: 'query';
  readonly entity: Word;
  readonly projection?: Projection;
  readonly body: Body;
}

/** What stands between the braces, and the braces. */
export interface Body extends Span {
  readonly filter?: Expression;
  readonly groupBy?: GroupBy;
  /** In the order written. */
  readonly paging: readonly Paging[];
}

export interface Projection extends Span {
  readonly items: readonly Item[];
}

/** What can be projected and grouped by. */
export type Item = FieldNode | CallNode;

/** A field, dotted ones whole: `facts."a b".c[0]`. */
export interface FieldNode extends Word {
  readonly kind: 'field';
}

/** `count()`, `to_string(field, "FORMAT")`. */
export interface CallNode extends Span {
  readonly kind: 'call';
  readonly name: Word;
  readonly parameters: readonly (FieldNode | StringNode)[];
}

export type Expression = JunctionNode | NotNode | ParenthesesNode | ComparisonNode | NullNode | InNode | SubqueryNode;

export interface JunctionNode extends Span {
  readonly kind: 'and' | 'or';
  /** Two or more. */
  readonly operands: readonly Expression[];
}

export interface NotNode extends Span {
  readonly kind: 'not';
  readonly operand: Expression;
}

export interface ParenthesesNode extends Span {
  readonly kind: 'parentheses';
  readonly operand: Expression;
}

/** `field = value` and all like it; the operator is one of `~ ~> = != !~ < <= > >=`. */
export interface ComparisonNode extends Span {
  readonly kind: 'comparison';
  readonly field: FieldNode;
  readonly operator: Word;
  readonly value: Literal;
}

/** `field is null`, `field is not null`. */
export interface NullNode extends Span {
  readonly kind: 'null';
  readonly field: FieldNode;
  readonly operator: Word;
  readonly isNull: boolean;
}

/** `field in query`, `[field, …] in [value, …]`. */
export interface InNode extends Span {
  readonly kind: 'in';
  readonly left: FieldNode | FieldList;
  readonly operator: Word;
  readonly right: QueryNode | ListNode;
}

export interface FieldList extends Span {
  readonly kind: 'fields';
  readonly items: readonly Item[];
}

/** `entity { … }` as a condition: a row of the entity that belongs to this row and matches. */
export interface SubqueryNode extends Span {
  readonly kind: 'subquery';
  readonly entity: Word;
  readonly body: Body;
}

export type Literal = StringNode | NumberNode | BooleanNode | ListNode;

/** A string with its quotes; `value` is what it means. */
export interface StringNode extends Word {
  readonly kind: 'string';
  readonly value: string;
}

export interface NumberNode extends Word {
  readonly kind: 'integer' | 'real';
}

export interface BooleanNode extends Word {
  readonly kind: 'boolean';
}

export interface ListNode extends Span {
  readonly kind: 'list';
  readonly items: readonly Literal[];
}

export interface GroupBy extends Span {
  readonly items: readonly Item[];
}

export type Paging = CountClause | OrderBy;

export interface CountClause extends Span {
  readonly kind: 'limit' | 'offset';
  readonly count: NumberNode;
}

export interface OrderBy extends Span {
  readonly kind: 'order by';
  readonly items: readonly OrderItem[];
}

export interface OrderItem extends Span {
  readonly field: FieldNode;
  readonly direction?: Word;
}
