import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { PlanPrompt } from '../../orchestrator-core/jobs/index.ts';
import { promptAnswer, promptQuestion } from './prompt-question.ts';

function prompt(extra: Partial<PlanPrompt> = {}): PlanPrompt {
  return { prompt: '1', step: '2', message: 'Which release?', sensitive: false, ...extra };
}

test('a default stands in the box, a secret never does', () => {
  assert.deepEqual(promptQuestion('shop', prompt({ default: '1.2' })), {
    title: 'shop asks',
    prompt: 'Which release?',
    password: false,
    value: '1.2',
    placeholder: 'Leave empty for the default',
  });
  const secret = promptQuestion('shop', prompt({ default: 'hunter2', sensitive: true }));
  assert.equal(secret.password, true);
  assert.ok(!JSON.stringify(secret).includes('hunter2'));
});

test('an empty box stands for the default, where there is one', () => {
  assert.equal(promptAnswer(prompt({ default: '1.2' }), ''), '1.2');
  assert.equal(promptAnswer(prompt({ default: '1.2' }), '1.3'), '1.3');
  assert.equal(promptAnswer(prompt(), ''), '');
});

test('a menu is a list with the default first', () => {
  const choices = [
    { key: '1', label: 'blue' },
    { key: '2', label: 'green' },
  ];
  const menu = promptQuestion('shop', prompt({ choices, default: '2' }));
  assert.deepEqual(menu.choices, [
    { label: 'green', description: '2, default', key: '2' },
    { label: 'blue', description: '1', key: '1' },
  ]);
});
