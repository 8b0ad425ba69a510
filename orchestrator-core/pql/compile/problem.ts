import { OrchestratorError } from '../../common/index.ts';
import { type AstValue, astText } from '../ast.ts';

/** A query that cannot be answered, in PuppetDB's words; `details.status` is what HTTP answers. */
export function queryError(message: string): OrchestratorError {
  return new OrchestratorError('puppetlabs.puppetdb/query-error', message, { details: { status: 400 } });
}

/** The same where PuppetDB finds out only when the query is carried out, so that it answers `ast_only` nevertheless. */
export function executionError(message: string): OrchestratorError {
  return new OrchestratorError('puppetlabs.puppetdb/query-error', message, {
    details: { status: 400, carriedOut: true },
  });
}

/** Whether a query that failed so has a meaning, though it has no answer. */
export function isExecutionError(error: unknown): boolean {
  return error instanceof OrchestratorError && error.details['carriedOut'] === true;
}

/** An argument that the operator cannot compare the field with. */
export function incompatible(value: AstValue, operator: string): OrchestratorError {
  const isOrder = operator.startsWith('<') || operator.startsWith('>');
  return (isOrder ? queryError : executionError)(
    `Argument ${quoted(value)} and operator "${operator}" have incompatible types.`,
  );
}

/** What stands where only lists and texts can. */
export function notSequential(value: AstValue, integer: 'Integer' | 'Long' = 'Integer'): OrchestratorError {
  const type = typeof value === 'boolean' ? 'Boolean' : Number.isInteger(Number(value)) ? integer : 'Double';
  return queryError(`Don't know how to create ISeq from: java.lang.${type}`);
}

/** Whether {@link notSequential} is said of it. */
export function isScalar(value: AstValue | undefined): value is number | bigint | boolean {
  return typeof value === 'number' || typeof value === 'bigint' || typeof value === 'boolean';
}

/** A value of a query in quotes, as PuppetDB names it. */
export function quoted(value: AstValue): string {
  return typeof value === 'string' ? `"${value}"` : `"${astText(value)}"`;
}

/** `'a', 'b', and 'c'`. */
export function inWords(names: readonly string[]): string {
  const marked = names.map((each) => `'${each}'`);
  if (marked.length < 3) return marked.join(' and ');
  return `${marked.slice(0, -1).join(', ')}, and ${marked.at(-1)}`;
}
