import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { JsonObject } from '../common/index.ts';
import { loadProject, memoryFiles } from '../project/index.ts';
import { createPlanCatalog, withTargets } from './plan-catalog.ts';
import { changedSources, planSources } from './plan-sources.ts';

const directory = '/modules/m';
const { project } = await loadProject(memoryFiles({ [`${directory}/metadata.json`]: '{}' }), '/project', {
  modulepath: ['/modules'],
});

/** Files of the module by their paths in it. */
const module = (files: Readonly<Record<string, string>>) =>
  memoryFiles(Object.fromEntries(Object.entries(files).map(([path, text]) => [`${directory}/${path}`, text])));

const targetCases: readonly (readonly [
  parameters: string,
  given: JsonObject,
  expected: JsonObject | 'warns' | 'refused',
])[] = [
  ['TargetSpec $targets', {}, { targets: 'a,b' }],
  ['Optional[TargetSpec] $targets', {}, { targets: 'a,b' }],
  ['String $targets', {}, {}],
  ['$nodes', {}, { nodes: 'a,b' }],
  ['String $nodes, String $targets', {}, { nodes: 'a,b' }],
  ['TargetSpec $nodes, TargetSpec $targets', {}, 'warns'],
  ['$other', { other: 1 }, { other: 1 }],
  ['TargetSpec $targets', { targets: 'c' }, 'refused'],
  ['$nodes', { nodes: 'c' }, 'refused'],
];
for (const [parameters, given, expected] of targetCases) {
  test(`targets become a parameter by Bolt's rule: ${parameters} ${JSON.stringify(given)}`, async () => {
    const catalog = createPlanCatalog(module({ 'plans/init.pp': `plan m(${parameters}) {}` }));
    const plan = await catalog.find(project, 'm');
    assert.deepEqual(withTargets(plan, given, undefined), { values: given });
    if (expected === 'refused') {
      assert.throws(() => withTargets(plan, given, ['a', 'b']), { kind: 'bolt/cli-error' });
      return;
    }
    const { values, warning } = withTargets(plan, given, ['a', 'b']);
    assert.deepEqual(values, expected === 'warns' ? {} : expected);
    assert.equal(warning !== undefined, expected === 'warns');
  });
}

test('a parameter is sensitive wherever in its type that is said', async () => {
  const files = module({
    'types/secret.pp': 'type M::Secret = Variant[Integer, Sensitive[String]]',
    'types/loop.pp': 'type M::Loop = Variant[String, Array[M::Loop]]',
    'plans/init.pp':
      'plan m(Sensitive $a, Optional[Sensitive[String]] $b, M::Secret $c, Struct[{x => Sensitive}] $d, M::Loop $e, $f, Array[Sensitive] $g) {}',
  });
  const catalog = createPlanCatalog(files);
  const forms = await catalog.forms(project, 'm');
  const { parameters } = await catalog.details(project, 'm');
  for (const list of [forms, parameters]) {
    const names = list.filter(({ sensitive }) => sensitive).map(({ name }) => name);
    assert.deepEqual(names, ['a', 'b', 'c', 'd', 'g']);
  }
});

test('parameters are asked for in the order of the plan, required ones first, with their plain defaults', async () => {
  const source = "plan m($a = 5, Enum[x, y] $b, Optional[String] $c, $d = 'text', $e = $d, Boolean $f = true) {}";
  const forms = await createPlanCatalog(module({ 'plans/init.pp': source })).forms(project, 'm');
  assert.deepEqual(
    forms.map((form) => [form.name, form.required, form.default, form.choices]),
    [
      ['b', true, undefined, ['x', 'y']],
      // Bolt wants a value for it, be it undef.
      ['c', true, undefined, undefined],
      ['a', false, 5, undefined],
      ['d', false, 'text', undefined],
      ['e', false, undefined, undefined],
      ['f', false, true, ['true', 'false']],
    ],
  );
});

test('the sources of a plan are all files that it names, and those name', async () => {
  const files: Record<string, string> = {
    'plans/init.pp': "plan m(M::Port $p) { run_plan('m::sub'); run_task('m::t', 'a'); $x = m::one() }",
    'plans/sub.yaml': 'steps:\n  - plan: m::deep::er\n  - eval: $x = m::two()\n',
    'plans/deep/er.pp': "plan m::deep::er() { run_plan('m'); run_plan('m::none') }",
    'functions/one.pp': 'function m::one() { m::three() }',
    'functions/three.pp': 'function m::three() >> M::Other { 1 }',
    'types/port.pp': 'type M::Port = M::Other',
    'types/other.pp': 'type M::Other = Integer',
    'tasks/t.sh': '',
    'plans/stranger.pp': 'plan m::stranger() {}',
  };
  const digests = await planSources(module(files), project.modules, 'm');
  const named = Object.keys(digests).map((path) => path.slice(directory.length + 1));
  assert.deepEqual(named, [
    'functions/one.pp',
    'functions/three.pp',
    'plans/deep/er.pp',
    'plans/init.pp',
    'plans/sub.yaml',
    'types/other.pp',
    'types/port.pp',
  ]);
  assert.match(digests[`${directory}/plans/init.pp`] ?? '', /^[0-9a-f]{64}$/);
  const { 'plans/deep/er.pp': _, ...fewer } = files;
  const later = await planSources(
    module({ ...fewer, 'types/other.pp': 'type M::Other = String', 'tasks/t.sh': 'x' }),
    project.modules,
    'm',
  );
  assert.deepEqual(changedSources(digests, later), [`${directory}/plans/deep/er.pp`, `${directory}/types/other.pp`]);
  assert.deepEqual(changedSources(digests, digests), []);
});
