import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { runCase } from '../run/run-cases.ts';

/** What `format::table` is given, and what it draws. */
const tables: readonly (readonly [given: string, drawn: string])[] = [
  [
    "{ 'title' => 'Nodes', 'head' => ['Name', 'Up'], 'rows' => [['web1', true], ['database', undef]] }",
    `
+-----------------+
|      Nodes      |
+----------+------+
| Name     | Up   |
+----------+------+
| web1     | true |
| database |      |
+----------+------+`,
  ],
  [
    "{ 'rows' => [[1, 'two'], [3]] }",
    `
+---+-----+
| 1 | two |
| 3 |     |
+---+-----+`,
  ],
  [
    "{ 'title' => 'A title wider than all', 'head' => ['a', 'b'], 'rows' => [] }",
    `
+------------------------+
| A title wider than all |
+---+--------------------+
| a | b                  |
+---+--------------------+`,
  ],
];

describe('tables', () => {
  for (const [given, drawn] of tables) {
    it(given, async () => {
      const { outcome } = await runCase(`plan m() { return format::table(${given}) }`);
      assert.equal(`\n${outcome.ok ? String(outcome.value) : outcome.error.msg}`, drawn);
    });
  }
});

it('functions of modules in Ruby that plans call', async () => {
  const { outcome } = await runCase(
    "plan m() { return [pecdm::is_windows(), reverse([1, 2, 3]), reverse('abc'), format::colorize('a', 'red')] }",
  );
  assert.deepEqual(outcome.ok && outcome.value, [false, [3, 2, 1], 'cba', 'a']);
});
