import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Json, JsonObject } from '../../common/index.ts';
import { fakeWorld } from './fake-world.ts';
import { beginCase, never, runCase } from './run-cases.ts';
import { runPlan } from './run-plan.ts';

const place = (file: string, line: number, column: number): string =>
  `(file: ${file}, line: ${line}, column: ${column})`;
const init = '/modules/m/plans/init.pp';

/** Files below `/modules`, the plan that is run, and what comes of it: a value, or an error's kind, message and details. */
const loading: readonly (readonly [name: string, files: Record<string, string>, plan: string, expected: Json])[] = [
  ['init is the plan of the module', { 'm/plans/init.pp': 'plan m() { return 1 }' }, 'm', 1],
  ['a plan in a directory', { 'm/plans/a/b.pp': 'plan m::a::b() { return 1 }' }, 'm::a::b', 1],
  [
    '.pp comes before .yaml',
    { 'm/plans/x.pp': 'plan m::x() { return 1 }', 'm/plans/x.yaml': 'steps: []\nreturn: 2' },
    'm::x',
    1,
  ],
  ['.yml is nothing', { 'm/plans/x.yml': 'steps: []' }, 'm::x', unknown('m::x')],
  ['no such module', {}, 'z::x', unknown('z::x')],
  ['no such plan', { 'm/plans/init.pp': 'plan m() {}' }, 'm::x', unknown('m::x')],
  [
    'a syntax error',
    { 'm/plans/init.pp': 'plan m() {\n  $x = [1, 2\n}\n' },
    'm',
    pal(`Syntax error at '}', expected ']' to close the '[' ${place(init, 3, 1)}`, 3, 1),
  ],
  [
    'a resource',
    { 'm/plans/init.pp': "plan m() {\n  file { '/x': }\n}\n" },
    'm',
    pal(`A Resource Statement is only available when compiling a catalog ${place(init, 2, 3)}`, 2, 3),
  ],
  [
    'an empty file',
    { 'm/plans/init.pp': '' },
    'm',
    pal(`The code loaded from ${init} does not define the plan 'm' - it is empty.`),
  ],
  [
    'another name',
    { 'm/plans/init.pp': 'plan m::other() {}' },
    'm',
    pal(
      `The code loaded from ${init} produced plan with the wrong name, expected m, actual m::other ${place(init, 1, 6)}`,
      1,
      6,
    ),
  ],
  [
    'another plan of the module',
    { 'm/plans/x.pp': 'plan m::y() {}' },
    'm::x',
    {
      kind: 'bolt/pal-error',
      msg: "Unacceptable location. The name 'm::y' is unacceptable in file '/modules/m/plans/x.pp' (file: /modules/m/plans/x.pp, line: 1, column: 1)",
      details: { file: '/modules/m/plans/x.pp', line: 1, column: 1 },
    },
  ],
  [
    'two plans',
    { 'm/plans/init.pp': 'plan m() {}\nplan m::x() {}' },
    'm',
    pal(
      `The code loaded from ${init} must contain only the plan 'm' - it has additional definitions. ${place(init, 2, 1)}`,
      2,
      1,
    ),
  ],
  [
    'code beside the plan',
    { 'm/plans/init.pp': 'plan m() {}\nnotice(1)' },
    'm',
    pal(
      `The code loaded from ${init} contains additional logic - can only contain the plan m ${place(init, 2, 1)}`,
      2,
      1,
    ),
  ],
  ['a plan that returns nothing', { 'm/plans/init.pp': 'plan m() { 5 }' }, 'm', null],
  ['next ends a plan without a value', { 'm/plans/init.pp': 'plan m() { next(5) }' }, 'm', null],
  [
    'break has nothing to end',
    { 'm/plans/init.pp': 'plan m() { break() }' },
    'm',
    pal(`break() from context where this is illegal ${place(init, 1, 12)}`, 1, 12),
  ],
  [
    'a value that no plan may return',
    { 'm/plans/init.pp': 'plan m() { return(Integer[1, 3]) }' },
    'm',
    {
      kind: 'bolt/invalid-plan-result',
      msg: 'Plan m returned an invalid result: Integer[1, 3]',
      details: { plan_name: 'm', result_string: 'Integer[1, 3]' },
    },
  ],
  [
    'variables that only catalogs have',
    { 'm/plans/init.pp': 'plan m() { return $facts }' },
    'm',
    pal("Evaluation Error: Variable 'facts' is not available in the current scope unless explicitly defined.", 1, 19),
  ],
  [
    'an unknown function',
    { 'm/plans/init.pp': 'plan m() {\n  no_such(1)\n}' },
    'm',
    pal(`Evaluation Error: Unknown function: 'no_such'. ${place(init, 2, 3)}`, 2, 3),
  ],
  ['what a function objects to', { 'm/plans/init.pp': "plan m() { fail('no') }" }, 'm', pal('no', 1, 12)],
  [
    'a plan that runs itself without an end',
    { 'm/plans/init.pp': "plan m() { run_plan('m') }" },
    'm',
    pal(
      `Evaluation Error: Calls are nested more than 100 deep: does a function call itself without an end? ${place(init, 1, 12)}`,
      1,
      12,
    ),
  ],
];

