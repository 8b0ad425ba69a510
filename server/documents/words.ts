import type { AnalysisFinding } from '../../orchestrator-core/language/index.ts';

/**
 * The words in which the features answer. Offsets count UTF-16 units from the start of the text; paths are absolute
 * with `/` between names. Only `lsp/` turns these into the protocol's shapes.
 */

/** A stretch of text, `end` excluded. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** A span in a file. */
export interface Place {
  readonly path: string;
  readonly span: Span;
}

/** How serious a problem is. */
export type Severity = 'error' | 'warning' | 'information' | 'hint';

/** What to put instead of a span. */
export interface Change extends Span {
  readonly text: string;
}

/** Changes of one file; with `create` the file is new and `changes` is not used. */
export interface FileChange {
  readonly path: string;
  readonly changes: readonly Change[];
  readonly create?: string;
  /** The path that the file has afterwards; its changes are made before. */
  readonly moveTo?: string;
  /** The file is gone afterwards. */
  readonly isDeleted?: boolean;
}

/** One thing that can be done about a problem, in one sentence, and what it changes. */
export interface Fix {
  readonly title: string;
  readonly files: readonly FileChange[];
  /** Whether it is what is nearly always meant: editors apply it without asking. */
  readonly isPreferred?: boolean;
}

/** What a code action is for, in the words of the protocol. */
export type ActionKind =
  | 'quickfix'
  | 'refactor.extract'
  | 'refactor.inline'
  | 'refactor.move'
  | 'refactor.rewrite'
  | 'source.fixAll';

/** What can be done at a place, and the problem that it ends, if it is about one. */
export interface CodeAction {
  readonly kind: ActionKind;
  readonly fix: Fix;
  readonly problem?: Problem;
}

/** Something wrong or worth knowing at a place of a document. */
export interface Problem extends Span {
  /** Stable, documented in docs/diagnostics.md. */
  readonly code: string;
  readonly severity: Severity;
  readonly message: string;
  /** Editors fade what is not needed. */
  readonly unnecessary?: boolean;
  /** Editors strike it through: it works still, and is not to be used any more. */
  readonly deprecated?: boolean;
  /** What the analysis of Puppet source found, for those who can do something about it. */
  readonly finding?: AnalysisFinding;
  /** Other places of the same document that explain the problem. */
  readonly related?: readonly { readonly span: Span; readonly message: string }[];
  readonly fixes?: readonly Fix[];
}

/** Whether `offset` is in the span or at one of its ends. */
export function touches(span: Span, offset: number): boolean {
  return span.start <= offset && offset <= span.end;
}
