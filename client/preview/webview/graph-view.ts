import * as l10n from '@vscode/l10n';
import { drawn, element, setAttributes, setText } from '../../webview/browser/dom.ts';
import { shapeTowards } from '../model/graph-keys.ts';
import {
  type Drawing,
  drawingOf,
  type Line,
  type Measure,
  outcomeWidth,
  type Point,
  type Shape,
} from '../model/layout.ts';
import type { Item } from '../model/outline.ts';
import { runFacts, runLook, spoken, titlesOf } from '../model/words.ts';
import type { Actions, Scene, View } from './tree-view.ts';

const zooms = { least: 0.05, most: 3, step: 1.2 } as const;
/** A drawing is shown at first as wide as there is room for, and no smaller than this: it should be read. */
const readable = 0.6;
/** White space around the drawing, and how far a key moves it, in CSS pixels. */
const margin = 16;
const stride = 60;

interface ShapeElements {
  readonly group: SVGGElement;
  readonly glyph: SVGTextElement;
  readonly outcome: SVGTextElement;
  readonly shape: Shape;
}

/** The steps as boxes and lines. It is a way to look at them; the tree says the same to those who cannot. */
export interface GraphView extends View {
  zoom(by: 'in' | 'out' | 'fit'): void;
}

/** Draws the graph: what changes its form is laid out anew, how a run stands is only painted over. */
export function graphView(actions: Actions): GraphView {
  const svg = drawn('svg', { role: 'presentation' });
  const hint = element('p', { id: 'graph-hint', class: 'unseen' });
  hint.textContent = l10n.t(
    'Arrow keys move between steps, Enter goes to the line, plus and minus zoom, 0 fits, Shift with arrows moves the drawing.',
  );
  const canvas = element('div', { class: 'canvas' }, svg);
  const root = element(
    'div',
    { class: 'graph', role: 'group', 'aria-label': l10n.t('Graph of the plan'), 'aria-describedby': 'graph-hint' },
    hint,
    canvas,
  );
  const measure = textMeasure();
  let drawing: Drawing = { width: 0, height: 0, shapes: [], lines: [] };
  let shapes = new Map<string, ShapeElements>();
  let lines: readonly { readonly line: Line; readonly path: SVGPathElement }[] = [];
  let scene: Scene | undefined;
  let scale = 1;
  let form: { readonly items: readonly Item[]; readonly closed: ReadonlySet<string> } | undefined;

  const resize = (): void => {
    const [width, height] = [drawing.width + 2 * margin, drawing.height + 2 * margin];
    setAttributes(svg, {
      viewBox: `${-margin} ${-margin} ${width} ${height}`,
      width: Math.round(width * scale),
      height: Math.round(height * scale),
    });
  };
  const zoom = (by: 'in' | 'out' | 'fit'): void => {
    const fit = Math.min(
      canvas.clientWidth / (drawing.width + 2 * margin),
      canvas.clientHeight / (drawing.height + 2 * margin),
    );
    const wanted = by === 'fit' ? Math.min(1, fit) : by === 'in' ? scale * zooms.step : scale / zooms.step;
    const middle = {
      x: (canvas.scrollLeft + canvas.clientWidth / 2) / scale,
      y: (canvas.scrollTop + canvas.clientHeight / 2) / scale,
    };
    scale = Math.min(zooms.most, Math.max(zooms.least, wanted));
    resize();
    // What was in the middle stays there; the chosen step is never lost.
    canvas.scrollTo(middle.x * scale - canvas.clientWidth / 2, middle.y * scale - canvas.clientHeight / 2);
    const focused = scene?.focused === undefined ? undefined : shapes.get(scene.focused)?.group;
    focused?.scrollIntoView({ block: 'nearest', inline: 'nearest' });
  };
  /** The beginning of the plan in the middle of the view. */
  const begin = (): void => {
    const [first] = drawing.shapes;
    if (first === undefined || canvas.clientWidth === 0) return;
    scale = Math.min(1, Math.max(readable, canvas.clientWidth / (drawing.width + 2 * margin)));
    resize();
    canvas.scrollTo((margin + first.x + first.width / 2) * scale - canvas.clientWidth / 2, 0);
  };
  const layOut = (now: Scene): void => {
    drawing = drawingOf(now.items, now.closed, measure);
    const made = drawing.shapes.map((shape): [string, ShapeElements] => [
      shape.item.id,
      shapeElements(shape, actions, measure),
    ]);
    shapes = new Map(made);
    lines = drawing.lines.map((line) => ({ line, path: linePath(line) }));
    svg.replaceChildren(arrows(), ...made.map(([, { group }]) => group), ...lines.map(({ path }) => path));
    resize();
  };
  const paint = (now: Scene): void => {
    const titles = titlesOf(now.items);
    const tabStop = now.focused !== undefined && shapes.has(now.focused) ? now.focused : drawing.shapes[0]?.item.id;
    const partners = new Set(
      drawing.lines.flatMap(({ pairs }) => pairs).flatMap(({ from, to }) => (to === now.focused ? [from] : [])),
    );
    for (const [id, { group, glyph, outcome, shape }] of shapes) {
      const run = now.live?.items.get(id);
      const look = runLook(shape.item, now.live);
      setAttributes(group, {
        tabindex: id === tabStop ? 0 : -1,
        'aria-label': spoken(shape.item, now.live, titles),
        'aria-current': id === now.focused ? 'true' : undefined,
        'data-state': look?.name,
        'data-needed': partners.has(id) ? 'true' : undefined,
      });
      setText(glyph, look?.glyph ?? '');
      setText(outcome, runFacts(run).join(' · '));
    }
    for (const { line, path } of lines) {
      const isOwn = line.pairs.some(({ from, to }) => from === now.focused || to === now.focused);
      setAttributes(path, { 'data-own': isOwn ? 'true' : undefined });
    }
  };
  listen(root, canvas, {
    zoom,
    move: (key) => {
      const to = shapeTowards(drawing, scene?.focused, key);
      if (to !== undefined) actions.focus(to);
    },
    activate: () => {
      const shape = scene?.focused === undefined ? undefined : shapes.get(scene.focused)?.shape;
      if (shape !== undefined) actions.activate(shape.item);
    },
    fold: () => {
      const item = scene?.focused === undefined ? undefined : shapes.get(scene.focused)?.shape.item;
      if (item !== undefined && item.children.length > 0) actions.fold([item.id], !scene?.closed.has(item.id));
    },
  });
  return {
    root,
    zoom,
    draw: (now) => {
      const hadFocus = root.contains(document.activeElement);
      const before = scene?.focused;
      scene = now;
      if (form?.items !== now.items || form.closed !== now.closed) {
        const isFirst = drawing.shapes.length === 0;
        form = now;
        layOut(now);
        if (isFirst) begin();
      }
      paint(now);
      const focused = now.focused === undefined ? undefined : shapes.get(now.focused)?.group;
      if (focused === undefined) return;
      if (hadFocus && document.activeElement !== focused) focused.focus({ preventScroll: true });
      if (before !== now.focused) focused.scrollIntoView({ block: 'nearest', inline: 'nearest' });
    },
  };
}

