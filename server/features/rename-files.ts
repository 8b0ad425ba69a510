import { type Declaration, referenceName } from '../../orchestrator-core/language/index.ts';
import type { FileChange } from '../documents/words.ts';
import type { Workspace } from '../documents/workspace.ts';
import { autoloadedName, autoloadedPath, moduleAround } from '../puppet/autoload.ts';
import { ownDeclarations } from '../puppet/meaning.ts';
import { renameDeclaration } from '../puppet/rename/rename-declaration.ts';
import type { Renaming } from '../puppet/rename/renaming.ts';
import { taskOf } from './call-hierarchy.ts';

/** A file that is about to be moved. */
export interface FileMove {
  readonly from: string;
  readonly to: string;
}

/** What the move of files changes: what a file defines takes the name that its new place asks for, wherever it is used. */
export interface FileRenaming {
  readonly files: readonly FileChange[];
  /** Why names stay as they are although their files move. */
  readonly refused: readonly string[];
}

/**
 * Before files are moved in an editor: the names that depend on their paths are changed with all their uses. Asked when
 * the index has read all modules.
 */
export async function renameFiles(workspace: Workspace, moves: readonly FileMove[]): Promise<FileRenaming> {
  const moved = new Map(moves.map(({ from, to }) => [from, to]));
  const files: FileChange[] = [];
  const refused: string[] = [];
  const done = new Set<string>();
  for (const move of moves) {
    const renaming = await renameOf(workspace, move, moved, done);
    if (renaming === undefined) continue;
    if ('refused' in renaming) refused.push(renaming.refused);
    else files.push(...renaming.files);
  }
  return { files: merged(files), refused };
}

/** Undefined for files whose names mean nothing. The files of one task are told of once. */
async function renameOf(
  workspace: Workspace,
  { from, to }: FileMove,
  moved: ReadonlyMap<string, string>,
  done: Set<string>,
): Promise<Renaming | undefined> {
  const declaration = await declaredBy(workspace, from);
  if (declaration === undefined || done.has(`${declaration.kind} ${declaration.name}`)) return undefined;
  done.add(`${declaration.kind} ${declaration.name}`);
  const module = moduleAround(await workspace.modulesAround(to), to);
  const expected = module === undefined ? undefined : autoloadedName(module, declaration.kind, to);
  // Out of all modules a definition keeps its name.
  if (module === undefined || expected === undefined) return undefined;
  const name = declaration.kind === 'type' ? referenceName(expected) : expected;
  // A name such as `init.pp` in a directory of its own has its file elsewhere.
  if (autoloadedPath(module, declaration.kind, name, to) !== to && declaration.kind !== 'task') return undefined;
  if (name.toLowerCase() === declaration.name.toLowerCase()) return undefined;
  return renameDeclaration(workspace, declaration, name, moved);
}

/** Kinds that a file can be loaded for without a declaration in Puppet's language: YAML plans, functions of Ruby. */
const byPath = ['plan', 'function'] as const;

/** What a file is loaded for. */
async function declaredBy(workspace: Workspace, path: string): Promise<Declaration | undefined> {
  if ((await workspace.folderOf(path)) !== undefined) return taskOf(workspace, path);
  const module = moduleAround(await workspace.modulesAround(path), path);
  if (module === undefined) return undefined;
  const document = await workspace.puppet(path);
  if (document !== undefined) {
    return ownDeclarations(document).find(
      ({ kind, name }) => autoloadedName(module, kind, path) === name.toLowerCase(),
    );
  }
  const world = await workspace.world(path);
  for (const kind of byPath) {
    const name = autoloadedName(module, kind, path);
    const found = name === undefined ? undefined : world.find(kind, name);
    if (found?.origin.kind === 'file' && found.origin.path === path) return found;
  }
  return undefined;
}

/** The changes of one file in one place: an editor applies them to the text as it is before. */
function merged(files: readonly FileChange[]): readonly FileChange[] {
  const byPath = new Map<string, FileChange>();
  for (const file of files) {
    const known = byPath.get(file.path);
    byPath.set(
      file.path,
      known === undefined ? file : { ...known, ...file, changes: [...known.changes, ...file.changes] },
    );
  }
  return [...byPath.values()];
}
