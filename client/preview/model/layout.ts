import { Graph, layout } from '@dagrejs/dagre';
import { type Item, markWord, walkItems } from './outline.ts';

/** A place in the drawing, in CSS pixels from its upper left corner. */
export interface Point {
  readonly x: number;
  readonly y: number;
}

/** A step, or a box around steps. Boxes come before what stands in them. */
export interface Shape {
  readonly item: Item;
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  /** Whether it is drawn around its children. */
  readonly isBox: boolean;
  /** How many boxes it stands in. */
  readonly depth: number;
  /** What it says, a line each; of a box its head. */
  readonly lines: readonly string[];
}

/** A line between shapes that stand in the same box. */
export interface Line {
  readonly from: string;
  readonly to: string;
  /** What follows what; what uses the results of what. */
  readonly follows: boolean;
  readonly uses: boolean;
  /** The nodes whose results are used, and those that use them: the line's ends or something in them. */
  readonly pairs: readonly { readonly from: string; readonly to: string }[];
  readonly points: readonly Point[];
}

/** A laid out preview. */
export interface Drawing {
  readonly width: number;
  readonly height: number;
  readonly shapes: readonly Shape[];
  readonly lines: readonly Line[];
}

/** How wide a text is drawn, in CSS pixels. */
export type Measure = (text: string) => number;

/** Heights and distances, in CSS pixels. */
const lineHeight = 17;
const padding = 10;
const narrowest = 120;
const widest = 300;
/** Before the text stands how the step fares, behind its first line how long it took. */
const glyph = 20;
/** The width that is kept for what came of a step, pixels. */
export const outcomeWidth: number = 40;
const between = { nodes: 28, ranks: 34, parts: 24 } as const;
/** More parts that stand beside each other are broken into rows. */
const mostInRow = 5;

/** The part of a drawing that stands in one box, from the box's upper left corner. */
type Block = Drawing;
type Dependency = { readonly from: string; readonly to: string };

/** Lays items out from the inside out; what `closed` names is drawn without what is in it. */
export function drawingOf(items: readonly Item[], closed: ReadonlySet<string>, measure: Measure): Drawing {
  const lift = dependencyLifter(items);
  const size = (item: Item, depth: number): { readonly block: Block | undefined; readonly shape: Shape } => {
    const lines = linesOf(item);
    const [first = '', ...others] = lines;
    const text = Math.max(measure(first) + outcomeWidth, ...others.map(measure)) + glyph + 2 * padding;
    const head = { width: clamp(text, narrowest, widest), height: lines.length * lineHeight + 2 * padding };
    const shape = { item, x: 0, y: 0, lines, depth };
    if (item.children.length === 0 || closed.has(item.id))
      return { block: undefined, shape: { ...shape, ...head, isBox: false } };
    const block = arrange(item.children, item.order, depth + 1);
    const width = Math.max(head.width, block.width + 2 * padding);
    const height = head.height + block.height + padding;
    const inner = moved(block, (width - block.width) / 2, head.height);
    return { block: inner, shape: { ...shape, width, height, isBox: true } };
  };
  const arrange = (siblings: readonly Item[], order: Item['order'], depth: number): Block => {
    const sized = siblings.map((item) => size(item, depth));
    const uses = lift(siblings);
    const shapes = sized.map(({ shape }) => shape);
    const placed = order === 'sequence' || uses.length > 0 ? ranked(shapes, order, uses) : gridded(shapes);
    const inner = sized.map(({ block }, index) => {
      const at = placed.shapes[index];
      return block === undefined || at === undefined ? undefined : moved(block, at.x, at.y);
    });
    return {
      width: placed.width,
      height: placed.height,
      shapes: placed.shapes.flatMap((shape, index) => [shape, ...(inner[index]?.shapes ?? [])]),
      lines: [...placed.lines, ...inner.flatMap((block) => block?.lines ?? [])],
    };
  };
  return items.length === 0 ? { width: 0, height: 0, shapes: [], lines: [] } : arrange(items, 'sequence', 0);
}

/** What a shape says: what it does, where, and what a person should know of it. */
function linesOf(item: Item): readonly string[] {
  const marks = item.marks.filter((mark) => mark !== 'safe').map(markWord);
  return [item.title, ...(item.detail === '' ? [] : [item.detail]), ...(marks.length === 0 ? [] : [marks.join(' · ')])];
}

/**
 * The uses of results among siblings: that of a step deep in one by a step deep in another is a line between the two,
 * so that every line stays within one box.
 */
