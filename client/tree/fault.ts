import * as l10n from '@vscode/l10n';
import { oneLine } from '../common/format.ts';
import type { Fault } from '../state/store.ts';
import type { TreeEntry } from './entry.ts';

/** Why a tree is not what it should be; it stands at the head of the tree. */
export interface FaultItem {
  readonly kind: 'problem';
  readonly problem: { readonly path: string; readonly line?: number; readonly column?: number };
}

/** A fault's item; choosing it opens the file at the place that its sentence names. */
export function faultEntry(fault: Fault): TreeEntry<FaultItem | undefined> {
  const { message, path, line, column } = fault;
  const place = /line (\d+), column (\d+)/.exec(message);
  const told = place === null ? {} : { line: Number(place[1]), column: Number(place[2]) };
  const at = line === undefined || column === undefined ? told : { line, column };
  const name = path?.slice(path.lastIndexOf('/') + 1) ?? l10n.t('problem');
  return {
    id: 'fault',
    label: name,
    description: oneLine(place === null ? message : `${place[0]}: ${message.split('\n').at(-1)}`, 200),
    tooltip: message,
    icon: 'error',
    color: 'list.errorForeground',
    accessibleLabel: l10n.t('problem in {0}: {1}', name, message),
    context: 'problem',
    children: 'none',
    command: path === undefined ? 'baton.openLog' : 'baton.openTask',
    value: path === undefined ? undefined : { kind: 'problem', problem: { path, ...at } },
  };
}
