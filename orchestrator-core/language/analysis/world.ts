import type { Declaration, DeclarationKind } from './declaration.ts';

/** What is known of a module that names can begin with. */
export type ModuleState =
  /** All of it was read: a name that is not there does not exist. */
  | 'read'
  /** It is on the modulepath, and its files were not all read yet: nothing can be said. */
  | 'reading'
  /** No such module is on the modulepath. */
  | 'absent';

/**
 * All that a source can name outside itself: the modules on its modulepath, in their order, and what Puppet and Bolt
 * bring along. Answers at once and never throws; whoever implements it keeps what it answers from.
 */
export interface World {
  /** Names as a source writes them, a leading `::` allowed; letters of types in any case. */
  find(kind: DeclarationKind, name: string): Declaration | undefined;
  /** Everything of a kind that can be named, for lists. */
  all(kind: DeclarationKind): Iterable<Declaration>;
  module(name: string): ModuleState;
  /** Whether every module of the modulepath was read: only then does a name without a name space not exist. */
  isComplete(): boolean;
  /** The modules that those on the modulepath say they need (`metadata.json`), and that are not on it. */
  missingModules(): readonly string[];
  /** The name of the module that a file belongs to; undefined outside all modules (`manifests/site.pp` of a control repo). */
  moduleOf(path: string): string | undefined;
  /** Names of the inventory's targets, aliases and groups. */
  targets(): readonly { readonly name: string; readonly kind: 'target' | 'group' | 'alias' }[];
}

/** A world without modules: what Puppet and Bolt bring along would still be found by a real one. */
export const emptyWorld: World = {
  find: () => undefined,
  all: () => [],
  module: () => 'absent',
  isComplete: () => false,
  missingModules: () => [],
  moduleOf: () => undefined,
  targets: () => [],
};
