import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Json } from '../../common/index.ts';
import { toYaml } from './yaml.ts';

const words = 'word '.repeat(18).trimEnd();

/** A value with what Ruby 3.1 prints of it behind its `---`. */
const rows: readonly (readonly [Json, string])[] = [
  [{ k: 'web1.example.com' }, 'k: web1.example.com\n'],
  [{ k: '' }, "k: ''\n"],
  [{ k: null, l: [], m: {} }, 'k:\nl: []\nm: {}\n'],
  [{ k: ['a', { b: [1] }, ['c']] }, 'k:\n- a\n- b:\n  - 1\n- - c\n'],
  [{ y: 'y', Y: 'Y' }, '"y": "y"\nY: Y\n'],
  [{ k: 'Yes' }, "k: 'Yes'\n"],
  [{ k: '1e3', l: '1.5', m: '010', o: '08' }, "k: 1e3\nl: '1.5'\nm: '010'\no: '08'\n"],
  [{ k: '10.0.0.1', l: '12:30', m: '2020-01-01' }, "k: 10.0.0.1\nl: '12:30'\nm: '2020-01-01'\n"],
  [{ k: ':sym', l: 'a: b', m: 'a #b', o: 'a#b' }, "k: \":sym\"\nl: 'a: b'\nm: 'a #b'\no: a#b\n"],
  [{ k: '- a', l: '*', m: '/bin/sh', o: "it's" }, 'k: "- a"\nl: "*"\nm: "/bin/sh"\no: it\'s\n'],
  [{ k: '"q"', l: 'a"b', m: 'C:\\x' }, 'k: \'"q"\'\nl: a"b\nm: C:\\x\n'],
  [{ k: ' lead', l: 'trail ' }, 'k: " lead"\nl: \'trail \'\n'],
  [{ k: 'é', l: '日本', m: '😀' }, 'k: é\nl: 日本\nm: "\\U0001F600"\n'],
  [{ k: 'a\tb', l: '\x01', m: '\r' }, 'k: "a\\tb"\nl: "\\x01"\nm: "\\r"\n'],
  [{ k: 'a\nb', l: 'a\nb\n', m: 'a\n\nb\n\n' }, 'k: |-\n  a\n  b\nl: |\n  a\n  b\nm: |+\n  a\n\n  b\n\n'],
  [{ k: 'n\n', l: '\n' }, 'k: \'n\n\n  \'\nl: "\\n"\n'],
  [{ k: '<<' }, "k: !!str '<<'\n"],
  [{ k: words }, `k: ${'word '.repeat(16).trimEnd()}\n  word word\n`],
  [{ k: `${words}: x` }, `k: '${'word '.repeat(16).trimEnd()}\n  word word: x'\n`],
  [{ k: 'x'.repeat(90) }, `k: ${'x'.repeat(90)}\n`],
  [{ k: 1.5, l: 1e-7, m: -5, o: true }, 'k: 1.5\nl: 1.0e-07\nm: -5\no: true\n'],
];
for (const [value, expected] of rows) {
  test(`prints ${JSON.stringify(value).slice(0, 60)}`, () => assert.equal(toYaml(value), expected));
}
