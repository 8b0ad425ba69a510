import type { Declaration, DeclarationKind, World } from '../../orchestrator-core/language/index.ts';
import type { Place } from '../documents/words.ts';

/** A use of a declaration, with the definition that it stands in, for hierarchies of calls. */
export interface IndexedUse extends Place {
  /** The plan, class, function … around the use; undefined at the top of a file. */
  readonly inside: Declaration | undefined;
}

/**
 * What the files of all modules around the open folders declare and use. It is filled in the background, a slice at a
 * time, kept by file events and by what is typed, and written to the disk so that the next start need not read it all.
 */
export interface WorkspaceIndex {
  /** What a file can name: its project's modulepath, or its own module and the neighbours. */
  worldOf(path: string): Promise<World>;
  /** Every use of a declaration in the folders and modules that are known, unsaved text included. */
  usesOf(declaration: Declaration): Promise<readonly IndexedUse[]>;
  /** What a declaration (a plan, a class, a function) uses, in the order of its text. */
  usesIn(declaration: Declaration): Promise<readonly { readonly place: Place; readonly used: Declaration }[]>;
  /** Declarations whose names contain the letters of `query` in their order, best first. */
  search(query: string, limit: number): Promise<readonly Declaration[]>;
  /** Every declaration of that name, shadowed ones too. */
  declarationsOf(kind: DeclarationKind, name: string): readonly Declaration[];
  /** Resolves when all that was known to be read has been read. */
  settled(): Promise<void>;
}
