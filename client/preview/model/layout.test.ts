import assert from 'node:assert/strict';
import { test } from 'node:test';
import { rollout, step } from '../fixtures/rollout.ts';
import { shapeTowards } from './graph-keys.ts';
import { type Drawing, drawingOf, type Shape } from './layout.ts';
import { outlineOf } from './outline.ts';

const measure = (text: string): number => text.length * 7;
const items = outlineOf(rollout);
const drawing = drawingOf(items, new Set(), measure);

function shape(id: string, of: Drawing = drawing): Shape {
  const found = of.shapes.find(({ item }) => item.id === id);
  assert.ok(found, id);
  return found;
}

const overlaps = (a: Shape, b: Shape): boolean =>
  a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height;

test('boxes hold what stands in them, and nothing else overlaps', () => {
  for (const outer of drawing.shapes) {
    assert.ok(outer.x >= 0 && outer.y >= 0);
    assert.ok(outer.x + outer.width <= drawing.width + 0.01 && outer.y + outer.height <= drawing.height + 0.01);
    for (const { id } of outer.item.children) {
      const inner = shape(id);
      assert.ok(
        inner.x >= outer.x && inner.x + inner.width <= outer.x + outer.width + 0.01,
        `${id} in ${outer.item.id}`,
      );
      assert.ok(
        inner.y > outer.y && inner.y + inner.height <= outer.y + outer.height + 0.01,
        `${id} in ${outer.item.id}`,
      );
    }
    for (const { item } of drawing.shapes.filter((other) => other.depth === outer.depth && other !== outer)) {
      assert.ok(!overlaps(outer, shape(item.id)), `${outer.item.id} and ${item.id}`);
    }
  }
});

test('what follows stands below, what excludes each other or overlaps stands side by side', () => {
  assert.ok(shape('2').y > shape('1').y);
  assert.equal(shape('3/1').y, shape('3/2').y);
  assert.equal(shape('4/1').y, shape('4/2').y);
  assert.ok(shape('2/2').y > shape('2/1').y, 'rounds of a loop come one after the other');
});

test('lines say what follows and whose results are used; a use deep in a box is a line of the box', () => {
  const lines = drawing.lines.map(
    ({ from, to, follows, uses }) => `${from} ${to}${follows ? ' follows' : ''}${uses ? ' uses' : ''}`,
  );
  const expected = ['1 2 follows', '2 3 follows', '1 3 uses', '1 5 uses', '1 7 uses', '7 8 follows', '2/1 2/2 follows'];
  for (const line of expected) assert.ok(lines.includes(line), line);
  assert.deepEqual(drawing.lines.find(({ from, to }) => from === '1' && to === '5')?.pairs, [{ from: '1', to: '6.1' }]);
  assert.ok(drawing.lines.every(({ points }) => points.length >= 2));
});

test('what is closed is drawn as a step', () => {
  const closed = drawingOf(items, new Set(['5']), measure);
  assert.equal(shape('5', closed).isBox, false);
  assert.ok(closed.shapes.every(({ item }) => item.id !== '6.1'));
  assert.ok(
    closed.lines.some(({ from, to }) => from === '1' && to === '5'),
    'the use is still to be seen',
  );
});

test('nothing waits for what goes on in the background, and nothing follows an end', () => {
  const outline = outlineOf({
    ...rollout,
    nodes: [
      step('1', 2),
      {
        id: '2',
        kind: 'parallel',
        place: step('2', 3).place,
        function: 'background',
        needs: [],
        branches: [{ label: 'block', nodes: [step('2.1', 4)] }],
      },
      step('3', 5),
      { id: '4', kind: 'end', place: step('4', 6).place, how: 'return' },
      step('5', 7),
    ],
  });
  const { lines } = drawingOf(outline, new Set(), measure);
  assert.deepEqual(lines.map(({ from, to }) => `${from}${to}`).sort(), ['12', '13', '34']);
});

test('many parts are broken into rows; nothing at all is an empty drawing', () => {
  const branches = Array.from({ length: 30 }, (_, index) => ({
    label: `$t = ${index}`,
    nodes: [step(`1.${index}`, 3)],
  }));
  const outline = outlineOf({
    ...rollout,
    nodes: [{ id: '1', kind: 'parallel', place: step('1', 2).place, function: 'parallelize', needs: [], branches }],
  });
  const wide = drawingOf(outline, new Set(), measure);
  assert.equal(new Set(wide.shapes.filter(({ depth }) => depth === 1).map(({ y }) => y)).size, 6);
  assert.deepEqual(drawingOf([], new Set(), measure), { width: 0, height: 0, shapes: [], lines: [] });
});

test('a plan of a thousand steps is laid out', () => {
  const many = Array.from({ length: 1000 }, (_, index) => step(String(index + 1), index + 2));
  const { shapes, lines } = drawingOf(outlineOf({ ...rollout, nodes: many }), new Set(), measure);
  assert.deepEqual([shapes.length, lines.length], [1000, 999]);
});

test('arrows lead to what is drawn there', () => {
  const cases: [string | undefined, string, string | undefined][] = [
    [undefined, 'ArrowDown', '1'],
    ['1', 'ArrowUp', undefined],
    ['2/1', 'ArrowDown', '2.1'],
    ['3/1', 'ArrowRight', '3/2'],
    ['3/2', 'ArrowLeft', '3/1'],
    ['4/1', 'Home', '1'],
    ['1', 'End', '8'],
    ['1', 'Enter', undefined],
  ];
  for (const [focused, key, expected] of cases) {
    assert.equal(shapeTowards(drawing, focused, key), expected, `${key} at ${focused}`);
  }
});
