import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Json, ManualClock } from '../../common/index.ts';
import { testTerminal } from '../test-context.ts';
import { humanReporter, resultText } from './human.ts';
import { jsonReporter } from './json.ts';
import { paintColors, paintNothing } from './paint.ts';
import { countsText, lineProgress, noProgress } from './progress.ts';
import type { ItemResult } from './reporter.ts';
import { duration, truncate, wrap } from './text.ts';
import { toYaml } from './yaml.ts';

function item(value: Readonly<Record<string, Json>>, rest: Partial<ItemResult> = {}): ItemResult {
  const status = '_error' in value ? 'failure' : 'success';
  return { target: 'x', action: 'task', object: 't', status, value, ...rest };
}

const resultCases: readonly (readonly [string, ItemResult, string])[] = [
  ['nothing', item({}), 'Finished on x:\n  Task completed successfully with no result\n'],
  ['blank output', item({ _output: ' \n' }), 'Finished on x:\n  Task completed successfully with no result\n'],
  ['text', item({ _output: 'a\nb\n' }), 'Finished on x:\n  a\n  b\n'],
  ['text that ends in an empty line', item({ _output: 'a\n\n' }), 'Finished on x:\n  a\n  \n'],
  ['text and data', item({ _output: 'a', n: [1] }), 'Finished on x:\n  a\n  {\n    "n": [\n      1\n    ]\n  }\n'],
  ['an error', item({ _error: { msg: 'm\n' }, _output: 'a' }), 'Failed on x:\n  m\n  a\n'],
  ['a command', item({ stdout: 'o', merged_output: 'o\ne\n' }, { action: 'command' }), 'Finished on x:\n  o\n  e\n'],
  [
    'what Puppet changed',
    item({ report: { logs: [] }, _output: 'changed: 1, failed: 0' }, { action: 'apply' }),
    'Finished on x:\n  changed: 1, failed: 0\n',
  ],
  ['a silent command', item({ stdout: '', merged_output: '' }, { action: 'command' }), 'Finished on x:\n'],
];
for (const [name, given, expected] of resultCases) {
  test(`prints a result: ${name}`, () => assert.equal(resultText(given, paintNothing), expected));
}

test('prints a run as Bolt does, in colors only where they are wanted', async () => {
  const plain = testTerminal({ isTerminal: true });
  const reporter = humanReporter(plain.terminal, { paint: paintNothing, verbose: true, progress: noProgress });
  await reporter.started('x');
  await reporter.result(item({ _output: 'hi\n' }));
  await reporter.summary([item({}), item({ _error: { msg: '' } }, { target: 'y' })], 61.4);
  assert.equal(
    plain.out(),
    'Started on x...\nFinished on x:\n  hi\nSuccessful on 1 target: x\nFailed on 1 target: y\nRan on 2 targets in 1 min, 1 sec\n',
  );
  assert.equal(resultText(item({ _output: 'hi' }), paintColors), '\u001b[32mFinished on x:\u001b[0m\n  hi\n');
});

test('prints live output line by line, what is left of a line before the result', async () => {
  const { terminal, out } = testTerminal({ isTerminal: true });
  const reporter = humanReporter(terminal, { paint: paintNothing, verbose: false, progress: noProgress });
  await reporter.output('x', 'stdout', 'one\ntw');
  await reporter.output('x', 'stderr', 'bad\n');
  await reporter.output('x', 'stdout', 'o\nrest');
  assert.equal(out(), '[x] out: one\n[x] err: bad\n[x] out: two\n');
  await reporter.result(item({}));
  assert.equal(out(), '[x] out: one\n[x] err: bad\n[x] out: two\n[x] out: rest\n');
});

test('writes one JSON document, item by item', async () => {
  const { terminal, out } = testTerminal({ isTerminal: true });
  const reporter = jsonReporter(terminal);
  await reporter.begin();
  await reporter.result(item({ a: 1 }));
  await reporter.result(item({}, { object: null }));
  await reporter.summary([item({}), item({})], 2.9);
  assert.deepEqual(JSON.parse(out()), {
    items: [
      { target: 'x', action: 'task', object: 't', status: 'success', value: { a: 1 } },
      { target: 'x', action: 'task', object: null, status: 'success', value: {} },
    ],
    target_count: 2,
    elapsed_time: 2,
  });
});

test('closes the JSON document with the error that ended it', async () => {
  const error = { kind: 'k', msg: 'm', details: {} };
  const begun = testTerminal({ isTerminal: true });
  const reporter = jsonReporter(begun.terminal);
  await reporter.begin();
  await reporter.result(item({}));
  await reporter.fail(error);
  assert.deepEqual(JSON.parse(begun.out())['_error'], error);
  const fresh = testTerminal({ isTerminal: true });
  await jsonReporter(fresh.terminal).fail(error);
  assert.deepEqual(JSON.parse(fresh.out()), error);
});

test('shows progress only for long work, and wipes it before anything else is printed', async () => {
  const { terminal, err } = testTerminal({ isTerminal: true });
  const clock = new ManualClock();
  const progress = lineProgress(terminal, clock);
  progress.update(countsText({ total: 3, running: 2, done: 0, failed: 0 }));
  clock.advance(999);
  assert.equal(err(), '');
  clock.advance(1);
  assert.equal(err(), '\r\u001b[K0 of 3 done, 2 running');
  progress.update(countsText({ total: 3, running: 1, done: 2, failed: 1 }));
  progress.hide();
  progress.show();
  clock.advance(100);
  assert.equal(err(), '\r\u001b[K0 of 3 done, 2 running\r\u001b[K\r\u001b[K2 of 3 done, 1 running, 1 failed');
  progress.close();
  assert.ok(err().endsWith('failed\r\u001b[K'));
  clock.advance(10_000);
  assert.ok(err().endsWith('failed\r\u001b[K'));
});

for (const [seconds, expected] of [
  [0, '0.0 sec'],
  [0.046, '0.05 sec'],
  [59.5, '59.5 sec'],
  [62, '1 min, 2 sec'],
  [3605, '1 hr, 0 min, 5 sec'],
] as const) {
  test(`writes ${seconds} seconds as ${expected}`, () => assert.equal(duration(seconds), expected));
}

test('wraps at blanks and cuts at words', () => {
  assert.equal(wrap('aa bb cc', 5), 'aa bb\ncc\n');
  assert.equal(wrap('abcdefgh', 3), 'abcdefgh\n');
  assert.equal(truncate('one two three', 9), 'one two...');
  assert.equal(truncate('one', 9), 'one');
});

test('writes YAML as Psych does', () => {
  const value = {
    name: 'l3',
    nothing: null,
    list: ['a', { b: 1, c: [] }],
    empty: {},
    path: '/tmp',
    '.rb': '/usr/bin/ruby',
    yes: 'yes',
    number: '5',
    text: 'a: b',
    lines: 'one\ntwo\n',
    blank: '',
    flag: true,
  };
  assert.equal(
    toYaml(value),
    [
      'name: l3',
      'nothing:',
      'list:',
      '- a',
      '- b: 1',
      '  c: []',
      'empty: {}',
      'path: "/tmp"',
      '".rb": "/usr/bin/ruby"',
      "'yes': 'yes'",
      "number: '5'",
      "text: 'a: b'",
      'lines: |',
      '  one',
      '  two',
      "blank: ''",
      'flag: true',
      '',
    ].join('\n'),
  );
});
