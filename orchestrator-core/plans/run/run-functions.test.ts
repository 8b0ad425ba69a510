// A table of plans with what comes of them.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Json } from '../../common/index.ts';
import type { FakeWorldOptions } from './fake-world.ts';
import { beginCase, runCase } from './run-cases.ts';

/** Commands that fail: `exit N`; others print what they are. */
const act: NonNullable<FakeWorldOptions['act']> = (action, target) => {
  const line = action.kind === 'command' ? action.command : action.kind === 'script' ? action.path : action.kind;
  const code = Number(/^exit (\d+)$/.exec(line)?.[1] ?? 0);
  if (action.kind === 'task' && action.task === 'm::bad') {
    return { _error: { kind: 'mine/oops', msg: `bad on ${target}`, details: {} } };
  }
  const value = { stdout: `${line}\n`, exit_code: code };
  if (code === 0) return value;
  const msg = `The command failed with exit code ${code}`;
  const error = { kind: 'puppetlabs.tasks/command-error', issue_code: 'COMMAND_ERROR', msg };
  return { ...value, _error: { ...error, details: { exit_code: code } } };
};

const files = {
  '/modules/m/files/one.sh': 'echo',
  '/modules/m/files/sub/two.txt': 'two',
  '/modules/m/plans/sub.pp':
    "plan m::sub(TargetSpec $targets = 'x', Integer $n = 1) { $r = run_command('sub', $targets)\n return [$n, $r.names] }",
  '/modules/m/plans/fails.pp': "plan m::fails() { fail_plan('no luck', 'my/kind', { 'a' => 1 }, 'CODE') }",
  '/modules/m/plans/bare.pp': "plan m::bare() { return 'bare' }",
  '/modules/m/plans/both.pp': 'plan m::both(TargetSpec $targets, TargetSpec $nodes) {}',
  '/modules/m/plans/regex.pp': 'plan m::regex() { return(/a/) }',
};

const tasks = {
  'm::plain': { supportsNoop: false, sensitive: [] },
  'm::bad': { supportsNoop: false, sensitive: [] },
  'm::careful': { supportsNoop: true, sensitive: ['password'] },
};

async function outcomeOf(body: string): Promise<Json> {
  const { outcome } = await runCase(`plan m() {\n${body}\n}`, { act, files, tasks, groups: { web: ['w1', 'w2'] } });
  if (outcome.ok) return outcome.value;
  const { kind, msg, details } = outcome.error;
  return { kind, msg, ...('line' in details && { at: `${String(details['line'])}:${String(details['column'])}` }) };
}

const failed = (msg: string, at = '2:1', kind = 'bolt/run-failure'): Json => ({ kind, msg, at });
const invalid = (msg: string): Json => failed(msg, '2:1', 'bolt/validation-error');
const pal = (msg: string, at = '2:1'): Json => failed(msg, at, 'bolt/pal-error');
const here = '(file: /modules/m/plans/init.pp, line: 2)';

