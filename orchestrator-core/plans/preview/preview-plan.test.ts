import assert from 'node:assert/strict';
import { test } from 'node:test';
import { nativeFunctions } from '../../language/index.ts';
import { planFunctions as runFunctions } from '../functions/index.ts';
import { planFunctions } from './plan-functions.ts';
import { previewCase } from './preview-case.ts';

const groups = { web: ['web1', 'web2'], db: ['db1'] };

test('a plan without conditions is its steps, in their order, on the targets of now', async () => {
  const source = `plan m(TargetSpec $targets = 'web') {
    run_command('uptime', $targets)
    run_task('m::t', 'db', 'x' => 1)
    return 5
  }`;
  const preview = await previewCase(source, { groups, tasks: { 'm::t': { supportsNoop: true, sensitive: [] } } });
  assert.deepEqual(preview.problems, []);
  const steps = preview.nodes.map((node) =>
    node.kind === 'step' ? [node.id, node.function, node.object, node.targets] : [node.id, node.kind],
  );
  assert.deepEqual(steps, [
    [
      '1',
      'run_command',
      { kind: 'known', value: 'uptime', text: 'uptime' },
      { kind: 'known', names: ['web1', 'web2'] },
    ],
    ['2', 'run_task', { kind: 'known', value: 'm::t', text: 'm::t' }, { kind: 'known', names: ['db1'] }],
    ['3', 'end'],
  ]);
  assert.deepEqual(preview.returns, { kind: 'known', value: 5, text: '5' });
});

test('a plan with more steps than anybody reads is shown up to there', async () => {
  const source = `plan m {
    Integer[1, 9].each |$a| { Integer[1, 9].each |$b| { Integer[1, 90].each |$c| { run_command("\${a} \${b} \${c}", 'db') } } }
  }`;
  const { nodes, problems } = await previewCase(source, { groups });
  assert.deepEqual(problems, [
    { message: 'The plan has more than 5000 steps. The preview ends there.', severity: 'unknown' },
  ]);
  assert.equal(nodes[0]?.kind, 'loop');
});

test('a loop that nobody waits for is cut off', async () => {
  const source = `plan m {
    Integer[1, 900].each |$a| { Integer[1, 900].each |$b| { $c = $a + $b } }
    run_command('after', 'db')
  }`;
  const { nodes, problems } = await previewCase(source, { groups });
  assert.deepEqual(nodes, []);
  assert.match(problems[0]?.message ?? '', /goes through more than 100000 statements/);
});

test('what is changed after a way that leaves, or on all ways, is changed for certain', async () => {
  const source = `plan m(Any $x) {
    if $x { return 1 }
    add_to_group('web1', 'db')
    run_command('two', 'db')
    if $x { add_to_group('web2', 'db') } else { add_to_group('web2', 'db') }
    run_command('three', 'db')
  }`;
  const { nodes } = await previewCase(source, { groups });
  const targets = nodes.map((node) => (node.kind === 'step' ? node.targets : undefined));
  assert.deepEqual(targets, [
    undefined,
    { kind: 'known', names: ['db1', 'web1'] },
    { kind: 'known', names: ['db1', 'web1', 'web2'] },
  ]);
});

test('what a plan is given as targets is in the inventory from then on', async () => {
  const source = {
    'm/plans/init.pp': `plan m { run_plan('m::sub', 'targets' => 'new.example') run_command('id', 'all') }`,
    'm/plans/sub.pp': 'plan m::sub(TargetSpec $targets) { }',
  };
  const { nodes } = await previewCase(source, { groups });
  const [, step] = nodes;
  assert.deepEqual(step?.kind === 'step' ? step.targets : undefined, {
    kind: 'known',
    names: ['web1', 'web2', 'db1', 'new.example'],
  });
});

