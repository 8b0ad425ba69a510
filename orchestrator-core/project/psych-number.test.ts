import assert from 'node:assert/strict';
import { test } from 'node:test';
import { exactFloat, exactInteger, type Json } from '../common/index.ts';
import { readYaml } from './index.ts';

/** Plain scalars, and what the YAML parser of Ruby 3.1 makes of them. */
const rows: readonly (readonly [text: string, value: Json])[] = [
  ['e1', 'e1'],
  ['1e3', '1e3'],
  ['1.5e3', '1.5e3'],
  ['1.5e+3', exactFloat(1500)],
  ['.5', 0.5],
  ['5.', exactFloat(5)],
  ['2.0', exactFloat(2)],
  ['-0.0', exactFloat(-0)],
  ['1_000.0', exactFloat(1000)],
  ['12345678901234567890', exactInteger(12345678901234567890n)],
  ['-9007199254740993', exactInteger(-9007199254740993n)],
  ['0x1ffffffffffffffff', exactInteger(0x1ffffffffffffffffn)],
  ['-0777777777777777777777777', exactInteger(-0o777777777777777777777777n)],
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

test('keys are what Ruby prints of numbers', () => {
  for (const text of ['a: 1\n2.0: b\n', '{a: 1, 2.0: b}']) {
    const { value, faults } = readYaml(text);
    assert.deepEqual([value, faults], [{ a: 1, '2.0': 'b' }, []]);
  }
  assert.deepEqual(readYaml('12345678901234567890: a\n').value, { '12345678901234567890': 'a' });
});

test('many numbers in one line are read as fast as others', () => {
  const numbers = Array.from({ length: 60_000 }, (_, at) => at);
  const { user } = process.cpuUsage();
  assert.deepEqual(readYaml(`a: [${numbers.join(',')}]\n`).value, { a: numbers });
  readYaml(`a: "${','.repeat(60_000)}"\n`);
  // A fifth of a second; a minute and more where each number is looked at from each one before it.
  assert.ok(process.cpuUsage().user - user < 10_000_000);
});
