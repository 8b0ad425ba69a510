import { dirname, join } from 'node:path';

/**
 * The directory of the modules that come along with Baton, absolute: what plans take for granted because it comes with
 * Bolt's packages. It lies beside this file, and beside the bundles.
 */
export const ownModules: string = join(import.meta.dirname, 'modules');

/** Whether a module is one of those. */
export function isBrought(moduleDirectory: string): boolean {
  return dirname(moduleDirectory) === ownModules;
}
