import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { isJsonObject, type Json, type JsonObject } from '../../common/index.ts';
import type { FakeWorld, FakeWorldOptions } from '../run/fake-world.ts';
import { runCase } from '../run/run-cases.ts';
import type { PlanAction } from '../run/world.ts';

const report = { status: 'unchanged', resource_statuses: {}, metrics: {} };
const withPuppet = { values: { kernel: 'Linux', puppetversion: '8.1.0' } };
const bare = { values: { kernel: 'Linux' } };

/** What a call did, in short. */
function done({ actions }: FakeWorld): readonly Json[] {
  return actions.map(({ action, targets, options: { noop, runAs = null } }) => [
    action.kind === 'puppet' ? action.verb : action.kind === 'task' ? [action.task, action.parameters] : action.kind,
    targets,
    { noop, runAs },
  ]);
}

const answers = (facts: (target: string, times: number) => JsonObject): NonNullable<FakeWorldOptions['act']> => {
  const asked = new Map<string, number>();
  return (action, target) => {
    if (action.kind !== 'puppet') return { _output: '' };
    if (action.verb === 'apply') return report;
    const times = (asked.get(target) ?? 0) + 1;
    asked.set(target, times);
    return facts(target, times);
  };
};

describe('apply_prep', () => {
  it('installs Puppet where it is missing, by the task that the hook names, and asks for the facts again', async () => {
    const act = answers((target, times) => (target === 'a' || times > 1 ? withPuppet : bare));
    const tasks = { 'puppet_agent::install': { supportsNoop: false, sensitive: [] } };
    const body = `$set = apply_prep(['a', 'b'], '_run_as' => 'root')
      return [$set.ok, $set.names, get_target('b').facts['kernel'], get_target('b').features, get_target('a').features]`;
    const { world, outcome } = await runCase(`plan m() { ${body} }`, { act, tasks });
    const known = ['puppet-agent'];
    assert.deepEqual(outcome.ok && outcome.value, [true, ['a', 'b'], 'Linux', known, known]);
    const how = { noop: false, runAs: 'root' };
    assert.deepEqual(done(world), [
      ['facts', ['a', 'b'], how],
      [['puppet_agent::install', { stop_service: true }], ['b'], how],
      ['facts', ['b'], how],
    ]);
    assert.deepEqual(
      world.steps.map(({ id, function: name, quiet }) => [id, name, quiet]),
      [
        ['1', 'apply_prep', false],
        ['1.1', 'run_task', true],
        ['1.2', 'run_task', true],
        ['1.3', 'run_task', true],
      ],
    );
  });

  it('says what is missing where nothing can install it', async () => {
    const { world, outcome } = await runCase("plan m() { apply_prep('a') }", { act: answers(() => bare) });
    assert.ok(!outcome.ok);
    const { kind, msg, details } = outcome.error;
    assert.deepEqual([kind, msg], ['bolt/run-failure', 'apply_prep failed on 1 target']);
    assert.match(JSON.stringify(details), /Puppet is not installed on a, and there is no task 'puppet_agent::install'/);
    assert.equal(world.inventory.target('a').facts['kernel'], 'Linux');
  });
});

