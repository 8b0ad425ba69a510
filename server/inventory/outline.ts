import type { DocumentSymbol } from '../documents/answers.ts';
import type { Span } from '../documents/words.ts';

import type { YamlDocument } from '../yaml/document.ts';
import { type GroupEntry, inventoryModel, type TargetEntry } from './model.ts';

/** The outline: groups in groups with their targets. */
export function inventorySymbols(document: YamlDocument): readonly DocumentSymbol[] {
  const { all } = inventoryModel(document);
  return all === undefined ? [] : inGroup(all);
}

function inGroup({ groups, targets }: GroupEntry): readonly DocumentSymbol[] {
  const symbols = [...targets.flatMap(targetSymbol), ...groups.flatMap(groupSymbol)];
  return symbols.sort((a, b) => a.span.start - b.span.start);
}

function groupSymbol(group: GroupEntry): readonly DocumentSymbol[] {
  const { name, node } = group;
  if (name === undefined) return [];
  return [
    {
      name: name.value,
      detail: 'group',
      kind: 'object',
      span: spanOf(node),
      nameSpan: spanOf(name),
      children: inGroup(group),
    },
  ];
}

function targetSymbol({ name, uri, isUri, node }: TargetEntry): readonly DocumentSymbol[] {
  if (name === undefined) return [];
  const detail = uri === undefined || isUri ? {} : { detail: uri.value };
  return [{ name: name.value, ...detail, kind: 'node', span: spanOf(node), nameSpan: spanOf(name), children: [] }];
}

function spanOf({ start, end }: Span): Span {
  return { start, end };
}
