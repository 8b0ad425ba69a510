import type { JsonObject } from '../../common/index.ts';
import { builtInFacts, type Warn } from './built-in.ts';
import { externalDirectories, externalFacts } from './external.ts';
import { facterFacts } from './facter.ts';

/** Who finds an agent's facts: the installed Facter where there is one, the agent itself, or nobody. */
export type FactSource = 'facter' | 'built-in' | 'off';

/** Facts of a machine. */
export interface Found {
  readonly facts: JsonObject;
  /** What could not be found, and why, each a sentence. */
  readonly warnings: readonly string[];
}

/** Finds the facts of this machine, by itself where there is no Facter. */
export async function findFacts(source: Exclude<FactSource, 'off'>, signal: AbortSignal): Promise<Found> {
  const warnings: string[] = [];
  const warn: Warn = (text) => warnings.push(text);
  const facter = source === 'facter' ? await facterFacts(signal, warn) : undefined;
  const facts = facter ?? {
    ...(await builtInFacts(signal, warn)),
    ...(await externalFacts(externalDirectories(isRoot()), signal, warn)),
  };
  return { facts, warnings };
}

/** Whether this process may read everything; never on Windows. */
export const isRoot = (): boolean => process.getuid?.() === 0;