function unknown(name: string): Json {
  const msg = `Could not find a plan named '${name}'. For a list of available plans, run 'baton plan show'.`;
  return { kind: 'bolt/unknown-plan', msg, details: {} };
}

function pal(msg: string, line?: number, column?: number): Json {
  const details: JsonObject = line === undefined || column === undefined ? {} : { file: init, line, column };
  return { kind: 'bolt/pal-error', msg, details };
}

const typed =
  'plan m(String[1] $s, Integer $n = 5, Optional[Sensitive[String]] $sec = undef, Sensitive[String] $key = Sensitive("k")) { return [$s, $n, String($key)] }';

const parameters: readonly (readonly [given: JsonObject, expected: Json])[] = [
  [{ s: 'x' }, ['x', 5, 'Sensitive [value redacted]']],
  [{ s: 'x', n: null }, ['x', 5, 'Sensitive [value redacted]']],
  [{ s: 'x', key: 'secret' }, ['x', 5, 'Sensitive [value redacted]']],
  [{}, pal("m: expects a value for parameter 's'")],
  [{ s: 'x', n: 'y' }, pal("m: parameter 'n' expects an Integer value, got String")],
  [{ s: '', z: 1 }, pal("m:\n  has no parameter named 'z'\n  parameter 's' expects a String[1] value, got String")],
  [{ s: 'x', sec: 'y' }, pal("m: parameter 'sec' expects a value of type Undef or Sensitive[String], got String")],
];

describe('runPlan', () => {
  for (const [name, files, plan, expected] of loading) {
    it(name, async () => {
      const { outcome } = await runCase(files, {}, { plan });
      assert.deepEqual(outcome.ok ? outcome.value : outcome.error, expected);
    });
  }

  for (const [given, expected] of parameters) {
    it(`takes the parameters ${JSON.stringify(given)}`, async () => {
      const { outcome } = await runCase(typed, {}, { parameters: given });
      const shown = outcome.ok ? (outcome.value as readonly Json[]) : outcome.error;
      assert.deepEqual(shown, expected);
    });
  }

  it('says what the machine refuses', async () => {
    const refusal = Object.assign(new Error('ENOSPC: no space left on device, write'), {
      code: 'ENOSPC',
      syscall: 'write',
    });
    const world = fakeWorld({ files: { [init]: "plan m() {\n  write_file('x', '/x', 'a')\n}" } });
    const refusing = { ...world, files: { ...world.files, temporary: () => Promise.reject(refusal) } };
    const options = { signal: never, turn: async () => {} };
    const request = { plan: 'm', parameters: {}, noop: false };
    assert.deepEqual(await runPlan(request, refusing, options), { ok: false, error: pal(refusal.message, 2, 3) });
    const unreadable = { ...world, loader: { ...world.loader, readText: () => Promise.reject(refusal) } };
    assert.deepEqual(await runPlan(request, unreadable, options), { ok: false, error: pal(refusal.message) });
  });

  it('says of a value what kind it is', async () => {
    const shapes: Record<string, string> = {
      undef: 'undef',
      "run_command('x', 'a')": 'results',
      "run_command('x', 'a').first": 'result',
      "Error('x')": 'error',
      '[1]': 'data',
    };
    for (const [source, shape] of Object.entries(shapes)) {
      const { outcome } = await runCase(`plan m() { return ${source} }`);
      assert.equal(outcome.ok && outcome.shape, shape);
    }
  });
});

