import type { Span, SyntaxNode } from '../syntax/ast.ts';

/** What kinds of findings there are: Puppet's own issue codes, in lower case with dashes. Stable. */
export type FindingCode =
  | 'appends-deletes-no-longer-supported'
  | 'captures-rest-not-last'
  | 'captures-rest-not-supported'
  | 'class-not-virtualizable'
  | 'cross-scope-assignment'
  | 'duplicate-default'
  | 'duplicate-key'
  | 'duplicate-parameter'
  | 'expression-not-supported-when-compiling'
  | 'expression-not-supported-when-scripting'
  | 'idem-expression-not-last'
  | 'idem-not-allowed-last'
  | 'illegal-assignment'
  | 'illegal-assignment-context'
  | 'illegal-attribute-append'
  | 'illegal-base64'
  | 'illegal-definition-name'
  | 'illegal-epp-parameters'
  | 'illegal-epp'
  | 'illegal-expression'
  | 'illegal-hostname-chars'
  | 'illegal-hostname-interpolation'
  | 'illegal-indexed-assignment'
  | 'illegal-json'
  | 'illegal-node-inheritance'
  | 'illegal-numeric-assignment'
  | 'illegal-numeric-parameter'
  | 'illegal-numeric-var-name'
  | 'illegal-param-name'
  | 'illegal-pp'
  | 'illegal-query-expression'
  | 'illegal-var-name'
  | 'multiple-attributes-unfold'
  | 'not-absolute-top-level'
  | 'not-rvalue'
  | 'not-top-level'
  | 'not-virtualizeable'
  | 'numeric-overflow'
  | 'reserved-parameter'
  | 'reserved-type-name'
  | 'reserved-word'
  | 'resource-without-title'
  | 'unsupported-expression';

/** Something that reads well and yet is not allowed. Offsets are UTF-16 units. */
export interface Finding extends Span {
  readonly code: FindingCode;
  readonly severity: 'error' | 'warning';
  readonly message: string;
}

/** Where a node stands, from the program down to its parent. */
export type Path = readonly SyntaxNode[];

/** What the checks share while they go through a source. */
export interface CheckState {
  /** Whether the source is one that a plan's compiler reads, where nothing but `apply` makes a catalog. */
  readonly scripting: boolean;
  readonly findings: Finding[];
}

/** Puppet's `strict` is `warning` here: what it would only warn of is a warning. */
export function report(
  state: CheckState,
  span: Span,
  code: FindingCode,
  message: string,
  severity: Finding['severity'] = 'error',
): void {
  state.findings.push({ code, severity, message, start: span.start, end: span.end });
}
