import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { PlanSummary } from '../../orchestrator-core/orchestrator.ts';
import { planEntry, planModuleEntry, planModules } from './model.ts';

function plan(name: string, extra: Partial<PlanSummary> = {}): PlanSummary {
  return { name, module: name.split('::')[0] ?? name, private: false, path: `/m/${name}.pp`, ...extra };
}

test('plans stand in their modules by name, private ones and those of every project not at all', () => {
  const left = [plan('web::c', { private: true }), plan('facts', { isBrought: true })];
  const modules = planModules([plan('web::b'), plan('db'), plan('web::a'), ...left]);
  assert.deepEqual(
    modules.map((module) => [module.name, module.plans.map(({ name }) => name)]),
    [
      ['db', ['db']],
      ['web', ['web::a', 'web::b']],
    ],
  );
  assert.deepEqual(
    modules.map((module) => planModuleEntry(module).accessibleLabel),
    ['module db, 1 plan', 'module web, 2 plans'],
  );
});

test('a plan says what it is for, and opens its file', () => {
  const entry = planEntry(plan('web::a', { description: 'Rolls out\nthe site' }));
  assert.equal(entry.description, 'Rolls out the site');
  assert.equal(entry.tooltip, 'web::a\nRolls out the site\n/m/web::a.pp');
  assert.equal(entry.accessibleLabel, 'plan web::a, Rolls out the site');
  assert.equal(entry.command, 'baton.openPlan');
  assert.equal(planEntry(plan('db')).accessibleLabel, 'plan db');
});
