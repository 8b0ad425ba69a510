import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readYaml } from './index.ts';

/** Plain scalars, and what the YAML parser of Ruby 3.1 makes of them. */
const rows: readonly (readonly [text: string, value: string | number])[] = [
  ['e1', 'e1'],
  ['1e3', '1e3'],
  ['1.5e3', '1.5e3'],
  ['1.5e+3', 1500],
  ['.5', 0.5],
  ['5.', 5],
  ['.', '.'],
  ['-.5', -0.5],
  ['1_000', 1000],
  ['1,000', 1000],
  ['1_', '1_'],
  ['1__0', '1__0'],
  ['0x1f', 31],
  ['0x', '0x'],
  ['0o17', '0o17'],
  ['017', 15],
  ['-017', -15],
  ['08', '08'],
  ['0b101', 5],
  ['12:30:45', 45045],
  ['12:30', 45000],
  ['1:99', '1:99'],
  ['190:20:30.15', 685230.15],
  ['-0', 0],
  ['+1', 1],
  ['1.2.3', '1.2.3'],
  ['.inf', 'Infinity'],
];

for (const [text, value] of rows) {
  test(`YAML reads ${text} as Ruby does`, () => {
    assert.deepEqual(readYaml(`a: ${text}\n`).value, { a: value });
  });
}