interface Keys {
  readonly zoom: (by: 'in' | 'out' | 'fit') => void;
  readonly move: (key: string) => void;
  readonly activate: () => void;
  readonly fold: () => void;
}

function listen(root: HTMLElement, canvas: HTMLElement, keys: Keys): void {
  root.addEventListener('keydown', (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (!press(event, canvas, keys)) return;
    event.preventDefault();
  });
  canvas.addEventListener(
    'wheel',
    (event) => {
      if (!event.ctrlKey && !event.metaKey) return;
      event.preventDefault();
      keys.zoom(event.deltaY < 0 ? 'in' : 'out');
    },
    { passive: false },
  );
  dragging(canvas);
}

/** Whether the key meant something. */
function press(event: KeyboardEvent, canvas: HTMLElement, keys: Keys): boolean {
  const pan: Readonly<Record<string, Point>> = {
    ArrowUp: { x: 0, y: -stride },
    ArrowDown: { x: 0, y: stride },
    ArrowLeft: { x: -stride, y: 0 },
    ArrowRight: { x: stride, y: 0 },
  };
  const by = pan[event.key];
  if (by !== undefined && event.shiftKey) canvas.scrollBy(by.x, by.y);
  else if (by !== undefined || event.key === 'Home' || event.key === 'End') keys.move(event.key);
  else if (event.key === '+' || event.key === '=') keys.zoom('in');
  else if (event.key === '-') keys.zoom('out');
  else if (event.key === '0') keys.zoom('fit');
  else if (event.key === 'Enter') keys.activate();
  else if (event.key === ' ') keys.fold();
  else return false;
  return true;
}

