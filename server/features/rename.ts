import type { Workspace } from '../documents/workspace.ts';
import {
  type Prepared,
  prepareMeaning,
  preparePuppetRename,
  renameMeaning,
  renamePuppet,
} from '../puppet/rename/rename.ts';
import { hiddenRefusal } from '../puppet/rename/rename-parameter.ts';
import { keywordRefusal, type Renaming, refusalFor, renamingOf } from '../puppet/rename/renaming.ts';
import { badName, parameterName } from '../task-metadata/check-parameters.ts';
import { yamlKindOf } from '../yaml/kinds.ts';
import { taskOf } from './call-hierarchy.ts';
import { declarationOf, parameterAt, related } from './parameter-at.ts';
import { references, taskPlaces } from './references.ts';

export type { Prepared } from '../puppet/rename/rename.ts';
export type { Renaming } from '../puppet/rename/renaming.ts';

/** The span and the name that would be renamed, or why not; undefined where there is nothing to rename. */
export async function prepareRename(workspace: Workspace, path: string, offset: number): Promise<Prepared> {
  if ((await workspace.kindOf(path)) === 'puppet') return preparePuppetRename(workspace, path, offset);
  const yaml = await yamlKindOf(workspace, path);
  if (yaml !== undefined) {
    const own = await yaml.nameAt?.(workspace, path, offset);
    return own ?? prepareMeaning(workspace, await yaml.meaning?.(workspace, path, offset));
  }
  const use = await parameterAt(workspace, path, offset);
  return use === undefined || use.name.startsWith('_') ? undefined : { span: use.span, name: use.name };
}

/**
 * Renames what stands at `offset` everywhere: a parameter of a task in metadata, scripts and runs; names of Puppet.
 * Asked when the index has read all modules: what is not known yet would be left behind.
 */
export async function rename(workspace: Workspace, path: string, offset: number, to: string): Promise<Renaming> {
  if ((await workspace.kindOf(path)) === 'puppet') {
    return renamePuppet(workspace, path, offset, to, (task, name) => taskPlaces(workspace, task, name, true));
  }
  const yaml = await yamlKindOf(workspace, path);
  const renamed = await yaml?.rename?.(workspace, path, offset, to);
  if (renamed !== undefined) return renamed;
  if (yaml !== undefined) {
    const meaning = await yaml.meaning?.(workspace, path, offset);
    return renameMeaning(workspace, meaning, to, (task, name) => taskPlaces(workspace, task, name, true));
  }
  const use = await parameterAt(workspace, path, offset);
  if (use === undefined || use.name.startsWith('_')) return { refused: 'There is no parameter here to rename.' };
  if (!parameterName.test(to)) {
    return { refused: badName(to) };
  }
  const views = await related(workspace, use.views);
  if (to !== use.name && declarationOf({ name: to, views }) !== undefined) {
    return { refused: `There is a parameter '${to}' already.` };
  }
  for (const view of views) {
    const task = await taskOf(workspace, view.metadataPath);
    const hidden = task === undefined ? undefined : await hiddenRefusal(workspace, task);
    if (hidden !== undefined) return { refused: hidden };
  }
  const places = await references(workspace, path, offset, true);
  const refused =
    keywordRefusal(to, places) ??
    refusalFor(
      workspace,
      use.name,
      places.map((place) => place.path),
    );
  return refused === undefined ? renamingOf(places.map((place) => ({ ...place, text: to }))) : { refused };
}
