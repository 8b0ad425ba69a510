import type { Drawing, Shape } from './layout.ts';

const directions: Readonly<Record<string, { readonly x: number; readonly y: number }>> = {
  ArrowUp: { x: 0, y: -1 },
  ArrowDown: { x: 0, y: 1 },
  ArrowLeft: { x: -1, y: 0 },
  ArrowRight: { x: 1, y: 0 },
};

/** How much worse it is to be off the way than far away on it. */
const aside = 2;

/** The shape that an arrow, Home or End leads to; undefined where there is none that way. */
export function shapeTowards(drawing: Drawing, focused: string | undefined, key: string): string | undefined {
  const { shapes } = drawing;
  const from = shapes.find(({ item }) => item.id === focused);
  if (from === undefined || key === 'Home') return shapes[0]?.item.id;
  if (key === 'End') return shapes.at(-1)?.item.id;
  const direction = directions[key];
  if (direction === undefined) return undefined;
  const start = anchor(from);
  const ways = shapes
    .filter((shape) => shape !== from)
    .map((shape) => {
      const to = anchor(shape);
      const [x, y] = [to.x - start.x, to.y - start.y];
      const ahead = x * direction.x + y * direction.y;
      const off = Math.abs(x * direction.y) + Math.abs(y * direction.x);
      return { id: shape.item.id, ahead, cost: ahead + aside * off };
    })
    .filter(({ ahead }) => ahead > 1)
    .sort((a, b) => a.cost - b.cost);
  return ways[0]?.id;
}

/** Where a shape is, for the eye: a step in its middle, a box at its head. */
function anchor({ x, y, width, height, isBox }: Shape): { readonly x: number; readonly y: number } {
  return { x: x + width / 2, y: y + (isBox ? 10 : height / 2) };
}