const table: readonly (readonly [body: string, expected: Json])[] = [
  // run_command
  ["return run_command('a', 'web').names", ['w1', 'w2']],
  ["return run_command('a', []).count", 0],
  ["run_command('exit 3', 'a,b')", failed("run_command 'exit 3' failed on 2 targets")],
  ["$x = run_command('exit 3', 'a')", failed("run_command 'exit 3' failed on 1 target", '2:6')],
  ["return run_command('exit 3', 'a', '_catch_errors' => true).first.error.details['line']", 2],
  ["return run_command('exit 3', 'a', 'said', catch_errors => true).ok", false],
  ["run_command('a', 'b', '_env_vars' => 'x')", invalid("Option 'env_vars' must be a hash")],
  ["run_command('a', 'b', '_env_vars' => { 1 => 'x' })", invalid("Keys for option 'env_vars' must be strings: 1")],
  // run_script
  ["return run_script('m/one.sh', 'a').first['stdout']", '/modules/m/files/one.sh\n'],
  ["run_script('m/none.sh', 'a')", pal(`No such file or directory: m/none.sh ${here}`)],
  ["run_script('m/sub', 'a')", pal(`m/sub is not a file ${here}`)],
  [
    "run_script('m/one.sh', 'a', 'arguments' => [], 'pwsh_params' => {})",
    invalid("Cannot specify both 'arguments' and 'pwsh_params'"),
  ],
  ["run_script('m/one.sh', 'a', 'arguments' => 'x')", invalid("Option 'arguments' must be an array")],
  ["run_script('m/one.sh', 'a', 'pwsh_params' => 'x')", invalid("Option 'pwsh_params' must be a hash")],
  ['ctrl::sleep(-1)', pal('time interval must not be negative')],
  // run_task
  ["return run_task('m::plain', 'a', 'n' => 1).first.action", 'task'],
  ["run_task('m::bad', 'a,b')", failed("run_task 'm::bad' failed on 2 targets")],
  ["return run_task('m::bad', 'a', '_catch_errors' => true).first.error.msg", 'bad on a'],
  ["run_task('m::plain', 'a', '_noop' => true)", pal(`Task does not support noop ${here}`)],
  [
    "run_task('m::plain', 'a', 'x' => /a/)",
    pal(
      ` Task parameters are not of type Data. run_task() variant 0 expects a ScalarData value, got Struct\n  Task parameters are not of type Data. run_task() variant 1 entry 'x' expects a Data value, got Regexp\n  Task parameters are not of type Data. run_task() variant 2 expects an Array value, got Struct ${here}`,
    ),
  ],
  // run_task_with
  [
    "return run_task_with('m::plain', ['a', 'b'], '_catch_errors' => true) |$t| { if $t.name == 'a' { { 'n' => 1 } } }.map |$r| { [$r.target.name, $r.ok] }",
    [
      ['a', true],
      ['b', false],
    ],
  ],
  ["run_task_with('m::plain', 'a') |$t| { 5 }", failed("run_task 'm::plain' failed on 1 target")],
  // Files
  ["return upload_file('m/sub/two.txt', '/tmp/two', 'a').ok", true],
  ["upload_file('m/three.txt', '/tmp/two', 'a')", pal(`No such file or directory: m/three.txt ${here}`)],
  ["return download_file('/etc/hosts', 'down', 'a').ok", true],
  ["download_file('/etc/hosts', ' ', 'a')", invalid('Destination cannot be an empty string')],
  [
    "download_file('/etc/hosts', '/tmp', 'a')",
    invalid('Destination must be a relative path, received absolute path /tmp'),
  ],
  ["download_file('/a', 'x/../y', 'a')", invalid('Destination must not include path traversal, received x/../y')],
  ["return write_file('text', '/tmp/x', 'a').first.action", 'upload'],
  [
    "return wait_until_available('a').first.to_data",
    {
      target: 'a',
      action: 'wait_until_available',
      object: 'wait until available',
      status: 'success',
      value: { stdout: 'wait\n', exit_code: 0 },
    },
  ],
  ["wait_until_available('a', 'when' => 1)", pal('unknown keyword: :when')],
  // Errors
  ["fail_plan('why')", failed('why', '2:1', 'bolt/plan-failure')],
  ["fail_plan('why', 'k', { 'd' => 1 })", failed('why', '2:1', 'k')],
  ["fail_plan(Error('why', 'k'))", failed('why', '2:1', 'k')],
  ["return catch_errors() || { fail_plan('why', 'k', { 'd' => 1 }) }", { kind: 'k', msg: 'why', details: { d: 1 } }],
  ["return catch_errors(['k']) || { fail_plan('why', 'k') }.kind", 'k'],
  ["catch_errors(['other']) || { fail_plan('why', 'k') }", failed('why', '2:30', 'k')],
  ['return catch_errors() || { 5 }', 5],
  ['catch_errors() || { return 6 }\nreturn 7', 6],
  ["return catch_errors() || { run_command('exit 1', 'a') }.details['result_set'].first.target.name", 'a'],
  [
    'catch_errors() || { no_such() }',
    pal("Evaluation Error: Unknown function: 'no_such'. (file: /modules/m/plans/init.pp, line: 2, column: 21)", '2:21'),
  ],
  ["return without_default_logging() || { run_command('a', 'b') }.ok", true],
  // run_plan
  ["return run_plan('m::sub', 'a,b', 'n' => 2)", [2, ['a', 'b']]],
  ["return run_plan('m::sub')", [1, ['x']]],
  ["return run_plan('m::bare')", 'bare'],
  [
    "run_plan('m::none')",
    failed(
      "Could not find a plan named 'm::none'. For a list of available plans, run 'baton plan show'.",
      '2:1',
      'bolt/unknown-plan',
    ),
  ],
  ["run_plan('m::sub', 'n' => 'x')", pal("m::sub: parameter 'n' expects an Integer value, got String")],
  [
    "run_plan('m::sub', 'z' => 1, 'n' => 'x')",
    pal("m::sub:\n  has no parameter named 'z'\n  parameter 'n' expects an Integer value, got String"),
  ],
  ["run_plan('m::bare', 'a')", pal("m::bare: has no parameter named 'nodes'")],
  [
    "run_plan('m::sub', 'a', 'targets' => 'b')",
    pal(
      "A plan's 'targets' parameter can be specified as the second positional argument to run_plan(), but in that case 'targets' must not be specified in the named arguments hash.",
    ),
  ],
  [
    "run_plan('m::both', 'a')",
    pal(
      'A plan with both a $nodes and $targets parameter cannot have either parameter specified as the second positional argument to run_plan().',
    ),
  ],
  [
    "return run_plan('m::fails', '_catch_errors' => true)",
    { kind: 'my/kind', msg: 'no luck', details: { a: 1 }, issue_code: 'CODE' },
  ],
  [
    "run_plan('m::regex')",
    failed('Plan m::regex returned an invalid result: (?-mix:a)', '2:1', 'bolt/invalid-plan-result'),
  ],
  // Side by side
  ["return parallelize(['a', 'b']) |$t| { run_command($t, $t).first['stdout'] }", ['a\n', 'b\n']],
  ['return parallelize([1, 2]) |$n| { return $n * 2 }', [2, 4]],
  ['return parallelize([]) |$n| { 1 }', []],
  ["return parallelize([1, 2, 3]) |$x| { if $x == 2 { return('two') } $x * 10 }", [10, 'two', 30]],
  ["return parallelize(['a', 'a']) |$x| { $x }", ['a', 'a']],
  [
    "return parallelize({ 'a' => 1 }) |$x| { $x }",
    pal("'parallelize' parameter 'data' expects an Array value, got Struct", '2:8'),
  ],
  ['$x = 5\n$f = [1, 2].map |$n| { background() || { $n + $x } }\nreturn wait($f)', [6, 7]],
  ["$f = background('a') || { return 7 }\nreturn wait([$f])", [7]],
  ['$r = catch_errors() || { return(5) }\nreturn $r', 5],
  ["$r = catch_errors(['b']) || { catch_errors(['c']) || { fail_plan('x', 'b') } 'never' }\nreturn $r.kind", 'b'],
  ["return [1].map |$x| { return 'out' }", 'out'],
  ['return ctrl::do_until() || { return 5 }', 5],
  ["return ctrl::do_until('limit' => 3) || { false }", false],
  [
    "parallelize(['exit 1', 'a', 'exit 2']) |$c| { run_command($c, 'x') }",
    failed('parallel block failed on 2 targets', '2:1', 'bolt/parallel-failure'),
  ],
  [
    "return catch_errors() || { parallelize(['exit 1', 'a']) |$c| { run_command($c, 'x') } }.details['results'].map |$r| { type($r, 'generalized') =~ Type[Error] }",
    [true, false],
  ],
  [
    'parallelize([1]) |$n| { /a/ }',
    {
      kind: 'bolt/invalid-plan-result',
      msg: 'Background block returned an invalid result: (?-mix:a)',
      at: '2:undefined',
    },
  ],
  ['$x = 1\n$f = background() || { $x + 1 }\nreturn wait($f)', [2]],
  ["background('one') || { 1 }\nbackground('two') || { 2 }\nreturn wait()", [1, 2]],
  ['$f = background() || { 1 }\nwait($f)\nreturn $f.state', 'done'],
  ["$f = background() || { fail_plan('x') }\nwait($f, '_catch_errors' => true)\nreturn $f.state", 'error'],
  ["$f = background('b') || { fail_plan('x', 'k') }\nreturn wait([$f], '_catch_errors' => true)[0].kind", 'k'],
  ["$f = background() || { wait() }\nreturn wait($f, '_catch_errors' => true)[0].kind", 'bolt/infinite-wait'],
  [
    'background() || { $later }\n$later = 1\nreturn 2',
    pal("Evaluation Error: Unknown variable: 'later'. (file: /modules/m/plans/init.pp, line: 2, column: 19)", '2:19'),
  ],
  [
    '$f = parallelize([1, 2]) |$n| { background() || { $n } }\nreturn $f.map |$each| { "$each" }',
    ["Future '1/1.1'", "Future '1/2.1'"],
  ],
  ['return wait()', []],
  // Loops
  ["return ctrl::do_until('limit' => 3) || { false }", false],
  ["return ctrl::do_until() || { run_command('a', 'b').ok }", true],
];

