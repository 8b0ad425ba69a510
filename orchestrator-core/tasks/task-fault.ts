import type { TextPlace } from './json-text.ts';

/** Why a task cannot be used. `kind` is Puppet's (`puppet.tasks/invalid-metadata` …). */
export interface TaskFault {
  readonly kind: string;
  /** The sentence, without the file. */
  readonly message: string;
  readonly place?: TextPlace | undefined;
}

/** A sentence with the file it is about, as Puppet writes it: `(file: F, line: L, column: C)`. */
export function withPlace(message: string, path: string, place?: TextPlace): string {
  const where = place === undefined ? '' : `, line: ${place.line}, column: ${place.column}`;
  return `${message} (file: ${path}${where})`;
}
