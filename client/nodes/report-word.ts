import * as l10n from '@vscode/l10n';

/** What came of a Puppet run, in a word. */
export function reportWord(status: 'changed' | 'unchanged' | 'failed'): string {
  return { changed: l10n.t('changed'), unchanged: l10n.t('unchanged'), failed: l10n.t('failed') }[status];
}
