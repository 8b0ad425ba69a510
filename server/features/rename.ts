import type { FileChange, Span } from '../documents/words.ts';
import type { Workspace } from '../documents/workspace.ts';
import { badName, parameterName } from '../task-metadata/check-parameters.ts';
import { declarationOf, parameterAt, related } from './parameter-at.ts';
import { references } from './references.ts';

/** The span and the name that would be renamed; undefined where there is nothing to rename. */
export async function prepareRename(
  workspace: Workspace,
  path: string,
  offset: number,
): Promise<{ readonly span: Span; readonly name: string } | undefined> {
  const use = await parameterAt(workspace, path, offset);
  return use === undefined || use.name.startsWith('_') ? undefined : { span: use.span, name: use.name };
}

/** What to change, or a sentence that says why not. */
export type Renaming = { readonly files: readonly FileChange[] } | { readonly refused: string };

/** Renames a parameter in its metadata and in every read of every script of its tasks. */
export async function rename(workspace: Workspace, path: string, offset: number, to: string): Promise<Renaming> {
  const use = await parameterAt(workspace, path, offset);
  if (use === undefined || use.name.startsWith('_')) return { refused: 'There is no parameter here to rename.' };
  if (!parameterName.test(to)) {
    return { refused: badName(to) };
  }
  const views = await related(workspace, use.views);
  if (to !== use.name && declarationOf({ name: to, views }) !== undefined) {
    return { refused: `There is a parameter '${to}' already.` };
  }
  const files = new Map<string, { readonly start: number; readonly end: number; readonly text: string }[]>();
  for (const place of await references(workspace, path, offset, true)) {
    const changes = files.get(place.path) ?? [];
    changes.push({ ...place.span, text: to });
    files.set(place.path, changes);
  }
  return { files: [...files].map(([file, changes]) => ({ path: file, changes })) };
}