test('data of Hiera is known, and what it has not ends the plan', async () => {
  const source = `plan m { run_command(lookup('known'), 'db') run_command("\${lookup('gone')} x", 'db') run_command('on', 'db') }`;
  const lookup = async (key: string) => (key === 'known' ? { value: 'from data' } : undefined);
  const { nodes, problems } = await previewCase(source, { groups, host: { lookup } });
  const commands = nodes.map((node) =>
    node.kind === 'step' && node.object.kind !== 'sensitive' ? node.object.text : '',
  );
  assert.deepEqual([commands[0], commands[2]], ['from data', 'on']);
  assert.match(commands[1] ?? '', /lookup\('gone'\)/);
  assert.deepEqual(
    problems.map(({ message, severity }) => [message, severity]),
    [["Function lookup() did not find a value for the name 'gone'", 'error']],
  );
});

test('a preview knows every function that runs of plans have', () => {
  const unknown = [...runFunctions().keys()].filter((name) => !planFunctions.has(name) && !nativeFunctions().has(name));
  // `apply` is an expression of the language.
  assert.deepEqual(unknown, ['apply']);
});

test('a long plan lets others have their turn', async () => {
  const source = `plan m { Integer[1, 600].each |$a| { $b = $a $c = $b } run_command('after', 'db') }`;
  let turns = 0;
  const turn = async () => {
    turns += 1;
  };
  const { nodes } = await previewCase(source, { groups, turn });
  assert.equal(nodes.length, 1);
  assert.equal(turns, 2);
});

test('plans and functions that call themselves are unfolded a few times', async () => {
  const source = {
    'm/plans/init.pp': `plan m($x) { run_plan('m', 'x' => $x) run_plan('m', 'x' => $x) }`,
    'm/plans/f.pp': `function m::f($x) { if $x { m::f($x) + m::f($x) } else { 1 } }
      plan m::f($x) { $y = m::f($x) out::message("\${y}") }`,
  };
  for (const plan of ['m', 'm::f']) {
    const { problems, nodes } = await previewCase(source, { groups }, { plan });
    assert.ok(
      problems.some(({ message }) => /runs itself again|calls itself/.test(message)),
      plan,
    );
    assert.ok(nodes.length > 0, plan);
  }
});

test('nothing secret is in a preview', async () => {
  const source = `plan m(Sensitive[String] $password, String $name = 'n') {
    run_command("login \${password.unwrap} \${name}", 'db', '_env_vars' => { 'P' => $password.unwrap })
    $list = [$password.unwrap, $name]
    run_task('m::t', 'db', 'list' => $list, 'hash' => { 'a' => $password }, 'secret' => 'hunter3')
    out::message(String($password.unwrap).upcase)
    if $password.unwrap == 'hunter2' { out::message('found') }
    apply('db') { file { '/x': content => $password.unwrap } }
    return $password
  }`;
  const tasks = { 'm::t': { supportsNoop: false, sensitive: ['secret'] } };
  const preview = await previewCase(source, { groups, tasks }, { parameters: { password: 'hunter2' } });
  const text = JSON.stringify(preview).replaceAll("$password.unwrap == 'hunter2'", '');
  assert.ok(!/hunter/i.test(text), text);
});

test('a plan in noop says what it leaves out', async () => {
  const source = `plan m {
    run_command('id', 'db')
    run_task('m::yes', 'db')
    run_task('m::no', 'db')
    download_file('/a', 'b', 'db')
    wait_until_available('db')
    apply('db') { notify { 'x': } }
    run_task('m::no', 'db', '_noop' => true)
    run_command('never', 'db')
  }`;
  const tasks = { 'm::yes': { supportsNoop: true, sensitive: [] }, 'm::no': { supportsNoop: false, sensitive: [] } };
  const { nodes, problems } = await previewCase(source, { groups, tasks }, { noop: true });
  const marks = nodes.map((node) => ('marks' in node ? node.marks : node.kind));
  assert.deepEqual(marks, [
    ['safe', 'skipped'],
    ['safe', 'noop'],
    ['safe', 'skipped'],
    ['safe', 'skipped'],
    ['safe'],
    ['safe', 'noop'],
    'end',
  ]);
  assert.deepEqual(
    problems.map(({ message }) => message),
    ['Task does not support noop'],
  );
});