describe('functions of plans', () => {
  for (const [body, expected] of table) {
    it(body, async () => {
      assert.deepEqual(await outcomeOf(body), expected);
    });
  }
});

describe('no targets', () => {
  const rows: readonly (readonly [call: string, said: readonly string[]])[] = [
    ["run_command('ls', [])", ["Simulating run_command('ls') - no targets given - no action taken"]],
    ["run_script('m/one.sh', [])", []],
    ["run_task('m::plain', [])", []],
    [
      "upload_file('m/one.sh', '/x', [])",
      ["Simulating file upload of '/modules/m/files/one.sh' - no targets given - no action taken"],
    ],
    ["download_file('/x', 'x', [])", ["Simulating file download of '/x' - no targets given - no action taken"]],
    ['wait_until_available([])', ['Simulating wait_until_available - no targets given']],
  ];
  for (const [call, said] of rows) {
    it(`nothing is done by ${call}`, async () => {
      const { world, outcome } = await runCase(`plan m() { return ${call} }`, { files, tasks });
      assert.deepEqual(outcome, { ok: true, value: [], shape: 'results' });
      assert.deepEqual([world.steps, world.messages.map(({ text }) => text)], [[], said]);
    });
  }
});

describe('time', () => {
  it('passes once for blocks that sleep side by side', async () => {
    const source = 'plan m() { parallelize([2, 3]) |$n| { ctrl::sleep($n) } ctrl::sleep(1) return 1 }';
    const { world, outcome } = beginCase(source);
    const settled = { done: false };
    void outcome.then(() => {
      settled.done = true;
    });
    for (const at of [2, 1, 1]) {
      await ticks();
      assert.equal(settled.done, false);
      world.clock.advance(at * 1000);
    }
    assert.deepEqual(await outcome, { ok: true, value: 1, shape: 'data' });
    assert.equal(world.clock.waiting, 0);
  });

  it('ends a block that takes too long', async () => {
    const source = "plan m() { $f = background('slow') || { ctrl::sleep(100) } wait($f, 5) }";
    const { world, outcome } = beginCase(source);
    await ticks();
    world.clock.advance(5000);
    const ended = await outcome;
    assert.ok(!ended.ok);
    assert.deepEqual(ended.error.details['results'], [
      {
        kind: 'bolt/future-timeout-error',
        msg: "Future 'slow' timed out after 5 seconds.",
        details: { future: 'slow' },
      },
    ]);
    assert.equal(world.clock.waiting, 0);
  });

  it('ends all that such a block runs, whatever it would catch', async () => {
    const sub = "plan m::sub() { catch_errors() || { ctrl::sleep(100) }\n run_command('late', 'a') }";
    const source =
      "plan m() { $f = background('slow') || { run_plan('m::sub') } wait($f, 5, '_catch_errors' => true) }";
    const { world, outcome } = beginCase({ 'm/plans/init.pp': source, 'm/plans/sub.pp': sub });
    await ticks();
    world.clock.advance(5000);
    assert.equal((await outcome).ok, true);
    assert.deepEqual(world.actions, []);
    assert.equal(world.clock.waiting, 0);
  });

  it('waits between the rounds of a loop', async () => {
    const { world, outcome } = beginCase("plan m() { ctrl::do_until('limit' => 2, 'interval' => 4) || { false } }");
    await ticks();
    assert.equal(world.clock.waiting, 1);
    world.clock.advance(4000);
    assert.equal((await outcome).ok, true);
  });

  it('says where a message comes from, and in which branch', async () => {
    const source = "plan m() {\n  out::message('a')\n  parallelize([1, 2]) |$n| { log::info($n) }\n}";
    const { world } = await runCase(source);
    const places = world.messages.map(({ text, place, within }) => [text, place?.line, place?.column, within]);
    assert.deepEqual(places, [
      ['a', 2, 3, undefined],
      ['1', 3, 30, '1/1'],
      ['2', 3, 30, '1/2'],
    ]);
  });

  it('goes on with a block that nobody waits for until it is done', async () => {
    const { world, outcome } = beginCase(
      "plan m() { background('b') || { ctrl::sleep(1) fail_plan('late') } return 1 }",
    );
    await ticks();
    world.clock.advance(1000);
    assert.deepEqual(await outcome, { ok: true, value: 1, shape: 'data' });
    assert.deepEqual(world.messages, [{ level: 'warn', text: "Error in future 'b': late" }]);
  });

  it('stops where it is when it is cancelled', async () => {
    const controller = new AbortController();
    const { world, outcome } = beginCase(
      'plan m() { parallelize([1]) |$n| { ctrl::sleep(9) } }',
      {},
      {},
      controller.signal,
    );
    await ticks();
    controller.abort(new Error('stopped'));
    await assert.rejects(outcome, { message: 'stopped' });
    assert.equal(world.clock.waiting, 0);
  });
});

/** Lets everything go on that waits for nothing but its turn. */
async function ticks(): Promise<void> {
  await new Promise((resolve) => {
    setImmediate(resolve);
  });
}
