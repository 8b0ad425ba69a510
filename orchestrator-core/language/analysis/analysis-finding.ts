import type { Span } from '../syntax/ast.ts';
import type { Parsed } from '../syntax/parser.ts';
import type { AnalysisCode, AnalysisSeverity } from './analysis-codes.ts';

/**
 * By which rules a source is read: a plan with `plan` and `apply` as keywords and without a catalog, a manifest as
 * Puppet reads it, or a template.
 */
export type Dialect = 'plan' | 'manifest' | 'template';

/** What the analysis is told about a source. */
export interface AnalysisSource {
  /** Absolute; the autoload rule is about it. */
  readonly path: string;
  readonly parsed: Parsed;
  readonly dialect: Dialect;
}

/** Something that Puppet or Bolt would refuse at run time, or that a reader should look at. Offsets are UTF-16 units. */
export interface AnalysisFinding extends Span {
  readonly code: AnalysisCode;
  readonly severity: AnalysisSeverity;
  readonly message: string;
  /** What the text names, and what it could have meant instead: for quick fixes. */
  readonly name?: string;
  readonly suggestion?: string;
  /** Where it should be instead, from the module's directory on: `manifests/a/b.pp`. */
  readonly path?: string;
  /** Whether the text could go without a loss: editors fade it. */
  readonly unnecessary?: boolean;
  /** Other places of the same source that explain it. */
  readonly related?: readonly { readonly span: Span; readonly message: string }[];
}
