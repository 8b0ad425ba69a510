import type { PuppetType } from '../../../orchestrator-core/language/index.ts';
import type { Completion } from '../../documents/answers.ts';

import { type FactRow, factAt, factText } from '../facts.ts';
import { typeBefore } from './members.ts';
import { order, type Site, tokenAt } from './site.ts';

/** Keys behind `x[`: those of facts, and those of a hash whose type names them. */
export function completeAccess(site: Site): readonly Completion[] {
  const { cursor } = site;
  const [frame] = cursor.frames;
  if (frame?.kind !== 'access' || frame.index > 0) return [];
  const row = factAt(factPath(site, frame.open));
  if (typeof row === 'object') {
    return Object.entries(row.keys).map(([name, below], index) => key(site, name, index, below));
  }
  const type = typeBefore(site, frame.open);
  return structKeys(type).map(({ name, detail }, index) => ({ ...key(site, name, index), detail }));
}

/** The keys that lead to the bracket `open`, the variable's name first: `facts`, `os`. Empty for what is no fact. */
function factPath(site: Site, open: number): readonly string[] {
  const path: string[] = [];
  let at = open - 1;
  while (tokenAt(site, at)?.kind === ']') {
    const name = tokenAt(site, at - 1);
    if (name?.kind !== 'string' && name?.kind !== 'name') return [];
    path.unshift(name.value);
    at -= 3;
  }
  const variable = tokenAt(site, at);
  const isTargetFacts = variable?.kind === 'name' && variable.value === 'facts' && tokenAt(site, at - 1)?.kind === '.';
  if (variable?.kind !== 'variable' && !isTargetFacts) return [];
  return [variable?.value.replace(/^::/, '') ?? '', ...path];
}

function key(site: Site, name: string, index: number, row?: FactRow): Completion {
  const { span, kind } = site.cursor;
  return {
    label: name,
    kind: 'property',
    span,
    insert: kind === 'string' ? name : `'${name}'`,
    filter: name,
    sort: `0${order(index)}`,
    ...(row === undefined ? {} : { documentation: factText(row) }),
  };
}

function structKeys(type: PuppetType | undefined): readonly { readonly name: string; readonly detail: string }[] {
  switch (type?.kind) {
    case 'Struct':
      return type.entries.map(({ name, optional }) => ({ name, detail: optional ? 'optional' : '' }));
    case 'Optional':
    case 'NotUndef':
      return structKeys(type.type);
    case 'Alias':
      return structKeys(type.resolve());
    default:
      return [];
  }
}
