import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isWatched } from './context.ts';
import { parseOptions } from './parse-options.ts';
import { outPaint } from './speak.ts';
import { testTerminal } from './test-context.ts';

const cases: readonly (readonly [Readonly<Record<string, string>>, readonly string[], string])[] = [
  [{}, [], 'colors, drawn'],
  [{ TERM: 'xterm' }, [], 'colors, drawn'],
  [{ TERM: 'dumb' }, [], 'plain, not drawn'],
  [{ NO_COLOR: '1' }, [], 'plain, drawn'],
  [{ NO_COLOR: '' }, [], 'colors, drawn'],
  [{}, ['--no-color'], 'plain, drawn'],
  [{ TERM: 'dumb' }, ['--color'], 'colors, not drawn'],
];

for (const [environment, line, expected] of cases) {
  test(`${JSON.stringify(environment)} ${line.join(' ')}: ${expected}`, () => {
    const terminal = { ...testTerminal({ isTerminal: true }).terminal, environment };
    const painted = outPaint(parseOptions(line), terminal)('red', 'x') === 'x' ? 'plain' : 'colors';
    const drawn = isWatched({ format: 'human', terminal }) ? 'drawn' : 'not drawn';
    assert.equal(`${painted}, ${drawn}`, expected);
  });
}
