import { baseName } from '../../../orchestrator-core/common/index.ts';
import type { Change, FileChange, Place } from '../../documents/words.ts';
import type { Workspace } from '../../documents/workspace.ts';
import { isBareKey } from '../call-site.ts';

/** What to change, or a sentence that says why nothing is changed. */
export type Renaming = { readonly files: readonly FileChange[] } | { readonly refused: string };

/** A name to write at a place. */
export interface NewText extends Place {
  readonly text: string;
}

/** The changes by file, in the order of the text; what is said twice is made once. Moves are made after all changes. */
export function renamingOf(texts: readonly NewText[], moves: ReadonlyMap<string, string> = new Map()): Renaming {
  const files = new Map<string, Change[]>();
  for (const { path, span, text } of texts) {
    const changes = files.get(path) ?? [];
    if (!changes.some(({ start, end }) => start === span.start && end === span.end)) changes.push({ ...span, text });
    files.set(path, changes);
  }
  const paths = [...new Set([...files.keys(), ...moves.keys()])].sort();
  return {
    files: paths.map((path) => {
      const moveTo = moves.get(path);
      const changes = (files.get(path) ?? []).sort((a, b) => a.start - b.start);
      return { path, changes, ...(moveTo === undefined ? {} : { moveTo }) };
    }),
  };
}

/** Why a file is not to be changed; undefined for those of the people who work here. */
export function foreign(workspace: Workspace, path: string): string | undefined {
  if (path.split('/').includes('.modules')) return `${path} belongs to a module that Bolt installed and would replace`;
  const folders = workspace.index.folders();
  const isInside = folders.length === 0 || folders.some((folder) => path.startsWith(`${folder}/`));
  return isInside ? undefined : `${path} lies in none of the folders that are open`;
}

/** The refusal when one of the files is not to be changed: then none is. */
export function refusalFor(workspace: Workspace, name: string, paths: Iterable<string>): string | undefined {
  for (const path of paths) {
    const reason = foreign(workspace, path);
    if (reason !== undefined) return `'${name}' cannot be renamed: ${reason}.`;
  }
  return undefined;
}

/** The refusal for a parameter whose name could not stand before `=>`, where it would have to: `node => 1` is no argument. */
export function keywordRefusal(to: string, places: readonly Place[]): string | undefined {
  if (!places.some(({ path }) => /\.e?pp$/.test(path))) return undefined;
  return isBareKey(to) ? undefined : `'${to}' is a word of the language: it cannot be written before '=>'.`;
}

/** The refusal for a move onto a file that is there already. */
export async function takenPath(workspace: Workspace, moves: ReadonlyMap<string, string>): Promise<string | undefined> {
  const leaving = new Set(moves.keys());
  for (const [from, to] of moves) {
    if (leaving.has(to) || (await workspace.files.stat(to)) === undefined) continue;
    return `${baseName(from)} would become ${to}, and there is such a file already.`;
  }
  return undefined;
}
