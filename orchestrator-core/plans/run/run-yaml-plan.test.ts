// A table of YAML plans with what comes of them.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { ExactNumber, type Json } from '../../common/index.ts';
import type { FakeWorldOptions } from './fake-world.ts';
import { runCase } from './run-cases.ts';

const act: NonNullable<FakeWorldOptions['act']> = (action) => {
  if (action.kind !== 'command') return { _output: JSON.stringify(action) };
  if (action.command !== 'fail') return { stdout: `${action.command}\n`, exit_code: 0 };
  return { exit_code: 1, _error: { kind: 'puppetlabs.tasks/command-error', msg: 'it failed', details: {} } };
};

async function outcomeOf(text: string, more: Readonly<Record<string, string>> = {}): Promise<Json> {
  const { outcome } = await runCase({ 'm/plans/init.yaml': text, ...more }, { act });
  return outcome.ok ? outcome.value : ({ ...outcome.error } as Json);
}

const fault = (kind: string, msg: string, line: number, column: number): Json => ({
  kind,
  msg,
  details: { file: '/modules/m/plans/init.yaml', line, column },
});

const shape = (msg: string, line: number, column: number): Json => fault('bolt/invalid-plan', msg, line, column);

const table: readonly (readonly [name: string, text: string, expected: Json])[] = [
  ['single quotes are literal', "steps: []\nreturn: '$x'", '$x'],
  ['double quotes are interpolated', 'parameters: { who: { default: me } }\nsteps: []\nreturn: "hi $who"', 'hi me'],
  [
    'a bare word that begins with $ is code',
    'parameters: { who: { default: [1, 2] } }\nsteps: []\nreturn: $who.size',
    2,
  ],
  ['other bare words are literal', 'steps: []\nreturn: hi $who', 'hi $who'],
  ['a literal block is code', 'steps: []\nreturn: |\n  $x = 2\n  $x + 1', 3],
  ['a folded block is text', 'steps: []\nreturn: >-\n  $x\n  y', '$x y'],
  ['defaults are never evaluated', 'parameters: { a: { default: "$b" } }\nsteps: []\nreturn: $a', '$b'],
  [
    'return may be any structure',
    'steps: []\nreturn: { a: [1, true, null, $n], "b": 2 }\nparameters: { n: { default: 5 } }',
    { a: [1, true, null, 5], b: 2 },
  ],
  [
    'a number with a point is a Float',
    'steps: []\nreturn: { a: 5.0, b: $f }\nparameters: { f: { type: Float, default: 2.0 } }',
    { a: new ExactNumber('5.0'), b: new ExactNumber('2.0') },
  ],
  ['a Float divides as one', 'steps:\n  - name: x\n    eval: 5.0\nreturn: $x / 2', 2.5],
  ['a plan without return gives nothing', 'steps: []', null],
  [
    'steps set variables',
    'steps:\n  - name: one\n    command: ls\n    targets: a\nreturn: $one.first["stdout"]',
    'ls\n',
  ],
  [
    'what a string assigns is gone after it',
    'steps:\n  - eval: |\n      $y = 1\n  - eval: $y',
    fault('bolt/evaluation-error', "Evaluation Error: Unknown variable: 'y'.", 4, 11),
  ],
  ['return() in a string ends the plan', 'steps:\n  - eval: |\n      return(7)\nreturn: 8', 7],
  [
    'a task step',
    'steps:\n  - name: t\n    task: m::t\n    targets: [a]\n    parameters: { n: 1 }\n    noop: false\nreturn: $t.first.message.parsejson["parameters"]',
    { n: 1 },
  ],
  [
    'catch_errors',
    'steps:\n  - name: f\n    command: fail\n    targets: a\n    catch_errors: true\nreturn: $f.ok',
    false,
  ],
  [
    'a sub-plan',
    'steps:\n  - name: s\n    plan: m::sub\n    targets: a,b\n    parameters: { n: 3 }\nreturn: $s',
    ['a,b', 3],
  ],
  [
    'a command that fails',
    'steps:\n  - eval: 1\n  - command: fail\n    targets: a',
    {
      ...(fault('bolt/run-failure', "run_command 'fail' failed on 1 target", 3, 5) as object),
      details: {
        action: 'run_command',
        object: 'fail',
        result_set: [
          {
            target: 'a',
            action: 'command',
            object: 'fail',
            status: 'failure',
            value: {
              exit_code: 1,
              _error: {
                kind: 'puppetlabs.tasks/command-error',
                msg: 'it failed',
                details: { file: '/modules/m/plans/init.yaml', line: 3 },
              },
            },
          },
        ],
        file: '/modules/m/plans/init.yaml',
        line: 3,
        column: 5,
      },
    },
  ],
  [
    'an error in code',
    'steps:\n  - name: x\n    eval: |\n      $a = 1\n      no_such($a)',
    fault('bolt/evaluation-error', "Evaluation Error: Unknown function: 'no_such'.", 5, 7),
  ],
  [
    'an error of the plan in code',
    "steps:\n  - eval: $x\nparameters: { x: { default: 1 } }\nreturn: |\n  fail_plan('why')",
    fault('bolt/evaluation-error', 'Evaluation Error: Error while evaluating a Function Call, why', 5, 3),
  ],
  [
    'an error in an interpolation',
    'steps:\n  - command: "echo $nope"\n    targets: a',
    fault('bolt/evaluation-error', "Evaluation Error: Unknown variable: 'nope'.", 2, 20),
  ],
  [
    'a key that no step has',
    'steps:\n  - task: a\n    target: b\n    targets: c',
    shape('Parse error in step number 1: \n The "task" step does not support: ["target"] key(s)', 3, 5),
  ],
  [
    'a step that lacks a key',
    'steps:\n  - name: n\n    task: a',
    shape('Parse error in step "n": \n The "task" step requires: ["targets"] key(s)', 3, 5),
  ],
  ['a plan without steps', 'description: x', shape('Plan must specify an array of steps', 1, 1)],
  [
    'a parameter of the wrong type',
    'parameters: { n: { type: Integer, default: x } }\nsteps: []',
    { kind: 'bolt/pal-error', msg: "m: parameter 'n' expects an Integer value, got String", details: {} },
  ],
];

