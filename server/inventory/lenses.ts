import { nameOfUri } from '../../orchestrator-core/inventory/index.ts';
import type { CodeLens } from '../documents/answers.ts';
import type { Span } from '../documents/words.ts';
import type { YamlDocument } from '../yaml/document.ts';
import { countWords } from './describe-value.ts';
import { allGroups, type GroupEntry, type InventoryModel, inventoryModel } from './model.ts';

/** In a longer inventory the targets have no lenses: nobody reads them, and they would be sent with every keystroke. */
const mostTargets = 200;

/** Above each group how many targets it has, and what can be done with them; above targets with keys of their own, too. */
export function inventoryLenses(document: YamlDocument): readonly CodeLens[] {
  const model = inventoryModel(document);
  const { all } = model;
  if (all === undefined || all.node.isFlow) return [];
  const groups = [...allGroups(all)];
  const isLong = model.countOf(all).targets > mostTargets;
  const lenses = groups.flatMap((group) => [...lensesOfGroup(group, model), ...(isLong ? [] : lensesOfTargets(group))]);
  return lenses.sort((a, b) => a.start - b.start);
}

function lensesOfGroup(group: GroupEntry, model: InventoryModel): readonly CodeLens[] {
  const { name, node, parent } = group;
  const first = node.entries[0];
  if (name === undefined || first === undefined) return [];
  const span = parent === undefined ? spanOf(first.key) : spanOf(name);
  const { targets, hasPlugins } = model.countOf(group);
  return [
    {
      ...span,
      title: countWords({ targets, hasPlugins }),
      command: 'baton.showTargets',
      arguments: [name.value],
    },
    ...(targets > 0 || hasPlugins ? actions(span, name.value) : []),
  ];
}

function lensesOfTargets({ targets }: GroupEntry): readonly CodeLens[] {
  return targets.flatMap(({ name, node }) =>
    // A word in a list of words has no room for lenses.
    name === undefined || node.kind !== 'map' || node.isFlow ? [] : actions(spanOf(name), nameOfUri(name.value)),
  );
}

function actions(span: Span, name: string): readonly CodeLens[] {
  return [
    { ...span, title: 'Ping', command: 'baton.pingNodes', arguments: [name] },
    { ...span, title: 'Run…', command: 'baton.runOnNodes', arguments: [name] },
  ];
}

function spanOf({ start, end }: Span): Span {
  return { start, end };
}
