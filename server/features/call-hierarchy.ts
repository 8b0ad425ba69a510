import type { Declaration } from '../../orchestrator-core/language/index.ts';
import type { Place, Span } from '../documents/words.ts';
import type { Workspace } from '../documents/workspace.ts';
import { meaningAt } from '../puppet/meaning.ts';
import { yamlKindOf } from '../yaml/kinds.ts';

/** A plan, task or function that calls or is called. */
export interface HierarchyItem {
  readonly name: string;
  readonly kind: 'plan' | 'task' | 'function' | 'class' | 'define';
  readonly place: Place;
}

/** A call between two of them, with every place in the caller's file where it is made. */
export interface HierarchyCall {
  readonly item: HierarchyItem;
  readonly spans: readonly Span[];
}

/** The plan, task, function or class that stands at `offset`: the one that is named there, or that the file is about. */
export async function prepareCallHierarchy(
  workspace: Workspace,
  path: string,
  offset: number,
): Promise<HierarchyItem | undefined> {
  const kind = await workspace.kindOf(path);
  if (kind === 'task-metadata' || kind === 'task-script') {
    const task = await taskOf(workspace, path);
    return task === undefined ? undefined : itemOf(task);
  }
  const yaml = await yamlKindOf(workspace, path);
  const meaning = await (yaml === undefined ? meaningAt : yaml.meaning)?.(workspace, path, offset);
  const plan = meaning === undefined ? await workspace.yamlPlan(path) : undefined;
  // A YAML plan is all of its file.
  const own = plan === undefined ? undefined : (await workspace.world(path)).find('plan', plan.plan.name);
  if (own !== undefined) return itemOf(own);
  return meaning?.kind === 'declaration' ? itemOf(meaning.declaration) : undefined;
}

/** Who calls it, each caller once. Code at the top of a file is no caller that could be called itself. */
export async function incomingCalls(workspace: Workspace, item: HierarchyItem): Promise<readonly HierarchyCall[]> {
  const declaration = await declarationOf(workspace, item);
  if (declaration === undefined) return [];
  const uses = await workspace.index.usesOf(declaration);
  return grouped(uses.flatMap(({ inside, span }) => (inside === undefined ? [] : [{ declaration: inside, span }])));
}

/** What it calls, each once, in the order of the first call. What Puppet and Bolt bring along is left out. */
export async function outgoingCalls(workspace: Workspace, item: HierarchyItem): Promise<readonly HierarchyCall[]> {
  const declaration = await declarationOf(workspace, item);
  if (declaration === undefined) return [];
  const uses = await workspace.index.usesIn(declaration);
  return grouped(uses.map(({ used, place }) => ({ declaration: used, span: place.span })));
}

function grouped(
  calls: readonly { readonly declaration: Declaration; readonly span: Span }[],
): readonly HierarchyCall[] {
  const found = new Map<string, { readonly item: HierarchyItem; readonly spans: Span[] }>();
  for (const { declaration, span } of calls) {
    const item = itemOf(declaration);
    if (item === undefined) continue;
    const key = `${item.kind} ${item.name} ${item.place.path}`;
    const known = found.get(key) ?? { item, spans: [] };
    known.spans.push(span);
    found.set(key, known);
  }
  return [...found.values()];
}

function itemOf({ kind, name, origin }: Declaration): HierarchyItem | undefined {
  if (kind === 'type' || kind === 'resource-type' || origin.kind === 'built-in') return undefined;
  return { kind, name, place: { path: origin.path, span: origin.name } };
}

/** The declaration that an item was made of; what was renamed since is found no more. */
async function declarationOf(
  workspace: Workspace,
  { kind, name, place }: HierarchyItem,
): Promise<Declaration | undefined> {
  const found = (await workspace.world(place.path)).find(kind, name);
  return found?.origin.kind === 'file' && found.origin.path === place.path ? found : undefined;
}

/** The task that a metadata file or script belongs to, by its name. */
export async function taskOf(workspace: Workspace, path: string): Promise<Declaration | undefined> {
  const folder = await workspace.folderOf(path);
  if (folder === undefined) return undefined;
  const base = path.slice(folder.directory.length + 1).replace(/\.[^./]*$/, '');
  const { name } = folder.module;
  return (await workspace.world(path)).find('task', base === 'init' ? name : `${name}::${base}`);
}
