/** What kinds of findings the analysis has, and how serious each is. Stable; docs/diagnostics.md explains them. */
export type AnalysisCode =
  | 'argument-count'
  | 'argument-type'
  | 'data-type-parameters'
  | 'deprecated-function'
  | 'misplaced-definition'
  | 'misplaced-jump'
  | 'missing-module'
  | 'missing-parameter'
  | 'not-in-plans'
  | 'only-in-plans'
  | 'parameter-type'
  | 'private-name'
  | 'reassigned-variable'
  | 'sensitive-leak'
  | 'unknown-class'
  | 'unknown-function'
  | 'unknown-option'
  | 'unknown-parameter'
  | 'unknown-plan'
  | 'unknown-task'
  | 'unknown-data-type'
  | 'unknown-resource-type'
  | 'unknown-variable'
  | 'unreachable-code'
  | 'unused-parameter'
  | 'unused-variable';

/** How serious a finding is, unless the user chose otherwise. */
export type AnalysisSeverity = 'error' | 'warning' | 'information' | 'hint';

/** The severity of each kind unless a rule has a reason for another at some place. */
export const analysisCodes: Readonly<Record<AnalysisCode, AnalysisSeverity>> = {
  'argument-count': 'error',
  'argument-type': 'error',
  'data-type-parameters': 'error',
  'deprecated-function': 'hint',
  'misplaced-definition': 'error',
  'misplaced-jump': 'error',
  'missing-module': 'warning',
  'missing-parameter': 'error',
  'not-in-plans': 'error',
  'only-in-plans': 'error',
  'parameter-type': 'error',
  'private-name': 'hint',
  'reassigned-variable': 'error',
  'sensitive-leak': 'warning',
  'unknown-class': 'error',
  'unknown-data-type': 'error',
  'unknown-function': 'error',
  'unknown-option': 'warning',
  'unknown-parameter': 'error',
  'unknown-plan': 'error',
  'unknown-resource-type': 'error',
  'unknown-task': 'error',
  'unknown-variable': 'error',
  'unreachable-code': 'warning',
  'unused-parameter': 'hint',
  'unused-variable': 'warning',
};
