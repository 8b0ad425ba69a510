import type { Item } from './outline.ts';

/** A line of the tree as ARIA has it. */
export interface Row {
  readonly item: Item;
  /** Count from 1. */
  readonly level: number;
  readonly position: number;
  readonly size: number;
  /** Undefined where there is nothing to open. */
  readonly expanded: boolean | undefined;
  readonly parent: string | undefined;
}

/** The lines that can be seen: what is in `closed` hides what stands in it. */
export function visibleRows(items: readonly Item[], closed: ReadonlySet<string>): readonly Row[] {
  const rows: Row[] = [];
  const add = (siblings: readonly Item[], level: number, parent: string | undefined): void => {
    siblings.forEach((item, index) => {
      const expanded = item.children.length === 0 ? undefined : !closed.has(item.id);
      rows.push({ item, level, position: index + 1, size: siblings.length, expanded, parent });
      if (expanded === true) add(item.children, level + 1, item.id);
    });
  };
  add(items, 1, undefined);
  return rows;
}

/** What a key does in a tree, by the ARIA Authoring Practices' pattern; undefined for a key that means nothing here. */
export type TreeMove =
  | { readonly kind: 'focus'; readonly id: string }
  | { readonly kind: 'open' | 'close' | 'activate'; readonly id: string }
  | { readonly kind: 'open-siblings'; readonly ids: readonly string[] };

/** Arrows, Home, End, Enter, Space, `*` and the first letters of titles. */
export function treeMove(rows: readonly Row[], focused: string | undefined, key: string): TreeMove | undefined {
  const at = Math.max(
    0,
    rows.findIndex((row) => row.item.id === focused),
  );
  const row = rows[at];
  if (row === undefined) return undefined;
  const focus = (target: Row | undefined): TreeMove | undefined =>
    target === undefined ? undefined : { kind: 'focus', id: target.item.id };
  switch (key) {
    case 'ArrowDown':
      return focus(rows[at + 1]);
    case 'ArrowUp':
      return focus(rows[at - 1]);
    case 'Home':
      return focus(rows[0]);
    case 'End':
      return focus(rows.at(-1));
    case 'ArrowRight':
      if (row.expanded === false) return { kind: 'open', id: row.item.id };
      return row.expanded === true ? focus(rows[at + 1]) : undefined;
    case 'ArrowLeft':
      if (row.expanded === true) return { kind: 'close', id: row.item.id };
      return row.parent === undefined ? undefined : { kind: 'focus', id: row.parent };
    case 'Enter':
    case ' ':
      return { kind: 'activate', id: row.item.id };
    case '*':
      return {
        kind: 'open-siblings',
        ids: rows.filter((each) => each.parent === row.parent && each.expanded === false).map((each) => each.item.id),
      };
    default:
      return key.length === 1 ? focus(nextWith(rows, at, key)) : undefined;
  }
}

function nextWith(rows: readonly Row[], at: number, letter: string): Row | undefined {
  const wanted = letter.toLocaleLowerCase();
  const round = [...rows.slice(at + 1), ...rows.slice(0, at)];
  return round.find((row) => row.item.title.toLocaleLowerCase().startsWith(wanted));
}
