import { isJsonObject, type Json, redactedText } from '../../orchestrator-core/common/index.ts';
import type { ValueSource } from '../../orchestrator-core/inventory/index.ts';

/** Characters of a value that are shown. */
const longest = 80;

/** A value in Markdown, for a cell of a table; of a plugin's what is known of it. */
export function valueWords(value: Json): string {
  if (isJsonObject(value) && '_plugin' in value) return `what the plugin \`${String(value['_plugin'])}\` gives`;
  if (value === redactedText) return 'redacted';
  const text = JSON.stringify(value);
  const shown = text.length > longest ? `${text.slice(0, longest)}…` : text;
  return `\`${shown.replaceAll('`', "'").replaceAll('|', '\\|')}\``;
}

/** How many targets a group has, as far as that stands in the inventory. */
export function countWords({
  targets,
  hasPlugins,
}: {
  readonly targets: number;
  readonly hasPlugins: boolean;
}): string {
  if (hasPlugins && targets === 0) return 'targets of plugins';
  const counted = targets === 1 ? '1 target' : `${targets} targets`;
  return hasPlugins ? `${counted} and those of plugins` : counted;
}

/** Who set a value, in Markdown; `about` is whose value it is. */
export function sourceWords(source: ValueSource, about: 'target' | 'group'): string {
  switch (source.kind) {
    case 'target':
      return about === 'target' ? 'the target itself' : 'the target';
    case 'group':
      return `group \`${source.group}\``;
    case 'uri':
      return 'its URI';
    case 'default':
      return 'default';
    case 'option':
    case 'project':
      return 'the project';
  }
}
