import assert from 'node:assert/strict';
import { test } from 'node:test';
import { emptyMemory, rememberPlan } from '../run/memory.ts';
import { planFiles, planLensesOf, planLine, planNameOf } from './plan-lenses.ts';

const path = '/p/site-plans/rollout.pp';
const rollout = { name: 'shop::rollout', module: 'shop', private: false, path };
const files = planFiles({ plans: [rollout], problems: [] });

test('a path tells its plan by itself', () => {
  const cases: [string, string | undefined][] = [
    ['/p/modules/web/plans/rollout.pp', 'web::rollout'],
    ['/p/modules/web/plans/init.yaml', 'web'],
    ['/p/modules/web/plans/init/check.pp', 'web::init::check'],
    ['C:\\p\\web\\plans\\sub\\x.pp', 'web::sub::x'],
    ['/p/modules/web/plans/notes.md', undefined],
    ['/p/modules/web/plans/Rollout.pp', undefined],
    ['/p/modules/web/tasks/x.pp', undefined],
  ];
  for (const [file, expected] of cases) assert.equal(planNameOf(file), expected, file);
});

test("a plan's file has its lenses, another file has none", () => {
  const titles = (file: string, known = true) =>
    planLensesOf(file, known ? files : undefined, emptyMemory).map((lens) => `${lens.title} → ${lens.name}`);
  assert.deepEqual(titles(path), ['$(play) Run plan → shop::rollout', '$(open-preview) Preview → shop::rollout']);
  assert.deepEqual(titles('/p/web/plans/other.pp'), []);
  assert.deepEqual(titles('/p/web/plans/other.pp', false).length, 2, 'as long as nobody said which plans there are');
});

test('what ran once can run again', () => {
  const memory = rememberPlan(emptyMemory, 'shop::rollout', {}, new Set());
  const commands = planLensesOf(path, files, memory).map((lens) => lens.command);
  assert.deepEqual(commands, ['baton.runPlan', 'baton.previewPlan', 'baton.runPlanAgain']);
});

test('the lenses stand above the declaration', () => {
  const cases: [string, number][] = [
    ['plan a() {}', 0],
    ['# @summary the plan b\n# plan of old\nplan a() {}', 2],
    ['\n\n  plan a::b(\n) {}', 2],
    ['description: A plan\nsteps: []\n', 0],
    ['', 0],
  ];
  for (const [text, line] of cases) assert.equal(planLine(text), line, text);
});
