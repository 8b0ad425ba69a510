import type { Fix, Problem, Severity, Span } from './words.ts';

/** The stable name of a kind of problem. */
export type ProblemCode =
  | 'ambiguous-script'
  | 'default-mismatch'
  | 'duplicate-key'
  | 'files-path'
  | 'input-method-mismatch'
  | 'invalid-encoding'
  | 'json-syntax'
  | 'managed-modules'
  | 'missing-description'
  | 'missing-directory'
  | 'missing-file'
  | 'missing-implementation'
  | 'missing-metadata'
  | 'missing-script'
  | 'noop-ignored'
  | 'noop-unsupported'
  | 'parameter-name'
  | 'project-name'
  | 'public-implementation'
  | 'type-syntax'
  | 'undeclared-parameter'
  | 'unknown-key'
  | 'unknown-requirement'
  | 'unknown-type'
  | 'unlisted-parameter'
  | 'unread-parameter'
  | 'wrong-shape'
  | 'yaml-alias'
  | 'yaml-syntax';

/** How serious each kind is. docs/diagnostics.md explains them; a test compares. */
export const problemCodes: Readonly<Record<ProblemCode, Severity>> = {
  'ambiguous-script': 'error',
  'default-mismatch': 'error',
  'duplicate-key': 'warning',
  'files-path': 'error',
  'input-method-mismatch': 'warning',
  'invalid-encoding': 'error',
  'json-syntax': 'error',
  'managed-modules': 'warning',
  'missing-description': 'hint',
  'missing-directory': 'warning',
  'missing-file': 'error',
  'missing-implementation': 'error',
  'missing-metadata': 'hint',
  'missing-script': 'error',
  'noop-ignored': 'warning',
  'noop-unsupported': 'warning',
  'parameter-name': 'error',
  'project-name': 'error',
  'public-implementation': 'hint',
  'type-syntax': 'error',
  'undeclared-parameter': 'warning',
  'unknown-key': 'warning',
  'unknown-requirement': 'warning',
  'unknown-type': 'warning',
  'unlisted-parameter': 'information',
  'unread-parameter': 'information',
  'wrong-shape': 'error',
  'yaml-alias': 'error',
  'yaml-syntax': 'error',
};

/** A problem with the severity that its code has. */
export function problem(
  code: ProblemCode,
  span: Span,
  message: string,
  more: { readonly fixes?: readonly Fix[]; readonly unnecessary?: boolean } = {},
): Problem {
  return { code, severity: problemCodes[code], start: span.start, end: span.end, message, ...more };
}
