import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, afterEach, before, describe, it } from 'node:test';
import type { FrameLocator, Locator } from 'playwright-core';
import { eventually } from '../support/eventually.ts';
import { makeProject } from './project.ts';
import { scratch, Workbench } from './workbench.ts';

describe('the nodes in the sidebar, and the page of one', () => {
  let directory: Awaited<ReturnType<typeof scratch>>;
  let workbench: Workbench;
  let folder = '';

  before(async () => {
    directory = await scratch();
    folder = join(directory.path, 'project');
    await makeProject(folder);
    const settings = { 'baton.localNodes': 3, 'baton.confirmRun': 'never', 'baton.revealOutput': 'always' };
    workbench = await Workbench.open({ folder, home: directory.path, trust: 'given', settings });
    await workbench.openSidebar();
    for (const name of ['node1', 'node2', 'node3']) {
      await workbench
        .row('Nodes', new RegExp(`${name}.*· connected`))
        .first()
        .waitFor({ timeout: 60_000 });
    }
  });
  after(async () => {
    await workbench.close();
    await directory.remove();
  });
  afterEach((context) => workbench.keepFailure(context));

  const page = (): FrameLocator => workbench.webview;
  const nodes = (): Locator => workbench.pane('Nodes');
  const row = (text: string | RegExp): Locator => workbench.row('Nodes', text).first();

  const clipboard = (wanted: string): Promise<string> =>
    eventually(
      `${JSON.stringify(wanted)} on the clipboard`,
      () => workbench.page.evaluate(() => navigator.clipboard.readText()),
      (text) => text === wanted,
    );

  it('filters while one types, says so, and shows all again', async () => {
    await nodes().locator('.monaco-list').first().focus();
    await workbench.page.keyboard.press('Control+f');
    await workbench.quickTitle.filter({ hasText: 'Filter nodes' }).waitFor();
    await workbench.quickInput.fill('NODE2');
    await nodes().getByText('“NODE2”: 1 node').waitFor();
    await row(/^web1 node/).waitFor();
    await row(/^node1/).waitFor({ state: 'detached' });
    await workbench.page.keyboard.press('Enter');
    await workbench.quickInput.waitFor({ state: 'hidden' });
    await workbench.screenshot('51-filtered');
    await nodes().hover();
    await nodes().locator('a[aria-label="Clear Filter of Nodes"]').click();
    await row(/^node1/).waitFor();
  });

  it('runs a command on two nodes that are chosen', async () => {
    await row(/^node1/).click();
    await page().locator('h1', { hasText: 'node1' }).waitFor();
    await workbench.screenshot('52-page');
    await row(/^node2/).click({ modifiers: ['ControlOrMeta'] });
    await workbench.page.keyboard.press('Control+c');
    await clipboard('node1\nnode2');
    await workbench.rowMenu(row(/^node2/), 'Run Command Here…');
    await workbench.quickInput.fill('echo ran $((40 + 2))');
    await workbench.page.keyboard.press('Enter');
    await workbench.outputWith(/node1.*ran 42/);
    await workbench.outputWith(/node2.*ran 42/);
    await workbench.screenshot('53-ran');
  });

  it('runs a plan where one says, and asks for the rest alone', async () => {
    await workbench.rowMenu(row(/^node3/), 'Run Plan Here…');
    await workbench.quickItem(/^deploy::roll_out/).click();
    await workbench.quickTitle.filter({ hasText: 'deploy::roll_out: version' }).waitFor();
    await workbench.page.keyboard.press('Escape');
    await workbench.quickInput.waitFor({ state: 'hidden' });
  });

  it('runs a script and asks for facts', async () => {
    const script = join(directory.path, 'say.sh');
    await writeFile(script, '#!/bin/sh\necho "said $2 by $1"\n', { mode: 0o755 });
    await workbench.rowMenu(row(/^node3/), 'Run Script Here…');
    await workbench.quickTitle.filter({ hasText: 'Run script' }).waitFor();
    // The dialog begins in the project; what is typed before that is added to it.
    await workbench.quickValue(`${join(directory.path, 'project')}/`);
    await workbench.quickInput.fill(script);
    await workbench.quickItem('say.sh').click();
    await workbench.quickMessage.filter({ hasText: 'Arguments, as in a shell' }).waitFor();
    await workbench.quickInput.fill("me 'two words'");
    await workbench.page.keyboard.press('Enter');
    await workbench.outputWith(/node3.*said two words by me/);
    await workbench.rowMenu(row(/^node3/), 'Gather Facts');
    await workbench.row('Jobs', /^#3.*1 succeeded/).waitFor();
  });

  it('finds facts by path and value, and copies them', async () => {
    await row(/^node1/).click();
    const fact = (text: string | RegExp): Locator => page().locator('[role=treeitem]', { hasText: text });
    await fact(/^clientcert/).waitFor();
    const box = page().getByRole('searchbox', { name: 'Filter facts by path or value' });
    await box.fill('os.release maj');
    await fact(/major/).waitFor();
    await fact(/^clientcert/).waitFor({ state: 'detached' });
    await fact(/major/).click();
    await page().getByRole('button', { name: 'Copy path' }).click();
    await clipboard('os.release.major');
    await workbench.screenshot('56-facts-found');
    await box.press('Escape');
    await fact(/^clientcert/).waitFor();
    const tree = page().getByRole('tree', { name: 'Facts' });
    await tree.focus();
    for (const key of ['Home', 'ArrowRight', 'ArrowDown']) await workbench.page.keyboard.press(key);
    await eventually(
      'the active fact',
      async () => (await tree.getAttribute('aria-activedescendant')) ?? '',
      (id) => id.endsWith('-1'),
    );
    assert.equal(await page().locator('[role=treeitem][aria-expanded=true]').count(), 1);
  });

  it('compares facts with those of another node', async () => {
    await page().getByRole('button', { name: 'Compare with a node…' }).click();
    await workbench.quickItem(/^node2/).click();
    await page().getByText('Compared with node2:', { exact: true }).waitFor();
    await page()
      .locator('.count', { hasText: /^\d+ facts? differs?$/ })
      .waitFor();
    const fact = page().locator('[role=treeitem]', { hasText: /^≠?clientcert/ });
    await fact.waitFor();
    assert.match((await fact.getAttribute('aria-label')) ?? '', /clientcert, node1, there node2/);
    assert.equal(
      await page()
        .locator('[role=treeitem]', { hasText: /kernelversion/ })
        .count(),
      0,
    );
    await workbench.screenshot('a-node');
    await page().getByRole('button', { name: 'End comparison' }).click();
    await page()
      .locator('[role=treeitem]', { hasText: /kernelversion/ })
      .waitFor();
  });

  it('says what is set by whom, and what ran', async () => {
    await page().getByRole('tab', { name: 'Configuration' }).click();
    await page().getByRole('grid', { name: 'Effective configuration' }).waitFor();
    await workbench.screenshot('58-configuration');
    await page().getByRole('tab', { name: 'Jobs' }).click();
    await page().getByRole('row', { name: /#1/ }).waitFor();
    await workbench.screenshot('59-jobs');
    for (const name of ['Classes', 'Resources', 'Reports', 'Packages']) {
      await page().getByRole('tab', { name }).click();
      await page().getByRole('tabpanel', { name }).waitFor();
      await workbench.screenshot(`60-${name.toLowerCase()}`);
    }
    await page().getByRole('tab', { name: 'Packages' }).press('ArrowRight');
    await page().getByRole('tab', { name: 'Facts', selected: true }).waitFor();
  });

  it('groups nodes by a fact, and by another one below it', async () => {
    await workbench.command('Baton: Group Nodes by…');
    await workbench.quickItem(/^os\.family/).click();
    await row(/^Debian.*3 connected/).waitFor();
    await workbench.quickTitle.filter({ hasText: 'Nodes by os.family' }).waitFor();
    await workbench.quickItem(/^state/).click();
    await workbench.quickTitle.filter({ hasText: 'Nodes by os.family, then state' }).waitFor();
    await workbench.screenshot('61-grouping');
    await workbench.page.keyboard.press('Enter');
    await workbench.quickInput.waitFor({ state: 'hidden' });
    await row(/^connected3 nodes/).waitFor();
    await workbench.screenshot('62-grouped');
  });

  it('keeps a selection, and shows it with what it means now', async () => {
    await workbench.rowMenu(row(/^Debian/), 'Save as Selection…');
    await workbench.quickTitle.filter({ hasText: 'Save selection: -F os.family=Debian' }).waitFor();
    await workbench.quickInput.fill('debians');
    await workbench.page.keyboard.press('Enter');
    await row(/^debians3 nodes/).waitFor();
    await workbench.screenshot('63-selection');
    await workbench.rowMenu(row(/^node1/), 'Add to Selection…');
    await workbench.quickTitle.filter({ hasText: 'Add node1 to…' }).waitFor();
    await workbench.quickItem(/^debians/).click();
    // What was a filter goes on being one.
    await row(/^debians filter3 nodes · -F os\.family=Debian/).waitFor();
    const own = row(/^debians3 nodes/);
    await own.locator('.monaco-tl-twistie').click();
    await eventually(
      'node1 below it, too',
      () => workbench.row('Nodes', /^node1/).count(),
      (count) => count === 2,
    );
    await own.locator('.monaco-tl-twistie').click();
    const saved = (): Promise<string> => readFile(join(folder, 'selections.yaml'), 'utf8');
    assert.match(await saved(), /^debians: --saved 'debians filter' node1\ndebians filter: -F os\.family=Debian$/m);
    await workbench.rowMenu(row(/^debians filter/), 'Rename Selection…');
    await workbench.quickTitle.filter({ hasText: 'Rename selection: debians filter' }).waitFor();
    await workbench.quickInput.fill('family');
    await workbench.page.keyboard.press('Enter');
    await row(/^family3 nodes/).waitFor();
    assert.match(await saved(), /^debians: --saved family node1$/m);
    await workbench.rowMenu(row(/^family/), 'Edit Selection…');
    await workbench.quickTitle.filter({ hasText: 'Edit selection: family' }).waitFor();
    await workbench.quickInput.fill('-F os.family=Debian -x node3');
    await workbench.quickMessage.filter({ hasText: '2 nodes: node1, node2' }).waitFor();
    await workbench.screenshot('63b-selection-edited');
    await workbench.page.keyboard.press('Enter');
    await row(/^debians2 nodes/).waitFor();
    await workbench.rowMenu(row(/^debians/), 'Remove Selection');
    await row(/^debians/).waitFor({ state: 'detached' });
    await workbench.notification('The selection debians is gone.').getByRole('button', { name: 'Undo' }).click();
    await row(/^debians2 nodes/).waitFor();
  });

  it('opens a terminal where there is one, and says where there is none', async () => {
    await workbench.rowMenu(row(/^node1/), 'Open Terminal');
    await workbench.notification('node1 is reached through its agent').waitFor();
    await workbench.command('Notifications: Clear All Notifications');
    await workbench.command('Baton: Filter Nodes…');
    await workbench.quickInput.fill('localhost');
    await row(/^localhost/).waitFor();
    await workbench.page.keyboard.press('Enter');
    await workbench.rowMenu(row(/^localhost/), 'Open Terminal');
    await workbench.page.locator('.terminal-wrapper.active').waitFor();
    await workbench.screenshot('64-terminal');
    await workbench.command('Terminal: Kill the Active Terminal Instance');
    await workbench.command('Baton: Clear Filter of Nodes');
    await row(/^node1/).waitFor();
  });

  it('shows where the inventory names a node, and takes it as an item of a list there', async () => {
    await workbench.rowMenu(row(/^node2/), 'Show in Inventory');
    await workbench.page.locator('.tab.active', { hasText: 'inventory.yaml' }).waitFor();
    const line = workbench.page.locator('.view-line', { hasText: '- node2' });
    await row(/^node3/).dragTo(line);
    await eventually(
      'the item below',
      () => workbench.editor(),
      (lines) => lines.some((text, at) => /^ {6}- node3$/.test(text) && / node2$/.test(lines[at - 1] ?? '')),
    );
    await workbench.command('File: Revert File');
    await workbench.command('View: Close Editor');
    await page().locator('h1', { hasText: 'node1' }).waitFor();
    // The page was hidden; what was open is open again.
    await page().locator('[role=treeitem][aria-expanded=true]').first().waitFor();
  });

  it('comes back after the window was reloaded, the tree divided as before', async () => {
    await workbench.reload();
    await row(/^Debian.*3 connected/).waitFor({ timeout: 60_000 });
    await page().locator('h1', { hasText: 'node1' }).waitFor();
    await workbench.screenshot('65-reloaded');
  });

  it('says what matters when a node is pointed at', async () => {
    await row(/^node3/).hover();
    await workbench.page.locator('.monaco-hover', { hasText: 'Transport' }).waitFor();
    await workbench.page.screenshot({ path: 'artifacts/screenshots/54-tooltip.png' });
  });

  it('takes nodes that are dragged onto a task', async () => {
    await row(/^node3/).dragTo(workbench.row('Tasks', /^deploy::release/));
    await workbench.quickTitle.filter({ hasText: 'deploy::release' }).waitFor();
    await workbench.screenshot('55-dropped');
    await workbench.page.keyboard.press('Escape');
  });

  it('takes nodes that are dragged onto a plan', async () => {
    await row(/^node3/).dragTo(workbench.row('Plans', /^deploy::roll_out/));
    // Where it runs is not asked any more.
    await workbench.quickTitle.filter({ hasText: 'deploy::roll_out: version (1/3)' }).waitFor();
    await workbench.page.keyboard.press('Escape');
  });

  it('keeps the nodes while the inventory is broken, below its mistake', async () => {
    const path = join(folder, 'inventory.yaml');
    const good = await readFile(path, 'utf8');
    await writeFile(path, `${good}\ngroups: {\n`);
    await row(/^inventory\.yaml/).waitFor();
    await nodes().getByText('The inventory cannot be read: this is what it was at').waitFor();
    await row(/^node3.*connected/).waitFor();
    await workbench.screenshot('66-broken-inventory');
    await row(/^inventory\.yaml/).click();
    await workbench.page.locator('.tab.active', { hasText: 'inventory.yaml' }).waitFor();
    // Its page still has what the agent said.
    await row(/^node3/).click();
    await page().locator('h1', { hasText: 'node3' }).waitFor();
    await page().locator('.fault', { hasText: 'The inventory cannot be read' }).waitFor();
    await page().locator('[role=treeitem]').first().waitFor();
    assert.equal(await workbench.notification('Could not parse').count(), 0, 'it is told once');
    await writeFile(path, good);
    await row(/^inventory\.yaml/).waitFor({ state: 'detached' });
    await page().locator('.fault', { hasText: 'The inventory cannot be read' }).waitFor({ state: 'hidden' });
  });
});
