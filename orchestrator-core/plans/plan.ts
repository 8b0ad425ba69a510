import type { Json, Problem } from '../common/index.ts';
import type { PlanFile } from './plan-file.ts';

/** A plan that can be run, as its file declares it. */
export interface Plan extends PlanFile {
  readonly module: string;
  /** Absolute. */
  readonly moduleDirectory: string;
  readonly source: string;
  readonly isPrivate: boolean;
  /** `@summary` of a Puppet plan, as it is written. */
  readonly summary?: string;
  /** What the comment above a Puppet plan says besides tags, the `description` of a YAML plan. */
  readonly docstring?: string;
  /** In the order of the plan. */
  readonly parameters: readonly PlanParameterInfo[];
}

/** A parameter of a plan. */
export interface PlanParameterInfo {
  readonly name: string;
  /** A type expression, `Any` where there is none. */
  readonly type: string;
  readonly description?: string;
  /** Source text, of a Puppet plan. */
  readonly default?: string;
  /** Of a YAML plan. */
  readonly defaultValue?: Json;
  readonly required: boolean;
  readonly sensitive: boolean;
}

/** What is wrong with a plan, which cannot be run then, or odd about it: `bolt/pal-error`, `missing_plan_parameter` … */
export type PlanProblem = Problem;

/** The sentence with its place, as Puppet writes it. */
export function withPlace({ message, path, line, column }: PlanProblem): string {
  return `${message} (file: ${path}${line === undefined ? '' : `, line: ${line}, column: ${column ?? 1}`})`;
}

/** What lists say of a plan. */
export function planDescription({ summary, docstring }: Plan): string | undefined {
  return summary ?? docstring;
}
