import type { Declaration, DeclarationKind, World } from '../../orchestrator-core/language/index.ts';
import type { Place } from '../documents/words.ts';
import type { CacheStore } from './cache.ts';

/** A use of a declaration, with the definition that it stands in, for hierarchies of calls. */
export interface IndexedUse extends Place {
  /** The plan, class, function … around the use; undefined at the top of a file. */
  readonly inside: Declaration | undefined;
}

/** A place in a declaration that names another one. */
export interface OutgoingUse {
  readonly place: Place;
  readonly used: Declaration;
}

/**
 * What the files of all modules around the open folders declare and use. It is filled in the background, a slice at a
 * time, kept by file events and by what is typed, and written to the disk so that the next start need not read it all.
 */
export interface WorkspaceIndex {
  /** What a file can name: its project's modulepath, or its own module and the neighbours. Waits for no other file. */
  worldOf(path: string): Promise<World>;
  /** Every use of a declaration in the folders and modules that are known, unsaved text included. */
  usesOf(declaration: Declaration): Promise<readonly IndexedUse[]>;
  /** What a declaration (a plan, a class, a function) uses, in the order of its text. */
  usesIn(declaration: Declaration): Promise<readonly OutgoingUse[]>;
  /** The inventory that counts for a file, whether it exists or not. */
  inventoryOf(path: string): Promise<string>;
  /** The plans that are run with an inventory, in Puppet and YAML. */
  plansWith(inventory: string): Promise<readonly string[]>;
  /** Declarations whose names contain the letters of `query` in their order, best first. */
  search(query: string, limit: number): Promise<readonly Declaration[]>;
  /** Every declaration of that name, shadowed ones too. */
  declarationsOf(kind: DeclarationKind, name: string): readonly Declaration[];
  /** Whether a file was read. */
  knows(path: string): boolean;
  /** Resolves when all that was known to be read has been read. */
  settled(): Promise<void>;
  /** Where what was read is kept for the next start. What was read before is not kept. */
  keepIn(cache: CacheStore): void;
  /** The folders that are open in the editor: what lies in them is read in the background. */
  open(folders: readonly string[]): void;
  /** Those folders; what lies in none of them is other people's. */
  folders(): readonly string[];
  /** Files or directories that were made, changed or removed on the disk. */
  changed(paths: readonly string[]): void;
  /** Anything on the disk may have changed: everything is compared with it again in the background. */
  compare(): void;
  /** Writes down what is to be kept and was not written yet. */
  flush(): Promise<void>;
  /** Nothing is read in the background until the function that this gives back is called. */
  pause(): () => void;
  /** Calls back when what can be named has changed, at most a few times a second; the answer ends that. */
  onChange(callback: () => void): () => void;
}
