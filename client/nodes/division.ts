import * as l10n from '@vscode/l10n';
import type { Grouping } from '../../orchestrator-core/orchestrator.ts';

/** How the tree divides the nodes at first. */
export const defaultDivision: readonly Grouping[] = [{ kind: 'group' }];

/** The divisions that are not facts, in the order in which they are offered. */
export const plainDivisions: readonly Exclude<Grouping['kind'], 'fact'>[] = ['group', 'state', 'report', 'transport'];

/** What a division is called. */
export function groupingWord(grouping: Grouping): string {
  switch (grouping.kind) {
    case 'group':
      return l10n.t('group');
    case 'state':
      return l10n.t('state');
    case 'report':
      return l10n.t('last report');
    case 'transport':
      return l10n.t('transport');
    case 'fact':
      return grouping.fact;
  }
}

/** The levels of a tree in words: `by os.family, then os.release.major`. */
export function divisionText(by: readonly Grouping[]): string {
  const [first, ...rest] = by.map(groupingWord);
  if (first === undefined) return l10n.t('in one list');
  return rest.reduce((text, next) => l10n.t('{0}, then {1}', text, next), l10n.t('by {0}', first));
}

/** Whether two divisions are the same. */
export function isSameGrouping(one: Grouping, other: Grouping): boolean {
  return one.kind === other.kind && (one.kind !== 'fact' || other.kind !== 'fact' || one.fact === other.fact);
}

/** What an earlier version or a stranger left in the store, or how the tree divides at first. */
export function readDivision(stored: unknown): readonly Grouping[] {
  if (!Array.isArray(stored)) return defaultDivision;
  const read = stored.flatMap((item: unknown): Grouping[] => {
    if (typeof item !== 'object' || item === null) return [];
    const { kind, fact } = item as { readonly kind?: unknown; readonly fact?: unknown };
    const plain = plainDivisions.find((each) => each === kind);
    if (plain !== undefined) return [{ kind: plain }];
    return kind === 'fact' && typeof fact === 'string' && fact !== '' ? [{ kind, fact }] : [];
  });
  return read.length === stored.length ? read : defaultDivision;
}
