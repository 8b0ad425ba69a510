import * as l10n from '@vscode/l10n';
import type { PlanPreview } from '../../orchestrator-core/plans/index.ts';
import { type Item, markWord, outlineOf, valueWords } from './model/outline.ts';
import { summaryOf } from './model/words.ts';

/** The preview as plain text: what the panel shows, a line for each step, indented by what it stands in. */
export function previewText(preview: PlanPreview): string {
  const items = outlineOf(preview);
  const lines = [
    preview.plan,
    ...(preview.description === undefined ? [] : [preview.description]),
    summaryOf(preview, items),
    '',
    ...items.flatMap((item) => itemLines(item, 0)),
    ...(preview.returns === undefined ? [] : ['', l10n.t('Returns {0}', valueWords(preview.returns))]),
    ...(preview.problems.length === 0 ? [] : ['', ...preview.problems.map(problemLine)]),
  ];
  return `${lines.join('\n')}\n`;
}

function itemLines(item: Item, depth: number): readonly string[] {
  const at = item.place === undefined ? [] : [l10n.t('line {0}', item.place.line)];
  const told = [...(item.detail === '' ? [] : [item.detail]), ...item.marks.map(markWord), ...at];
  const line = `${'  '.repeat(depth)}- ${[item.title, ...told].join(' · ')}`;
  return [line, ...item.children.flatMap((child) => itemLines(child, depth + 1))];
}

function problemLine({ severity, message, place }: PlanPreview['problems'][number]): string {
  const at = place === undefined ? '' : ` (${place.path}:${place.line}:${place.column})`;
  return `${severity === 'error' ? l10n.t('Error') : l10n.t('Unknown')}: ${message}${at}`;
}
