import * as l10n from '@vscode/l10n';
import type { Json } from '../../orchestrator-core/common/index.ts';

/** A length of time in milliseconds as people say it: `0.4 s`, `12 s`, `3 min 5 s`, `2 h 1 min`. */
export function formatDuration(milliseconds: number): string {
  const seconds = Math.max(0, milliseconds) / 1000;
  if (seconds < 9.95) return `${seconds.toFixed(1)} s`;
  const whole = Math.round(seconds);
  if (whole < 60) return `${whole} s`;
  if (whole < 3600) return `${Math.floor(whole / 60)} min ${whole % 60} s`;
  return `${Math.floor(whole / 3600)} h ${Math.floor((whole % 3600) / 60)} min`;
}

/** `1 node`, `3 nodes`. */
export function nodeCount(count: number): string {
  return count === 1 ? l10n.t('1 node') : l10n.t('{0} nodes', count);
}

/** At most `limit` of the names, then how many more there are. */
export function shortList(names: readonly string[], limit: number): string {
  if (names.length <= limit) return names.join(', ');
  return l10n.t('{0} and {1} more', names.slice(0, limit).join(', '), names.length - limit);
}

/** The names of a few nodes; of more how many they are stands first, for that is what must not be cut off. */
export function nodeNames(names: readonly string[], limit: number): string {
  if (names.length <= limit) return names.join(', ');
  return l10n.t('{0}: {1} …', nodeCount(names.length), names.slice(0, limit).join(', '));
}

/** A value as it is typed into an input box: a string as it is, anything else as JSON. */
export function valueText(value: Json): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}

/** The text on one line, cut to `limit` characters. */
export function oneLine(text: string, limit: number): string {
  const line = text.replace(/\s+/g, ' ').trim();
  return line.length <= limit ? line : `${line.slice(0, limit - 1)}…`;
}
