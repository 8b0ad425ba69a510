import type { PqlMistake } from '../../orchestrator-core/pql/index.ts';
import type { Severity } from '../documents/words.ts';

/** The stable name of a kind of problem in a query. */
export type PqlCode = `pql-${PqlMistake}` | 'pql-syntax';

/** How serious each kind is. docs/diagnostics.md explains them; a test compares. */
export const pqlCodes: Readonly<Record<PqlCode, Severity>> = {
  'pql-no-relation': 'error',
  'pql-syntax': 'error',
  // Other versions of PuppetDB have others.
  'pql-unknown-field': 'warning',
  'pql-wrong-clause': 'error',
  'pql-wrong-type': 'error',
};