describe('steps', () => {
  it('are told with all that decides what they do, and where they are', async () => {
    const { world, outcome } = await runCase(
      'plan m($who) {\n  return run_command("echo $who", "a,b", "greet")\n}',
      {},
      { parameters: { who: 'me' } },
    );
    assert.equal(outcome.ok, true);
    assert.deepEqual(world.steps, [
      {
        id: '1',
        function: 'run_command',
        object: 'echo me',
        targets: ['a', 'b'],
        description: 'greet',
        place: { path: init, line: 2, column: 10 },
        arguments: { command: 'echo me' },
        variables: { who: 'me' },
        quiet: false,
        replayable: true,
      },
    ]);
  });

  it('have names that say what they are part of, whatever ends first', async () => {
    const source = `plan m() {
  run_command('one', 'a')
  run_plan('m::sub')
  parallelize([1, 2]) |$n| {
    ctrl::sleep(3 - $n)
    run_plan('m::sub')
  }
  without_default_logging() || { run_command('quiet', 'a') }
  $f = background('b') || { run_command('back', 'a') }
  wait($f)
}`;
    const sub = "plan m::sub() { run_command('sub', 'a') }";
    const { world } = await runTimed({ 'm/plans/init.pp': source, 'm/plans/sub.pp': sub }, 2);
    const named = world.steps.map(
      (step) => `${step.id} ${step.parent ?? '-'} ${step.function}${step.quiet ? ' quiet' : ''}`,
    );
    assert.deepEqual(named.toSorted(), [
      '1 - run_command',
      '2 - run_plan',
      '2.1 2 run_command',
      '3 - parallelize',
      '3/1.1 3 ctrl::sleep',
      '3/1.2 3 run_plan',
      '3/1.2.1 3/1.2 run_command',
      '3/2.1 3 ctrl::sleep',
      '3/2.2 3 run_plan',
      '3/2.2.1 3/2.2 run_command',
      '4 - run_command quiet',
      '5 - background',
      '5/1.1 5 run_command',
    ]);
  });

  it('pass on the user that a plan is run as, which a call may change', async () => {
    const sub =
      "plan m::sub() { run_command('x', 'a')\n run_command('y', 'a', '_run_as' => 'web')\n run_plan('m::deep') }";
    const deep = "plan m::deep() { run_command('z', 'a') }";
    const { world } = await runCase({
      'm/plans/init.pp': "plan m() { run_command('w', 'a')\n run_plan('m::sub', '_run_as' => 'root') }",
      'm/plans/sub.pp': sub,
      'm/plans/deep.pp': deep,
    });
    assert.deepEqual(
      world.actions.map(({ options }) => options.runAs),
      [undefined, 'root', 'web', 'root'],
    );
  });

  it('are not done again where their outcome was kept', async () => {
    const kept = { target: 'a', action: 'command', object: 'x', status: 'success', value: { stdout: 'kept' } };
    const source = "plan m() { $r = run_command('x', 'a')\n run_command('y', 'a')\n return $r.first['stdout'] }";
    const { world, outcome } = await runCase(source, { kept: { 1: { ok: true, value: [kept] } } });
    assert.deepEqual(outcome, { ok: true, value: 'kept', shape: 'data' });
    assert.deepEqual(
      world.actions.map(({ action }) => action.kind === 'command' && action.command),
      ['y'],
    );
  });

  it('fail again with the error that was kept', async () => {
    const error = { kind: 'bolt/unknown-task', msg: 'gone', details: {} };
    const { outcome } = await runCase("plan m() { return catch_errors() || { run_task('m::x', 'a') } }", {
      kept: { 1: { ok: false, error } },
    });
    assert.deepEqual(outcome, { ok: true, value: error, shape: 'error' });
  });
});

describe('secrets', () => {
  const source = `plan m(Sensitive[String] $key) {
  $clear = "key is \${key.unwrap}"
  run_task('m::t', 'a', 'password' => $key.unwrap, 'open' => 1)
  run_task('m::t', 'a', 'open' => $key)
  run_command("echo \${key.unwrap}", 'a', '_env_vars' => { 'KEY' => $key })
}`;

  it('reach targets alone', async () => {
    const tasks = { 'm::t': { supportsNoop: false, sensitive: ['password'] } };
    const act = (): JsonObject => ({ stdout: 'hunter22', _sensitive: { a: 'other' } });
    const { world, outcome } = await runCase(source, { tasks, act }, { parameters: { key: 'hunter22' } });
    assert.equal(outcome.ok, true);
    assert.deepEqual(
      world.actions.map(({ action, options }) => [action, options.secrets]),
      [
        [{ kind: 'task', task: 'm::t', parameters: { password: 'hunter22', open: 1 } }, ['hunter22']],
        [{ kind: 'task', task: 'm::t', parameters: { open: 'hunter22' } }, ['hunter22']],
        [{ kind: 'command', command: 'echo hunter22', environment: { KEY: 'hunter22' } }, ['hunter22']],
      ],
    );
    const told = JSON.stringify([world.steps, [...world.outcomes]]);
    assert.doesNotMatch(told, /hunter22|other/);
    assert.deepEqual(world.steps[0]?.arguments, {
      parameters: { password: { __ptype: 'Sensitive', __pvalue: 'Sensitive [value redacted]' }, open: 1 },
    });
    assert.equal(
      [...world.outcomes.values()].every((each) => each.ok && each.isSecret === true),
      true,
    );
  });
});

