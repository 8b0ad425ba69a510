import type { YamlPlanCode } from '../../orchestrator-core/plans/index.ts';
import type { Fix, Problem, Severity, Span } from '../documents/words.ts';

/** The stable name of a kind of problem in a YAML plan, an inventory or a configuration of Hiera. */
export type YamlCode =
  | Extract<YamlPlanCode, `yaml-plan-${string}`>
  | 'hiera-entry'
  | 'hiera-interpolation'
  | 'hiera-shape'
  | 'hiera-unknown-key'
  | 'hiera-version'
  | 'inventory-name'
  | 'inventory-option'
  | 'inventory-plugin'
  | 'inventory-shape'
  | 'inventory-unknown-key'
  | 'inventory-version'
  | 'missing-data-directory'
  | 'shadowed-plan';

/** How serious each kind is. docs/diagnostics.md explains them; a test compares. */
export const yamlCodes: Readonly<Record<YamlCode, Severity>> = {
  'hiera-entry': 'error',
  'hiera-interpolation': 'error',
  'hiera-shape': 'error',
  'hiera-unknown-key': 'error',
  'hiera-version': 'information',
  'inventory-name': 'error',
  'inventory-option': 'error',
  'inventory-plugin': 'error',
  'inventory-shape': 'error',
  'inventory-unknown-key': 'warning',
  'inventory-version': 'error',
  'missing-data-directory': 'information',
  'shadowed-plan': 'warning',
  'yaml-plan-duplicate-name': 'error',
  'yaml-plan-expression': 'error',
  'yaml-plan-missing-key': 'error',
  'yaml-plan-name': 'error',
  'yaml-plan-repeated-option': 'error',
  'yaml-plan-shape': 'error',
  'yaml-plan-step': 'error',
  'yaml-plan-type': 'error',
  'yaml-plan-unknown-key': 'error',
};

/** A problem with the severity that its code has. */
export function yamlProblem(
  code: YamlCode,
  { start, end }: Span,
  message: string,
  more: { readonly fixes?: readonly Fix[]; readonly severity?: Severity } = {},
): Problem {
  return {
    code,
    severity: yamlCodes[code],
    start,
    end,
    message: /[.?!]$/.test(message) ? message : `${message}.`,
    ...more,
  };
}
