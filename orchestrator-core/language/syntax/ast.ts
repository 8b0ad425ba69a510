// A table of every kind of node, longer than other files may be.
/**
 * The tree of a Puppet source, in the words of Puppet's own model. Every node says where it stands: UTF-16 offsets into
 * the source, `end` exclusive. White space and comments lie between the tokens and are not in it.
 */

export interface Span {
  readonly start: number;
  readonly end: number;
}

/** Stands where an expression was expected and none was found; an error says so. */
export interface Missing extends Span {
  readonly kind: 'missing';
}

/** `1`, `0x1f`, `1.5`. */
export interface LiteralNumber extends Span {
  readonly kind: 'number';
  /** As written: decimal, `0x…`, octal with a leading zero, or a float. */
  readonly text: string;
}

/** `'text'`, a word, or text between what is interpolated. */
export interface LiteralString extends Span {
  readonly kind: 'string';
  readonly value: string;
}

/** `"…${x}…"`: text and expressions in turn; a piece of text may be empty. */
export interface InterpolatedString extends Span {
  readonly kind: 'interpolation';
  readonly segments: readonly (LiteralString | Expression)[];
}

/** `@(END)`; its text stands below, outside of its parents. */
export interface Heredoc extends Span {
  readonly kind: 'heredoc';
  /** The language named in `@(TAG:language)`, or the empty string. */
  readonly syntax: string;
  readonly text: LiteralString | InterpolatedString;
}

/** `/pattern/`. */
export interface LiteralRegex extends Span {
  readonly kind: 'regex';
  readonly pattern: string;
}

/** `true`, `false`, `undef`, `default`. */
export interface LiteralWord extends Span {
  readonly kind: 'true' | 'false' | 'undef' | 'default';
}

/** A lower-case name: a function, a resource type, or a bare word that is a string. */
export interface QualifiedName extends Span {
  readonly kind: 'name';
  readonly value: string;
}

/** A capitalised name: a data type or a resource reference. */
export interface QualifiedReference extends Span {
  readonly kind: 'reference';
  readonly value: string;
}

/** `private` or `attr`: reserved, and an error wherever it stands. */
export interface ReservedWord extends Span {
  readonly kind: 'reserved';
  readonly word: string;
}

/** `$a::b`. */
export interface Variable extends Span {
  readonly kind: 'variable';
  /** Without `$`, with its name space. */
  readonly name: string;
}

/** `[1, 2]`. */
export interface LiteralList extends Span {
  readonly kind: 'list';
  readonly values: readonly (Expression | KeyedEntry)[];
}

/** `{ a => 1 }`. */
export interface LiteralHash extends Span {
  readonly kind: 'hash';
  readonly entries: readonly KeyedEntry[];
}

/** `a => 1` in a hash, or as the last arguments of a call. */
export interface KeyedEntry extends Span {
  readonly kind: 'entry';
  readonly key: Expression;
  readonly value: Expression;
}

/** `x[k, …]` */
export interface Access extends Span {
  readonly kind: 'access';
  readonly left: Expression;
  readonly keys: readonly (Expression | KeyedEntry)[];
}

/** `(1)`. */
export interface Parenthesized extends Span {
  readonly kind: 'parenthesized';
  readonly expression: Expression;
}

/** `!$a`, `-$a`, `*$a`. */
export interface Unary extends Span {
  readonly kind: 'not' | 'minus' | 'unfold';
  readonly expression: Expression;
}

/** Operators between two values. */
export type BinaryOperator =
  | 'in'
  | '=~'
  | '!~'
  | '*'
  | '/'
  | '%'
  | '+'
  | '-'
  | '<<'
  | '>>'
  | '=='
  | '!='
  | '<'
  | '<='
  | '>'
  | '>='
  | 'and'
  | 'or';

/** `1 + 2`. */
export interface Binary extends Span {
  readonly kind: 'binary';
  readonly operator: BinaryOperator;
  readonly left: Expression;
  readonly right: Expression;
}

