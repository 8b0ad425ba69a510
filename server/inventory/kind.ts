import { joinPath, parentPath } from '../../orchestrator-core/common/index.ts';
import type { YamlNode } from '../../orchestrator-core/project/index.ts';
import type { Span } from '../documents/words.ts';
import type { Prepared } from '../puppet/rename/rename.ts';
import { inYaml } from '../yaml/in-yaml.ts';
import type { YamlKind } from '../yaml/kind.ts';
import { checkInventory } from './check.ts';
import { checkPlugins } from './check-plugins.ts';
import { completeInventory } from './complete.ts';
import { hoverInventory } from './hover.ts';
import { inventoryLenses } from './lenses.ts';
import { nameTouching } from './names.ts';
import { inventorySymbols } from './outline.ts';
import { placesOfName } from './places.ts';
import { fixedName, renameName } from './rename.ts';

/** What is known about the inventory of a project. */
export const inventoryKind: YamlKind = {
  problems: (workspace, path) =>
    inYaml(workspace, path, [], async (document) => [
      ...checkInventory(document),
      ...(document.source.text.includes('_plugin')
        ? await checkPlugins(workspace, document, await workspace.world(path))
        : []),
    ]),
  complete: (workspace, path, offset) =>
    inYaml(workspace, path, [], (document) => completeInventory(workspace, document, offset)),
  hover: (workspace, path, offset) =>
    inYaml(workspace, path, undefined, (document) => hoverInventory(workspace, document, offset)),
  symbols: (workspace, path) => inYaml(workspace, path, [], inventorySymbols),
  links: (workspace, path) => inYaml(workspace, path, [], ({ root }) => filesIn(root, parentPath(path))),
  definition: (workspace, path, offset) =>
    inYaml(workspace, path, [], (document) =>
      (nameTouching(document, offset)?.places ?? [])
        .filter(({ declares }) => declares)
        .map(({ start, end }) => ({ path, span: { start, end } })),
    ),
  references: (workspace, path, offset, withDeclaration) =>
    inYaml(workspace, path, [], async (document) => {
      const name = nameTouching(document, offset);
      const places = name === undefined ? [] : await placesOfName(workspace, path, name);
      return places.filter(({ declares }) => withDeclaration || !declares);
    }),
  nameAt: (workspace, path, offset) =>
    inYaml(workspace, path, undefined, (document): Prepared => {
      const name = nameTouching(document, offset);
      const refused = name === undefined ? undefined : fixedName(name);
      return refused === undefined ? name && { span: name.here, name: name.name } : { refused };
    }),
  rename: (workspace, path, offset, to) =>
    inYaml(workspace, path, { refused: 'There is no group, target or alias here to rename.' }, async (document) => {
      const name = nameTouching(document, offset);
      if (name === undefined) return { refused: 'There is no group, target or alias here to rename.' };
      return renameName(workspace, path, name, to);
    }),
  lenses: (workspace, path) => inYaml(workspace, path, [], inventoryLenses),
  highlight: (workspace, path, offset) =>
    inYaml(workspace, path, [], (document) => nameTouching(document, offset)?.places ?? []),
};

const files: ReadonlySet<string> = new Set(['private-key', 'cacert', 'token-file']);

/** The files that options name. */
function filesIn(
  node: YamlNode | undefined,
  directory: string,
): readonly { readonly span: Span; readonly target: string }[] {
  if (node?.kind === 'list') return node.items.flatMap((item) => filesIn(item, directory));
  if (node?.kind !== 'map') return [];
  return node.entries.flatMap(({ key, value }) => {
    if (value?.kind !== 'scalar' || !files.has(key.text)) return filesIn(value, directory);
    const isPath = typeof value.value === 'string' && value.value !== '' && !value.value.startsWith('~');
    return isPath ? [{ span: value.inner, target: joinPath(directory, value.text) }] : [];
  });
}
