import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Json } from '../common/index.ts';
import { type Bounds, boundHappening, withoutContents, writeHappening } from './bounds.ts';
import type { JobHappening } from './event.ts';

const small: Bounds = { text: 40, value: 100 };
const long = 'abcdefghij'.repeat(5);
const cutText = 'abcdefghijabcdefghij\n[10 characters were not kept]\nabcdefghijabcdefghij';
const many: Json = Array.from({ length: 50 }, () => 1);

const finished = (value: { readonly [key: string]: Json }): JobHappening => ({
  type: 'node_finished',
  node: 'a',
  result: { status: 'success', reached: true, value },
});
const failed = (error: Json): JobHappening => ({
  type: 'node_failed',
  node: 'a',
  result: { status: 'failure', reached: true, value: { _error: error, _output: many } },
});
const message = (text: string): JobHappening => ({ type: 'node_message', node: 'a', message: text });
const ended = (value: Json): JobHappening => ({ type: 'plan_outcome', outcome: { ok: true, value, shape: 'data' } });
const left = (count: number): string => `(about ${count} characters, which were not kept)`;
const stepEnd = { type: 'plan_step_finished', step: '1', state: 'finished' } as const;

/** What happened, and what is kept of it. */
const cases: readonly (readonly [string, JobHappening, JobHappening])[] = [
  ['a short result', finished({ n: 1 }), finished({ n: 1 })],
  ['a text', finished({ stdout: long, exit_code: 0 }), finished({ stdout: cutText, exit_code: 0 })],
  ['a long value beside short ones', finished({ list: many, n: 1 }), finished({ list: left(252), n: 1 })],
  [
    'an error keeps its kind and message',
    failed({ kind: 'k', msg: 'm', details: { many } }),
    failed({ kind: 'k', msg: 'm', details: left(260) }),
  ],
  ['a message', message(long), message(cutText)],
  ['a text that a plan returns', ended(long), ended(cutText)],
  [
    'a value that a plan returns',
    ended(many),
    {
      type: 'plan_outcome',
      outcome: {
        ok: false,
        error: {
          kind: 'baton/too-long',
          msg: 'What the plan returns has more than 100 characters, which cannot be kept. Return less.',
          details: {},
        },
      },
    },
  ],
  ['a step', { ...stepEnd, value: many }, { ...stepEnd, value: null, withheld: true }],
  ['the end of a job', { type: 'job_finished' }, { type: 'job_finished' }],
];

for (const [name, happening, kept] of cases) {
  test(`what is too long is bounded, and says what is missing: ${name}`, () => {
    const found = boundHappening(happening, small);
    if (happening.type === 'node_failed' && found.type === 'node_failed') {
      assert.deepEqual(found.result.value['_error'], kept.type === 'node_failed' && kept.result.value['_error']);
    } else assert.deepEqual(found, kept);
    assert.equal(boundHappening(found, small).type, kept.type);
  });
}

test('a cut leaves no half of a character', () => {
  const kept = boundHappening(finished({ _output: 'a😀bcde😀z' }), { text: 4, value: 100 });
  assert.equal(
    kept.type === 'node_finished' && kept.result.value['_output'],
    'a\ufffd\n[6 characters were not kept]\n\ufffdz',
  );
});

test('what is nested deeper than any stack is measured, refused, and replaced by what can be written', () => {
  let deep: Json = [];
  for (let depth = 0; depth < 200_000; depth += 1) deep = [deep];
  const happening = finished({ deep });
  assert.equal(boundHappening(happening), happening);
  assert.throws(() => writeHappening(happening), { kind: 'baton/unwritable-event', message: /node_finished/ });
  const replaced = withoutContents(happening, 'it is nested too deeply');
  assert.match(writeHappening(replaced), /"status":"success".*could not be kept: it is nested too deeply/);
});
