import * as l10n from '@vscode/l10n';
import type { TreeEntry } from './entry.ts';

/** A task or plan, as far as it is sorted by. */
interface Member {
  readonly name: string;
  readonly module: string;
  readonly private: boolean;
  readonly isBrought?: true;
}

/** The public members of each module, modules and members by name. */
export function byModule<T extends Member>(members: readonly T[]): readonly (readonly [string, readonly T[]])[] {
  const shown = members
    .filter((member) => !member.private && member.isBrought !== true)
    .sort((a, b) => a.name.localeCompare(b.name));
  return [...Map.groupBy(shown, ({ module }) => module)].sort(([a], [b]) => a.localeCompare(b));
}

/** A module's item, with how much it holds in words. */
export function moduleItem<T extends { readonly name: string }>(module: T, count: string): TreeEntry<T> {
  return {
    id: `module:${module.name}`,
    label: module.name,
    description: count,
    icon: 'package',
    accessibleLabel: l10n.t('module {0}, {1}', module.name, count),
    context: 'module',
    children: 'expanded',
    value: module,
  };
}
