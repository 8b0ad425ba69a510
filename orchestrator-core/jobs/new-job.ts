import type { Json } from '../common/index.ts';
import type { Target } from '../inventory/index.ts';
import type { Action } from './action.ts';
import type { JobDescription } from './event.ts';

/** A job that is ready to run: checked, completed, its targets resolved. */
export interface NewJob {
  /** What is kept of it; sensitive values are redacted already. */
  readonly description: JobDescription;
  readonly targets: readonly Target[];
  readonly action: Action;
  /** Of targets to which something else is done than to the others, by name. */
  readonly byTarget?: ReadonlyMap<string, Action>;
  /** The sensitive values in clear: they are taken out of everything the nodes say. */
  readonly sensitive: readonly Json[];
}
