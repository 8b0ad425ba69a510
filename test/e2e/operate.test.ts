import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, afterEach, before, describe, it } from 'node:test';
import type { Locator } from 'playwright-core';
import { isRunning } from '../../orchestrator-core/node/index.ts';
import { eventually } from '../support/eventually.ts';
import { makePlanProject } from './plan-project.ts';
import { type Served, serve } from './serve.ts';
import { scratch, Workbench } from './workbench.ts';

describe('plans of an orchestrator that somebody else started', () => {
  let directory: Awaited<ReturnType<typeof scratch>>;
  let server: Served;
  let workbench: Workbench;
  let gate = '';
  const stopped = (): Locator => workbench.row('Jobs', /probe::held.*stopped/);

  before(async () => {
    directory = await scratch();
    gate = join(directory.path, 'gate');
    const folder = join(directory.path, 'project');
    await makePlanProject(folder, gate);
    server = await serve(folder, join(directory.path, 'data'));
    const settings = { 'baton.localNodes': 0, 'baton.revealOutput': 'always' };
    workbench = await Workbench.open({ folder, home: directory.path, trust: 'given', settings });
    await workbench.openSidebar();
    await workbench.status('Baton orchestrator').waitFor({ timeout: 60_000 });
    for (const pane of ['Nodes', 'Tasks']) await workbench.pane(pane).locator('.pane-header').click();
  });
  after(async () => {
    await workbench.close();
    await server.stop();
    await directory.remove();
  });
  afterEach((context) => workbench.keepFailure(context));

  it('stops a plan now, with the process on the node', async () => {
    await workbench.openFile('modules/probe/plans/held.pp');
    await workbench.lens('Run plan').click();
    await workbench.acceptRun('Run');
    const running = workbench.row('Jobs', /probe::held.*now: \$ echo/);
    await running.waitFor();
    const process = await eventually(
      'the process of the first step',
      async () => Number(await readFile(`${gate}.begun`, 'utf8').catch(() => '')),
      (pid) => pid > 0,
    );
    assert.ok(await isRunning(process, undefined));
    await workbench.rowAction(running, 'Stop Now', stopped());
    await stopped().waitFor();
    await eventually(
      'the end of the process',
      () => isRunning(process, undefined),
      (runs) => !runs,
    );
    assert.ok(!existsSync(`${gate}.open`), 'the step was not let through');
    assert.ok(!existsSync(`${gate}.second`), 'nothing follows the step');
    await workbench.outputWith(/^Stopped: command 'echo/);
    await workbench.outputWith(/^#\d+ Finished: plan in .*stopped/);
  });

  it('shows a past run in the preview', async () => {
    await workbench.rowMenu(stopped(), 'Show in Preview');
    await workbench.webview.locator('.run', { hasText: /Job \d+ was stopped after/ }).waitFor();
    const steps = workbench.webview.locator('[role=treeitem]');
    await steps.filter({ hasText: 'echo' }).and(workbench.webview.locator('[data-state=stopped]')).waitFor();
    await steps.filter({ hasText: 'touch' }).and(workbench.webview.locator('[data-state=untouched]')).waitFor();
    await workbench.screenshot('40-preview-of-stopped-run');
  });

  it('runs a plan in noop mode, and says what it leaves out', async () => {
    await workbench.openFile('modules/probe/plans/held.pp');
    await workbench.command('Baton: Run Plan in Noop Mode…');
    // The plan of the open file stands first.
    await workbench
      .quickItem(/^probe::held/)
      .first()
      .waitFor();
    await workbench.page.keyboard.press('Enter');
    await workbench.acceptRun('Run in noop mode');
    await workbench.row('Jobs', /probe::held \(noop\).*finished/).waitFor();
    await workbench.outputWith(/^Skipped: command 'touch/);
    assert.ok(!existsSync(`${gate}.second`));
    // The preview that is open turns to the run that was started.
    await workbench.webview.locator('.run', { hasText: /Job \d+ finished after/ }).waitFor();
    await workbench.webview.locator('[role=treeitem][data-state=skipped]').nth(1).waitFor();
    await workbench.screenshot('41-noop');
  });

  it('asks again what a plan asks after the window was reloaded, for the plan goes on', async () => {
    await workbench.openFile('modules/probe/plans/asking.pp');
    await workbench.lens('Run plan').click();
    await workbench.acceptRun('Run');
    await workbench.quickMessage.filter({ hasText: 'Which release?' }).waitFor();
    await workbench.reload();
    await workbench.quickMessage.filter({ hasText: 'Which release?' }).waitFor({ timeout: 60_000 });
    await workbench.quickValue('1.2');
    await workbench.quickInput.fill('3.1');
    await workbench.page.keyboard.press('Enter');
    await workbench.quickItem('blue').click();
    await workbench.quickMessage.filter({ hasText: 'Which key?' }).waitFor();
    await workbench.page.keyboard.press('Enter');
    await workbench.outputWith(/^"3\.1 on blue"/);
    await workbench.row('Jobs', /probe::asking.*finished/).waitFor();
  });

  it('keeps two plans apart that run at the same time', async () => {
    for (const name of ['begun', 'open', 'second']) await rm(`${gate}.${name}`, { force: true });
    await workbench.openFile('modules/probe/plans/held.pp');
    await workbench.lens('Run again').click();
    await workbench.acceptRun('Run');
    const held = workbench.row('Jobs', /probe::held.*now: \$ echo/);
    await held.waitFor();
    await workbench.openFile('modules/probe/plans/failing.yaml');
    await workbench.lens('Run plan').click();
    await workbench.acceptRun('Run');
    await workbench.row('Jobs', /probe::failing.*failed/).waitFor();
    await held.waitFor();
    await workbench.outputWith(/^\[#\d+\] #\d+ Finished: plan in .*failed/);
    await writeFile(`${gate}.open`, '');
    await workbench.row('Jobs', /probe::held(?! \(noop\)).*finished/).waitFor();
  });
});
