import { createHash } from 'node:crypto';
import { type EvaluationHost, nativeFunctions } from '../../orchestrator-core/language/index.ts';

/** A world in which there is nothing but the language: no modules, no files, no data, and time stands still. */
export const bareHost: EvaluationHost = {
  natives: nativeFunctions(),
  loadFunction: async () => undefined,
  findAlias: () => undefined,
  log: () => {},
  now: () => 0,
  digest: (algorithm, text) => createHash(algorithm).update(text).digest('hex'),
  hasResourceType: () => false,
  files: { find: async () => undefined, read: async () => undefined, moduleDirectory: async () => undefined },
  lookup: async () => undefined,
  deepest: 100,
};
