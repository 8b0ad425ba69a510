import type { CancelSignal, Json, JsonObject } from '../common/index.ts';

/** What a plugin can be asked for besides the value of a reference, in Bolt's words. */
export type SecretHook = 'secret_createkeys' | 'secret_decrypt' | 'secret_encrypt';

/** Something that gives the value of a reference. */
export interface Plugin {
  /** Whether what it gives is a secret wherever it is put. */
  readonly isSecret: (value: Json) => boolean;
  /** Whether its values may be kept in a file. */
  readonly isCached?: boolean;
  /** Refuses the reference before anything is done. */
  readonly check?: (reference: JsonObject, signal: CancelSignal) => Promise<void>;
  readonly resolve?: (reference: JsonObject, signal: CancelSignal) => Promise<Json>;
  readonly secrets?: Readonly<Partial<Record<SecretHook, (given: JsonObject, signal: CancelSignal) => Promise<Json>>>>;
}

/** Everything but null and false, as Ruby sees it. */
export function isTrue(value: Json | undefined): boolean {
  return value !== undefined && value !== null && value !== false;
}
