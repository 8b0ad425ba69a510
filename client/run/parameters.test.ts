import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ParameterForm } from '../../orchestrator-core/tasks/index.ts';
import { answer, firstOptional, type ParameterQuestion, parameterQuestions } from './parameters.ts';

function form(name: string, extra: Partial<ParameterForm> = {}): ParameterForm {
  return { name, type: 'String', required: false, sensitive: false, ...extra };
}

function only(extra: Partial<ParameterForm>, last?: string): ParameterQuestion {
  const [first] = parameterQuestions('t', [form('p', extra)], last === undefined ? {} : { p: last });
  assert.ok(first);
  return first;
}

test('required parameters are asked first, each with its type and description', () => {
  const questions = parameterQuestions(
    'package',
    [form('version'), form('name', { required: true, description: 'The\n  package.' }), form('force')],
    { version: '1.2' },
  );
  assert.deepEqual(
    questions.map((item) => [item.title, item.prompt, item.placeholder, item.initial]),
    [
      ['package: name', 'String · The package.', 'A value is needed', ''],
      ['package: version', 'String', 'Leave empty to skip', '1.2'],
      ['package: force', 'String', 'Leave empty to skip', ''],
    ],
  );
  assert.equal(firstOptional(questions), 1);
  assert.equal(firstOptional([]), 0);
});

test('a default is shown, and left to the task', () => {
  assert.equal(only({ default: [1, 2] }).placeholder, 'Leave empty for the default: [1,2]');
  assert.equal(only({ default: 'x' }).placeholder, 'Leave empty for the default: x');
  assert.equal(answer(only({ default: 'x' }), ''), undefined);
  assert.equal(answer(only({ required: true }), ''), '');
  assert.equal(answer(only({}), 'y'), 'y');
});

test('a sensitive value is masked, and neither its last value nor its default is shown', () => {
  const question = only({ sensitive: true, default: 'hunter2' }, 'hunter3');
  assert.equal(question.sensitive, true);
  assert.ok(!JSON.stringify(question).includes('hunter'));
  assert.equal(only({ sensitive: true, choices: ['true', 'false'] }).choices, undefined);
});

test('choices begin with what Enter should take', () => {
  const flag: Partial<ParameterForm> = { type: 'Boolean', choices: ['true', 'false'] };
  const labels = (question: ParameterQuestion) =>
    question.choices?.map((choice) => `${choice.label}${choice.description === '' ? '' : ` (${choice.description})`}`);
  assert.deepEqual(labels(only({ ...flag, required: true })), ['true', 'false']);
  assert.deepEqual(labels(only({ ...flag, required: true }, 'false')), ['false (last time)', 'true']);
  assert.deepEqual(labels(only(flag)), ['Leave out (not set)', 'true', 'false']);
  assert.deepEqual(labels(only({ ...flag, default: true })), [
    'Leave out (the default: true)',
    'true (default)',
    'false',
  ]);
  assert.deepEqual(labels(only({ ...flag, default: true }, 'true')), [
    'true (last time, default)',
    'false',
    'Leave out (the default: true)',
  ]);
});
