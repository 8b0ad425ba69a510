import type { DocumentKind, Workspace } from '../documents/workspace.ts';
import { hieraKind } from '../hiera/kind.ts';
import { inventoryKind } from '../inventory/kind.ts';
import { yamlPlanKind } from '../yaml-plan/kind.ts';
import type { YamlKind } from './kind.ts';

const kinds: Readonly<Partial<Record<DocumentKind, YamlKind>>> = {
  'yaml-plan': yamlPlanKind,
  inventory: inventoryKind,
  hiera: hieraKind,
};

/** What is known about the kind of YAML that a file is; undefined for all other files. */
export async function yamlKindOf(workspace: Workspace, path: string): Promise<YamlKind | undefined> {
  const kind = await workspace.kindOf(path);
  return kind === undefined ? undefined : kinds[kind];
}