describe('a run in noop', () => {
  it('does what can be looked at and says what it skipped', async () => {
    const tasks = {
      'm::careful': { supportsNoop: true, sensitive: [] },
      'm::bold': { supportsNoop: false, sensitive: [] },
    };
    const source = `plan m() {
  run_task('m::careful', 'a')
  run_task('m::bold', 'a')
  wait_until_available('a')
  $r = run_command('reboot', 'a')
  upload_file('m/x', '/x', 'a')
  run_container('image')
  return [$r.ok, $r.first['stdout'], $r.first['_skipped']]
}`;
    const { world, outcome } = await runCase({ 'm/plans/init.pp': source, 'm/files/x': '' }, { tasks }, { noop: true });
    assert.deepEqual(outcome, { ok: true, value: [true, '', 'the plan runs in noop'], shape: 'data' });
    assert.deepEqual(
      world.actions.map(({ action, options }) => [action.kind, options.noop]),
      [
        ['task', true],
        ['wait', true],
      ],
    );
    assert.deepEqual(world.programs, []);
    assert.deepEqual(
      [...world.outcomes.values()].map((each) => each.ok && each.skipped),
      [undefined, 'the task does not support noop', undefined, ...Array(3).fill('the plan runs in noop')],
    );
  });
});

describe('run_container', () => {
  const rows: readonly (readonly [call: string, expected: Json])[] = [
    [
      "'img', 'cmd' => 'sh -c \"a b\"', 'env_vars' => { 'A' => [1] }, 'volumes' => { '/v' => '/w' }, 'ports' => { 80 => 8080 }, 'rm' => true, 'workdir' => '/w'",
      ['docker', 'run', '--env', 'A=[1]', '-v', '/v:/w', '-p', '80:8080', '--rm', '-w', '/w', 'img', 'sh', '-c', 'a b'],
    ],
    ["'img', '_cmd' => 1", "Option 'cmd' must be a string. Received 1 which is a Integer"],
    ["'img', 'volumes' => 'x'", "Option 'volumes' must be a hash. Received x which is a String"],
    [
      "'img', 'ports' => { 'a' => 1 }",
      'Option \'ports\' only accepts integers for keys and values. Received: ["a", 1]',
    ],
    ["'img', 'cmd' => '\"a'", 'Unmatched quote: "\\"a"'],
  ];
  for (const [call, expected] of rows) {
    it(`run_container(${call})`, async () => {
      const { world, outcome } = await runCase(`plan m() { return run_container(${call}) }`);
      assert.deepEqual(outcome.ok ? world.programs[0] : outcome.error.msg, expected);
    });
  }

  it('fails as Bolt has it', async () => {
    const execute = async () => ({ stdout: '', stderr: 'no docker', exitCode: 125 });
    const { outcome } = await runCase("plan m() { run_container('img') }", { execute });
    assert.ok(!outcome.ok);
    assert.equal(outcome.error.kind, 'bolt/container-failure');
    assert.equal(outcome.error.msg, "Running container 'img' failed.");
    assert.deepEqual(outcome.error.details['object'], 'img');
  });
});

/** Goes on with the clock, second by second, so often. */
async function runTimed(files: Record<string, string>, seconds: number): ReturnType<typeof runCase> {
  const { world, outcome } = beginCase(files);
  for (let at = 0; at < seconds; at += 1) {
    await new Promise((resolve) => {
      setImmediate(resolve);
    });
    world.clock.advance(1000);
  }
  return { world, outcome: await outcome };
}

const numbers: readonly (readonly [type: string, given: Json, expected: string])[] = [
  ['Float', 1, 'Float[1.0, 1.0]'],
  ['Float', 1.5, 'Float[1.5, 1.5]'],
  ['Array[Float]', [1, 2.5], 'Tuple[Float[1.0, 1.0], Float[2.5, 2.5]]'],
  ['Optional[Hash[String, Float]]', { a: 1 }, "Struct[{'a' => Float[1.0, 1.0]}]"],
  ['Variant[String, Float[1.0, 2.0]]', 2, 'Float[2.0, 2.0]'],
  ['Numeric', 1, 'Integer[1, 1]'],
  ['Any', 1, 'Integer[1, 1]'],
];
for (const [type, given, expected] of numbers) {
  it(`a whole number for a parameter that is ${type} and ${JSON.stringify(given)}`, async () => {
    const source = `plan m(${type} $x) { return String(type($x)) }`;
    const { outcome } = await runCase(source, {}, { parameters: { x: given } });
    assert.deepEqual(outcome.ok ? outcome.value : outcome.error, expected);
  });
}
