import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { isIncomplete } from './incomplete.ts';

/** Inputs that the next line may end. */
const open: readonly string[] = [
  'if true {',
  '$x = [1,',
  "'abc",
  '"abc ${x',
  '@(END)\ntext',
  '/* why',
  '1 +',
  '1 +  \n',
  '$x =',
  'f(1) |$each| {',
  '$x.',
  'function f($x) {',
];
/** Inputs that are whole, or that no line will mend. */
const whole: readonly string[] = ['1', '', '# a comment', '@(END)\ntext\n|- END', ')', 'f(]', "'a' 'b'", '$x = }'];

describe('an input', () => {
  for (const source of open) it(`goes on after ${JSON.stringify(source)}`, () => assert.ok(isIncomplete(source)));
  for (const source of whole) it(`ends with ${JSON.stringify(source)}`, () => assert.ok(!isIncomplete(source)));
});
