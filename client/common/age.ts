import * as l10n from '@vscode/l10n';

/** How long ago something was, as people say it: `just now`, `5 min ago`, `3 h ago`, `12 days ago`. Both in milliseconds. */
export function ageText(at: number, now: number): string {
  const minutes = Math.floor((now - at) / 60_000);
  if (minutes < 1) return l10n.t('just now');
  if (minutes < 120) return l10n.t('{0} min ago', minutes);
  const hours = Math.floor(minutes / 60);
  if (hours < 48) return l10n.t('{0} h ago', hours);
  return l10n.t('{0} days ago', Math.floor(hours / 24));
}
