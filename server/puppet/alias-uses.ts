import type { Declaration } from '../../orchestrator-core/language/index.ts';
import { typeTokens } from '../documents/type-text.ts';
import type { Place } from '../documents/words.ts';
import type { Workspace } from '../documents/workspace.ts';

/** Where the metadata of tasks names a type alias: in the types of their parameters. */
export async function usesInTasks(
  workspace: Workspace,
  { kind, name, origin }: Declaration,
): Promise<readonly Place[]> {
  if (kind !== 'type' || origin.kind !== 'file') return [];
  const found: Place[] = [];
  for (const task of (await workspace.world(origin.path)).all('task')) {
    const path = task.origin.kind === 'file' && task.origin.path.endsWith('.json') ? task.origin.path : undefined;
    const types = task.signatures.flatMap(({ parameters }) => parameters.map(({ type }) => type ?? ''));
    // The index knows the types already; only what names the alias is read.
    if (path === undefined || !types.some((type) => type.includes(name))) continue;
    for (const { type } of (await workspace.metadata(path))?.parameters ?? []) {
      for (const token of type === undefined ? [] : typeTokens(type.map.value)) {
        const isIt = token.kind === 'name' && token.text.replace(/^::/, '') === name;
        if (type !== undefined && isIt) {
          found.push({ path, span: type.map.toDocument({ start: token.end - name.length, end: token.end }) });
        }
      }
    }
  }
  return found;
}
