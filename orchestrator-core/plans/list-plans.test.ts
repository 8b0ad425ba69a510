import assert from 'node:assert/strict';
import { test } from 'node:test';
import { memoryFiles } from '../project/index.ts';
import { findPlan, listPlans, newPlanPaths, newPlanText, planDescription, withPlace } from './index.ts';
import { planFileOf } from './plan-file.ts';
import { readPlan } from './read-plan.ts';

const modules = [
  { name: 'm', directory: '/m' },
  { name: 'n', directory: '/n' },
];

const documented = `# @summary Moves house
#   and garden
# All of it.
#   Really.
# @param who Whoever moves
# @param gone Is not there
# @api private
plan m::both(String $what = 'all', TargetSpec $who, Sensitive[String] $key, $any = undef) { }
`;

test('lists plans by name, the init at the top under the name of the module, .pp before .yaml', async () => {
  const files = memoryFiles({
    '/m/plans/init.pp': 'plan m() { }',
    '/m/plans/both.pp': documented,
    '/m/plans/both.yaml': 'steps: []',
    '/m/plans/sub/init.yaml': 'description: deep\nsteps: []',
    '/m/plans/Upper.pp': 'plan m::upper() { }',
    '/m/plans/old.yml': 'steps: []',
    '/n/plans/broken.pp': 'plan n::broken( { }',
    '/n/plans/other.pp': 'plan n::another() { }',
    '/n/plans/empty.pp': '# nothing',
    '/n/plans/file.pp': 'plan n::file() { file { "a": } }',
    '/n/plans/step.yaml': 'steps:\n  - command: x\n    target: y',
  });
  const { plans, problems } = await listPlans(files, modules);
  assert.deepEqual(
    plans.map(({ name, kind }) => [name, kind]),
    [
      ['m', 'puppet'],
      ['m::both', 'puppet'],
      ['m::sub::init', 'yaml'],
    ],
  );
  assert.deepEqual(problems.map(withPlace), [
    "The documented parameter 'gone' does not exist in signature for plan 'm::both' (file: /m/plans/both.pp, line: 8, column: 1)",
    "Syntax error at '{', expected a parameter such as '$name' (file: /n/plans/broken.pp, line: 1, column: 17)",
    "The code loaded from /n/plans/empty.pp does not define the plan 'n::empty' - it is empty. (file: /n/plans/empty.pp)",
    'A Resource Statement is only available when compiling a catalog (file: /n/plans/file.pp, line: 1, column: 18)',
    "Unacceptable location. The name 'n::another' is unacceptable in file '/n/plans/other.pp' (file: /n/plans/other.pp, line: 1, column: 1)",
    'Parse error in step number 1: \n The "command" step does not support: ["target"] key(s) (file: /n/plans/step.yaml, line: 3, column: 5)',
  ]);
});

test('reads what a comment says of a plan as it is written, documented parameters first', () => {
  const file = planFileOf('m', '/m', 'both.pp');
  assert.ok(file);
  const { plan } = readPlan(file, { name: 'm', directory: '/m' }, documented);
  assert.ok(plan);
  const { summary, docstring, isPrivate, parameters } = plan;
  assert.deepEqual([summary, docstring, isPrivate], ['Moves house\nand garden', 'All of it.\n  Really.', true]);
  assert.equal(planDescription(plan), summary);
  const required = { required: true, sensitive: false };
  assert.deepEqual(parameters, [
    { name: 'who', type: 'TargetSpec', description: 'Whoever moves', ...required },
    { name: 'what', type: 'String', default: "'all'", required: false, sensitive: false },
    { name: 'key', type: 'Sensitive[String]', required: true, sensitive: true },
    { name: 'any', type: 'Any', default: 'undef', required: false, sensitive: false },
  ]);
});

test('finds one plan, or says why it cannot be used and where', async () => {
  const files = memoryFiles({
    '/m/plans/a/b.yaml': 'parameters: {n: {default: [1]}}\nsteps: []',
    '/m/plans/c.pp': 'plan m::c() { $x = }',
  });
  const { plan } = await findPlan(files, modules, 'm::a::b');
  assert.deepEqual(plan.parameters, [{ name: 'n', type: 'Any', defaultValue: [1], required: false, sensitive: false }]);
  for (const name of ['m::a', 'm::init', 'x::a', 'm::../a']) {
    await assert.rejects(findPlan(files, modules, name), {
      kind: 'bolt/unknown-plan',
      message: `Could not find a plan named '${name}'. For a list of available plans, run 'baton plan show'.`,
    });
  }
  await assert.rejects(findPlan(files, modules, 'm::c'), {
    kind: 'bolt/pal-error',
    details: { file: '/m/plans/c.pp', line: 1, column: 20 },
  });
});

const project = { name: 'm', directory: '/m' };
test('puts a new plan where its name says, and refuses names as Bolt does', () => {
  assert.deepEqual(newPlanPaths(project, 'm', 'yaml').path, '/m/plans/init.yaml');
  assert.deepEqual(newPlanPaths(project, 'm::a::b', 'puppet'), {
    directory: '/m/plans/a',
    path: '/m/plans/a/b.pp',
    others: ['/m/plans/a/b.pp', '/m/plans/a/b.yaml'],
  });
  assert.throws(() => newPlanPaths({ directory: '/m' }, 'm::a', 'yaml'), { kind: 'bolt/unnamed-project-error' });
  assert.throws(() => newPlanPaths(project, 'M::a', 'yaml'), /^OrchestratorError: Invalid plan name 'M::a'/);
  assert.throws(() => newPlanPaths(project, 'x::a', 'yaml'), /Did you mean 'm::x::a'\?$/);
});

for (const language of ['puppet', 'yaml'] as const) {
  for (const script of [undefined, 'm/files/a.sh']) {
    test(`a new plan in ${language} ${script === undefined ? '' : 'with a script '}can be run`, () => {
      const file = planFileOf('m', '/m', language === 'puppet' ? 'a.pp' : 'a.yaml');
      assert.ok(file);
      const { plan, problems } = readPlan(file, project, newPlanText('m::a', language, script));
      assert.deepEqual(problems, []);
      assert.deepEqual(
        plan?.parameters.map(({ name, type, required }) => [name, type, required]),
        [['targets', 'TargetSpec', script !== undefined]],
      );
      assert.match(plan?.source ?? '', script === undefined ? /whoami/ : /m\/files\/a\.sh/);
    });
  }
}
