import { joinPath } from '../../orchestrator-core/common/index.ts';
import {
  type YamlEntry,
  type YamlMap,
  type YamlNode,
  type YamlScalar,
  yamlEntry,
} from '../../orchestrator-core/project/index.ts';

/** The lists of levels that a configuration may have. */
export const hierarchyKeys: readonly string[] = ['hierarchy', 'plan_hierarchy', 'default_hierarchy'];

/** One level of a hierarchy. */
export interface Level {
  readonly node: YamlMap;
  readonly name: YamlScalar | undefined;
  /** The list that it is in. */
  readonly hierarchy: string;
}

/** The levels of all hierarchies, in the order of the text. */
export function levelsOf(root: YamlNode | undefined): readonly Level[] {
  return hierarchyKeys.flatMap((hierarchy) => {
    const list = yamlEntry(root, hierarchy)?.value;
    const items = list?.kind === 'list' ? list.items : [];
    return items.flatMap((node): readonly Level[] => {
      if (node.kind !== 'map') return [];
      return [{ node, name: stringAt(yamlEntry(node, 'name')), hierarchy }];
    });
  });
}

/** The string under a key; undefined for what is none. */
function stringAt(entry: YamlEntry | undefined): YamlScalar | undefined {
  const value = entry?.value;
  return value?.kind === 'scalar' && typeof value.value === 'string' ? value : undefined;
}

/** The directory of a level's files as it is written: its own, else that of the defaults. */
export function datadirOf(root: YamlNode | undefined, level: YamlNode | undefined): YamlScalar | undefined {
  return stringAt(yamlEntry(level, 'datadir')) ?? stringAt(yamlEntry(yamlEntry(root, 'defaults')?.value, 'datadir'));
}

/** The directory itself; undefined where variables are in its name. */
export function directoryOf(home: string, written: YamlScalar | undefined): string | undefined {
  const name = written?.text ?? 'data';
  return name.includes('%{') ? undefined : joinPath(home, name);
}

/** The files of a level by name: those of `path` and `paths`. */
export function filesOf({ node }: Level): readonly YamlScalar[] {
  const list = yamlEntry(node, 'paths')?.value;
  const items = list?.kind === 'list' ? list.items : [];
  const paths = items.flatMap((item) => (item.kind === 'scalar' && typeof item.value === 'string' ? [item] : []));
  return [...paths, ...[stringAt(yamlEntry(node, 'path'))].flatMap((path) => path ?? [])];
}
