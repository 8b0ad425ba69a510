import assert from 'node:assert/strict';
import { join } from 'node:path';
import { after, afterEach, before, describe, it } from 'node:test';
import type { FrameLocator, Locator } from 'playwright-core';
import { eventually } from '../support/eventually.ts';
import { makePlanProject } from './plan-project.ts';
import { scratch, Workbench } from './workbench.ts';

describe('the preview of a plan', () => {
  let directory: Awaited<ReturnType<typeof scratch>>;
  let workbench: Workbench;

  before(async () => {
    directory = await scratch();
    const folder = join(directory.path, 'project');
    await makePlanProject(folder, join(directory.path, 'gate'));
    const settings = { 'baton.localNodes': 0, 'files.autoSave': 'off', 'baton.revealOutput': 'never' };
    workbench = await Workbench.open({ folder, home: directory.path, trust: 'given', settings });
    await workbench.openFile('modules/probe/plans/rollout.pp');
    await workbench.status('Baton orchestrator').waitFor({ timeout: 60_000 });
  });
  after(async () => {
    await workbench.close();
    await directory.remove();
  });
  afterEach((context) => workbench.keepFailure(context));

  const page = (): FrameLocator => workbench.webview;
  const row = (text: string | RegExp): Locator => page().locator('[role=treeitem]', { hasText: text });
  const position = (): Locator => workbench.page.locator('.statusbar-item', { hasText: /^Ln \d+/ });

  it('opens from the lens beside the plan, with a tree and a graph', async () => {
    await workbench.lens('Preview').click();
    await page().locator('h1', { hasText: 'probe::rollout' }).waitFor();
    await row('$ echo up').waitFor();
    await row('plan probe::check').waitFor();
    await page().locator('svg g.shape', { hasText: 'plan probe::check' }).first().waitFor();
    assert.ok((await page().locator('svg path.line').count()) > 3);
    await workbench.screenshot('30-preview');
  });

  it('says more when its parameters are filled in', async () => {
    await page().getByLabel('targets *').fill('localhost');
    await row(/\$ echo up.*on localhost/).waitFor();
    await page().getByLabel('mode').selectOption('hasty');
    await row('Going about it: hasty').waitFor();
    assert.equal(await page().locator('.fields input[type=password]').count(), 0, 'secrets are asked for by the run');
    await page().getByLabel('targets *').fill('nowhere*');
    await page()
      .locator('.fault', { hasText: /nowhere/ })
      .waitFor();
    await page().getByLabel('targets *').fill('localhost');
    await row(/\$ echo up.*on localhost/).waitFor();
    await workbench.screenshot('31-preview-parameters');
  });

  it('goes to the line of a step that is clicked', async () => {
    await row('plan probe::check').click();
    await position().filter({ hasText: 'Ln 15,' }).waitFor();
    await page().locator('svg g.shape', { hasText: 'echo up' }).first().click();
    await position().filter({ hasText: 'Ln 10,' }).waitFor();
  });

  it('is worked with the keyboard', async () => {
    await row('$ echo up').focus();
    for (const key of ['ArrowDown', 'ArrowDown', 'ArrowDown', 'ArrowLeft', 'ArrowLeft'])
      await workbench.page.keyboard.press(key);
    const focused = page().locator('[role=treeitem]:focus');
    await focused.and(page().locator('[aria-expanded=false]')).filter({ hasText: 'parallelize' }).waitFor();
    await workbench.page.keyboard.press('Enter');
    await position().filter({ hasText: 'Ln 12,' }).waitFor();
    await row('parallelize').focus();
    await workbench.page.keyboard.press('ArrowRight');
    const graph = page().locator('svg g.shape[tabindex="0"]');
    await graph.focus();
    await workbench.page.keyboard.press('Home');
    await eventually(
      'the focus on the first shape',
      async () => (await page().locator('svg g.shape:focus').getAttribute('aria-label')) ?? '',
      (label) => label.startsWith('$ echo up'),
    );
    const width = async () => Number(await page().locator('svg').getAttribute('width'));
    const before = await width();
    await workbench.page.keyboard.press('+');
    await eventually('a larger graph', width, (now) => now > before);
    await workbench.page.keyboard.press('0');
    await workbench.screenshot('32-preview-keyboard');
  });

  it('follows what is typed, and says what is wrong', async () => {
    const chosen = page().locator('[role=treeitem][aria-selected=true]');
    await row('plan probe::check').click();
    await position().filter({ hasText: 'Ln 15,' }).waitFor();
    await workbench.page.locator('.view-line', { hasText: "run_command('echo up'" }).first().click();
    await workbench.page.keyboard.press('End');
    await workbench.page.keyboard.press('Enter');
    await workbench.page.keyboard.type("run_command('typed just now', $targets)");
    await row(/\$ typed just now.*on localhost/).waitFor();
    await chosen.filter({ hasText: 'plan probe::check' }).waitFor();
    await workbench.page.keyboard.press('Enter');
    await workbench.page.keyboard.type('run_command($nothing, $targets)');
    await page().locator('.problems li').first().waitFor();
    await page().locator('.summary', { hasText: 'the steps are those of before the error' }).waitFor();
    await chosen.filter({ hasText: 'plan probe::check' }).waitFor();
    await workbench.screenshot('33-preview-problem');
    await workbench.page.keyboard.press('Control+z');
    await workbench.command('File: Revert File');
    await eventually(
      'the plan as it was',
      () => row('typed just now').count(),
      (count) => count === 0,
    );
  });

  it('is there as text too', async () => {
    await workbench.command('Baton: Show Preview as Text');
    await eventually(
      'the text',
      () => workbench.wholeEditor(),
      (shown) => shown.includes('Plan probe::rollout') && shown.includes('echo up'),
    );
    await workbench.command('View: Close Editor');
  });

  it('shows a run as it goes on, and what came of it', async () => {
    await page().getByRole('button', { name: 'Run plan with these parameters' }).click();
    await workbench.quickTitle.filter({ hasText: 'probe::rollout: targets' }).waitFor();
    await workbench.page.keyboard.press('Enter');
    await workbench.quickTitle.filter({ hasText: 'probe::rollout: token' }).waitFor();
    await workbench.quickInput.fill('correct horse');
    await workbench.page.keyboard.press('Enter');
    await workbench.quickTitle.filter({ hasText: 'probe::rollout: mode' }).waitFor();
    await workbench.page.keyboard.press('Enter');
    await page()
      .locator('.run', { hasText: /Job \d+ finished after [\d.]+ s$/ })
      .waitFor();
    const label = await row('plan probe::check').getAttribute('aria-label');
    assert.match(label ?? '', /succeeded, \d/);
    assert.equal((await page().locator('[role=treeitem][data-state=finished]').count()) > 5, true);
    await workbench.screenshot('34-preview-run');
    await row('$ echo up').locator('.outcome').click();
    await eventually(
      'the result of the step',
      () => workbench.editor(),
      (lines) => lines.some((line) => line.includes('"function": "run_command"')),
    );
  });

  it('comes back after the window was reloaded', async () => {
    await workbench.reload();
    await row(/\$ echo up.*on localhost/).waitFor({ timeout: 60_000 });
    await page()
      .locator('.run', { hasText: /Job \d+ finished after [\d.]+ s$/ })
      .waitFor();
    await workbench.screenshot('35-preview-reloaded');
  });

  it('waits with the plan for an answer, and shows each target of what overlaps', async () => {
    await workbench.command('View: Toggle Primary Side Bar Visibility');
    await workbench.page.setViewportSize({ width: 1600, height: 900 });
    await workbench.page.locator('.view-line', { hasText: "run_command('echo up'" }).first().click();
    await workbench.openFile('modules/deploy/plans/roll_out.pp');
    await workbench.lens('Preview').click();
    await page().locator('h1', { hasText: 'deploy::roll_out' }).waitFor();
    await page().locator('summary').click();
    await page().getByRole('combobox', { name: 'targets' }).fill('localhost');
    await page().getByRole('textbox', { name: 'updates' }).fill('1');
    await row(/Apply updates.*on localhost/).waitFor();
    await page().locator('summary').click();
    await page().getByRole('button', { name: 'Run plan with these parameters' }).click();
    for (const name of ['targets', 'version', 'updates']) {
      await workbench.quickTitle.filter({ hasText: `deploy::roll_out: ${name}` }).waitFor();
      await workbench.page.keyboard.press('Enter');
    }
    await page()
      .locator('.run', { hasText: /waits for your answer/ })
      .waitFor();
    await workbench.quickItem(/^staging/).click();
    await page().locator('[role=treeitem][data-state=running]', { hasText: 'Release 2.14.0' }).waitFor();
    await page().getByRole('button', { name: 'Fit the graph into the view' }).click();
    await workbench.screenshot('preview');
    await page()
      .locator('.run', { hasText: /Job \d+ finished after [\d.]+ s$/ })
      .waitFor();
    await workbench.screenshot('36-preview-example');
  });
});
