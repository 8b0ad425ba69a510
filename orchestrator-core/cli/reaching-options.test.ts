import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseOptions } from './parse-options.ts';
import { givenReaching, readReaching } from './reaching-options.ts';
import { testTerminal } from './test-context.ts';

const cases: readonly (readonly [string, unknown, readonly string[]])[] = [
  ['task run x', {}, []],
  ['-u me -p pw --run-as root', { user: 'me', password: 'pw', 'run-as': 'root' }, ['user', 'password', 'run-as']],
  ['--private-key keys/id', { 'private-key': '/keys/id' }, ['private-key']],
  [
    '--no-host-key-check --tty --connect-timeout 5',
    { 'host-key-check': false, 'connect-timeout': 5, tty: true },
    ['no-host-key-check', 'connect-timeout', 'tty'],
  ],
  [
    '--password-prompt --sudo-password-prompt',
    { password: 'first', 'sudo-password': 'second' },
    ['password-prompt', 'sudo-password-prompt'],
  ],
];
for (const [text, expected, given] of cases) {
  test(`how targets are reached by ${JSON.stringify(text)}`, async () => {
    const options = parseOptions(text.split(' '));
    const { terminal } = testTerminal({ answers: ['first', 'second'] });
    assert.deepEqual(await readReaching(options, terminal), expected);
    assert.deepEqual(givenReaching(options), given);
  });
}
