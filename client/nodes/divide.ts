import {
  type Disposable,
  l10n,
  QuickInputButtons,
  type QuickPickItem,
  QuickPickItemKind,
  ThemeIcon,
  window,
} from 'vscode';
import type { Grouping, Orchestrator } from '../../orchestrator-core/orchestrator.ts';
import { divisionText, groupingWord, isSameGrouping, plainDivisions } from './division.ts';
import { factNames } from './fact-names.ts';

type Choice = QuickPickItem & { readonly grouping?: Grouping; readonly end?: 'done' | 'flat' };

/**
 * Asks how the nodes are divided, level by level. `divide` is called with each level, so that the tree shows it at once; Escape
 * leaves what is shown.
 */
export function askDivision(query: Orchestrator['query'], divide: (by: readonly Grouping[]) => void): Promise<void> {
  const pick = window.createQuickPick<Choice>();
  const disposables: Disposable[] = [pick];
  let levels: readonly Grouping[] = [];
  let facts: readonly string[] = [];
  const draw = (): void => {
    pick.title = levels.length === 0 ? l10n.t('Group nodes') : l10n.t('Nodes {0}', divisionText(levels));
    pick.placeholder =
      levels.length === 0 ? l10n.t('By what? A fact may be typed') : l10n.t('Then by what? Enter: no more');
    pick.buttons = levels.length === 0 ? [] : [QuickInputButtons.Back];
    pick.items = choices(levels, facts, pick.value.trim());
  };
  const take = (next: readonly Grouping[]): void => {
    levels = next;
    pick.value = '';
    draw();
    divide(levels);
  };
  pick.busy = true;
  void factNames(query)
    .then((names) => {
      facts = names;
      draw();
    })
    // Facts can be typed as well.
    .catch(() => {})
    .finally(() => {
      pick.busy = false;
    });
  draw();
  return new Promise((resolve) => {
    disposables.push(
      pick.onDidChangeValue(draw),
      pick.onDidTriggerButton(() => take(levels.slice(0, -1))),
      pick.onDidAccept(() => {
        const [chosen] = pick.selectedItems;
        if (chosen?.grouping !== undefined) take([...levels, chosen.grouping]);
        else if (chosen?.end !== undefined) {
          if (chosen.end === 'flat') divide([]);
          pick.hide();
        }
      }),
      pick.onDidHide(() => {
        for (const disposable of disposables) disposable.dispose();
        resolve();
      }),
    );
    pick.show();
  });
}

function choices(levels: readonly Grouping[], facts: readonly string[], typed: string): readonly Choice[] {
  const isFree = (grouping: Grouping): boolean => !levels.some((level) => isSameGrouping(level, grouping));
  const icons = { group: 'server-environment', state: 'vm-active', report: 'pass', transport: 'plug' } as const;
  const plain = plainDivisions.map((kind): Choice & { readonly grouping: Grouping } => {
    const grouping = { kind };
    return { label: groupingWord(grouping), iconPath: new ThemeIcon(icons[kind]), grouping };
  });
  const isOwn = typed !== '' && /^[\w.:-]+$/.test(typed) && !facts.includes(typed);
  const known = [...facts, ...(isOwn ? [typed] : [])].map((fact): Choice & { readonly grouping: Grouping } => ({
    label: fact,
    iconPath: new ThemeIcon('symbol-field'),
    grouping: { kind: 'fact', fact },
  }));
  const end: Choice =
    levels.length === 0
      ? { label: l10n.t('in one list'), iconPath: new ThemeIcon('list-flat'), end: 'flat' }
      : { label: l10n.t('no more levels'), iconPath: new ThemeIcon('check'), end: 'done' };
  const separator = (label: string): Choice => ({ label, kind: QuickPickItemKind.Separator });
  const free = plain.filter(({ grouping }) => isFree(grouping));
  return [
    ...(levels.length === 0 ? [...free, end] : [end, ...free]),
    separator(l10n.t('facts')),
    ...known.filter(({ grouping }) => isFree(grouping)),
  ];
}
