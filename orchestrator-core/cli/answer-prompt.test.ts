import assert from 'node:assert/strict';
import { test } from 'node:test';
import { answerPrompt } from './answer-prompt.ts';
import { testTerminal } from './test-context.ts';

const base = { prompt: '1', step: '1', message: 'Who', sensitive: false };
const choices = [
  { key: '1', label: 'apple' },
  { key: '2', label: 'pear' },
];
const cases: readonly (readonly [string, Parameters<typeof answerPrompt>[0], readonly string[], string, string])[] = [
  ['what is typed', base, ['me'], 'me', 'Who: '],
  ['the default for an empty line', { ...base, default: 'you' }, [''], 'you', 'Who [you]: '],
  ['an empty line where there is no default', base, [''], '', 'Who: '],
  ['a default that nobody may see', { ...base, sensitive: true, default: 'pw' }, [''], 'pw', 'Who: '],
  [
    'a choice of a menu, asked again until it is one',
    { ...base, choices },
    ['3', '2'],
    '2',
    '(1) apple\n(2) pear\nWho: Invalid option, try again. Expected one of 1, 2.\nWho: ',
  ],
];
for (const [name, prompt, answers, expected, shown] of cases) {
  test(`answers a plan with ${name}`, async () => {
    const { terminal, err } = testTerminal({ answers });
    assert.equal(await answerPrompt(prompt, terminal, new AbortController().signal), expected);
    assert.equal(err(), shown);
  });
}