const sub = 'plan m::sub(TargetSpec $targets, $n) { return [$targets, $n] }';

describe('YAML plans', () => {
  for (const [name, text, expected] of table) {
    it(name, async () => {
      assert.deepEqual(await outcomeOf(text, { 'm/plans/sub.pp': sub }), expected);
    });
  }

  it('are run through the functions of their steps', async () => {
    const text = `parameters: { t: { default: a } }
steps:
  - command: ls
    targets: $t
    description: look
    env_vars: { A: { b: 1 } }
    run_as: root
  - script: m/one.sh
    targets: a
    arguments: ["x $t", $t]
  - upload: m/one.sh
    destination: /tmp/one
    targets: a
  - download: /tmp/one
    destination: down
    targets: a
`;
    const { world, outcome } = await runCase({ 'm/plans/init.yaml': text, 'm/files/one.sh': 'echo' }, { act });
    assert.deepEqual(outcome, { ok: true, value: null, shape: 'undef' });
    assert.deepEqual(
      world.actions.map(({ action }) => action),
      [
        { kind: 'command', command: 'ls', environment: { A: '{"b":1}' } },
        { kind: 'script', path: '/modules/m/files/one.sh', arguments: ['x a', 'a'], environment: {} },
        { kind: 'upload', source: '/modules/m/files/one.sh', destination: '/tmp/one' },
        { kind: 'download', source: '/tmp/one', destination: '/project/downloads/down' },
      ],
    );
    assert.deepEqual(
      world.actions.map(({ options: { step, runAs, description } }) => [step, runAs, description]),
      [
        ['1', 'root', 'look'],
        ['2', undefined, undefined],
        ['3', undefined, undefined],
        ['4', undefined, undefined],
      ],
    );
    assert.deepEqual(
      world.steps.map(({ place }) => place?.line),
      [3, 8, 11, 14],
    );
  });

  it('apply resources with the Puppet of the targets', async () => {
    const text =
      'steps:\n  - name: r\n    targets: a\n    noop: true\n    resources:\n      - file: /x\n        parameters: { ensure: file }\n      - { type: service, title: y }\nreturn: $r.first.target.name';
    const facts = { values: { puppetversion: '7.23.0' } };
    const report = { status: 'unchanged', resource_statuses: {}, metrics: {}, logs: [] };
    const { world, outcome } = await runCase(
      { 'm/plans/init.yaml': text },
      { act: (action) => (action.kind === 'puppet' && action.verb === 'apply' ? report : facts) },
    );
    assert.deepEqual(outcome, { ok: true, value: 'a', shape: 'data' });
    assert.deepEqual(
      world.actions.map(({ action, options: { noop } }) => [action.kind === 'puppet' && action.verb, noop]),
      [
        ['facts', false],
        ['apply', true],
      ],
    );
    const applied = world.actions[1]?.action;
    const code = applied?.kind === 'puppet' && applied.verb === 'apply' ? applied.byTarget['a']?.code : undefined;
    assert.match(
      String(code),
      /\$resources = \[\{'type' => 'file', 'title' => '\/x', 'parameters' => \{'ensure' => 'file'\}\}, \{'type' => 'service', 'title' => 'y', 'parameters' => \{\}\}\]/,
    );
  });
});