describe('apply', () => {
  const manifest = ({ actions }: FakeWorld): string => {
    const codes = actions.flatMap(({ action }) =>
      action.kind === 'puppet' && action.verb === 'apply' ? Object.values(action.byTarget) : [],
    );
    return codes.map(({ code }) => code).join('\n--\n');
  };

  it('sets the variables on the first line and leaves the block at its place', async () => {
    const source = `plan m() {
  $list = [1, 'a b', undef]
  $name = 'mine'
  apply('a') { file { '/x':
    content => $name } }
}`;
    const { world } = await runCase(source, { act: answers(() => withPuppet) });
    const warning = "warning('Plan variable $list will be overridden by fact of the same name in the apply block')";
    assert.equal(
      manifest(world),
      `if defined('$list') { ${warning} } else { $list = [1, 'a b', undef] } with('mine') |$name| {


               file { '/x':
    content => $name }${'  '}
}
`,
    );
  });

  it('runs in noop where the plan does', async () => {
    const source = "plan m() { apply('a') { notice('x') } }";
    const { world } = await runCase(source, { act: answers(() => withPuppet) }, { noop: true });
    assert.deepEqual(done(world), [['apply', ['a'], { noop: true, runAs: null }]]);
  });

  it('keeps secrets to the manifest', async () => {
    const source = `plan m() {
  $one = Sensitive("it's a \\$ecret")
  $many = { 'deep' => [Sensitive('another secret')] }
  apply('a') { file { '/x': content => $one } file { '/y': content => $many['deep'][0] } }
}`;
    const { world } = await runCase(source, { act: answers(() => withPuppet) });
    assert.match(manifest(world), /\$one = Sensitive\.new\('it\\'s a \$ecret'\)/);
    assert.match(manifest(world), /\[Sensitive\.new\('another secret'\)\]/);
    assert.deepEqual(world.actions[0]?.options.secrets, ["it's a $ecret", 'another secret']);
    assert.doesNotMatch(JSON.stringify([world.steps, [...world.outcomes], world.messages]), /ecret'|another secret/);
  });

  const failures: readonly (readonly [why: string, value: JsonObject, error: JsonObject])[] = [
    [
      'Puppet is not there',
      {
        _error: { kind: 'puppetlabs.tasks/task-error', msg: 'puppet: command not found', details: { exit_code: 127 } },
      },
      {
        kind: 'bolt/apply-error',
        msg: "Puppet is not installed on the target, please install it to enable 'apply'",
      },
    ],
    [
      'it does not compile',
      {
        _error: {
          kind: 'puppetlabs.tasks/task-error',
          msg: 'The task failed with exit code 1:\nWarning: x\nError: Facter: no\nError: Evaluation Error: no such thing (file: /tmp/t/baton-apply.Xy1/manifest.pp, line: 2, column: 3) on node a.b\n',
          details: { exit_code: 1 },
        },
      },
      {
        kind: 'bolt/apply-error',
        msg: 'Apply failed to compile for a: Evaluation Error: no such thing (file: /modules/m/plans/init.pp, line: 1, column: 3)',
        details: {},
      },
    ],
    [
      'it cannot be reached',
      { _error: { kind: 'puppetlabs.tasks/connect-error', msg: 'no route', details: {} } },
      { kind: 'puppetlabs.tasks/connect-error', msg: 'no route', details: {} },
    ],
    [
      'there is no report',
      { _output: 'hello' },
      {
        kind: 'bolt/invalid-report',
        msg: "Report result contains an '_output' key. Catalog application might have printed extraneous output to stdout: hello",
      },
    ],
  ];
  for (const [why, value, error] of failures) {
    it(`says so where ${why}`, async () => {
      const act = (_: PlanAction): JsonObject => value;
      const { outcome } = await runCase("plan m() { return apply('a', '_catch_errors' => true) { notice('x') } }", {
        act,
      });
      assert.ok(outcome.ok && Array.isArray(outcome.value), JSON.stringify(outcome));
      const [item = null] = outcome.value as readonly Json[];
      assert.deepEqual(isJsonObject(item) && isJsonObject(item['value']) && item['value']['_error'], error);
    });
  }
});

describe('get_resources', () => {
  it('asks for types and titles, and lists what it is told as Bolt does', async () => {
    const texts = ['---\nuser:\n  root:\n    ensure: present\n    uid: 0\n', '---\npackage: {}\n'];
    const act = (): JsonObject => ({ resources: texts });
    const source = "plan m() { return get_resources('a', ['User[root]', 'package'])[0].value }";
    const { world, outcome } = await runCase(source, { act });
    const user = { type: 'User', title: 'root', tags: ['user', 'root'], exported: false };
    assert.deepEqual(outcome.ok && outcome.value, {
      resources: [{ ...user, parameters: { ensure: 'present', uid: 0 } }],
    });
    const [asked] = world.actions;
    assert.deepEqual(asked?.action.kind === 'puppet' && asked.action.verb === 'resources' && asked.action.words, [
      'user root',
      'package',
    ]);
  });

  it('refuses what names no resource', async () => {
    const { outcome } = await runCase("plan m() { get_resources('a', 'no such') }");
    assert.ok(!outcome.ok);
    const { kind, msg } = outcome.error;
    assert.deepEqual([kind, msg], ['bolt/get-resources', 'no such is not a valid resource type or type instance name']);
  });
});
