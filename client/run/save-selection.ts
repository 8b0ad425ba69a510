import { InputBoxValidationSeverity, l10n, window } from 'vscode';
import { printSelection, withoutPasswords } from '../../orchestrator-core/inventory/index.ts';
import type { Orchestrator } from '../../orchestrator-core/orchestrator.ts';

/**
 * Asks for a name and keeps the selection under it; one that is there already is replaced when the person says so.
 * @returns whether it was kept.
 */
export async function saveSelection(
  orchestrator: Pick<Orchestrator, 'savedSelections' | 'saveSelection'>,
  words: readonly string[],
): Promise<boolean> {
  const known = new Map((await orchestrator.savedSelections()).map((saved) => [saved.name, saved.words]));
  const name = await window.showInputBox({
    title: l10n.t('Save selection: {0}', printSelection(words.map(withoutPasswords))),
    prompt: l10n.t('The name is used as --saved NAME.'),
    ignoreFocusOut: true,
    validateInput: (text) => {
      const earlier = known.get(text.trim());
      if (earlier === undefined) return undefined;
      const message = l10n.t('Replaces the saved selection {0}', printSelection(earlier));
      return { message, severity: InputBoxValidationSeverity.Warning };
    },
  });
  if (name === undefined || name.trim() === '') return false;
  await orchestrator.saveSelection(name.trim(), words);
  return true;
}
