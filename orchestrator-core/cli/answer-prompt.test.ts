import assert from 'node:assert/strict';
import { test } from 'node:test';
import { answerPrompt, askQuestions } from './answer-prompt.ts';
import { noProgress } from './output/progress.ts';
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

test('asks one question after the other, and none any more that somebody else has answered', async () => {
  const asked: string[] = [];
  const { terminal } = testTerminal();
  const done = Promise.withResolvers<void>();
  const waiting = {
    ...terminal,
    ask: (question: string, { signal }: { readonly signal?: AbortSignal }) => {
      asked.push(question);
      if (question.startsWith('Third')) return Promise.resolve('yes');
      return new Promise<string>((_resolve, reject) => {
        signal?.addEventListener('abort', () => reject(signal.reason));
      });
    },
  };
  const answers: string[] = [];
  const questions = askQuestions(waiting, noProgress, {
    answer: async (prompt, answer) => {
      answers.push(`${prompt}: ${answer}`);
      done.resolve();
    },
    giveUp: async () => assert.fail('nobody gave up'),
  });
  questions.ask({ ...base, prompt: '1', message: 'First' });
  questions.ask({ ...base, prompt: '2', message: 'Second' });
  questions.ask({ ...base, prompt: '3', message: 'Third' });
  questions.drop('2');
  await new Promise(setImmediate);
  assert.deepEqual(asked, ['First: ']);
  questions.drop('1');
  await done.promise;
  assert.deepEqual([asked, answers], [['First: ', 'Third: '], ['3: yes']]);
  questions.close();
});

test('a person who closes the terminal at a question stops the plan', async () => {
  const { terminal } = testTerminal();
  const stopped = Promise.withResolvers<void>();
  const closed = { ...terminal, ask: () => Promise.reject(new Error('Nothing was answered')) };
  askQuestions(closed, noProgress, {
    answer: async () => assert.fail('there is no answer'),
    giveUp: async () => stopped.resolve(),
  }).ask(base);
  await stopped.promise;
});
