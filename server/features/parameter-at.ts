import { type TaskView, taskAt, tasksOf } from '../documents/task-view.ts';
import { type Place, type Span, touches } from '../documents/words.ts';
import type { Workspace } from '../documents/workspace.ts';
import type { ParameterNode } from '../task-metadata/metadata.ts';
import type { ParameterRead } from '../task-script/reads.ts';

/** A parameter at a place in metadata or script, with the tasks that the place belongs to. */
export interface ParameterUse {
  readonly name: string;
  readonly span: Span;
  readonly views: readonly TaskView[];
  /** Whether the place is the key in the metadata. */
  readonly isDeclaration: boolean;
}

/** The parameter that stands at `offset`, if one does. */
export async function parameterAt(
  workspace: Workspace,
  path: string,
  offset: number,
): Promise<ParameterUse | undefined> {
  const kind = await workspace.kindOf(path);
  if (kind === 'task-metadata') {
    const view = await taskAt(workspace, path);
    const found = view?.metadata?.parameters?.find((parameter) => touches(parameter.nameSpan, offset));
    if (view === undefined || found === undefined) return undefined;
    return { name: found.name, span: found.nameSpan, views: [view], isDeclaration: true };
  }
  if (kind !== 'task-script') return undefined;
  for (const read of (await workspace.reads(path))?.reads ?? []) {
    const span = spansOf(read).find((one) => touches(one, offset));
    if (span !== undefined) {
      return { name: read.name, span, views: await tasksOf(workspace, path), isDeclaration: false };
    }
  }
  return undefined;
}

/** Every place in a script that carries the parameter's name because of one read. */
function spansOf(read: ParameterRead): readonly Span[] {
  return [read.span, ...(read.variables ?? [])];
}

/** The parameter as the first of the tasks declares it. */
export function declarationOf(use: Pick<ParameterUse, 'name' | 'views'>): ParameterNode | undefined {
  for (const view of use.views) {
    const found = view.metadata?.parameters?.find((parameter) => parameter.name === use.name);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** Where the tasks declare the parameter: the keys in their metadata. */
export function declarations(use: Pick<ParameterUse, 'name' | 'views'>): readonly Place[] {
  return use.views.flatMap((view) =>
    (view.metadata?.parameters ?? [])
      .filter((parameter) => parameter.name === use.name)
      .map((parameter) => ({ path: view.metadataPath, span: parameter.nameSpan })),
  );
}

/** Where the scripts of the tasks read the parameter. */
export function readsOf(use: Pick<ParameterUse, 'name' | 'views'>): readonly Place[] {
  const scripts = new Map(use.views.flatMap((view) => view.scripts.map((script) => [script.path, script] as const)));
  return [...scripts.values()].flatMap((script) =>
    (script.reads?.reads ?? [])
      .filter((read) => read.name === use.name)
      .flatMap((read) => spansOf(read).map((span) => ({ path: script.path, span }))),
  );
}

/** The tasks that share scripts with these, and those that share with them, so that a change leaves nothing behind. */
export async function related(workspace: Workspace, views: readonly TaskView[]): Promise<readonly TaskView[]> {
  const known = new Map(views.map((view) => [view.metadataPath, view]));
  const seen = new Set<string>();
  for (const view of known.values()) {
    for (const script of view.scripts) {
      if (seen.has(script.path)) continue;
      seen.add(script.path);
      for (const other of await tasksOf(workspace, script.path)) {
        if (!known.has(other.metadataPath)) known.set(other.metadataPath, other);
      }
    }
  }
  return [...known.values()];
}