/** `=`; `+=` and `-=` are read too, and an error says that they are gone. */
export interface Assignment extends Span {
  readonly kind: 'assignment';
  readonly operator: '=' | '+=' | '-=';
  readonly left: Expression;
  readonly right: Expression;
}

/** `A -> B`. */
export interface Relationship extends Span {
  readonly kind: 'relationship';
  readonly operator: '->' | '~>' | '<-' | '<~';
  readonly left: Expression;
  readonly right: Expression;
}

/** `$a ? { … }`. */
export interface Selector extends Span {
  readonly kind: 'selector';
  readonly left: Expression;
  readonly entries: readonly SelectorEntry[];
}

/** `1 => 2` in a selector. */
export interface SelectorEntry extends Span {
  readonly kind: 'selector-entry';
  readonly match: Expression;
  readonly value: Expression;
}

/** The statements between two braces, or of a whole file. */
export interface Block extends Span {
  readonly kind: 'block';
  readonly statements: readonly Expression[];
}

/** `if`, with its `elsif` as the `if` in `else`. */
export interface If extends Span {
  readonly kind: 'if';
  readonly test: Expression;
  readonly then: Block;
  readonly else?: Block | If;
}

/** `unless`. */
export interface Unless extends Span {
  readonly kind: 'unless';
  readonly test: Expression;
  readonly then: Block;
  readonly else?: Block;
}

/** `case $a { … }`. */
export interface Case extends Span {
  readonly kind: 'case';
  readonly test: Expression;
  readonly options: readonly CaseOption[];
}

/** `1, 2: { … }` in a `case`. */
export interface CaseOption extends Span {
  readonly kind: 'case-option';
  readonly values: readonly Expression[];
  readonly then: Block;
}

/** `f(x)`, or `notice x` for the few functions that need no parentheses. */
export interface Call extends Span {
  readonly kind: 'call';
  readonly functor: Expression;
  readonly arguments: readonly (Expression | KeyedEntry)[];
  readonly lambda?: Lambda;
  readonly parentheses: boolean;
}

/** `x.f(y)`, `x.f` */
export interface MethodCall extends Span {
  readonly kind: 'method-call';
  readonly left: Expression;
  readonly name: QualifiedName;
  readonly arguments: readonly (Expression | KeyedEntry)[];
  readonly lambda?: Lambda;
}

/** `|$a| { … }`. */
export interface Lambda extends Span {
  readonly kind: 'lambda';
  readonly parameters: readonly Parameter[];
  readonly returns?: Expression;
  readonly body: Block;
}

/** `Integer $a = 1` of a definition or lambda. */
export interface Parameter extends Span {
  readonly kind: 'parameter';
  readonly type?: Expression;
  /** Whether it takes all arguments that are left: `*$rest`. */
  readonly captures: boolean;
  readonly name: string;
  /** Of `$name`. */
  readonly nameSpan: Span;
  readonly value?: Expression;
}

/** `file { 'a': … }`. */
export interface Resource extends Span {
  readonly kind: 'resource';
  readonly type: Expression;
  readonly bodies: readonly ResourceBody[];
  readonly form: 'regular' | 'virtual' | 'exported';
}

/** `'a': ensure => file` in a resource. */
export interface ResourceBody extends Span {
  readonly kind: 'resource-body';
  readonly title: Expression;
  readonly operations: readonly AttributeOperation[];
}

/** `name { a => b }`: no call, since the function needs parentheses, and no resource, since it has no title. */
export interface UntitledResource extends Span {
  readonly kind: 'untitled-resource';
  readonly type: QualifiedName;
  readonly hash: LiteralHash;
}

/** `Type { … }` */
export interface ResourceDefaults extends Span {
  readonly kind: 'resource-defaults';
  readonly type: Expression;
  readonly operations: readonly AttributeOperation[];
  readonly form: 'regular' | 'virtual' | 'exported';
}

/** `Type[title] { … }` */
export interface ResourceOverride extends Span {
  readonly kind: 'resource-override';
  readonly resources: Expression;
  readonly operations: readonly AttributeOperation[];
  readonly form: 'regular' | 'virtual' | 'exported';
}

