import assert from 'node:assert/strict';
import { test } from 'node:test';
import { chooseCommand } from './choose-command.ts';
import { helpText } from './help.ts';
import { optionTable } from './option-table.ts';
import { paintNothing } from './output/paint.ts';
import { parseOptions } from './parse-options.ts';

const parseCases: readonly (readonly [string, (line: ReturnType<typeof parseOptions>) => unknown, unknown])[] = [
  ['task show', (line) => line.words, ['task', 'show']],
  ['-t a --targets b -tc --targets=d', (line) => line.all('targets'), ['a', 'b', 'c', 'd']],
  ['--target a', (line) => line.all('targets'), ['a']],
  ['--param {}', (line) => line.text('params'), '{}'],
  ['-c 5', (line) => line.integer('concurrency'), 5],
  ['--noop', (line) => line.flag('noop'), true],
  ['--no-color', (line) => line.flag('color'), false],
  ['--no-col', (line) => line.flag('color'), false],
  ['--color --no-color', (line) => line.flag('color'), false],
  ['', (line) => line.flag('color'), undefined],
  ['-vh', (line) => [line.flag('verbose'), line.flag('help')], [true, true]],
  ['-t - x', (line) => [line.all('targets'), line.words], [['-'], ['x']]],
  ['a -- --b -t', (line) => line.words, ['a', '--b', '-t']],
  ['--env-var A=b=c', (line) => line.all('env-var'), ['A=b=c']],
];
for (const [text, read, expected] of parseCases) {
  test(`reads ${JSON.stringify(text)}`, () => {
    assert.deepEqual(read(parseOptions(text.split(' ').filter((word) => word !== ''))), expected);
  });
}

const refusals: readonly (readonly [string, string])[] = [
  ['--bogus', "Unknown argument '--bogus'"],
  ['-Z', "Unknown argument '-Z'"],
  ['--co', "Unknown argument '--co'"],
  ['--targets', "Option '--targets' needs a parameter"],
  ['-c x', "Invalid parameter specified for option '-c': x"],
  ['--concurrency -1', "Invalid parameter specified for option '--concurrency': -1"],
  ['--api-port 65536', "Option '--api-port' must be at most 65535"],
  ['--transport bogus', "Invalid parameter specified for option '--transport': bogus"],
  ['--noop=yes', "Option '--noop' takes no parameter"],
  ['--puppetdb x', "Option '--puppetdb' of Bolt is not supported by Baton yet"],
  ['nope', "'nope' is not a Baton command. See 'baton help'."],
  ['task', "Expected an action of the form 'baton task <action>'"],
  ['task nope', "Expected action 'nope' to be one of show, run"],
  ['task run', 'Must specify a task to run'],
  ['task run A::b -t x', "Invalid task 'A::b'"],
  ['task run a -t x b c', 'Unknown argument(s) b, c'],
  ['task run a', "Command requires a targeting option: '--targets', '--rerun', or '--query'"],
  ['task run a -t x --rerun all', "Only one targeting option can be specified: '--targets', '--rerun', or '--query'"],
  [
    'task run a -t x --params {} b=c',
    'Parameters must be specified through either the --params option or param=value pairs, not both',
  ],
  ['task run a -t x --env-var A=b', "Option '--env-var' can only be specified when running a command or script"],
  ['command run -t x', 'Must specify a command to run'],
  [
    'command run x -t y --noop',
    "Option '--noop' can only be specified when running a task or plan or applying manifest code",
  ],
  ['group show x', 'Unknown argument x'],
  ['job stop', 'Must specify a job to stop'],
  ['module install', "The command 'module' of Bolt is not supported by Baton yet"],
  ['apply -t x', 'a manifest file or --execute is required'],
  ['apply x.pp -e y -t x', '--execute is unsupported when specifying a manifest file'],
  ['apply x.pp', "Command requires a targeting option: '--targets', '--rerun', or '--query'"],
  ['lookup', 'Must specify a key to look up'],
  ['lookup k', "Command requires a targeting option: '--targets', '--rerun', or '--query'"],
  ['lookup k -t x --plan-hierarchy', "The 'lookup' command accepts either targeting option OR --plan-hierarchy."],
  ['plan run', 'Must specify a plan to run'],
  ['plan run X', "Invalid plan 'X'"],
  ['plan resume', 'Must specify the job of a plan to go on with'],
  ['plan new', 'Must specify a plan name.'],
  ['plan convert', 'Must specify a plan.'],
  ['script run', 'Must specify a script to run'],
  ['script run a b', "Command requires a targeting option: '--targets', '--rerun', or '--query'"],
  ['file upload', 'Must specify a source'],
  ['file upload a -t x', 'Must specify a destination'],
  ['file download a b c d -t x', 'Unknown arguments c, d'],
  ['file upload a b', "Command requires a targeting option: '--targets', '--rerun', or '--query'"],
  ['lsp x', 'Unknown argument x'],
];
for (const [text, message] of refusals) {
  test(`refuses ${JSON.stringify(text)}`, () => {
    assert.throws(() => chooseCommand(parseOptions(text.split(' '))), { kind: 'bolt/cli-error', message });
  });
}

test('takes assignments apart at the first equals sign', () => {
  const { assignments, object } = chooseCommand(parseOptions(['task', 'run', 'a::b', '-t', 'x', 'c=d=e', 'f=']));
  assert.deepEqual([object, assignments], ['a::b', { c: 'd=e', f: '' }]);
});

test('the help of a command lists its options, and every option that can be used has a sentence', () => {
  const help = helpText(['task', 'run'], paintNothing);
  assert.match(help, /baton task run NAME \[PARAMETER=VALUE …\] \[options\]/);
  assert.match(help, /-t, --targets TARGETS/);
  assert.doesNotMatch(help, /--broker-port/);
  assert.match(helpText([], paintNothing), /job stop ID/);
  for (const rule of optionTable.filter((one) => !one.later)) assert.ok(rule.help, rule.name);
});