/** The drawing is moved by taking hold of its ground. */
function dragging(canvas: HTMLElement): void {
  canvas.addEventListener('pointerdown', (down) => {
    if (down.button !== 0 || (down.target instanceof Element && down.target.closest('g.shape') !== null)) return;
    canvas.setPointerCapture(down.pointerId);
    const start = { x: canvas.scrollLeft + down.clientX, y: canvas.scrollTop + down.clientY };
    const move = (event: PointerEvent): void => canvas.scrollTo(start.x - event.clientX, start.y - event.clientY);
    canvas.addEventListener('pointermove', move);
    const end = (): void => canvas.removeEventListener('pointermove', move);
    canvas.addEventListener('pointerup', end, { once: true });
    canvas.addEventListener('pointercancel', end, { once: true });
  });
}

function shapeElements(shape: Shape, actions: Actions, measure: Measure): ShapeElements {
  const { item, x, y, width, height, isBox, lines } = shape;
  const glyph = drawn('text', { class: 'glyph', x: 10, y: 23, 'aria-hidden': 'true' });
  const outcome = drawn('text', { class: 'outcome', x: width - 8, y: 14, 'text-anchor': 'end', 'aria-hidden': 'true' });
  const room = width - 38;
  const words = lines.map((line, index) =>
    drawn(
      'text',
      { class: index === 0 ? 'title' : 'detail', x: 30, y: 23 + index * 17, 'aria-hidden': 'true' },
      fitted(line, index === 0 ? room - outcomeWidth : room, measure),
    ),
  );
  const tooltip = drawn('title');
  tooltip.textContent = item.facts.join('\n');
  const group = drawn(
    'g',
    {
      class: isBox ? 'shape box' : 'shape',
      role: 'button',
      transform: `translate(${x} ${y})`,
      'data-kind': item.kind,
      'data-changes': item.marks.includes('changes') ? 'true' : undefined,
      'data-depth': shape.depth % 2,
    },
    tooltip,
    drawn('rect', { width, height, rx: isBox ? 8 : 4 }),
    glyph,
    ...words,
    outcome,
  );
  group.addEventListener('click', () => {
    actions.focus(item.id);
    actions.activate(item);
  });
  group.addEventListener('dblclick', () => {
    if (item.children.length > 0) actions.fold([item.id], isBox);
  });
  return { group, glyph, outcome, shape };
}

function linePath(line: Line): SVGPathElement {
  const kind = line.follows ? (line.uses ? 'follows uses' : 'follows') : 'uses';
  return drawn('path', {
    class: `line ${kind}`,
    d: curve(line.points),
    'marker-end': line.follows ? 'url(#follows)' : 'url(#uses)',
    'aria-hidden': 'true',
  });
}

/** A path that rounds the corners between the points. */
function curve(points: readonly Point[]): string {
  const [first, ...rest] = points;
  if (first === undefined) return '';
  const parts = [`M ${first.x} ${first.y}`];
  rest.forEach((point, index) => {
    const next = rest[index + 1];
    if (next === undefined) parts.push(`L ${point.x} ${point.y}`);
    else parts.push(`Q ${point.x} ${point.y} ${(point.x + next.x) / 2} ${(point.y + next.y) / 2}`);
  });
  return parts.join(' ');
}

function arrows(): SVGDefsElement {
  const marker = (id: string) =>
    drawn(
      'marker',
      {
        id,
        viewBox: '0 0 8 8',
        refX: 7,
        refY: 4,
        markerWidth: 8,
        markerHeight: 8,
        markerUnits: 'userSpaceOnUse',
        orient: 'auto',
      },
      drawn('path', { d: 'M 0 0 L 8 4 L 0 8 z' }),
    );
  return drawn('defs', {}, marker('follows'), marker('uses'));
}

/** Widths in the font that the page has. */
function textMeasure(): Measure {
  const context = document.createElement('canvas').getContext('2d');
  const { fontFamily } = getComputedStyle(document.body);
  if (context !== null) context.font = `13px ${fontFamily}`;
  return (text) => context?.measureText(text).width ?? text.length * 7;
}

/** The text, cut where it would not fit. */
function fitted(text: string, room: number, measure: Measure): string {
  if (measure(text) <= room) return text;
  let [least, most] = [0, text.length];
  while (least < most) {
    const middle = Math.ceil((least + most) / 2);
    if (measure(`${text.slice(0, middle)}…`) <= room) least = middle;
    else most = middle - 1;
  }
  return `${text.slice(0, least)}…`;
}