/** `ensure => file`, `mode +> $a`, `* => $hash`. */
export interface AttributeOperation extends Span {
  readonly kind: 'attribute';
  /** The attribute's name, or `*` for `* => hash`. */
  readonly name: string;
  readonly operator: '=>' | '+>';
  readonly value: Expression;
}

/** `Type <| query |>`, `Type <<| query |>>` */
export interface Collector extends Span {
  readonly kind: 'collector';
  readonly type: Expression;
  readonly query?: Expression;
  readonly exported: boolean;
  readonly operations: readonly AttributeOperation[];
}

/** A class, defined type, plan or function. */
export interface Definition extends Span {
  readonly kind: 'class' | 'define' | 'plan' | 'function';
  readonly name: string;
  readonly nameSpan: Span;
  readonly parameters: readonly Parameter[];
  /** The class it inherits from, by name. */
  readonly parent?: string;
  readonly parentSpan?: Span;
  readonly returns?: Expression;
  readonly body: Block;
}

/** `type A::B = Integer`. */
export interface TypeAlias extends Span {
  readonly kind: 'type-alias';
  readonly left: Expression;
  readonly type: Expression;
}

/** `type Name { … }` and `type Name inherits Other { … }`: read, and refused by every Puppet. */
export interface TypeDefinition extends Span {
  readonly kind: 'type-definition';
  readonly name: string;
  readonly parent?: string;
  readonly body: Block;
}

/** `node 'a' { … }`. */
export interface NodeDefinition extends Span {
  readonly kind: 'node';
  readonly hosts: readonly Expression[];
  readonly parent?: Expression;
  readonly body: Block;
}

/** `apply(targets, options) { … }`: its block is a manifest. */
export interface Apply extends Span {
  readonly kind: 'apply';
  readonly arguments: readonly (Expression | KeyedEntry)[];
  readonly body: Block;
}

/** Puppet 5's `application name (…) { … }` and `site { … }`. */
export interface Application extends Span {
  readonly kind: 'application' | 'site';
  readonly name: string;
  readonly parameters: readonly Parameter[];
  readonly body: Block;
}

/** Puppet 5's `Type produces Capability { … }` and `Type consumes Capability { … }`. */
export interface CapabilityMapping extends Span {
  readonly kind: 'produces' | 'consumes';
  readonly component: Expression;
  readonly capability: string;
  readonly mappings: readonly AttributeOperation[];
}

/** A template: its parameters and what it renders. */
export interface EppTemplate extends Span {
  readonly kind: 'epp';
  readonly parameters?: readonly Parameter[];
  readonly body: Block;
}

/** Text of a template. */
export interface RenderString extends Span {
  readonly kind: 'render-string';
  readonly value: string;
}

/** `<%= … %>`. */
export interface RenderExpression extends Span {
  readonly kind: 'render-expression';
  readonly expression: Expression | Block;
}

/** Whatever can stand where a value or a statement does. */
export type Expression =
  | Missing
  | LiteralNumber
  | LiteralString
  | InterpolatedString
  | Heredoc
  | LiteralRegex
  | LiteralWord
  | QualifiedName
  | QualifiedReference
  | ReservedWord
  | Variable
  | LiteralList
  | LiteralHash
  | Access
  | Parenthesized
  | Unary
  | Binary
  | Assignment
  | Relationship
  | Selector
  | If
  | Unless
  | Case
  | Call
  | MethodCall
  | Resource
  | UntitledResource
  | ResourceDefaults
  | ResourceOverride
  | Collector
  | Definition
  | TypeAlias
  | TypeDefinition
  | NodeDefinition
  | Apply
  | Application
  | CapabilityMapping
  | EppTemplate
  | RenderString
  | RenderExpression;

/** Anything that can stand in the tree. */
export type SyntaxNode =
  | Expression
  | KeyedEntry
  | SelectorEntry
  | Block
  | CaseOption
  | Lambda
  | Parameter
  | ResourceBody
  | AttributeOperation;