function dependencyLifter(
  items: readonly Item[],
): (siblings: readonly Item[]) => readonly (Dependency & { pair: Dependency })[] {
  const paths = new Map<string, readonly string[]>();
  const note = (level: readonly Item[], path: readonly string[]): void => {
    for (const item of level) {
      const own = [...path, item.id];
      paths.set(item.id, own);
      note(item.children, own);
    }
  };
  note(items, []);
  const lifted = [...walkItems(items)].flatMap((item) =>
    item.needs.flatMap((need) => {
      const [from, to] = [paths.get(need), paths.get(item.id)];
      if (from === undefined || to === undefined) return [];
      const parting = from.findIndex((id, index) => id !== to[index]);
      const [a, b] = [from[parting], to[parting]];
      return a === undefined || b === undefined ? [] : [{ from: a, to: b, pair: { from: need, to: item.id } }];
    }),
  );
  const bySource = Map.groupBy(lifted, ({ from }) => from);
  return (siblings) => siblings.flatMap(({ id }) => bySource.get(id) ?? []);
}

/** One below the other, what does not depend on each other side by side; dagre's work. */
function ranked(
  shapes: readonly Shape[],
  order: Item['order'],
  uses: readonly (Dependency & { pair: Dependency })[],
): Block {
  const graph = new Graph();
  graph.setGraph({ rankdir: 'TB', nodesep: between.nodes, ranksep: between.ranks });
  graph.setDefaultEdgeLabel(() => ({}));
  for (const { item, width, height } of shapes) graph.setNode(item.id, { width, height });
  const follows = order === 'sequence' ? successions(shapes.map(({ item }) => item)) : [];
  for (const { from, to } of follows) graph.setEdge(from, to, { weight: 4 });
  for (const { from, to } of uses) if (!graph.hasEdge(from, to)) graph.setEdge(from, to, { weight: 1 });
  layout(graph);
  const placed = shapes.map((shape) => {
    const { x = 0, y = 0 } = graph.node(shape.item.id) as Partial<Point>;
    return { ...shape, x: x - shape.width / 2, y: y - shape.height / 2 };
  });
  const isFollowed = new Set(follows.map(({ from, to }) => `${from} ${to}`));
  const lines = graph.edges().map(({ v, w }: { readonly v: string; readonly w: string }): Line => {
    const pairs = uses.filter(({ from, to }) => from === v && to === w).map(({ pair }) => pair);
    const { points = [] } = graph.edge(v, w) as { readonly points?: readonly Point[] };
    return { from: v, to: w, follows: isFollowed.has(`${v} ${w}`), uses: pairs.length > 0, pairs, points };
  });
  const { width = 0, height = 0 } = graph.graph() as { readonly width?: number; readonly height?: number };
  return { width, height, shapes: placed, lines };
}

/** What follows what. Nothing waits for what goes on in the background, and nothing follows an end. */
function successions(items: readonly Item[]): readonly Dependency[] {
  const found: Dependency[] = [];
  let last: Item | undefined;
  for (const item of items) {
    if (last !== undefined) found.push({ from: last.id, to: item.id });
    if (item.call?.function !== 'background') last = item.ends ? undefined : item;
  }
  return found;
}

/** Side by side, in as many rows as are needed: the arms of a branch, what overlaps. */
function gridded(shapes: readonly Shape[]): Block {
  const columns = shapes.length <= mostInRow ? shapes.length : Math.min(mostInRow, Math.ceil(Math.sqrt(shapes.length)));
  const placed: Shape[] = [];
  let [width, y] = [0, 0];
  for (let start = 0; start < shapes.length; start += columns) {
    const row = shapes.slice(start, start + columns);
    let x = 0;
    for (const shape of row) {
      placed.push({ ...shape, x, y });
      x += shape.width + between.parts;
    }
    width = Math.max(width, x - between.parts);
    y += Math.max(...row.map(({ height }) => height)) + between.parts;
  }
  return { width, height: Math.max(0, y - between.parts), shapes: placed, lines: [] };
}

function moved(block: Block, x: number, y: number): Block {
  const by = <T extends Point>(point: T): T => ({ ...point, x: point.x + x, y: point.y + y });
  return {
    ...block,
    shapes: block.shapes.map(by),
    lines: block.lines.map((line) => ({ ...line, points: line.points.map(by) })),
  };
}

function clamp(value: number, least: number, most: number): number {
  return Math.min(most, Math.max(least, value));
}
