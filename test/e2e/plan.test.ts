import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, afterEach, before, describe, it } from 'node:test';
import { eventually } from '../support/eventually.ts';
import { makePlanProject } from './plan-project.ts';
import { scratch, Workbench } from './workbench.ts';

const secret = 'correct horse battery staple';

describe('a plan, from the lens to the end', () => {
  let directory: Awaited<ReturnType<typeof scratch>>;
  let workbench: Workbench;
  let gate = '';

  before(async () => {
    directory = await scratch();
    gate = join(directory.path, 'gate');
    const folder = join(directory.path, 'project');
    await makePlanProject(folder, gate);
    const settings = { 'baton.localNodes': 0 };
    workbench = await Workbench.open({ folder, home: directory.path, trust: 'given', settings });
  });
  after(async () => {
    await workbench.close();
    await directory.remove();
  });
  afterEach((context) => workbench.keepFailure(context));

  it('lists the public plans by module', async () => {
    await workbench.openSidebar();
    await workbench.status('Baton orchestrator').waitFor({ timeout: 60_000 });
    for (const pane of ['Nodes', 'Tasks']) await workbench.pane(pane).locator('.pane-header').click();
    await workbench.row('Plans', /probe::failing/).hover();
    // The list is longer than its place.
    await workbench.page.mouse.wheel(0, 44);
    await workbench.row('Plans', /probe::rollout.*Rolls the probe out/).waitFor();
    await workbench.row('Plans', /probe::failing/).waitFor();
    assert.equal(await workbench.row('Plans', 'probe::check').count(), 0, 'private plans are left out');
    await workbench.screenshot('20-plans');
  });

  it('shows lenses above the declaration', async () => {
    await workbench.openFile('modules/probe/plans/rollout.pp');
    for (const title of ['Run plan', 'Preview']) await workbench.lens(title).waitFor();
    assert.equal(await workbench.lens('Run again').count(), 0);
    await workbench.screenshot('21-plan-lenses');
  });

  it('asks for targets, choices and secrets', async () => {
    await workbench.lens('Run plan').click();
    await workbench.quickTitle.filter({ hasText: 'probe::rollout: targets' }).waitFor();
    await workbench.quickItem(/^localhost/).click();
    await workbench.quickTitle.filter({ hasText: 'on 1 node' }).waitFor();
    await workbench.screenshot('22-plan-targets');
    await workbench.page.keyboard.press('Enter');

    await workbench.quickTitle.filter({ hasText: 'probe::rollout: token' }).waitFor();
    await workbench.quickInput.fill(secret);
    assert.equal(await workbench.quickInput.getAttribute('type'), 'password');
    await workbench.page.keyboard.press('Enter');

    await workbench.quickTitle.filter({ hasText: 'probe::rollout: mode' }).waitFor();
    await workbench.quickItem('hasty').click();
  });

  it('tells the story of the plan, and no secret', async () => {
    await workbench.outputWith(/Finished: plan in/);
    const text = await workbench.wholeOutput();
    for (const line of [
      '#1 Starting: plan probe::rollout',
      "Starting: command 'echo up' on localhost",
      'Going about it: hasty',
      'Starting: plan probe::check',
      'Starting: Say which release it is on localhost',
      'Finished on localhost:',
    ]) {
      assert.ok(text.includes(line), `${line} in\n${text}`);
    }
    assert.ok(!text.includes(secret), text);
    await workbench.lens('Run again').waitFor();
  });

  it('nests the steps of the job, with their nodes', async () => {
    const job = workbench.row('Jobs', /#1 probe::rollout.*finished/);
    await job.click();
    await workbench.page.keyboard.press('ArrowRight');
    await workbench.row('Jobs', /\$ echo up.*on localhost · succeeded/).waitFor();
    const within = workbench.row('Jobs', /^parallelize/);
    await within.click();
    await workbench.page.keyboard.press('ArrowRight');
    await workbench.row('Jobs', /\$ echo on localhost/).click();
    await workbench.page.keyboard.press('ArrowRight');
    await workbench.row('Jobs', /^localhost.*succeeded/).waitFor();
    await workbench.screenshot('23-plan-steps');
  });

  it('shows what a step could see', async () => {
    const step = workbench.row('Jobs', /plan probe::check/);
    await workbench.rowAction(step, 'Show Variables');
    const text = await eventually(
      'the variables',
      () => workbench.wholeEditor(),
      (shown) => shown.includes('"mode": "hasty"'),
    );
    assert.ok(!text.includes(secret), text);
    await workbench.screenshot('24-plan-variables');
  });

  it('asks what the plan asks, also after the window was reloaded', async () => {
    await workbench.openFile('modules/probe/plans/asking.pp');
    await workbench.lens('Run plan').click();
    await workbench.acceptRun('Run');
    await workbench.quickTitle.filter({ hasText: 'probe::asking asks' }).waitFor();
    await workbench.quickMessage.filter({ hasText: 'Which release?' }).waitFor();
    await workbench.quickValue('1.2');
    await workbench.screenshot('25-plan-asks');
    // The orchestrator ends with its window: the plan is cut off, and goes on at the question when it is told to.
    await workbench.reload();
    const cutOff = workbench.notification('probe::asking was cut off');
    await cutOff.waitFor({ timeout: 60_000 });
    await cutOff.locator('.monaco-button', { hasText: 'Resume' }).click();
    await workbench.quickMessage.filter({ hasText: 'Which release?' }).waitFor({ timeout: 60_000 });
    await workbench.quickInput.fill('2.0');
    await workbench.page.keyboard.press('Enter');
    await workbench.quickItem('green').click();
    await workbench.quickMessage.filter({ hasText: 'Which key?' }).waitFor();
    assert.equal(await workbench.quickInput.getAttribute('type'), 'password');
    await workbench.quickInput.fill(secret);
    await workbench.page.keyboard.press('Enter');
    await workbench.outputWith('2.0 on green');
    assert.ok(!(await workbench.wholeOutput()).includes(secret));
  });

  it('stops after the step that it is at, and runs again', async () => {
    await workbench.openFile('modules/probe/plans/held.pp');
    await workbench.lens('Run plan').click();
    await workbench.acceptRun('Run');
    const running = workbench.row('Jobs', /#\d+ probe::held.*now: \$ echo/);
    await running.waitFor();
    await eventually(
      'the first step',
      () => existsSync(`${gate}.begun`),
      (begun) => begun,
    );
    await workbench.rowAction(running, 'Stop after This Step', workbench.notification('stopping'));
    await workbench.notification('stopping').waitFor();
    await writeFile(`${gate}.open`, '');
    const stopped = workbench.row('Jobs', /#\d+ probe::held.*stopped/);
    await stopped.waitFor();
    assert.ok(!existsSync(`${gate}.second`), 'nothing follows the step');
    await workbench.rowAction(stopped, 'Run Job Again', workbench.quickItem('Run'));
    await workbench.acceptRun('Run');
    await workbench.row('Jobs', /#\d+ probe::held.*finished/).waitFor();
    assert.ok(existsSync(`${gate}.second`));
  });

  it('goes on from the step that failed, and does nothing twice', async () => {
    await workbench.openFile('modules/probe/plans/failing.yaml');
    await workbench.lens('Run plan').click();
    await workbench.acceptRun('Run');
    const failed = workbench.row('Jobs', /#\d+ probe::failing.*failed/);
    await failed.waitFor();
    await workbench.screenshot('26-plan-failed');
    await writeFile(gate, '');
    await workbench.rowAction(failed, 'Resume Plan…', workbench.quickItem('Where it stopped'));
    await workbench.quickTitle.filter({ hasText: 'Resume probe::failing' }).waitFor();
    await workbench.quickItem(/^\$ test -e.*failed/).waitFor();
    await workbench.screenshot('27-resume');
    await workbench.quickItem('Where it stopped').click();
    await workbench.outputWith(/Kept from the earlier run: command 'echo first/);
    // The end of the earlier run stands in the output too.
    await workbench.row('Jobs', /#\d+ probe::failing.*finished/).waitFor();
    assert.equal(await readFile(`${gate}.log`, 'utf8'), 'first\nthird\n');
  });

  it('warns where the plan has changed since', async () => {
    const plan = join(directory.path, 'project/modules/probe/plans/failing.yaml');
    await writeFile(plan, (await readFile(plan, 'utf8')).replace('echo third', 'echo fourth'));
    const failed = workbench.row('Jobs', /#\d+ probe::failing.*failed/);
    await workbench.rowAction(failed, 'Resume Plan…', workbench.quickItem('Where it stopped'));
    await workbench.quickItem('Where it stopped').click();
    const dialog = workbench.page.locator('.monaco-dialog-box');
    await dialog.filter({ hasText: 'failing.yaml' }).waitFor();
    await workbench.screenshot('28-resume-changed');
    await dialog.locator('.monaco-button', { hasText: 'Resume Anyway' }).click();
    await eventually(
      'the changed step',
      () => readFile(`${gate}.log`, 'utf8'),
      (text) => text === 'first\nthird\nfourth\n',
    );
  });
});
