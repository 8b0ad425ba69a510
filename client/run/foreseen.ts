import * as l10n from '@vscode/l10n';
import type { PlanPreview } from '../../orchestrator-core/plans/index.ts';
import { nodeNames } from '../common/format.ts';
import { outlineOf, walkItems } from '../preview/model/outline.ts';
import { summaryOf } from '../preview/model/words.ts';

/** What a plan would do, in a line: `6 steps, 3 change something · on 50 nodes: web1, web2 … and others`. */
export function foreseenText(preview: PlanPreview): string {
  const items = outlineOf(preview);
  const calls = [...walkItems(items)].filter(
    ({ kind, detail }) => (kind === 'step' || kind === 'block') && detail !== '',
  );
  const nodes = [...new Set(calls.flatMap(({ targets }) => targets ?? []))];
  const others = calls.some(({ targets }) => targets === undefined);
  return [summaryOf(preview, items), whereText(nodes, others)].filter((part) => part !== '').join(' · ');
}

function whereText(nodes: readonly string[], others: boolean): string {
  if (nodes.length === 0) return others ? l10n.t('on targets that show as it runs') : '';
  const named = nodeNames(nodes, 3);
  return others ? l10n.t('on {0}, and on targets that show as it runs', named) : l10n.t('on {0}', named);
}
