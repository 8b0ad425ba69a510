import type { Declaration } from '../../orchestrator-core/language/index.ts';
import { type TaskView, taskAt } from '../documents/task-view.ts';
import type { Place } from '../documents/words.ts';
import type { Workspace } from '../documents/workspace.ts';
import { meaningAt } from '../puppet/meaning.ts';
import { argumentsFor, usesOfMeaning } from '../puppet/places.ts';
import { yamlKindOf } from '../yaml/kinds.ts';
import { taskOf } from './call-hierarchy.ts';
import { declarations, parameterAt, readsOf, related } from './parameter-at.ts';

/** Every place that names what stands at `offset`; a task's parameter in metadata, scripts, plans and manifests. */
export async function references(
  workspace: Workspace,
  path: string,
  offset: number,
  withDeclaration: boolean,
): Promise<readonly Place[]> {
  const yaml = await yamlKindOf(workspace, path);
  const inDocument = (await yaml?.references?.(workspace, path, offset, withDeclaration)) ?? [];
  if (inDocument.length > 0) return inDocument;
  if (yaml !== undefined || (await workspace.kindOf(path)) === 'puppet') {
    const meaning = await (yaml === undefined ? meaningAt : yaml.meaning)?.(workspace, path, offset);
    if (meaning === undefined) return [];
    const places = await usesOfMeaning(workspace, meaning, withDeclaration);
    if (meaning.kind !== 'parameter' || meaning.of.kind !== 'task') return places;
    const reads = (await taskPlaces(workspace, meaning.of, meaning.parameter.name, false)).filter(
      (read) => !places.some((place) => isSame(place, read)),
    );
    return [...places, ...reads];
  }
  const use = await parameterAt(workspace, path, offset);
  if (use === undefined) return [];
  const views = await related(workspace, use.views);
  const shared = { name: use.name, views };
  const reads = readsOf(shared);
  // A script that no metadata speaks of still has its own reads.
  const own = reads.length > 0 || use.isDeclaration ? reads : await readsIn(workspace, path, use.name);
  const given = await givenTo(workspace, views, use.name);
  return [...(withDeclaration ? declarations(shared) : []), ...own, ...given];
}

/**
 * Where a task's parameter stands in its metadata, if that is asked for, in its scripts, and where it is given to the
 * task or to another that has a script in common with it.
 */
export async function taskPlaces(
  workspace: Workspace,
  task: Declaration,
  name: string,
  withDeclaration: boolean,
): Promise<readonly Place[]> {
  if (task.origin.kind !== 'file') return [];
  const view = await taskAt(workspace, task.origin.path.replace(/\.[^./]+$/, '.json'));
  if (view === undefined) return [];
  const shared = { name, views: await related(workspace, [view]) };
  const given = await givenTo(workspace, shared.views, name);
  return [...(withDeclaration ? declarations(shared) : []), ...readsOf(shared), ...given];
}

/** Where the parameter is given to one of the tasks. */
async function givenTo(workspace: Workspace, views: readonly TaskView[], name: string): Promise<readonly Place[]> {
  const found: Place[] = [];
  for (const view of views) {
    const task = await taskOf(workspace, view.metadataPath);
    if (task !== undefined) found.push(...(await argumentsFor(workspace, task, name)));
  }
  return found;
}

function isSame(a: Place, b: Place): boolean {
  return a.path === b.path && a.span.start === b.span.start;
}

async function readsIn(workspace: Workspace, path: string, name: string): Promise<readonly Place[]> {
  const reads = (await workspace.reads(path))?.reads ?? [];
  return reads.filter((read) => read.name === name).map((read) => ({ path, span: read.span }));
}
