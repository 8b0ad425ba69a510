import assert from 'node:assert/strict';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, afterEach, before, describe, it } from 'node:test';
import type { Locator } from 'playwright-core';
import { eventually } from '../support/eventually.ts';
import { makeProject } from './project.ts';
import { scratch, Workbench } from './workbench.ts';

const plan = `# @summary Greets the web servers
plan greet() {
  $web = get_targets('web')
  return run_command('echo hello', $web)
}
`;

describe('the inventory, queries and choosing nodes', () => {
  let directory: Awaited<ReturnType<typeof scratch>>;
  let workbench: Workbench;
  let folder = '';

  before(async () => {
    directory = await scratch();
    folder = join(directory.path, 'project');
    await makeProject(folder);
    await mkdir(join(folder, 'modules/greet/plans'), { recursive: true });
    await writeFile(join(folder, 'modules/greet/plans/init.pp'), plan);
    await writeFile(join(folder, 'os.pql'), 'inventory[certname, facts.os] { order by certname }\n');
    const settings = { 'baton.confirmRun': 'never' };
    workbench = await Workbench.open({ folder, home: directory.path, trust: 'given', settings });
    await workbench.openSidebar();
    await workbench.status('Baton orchestrator, 3 nodes').waitFor({ timeout: 60_000 });
  });
  after(async () => {
    await workbench.close();
    await directory.remove();
  });
  afterEach((context) => workbench.keepFailure(context));

  /** The letters of a word in the open editor. */
  const word = (text: string): Locator =>
    workbench.page
      .locator('.editor-group-container.active .view-line span', { hasText: new RegExp(`^${text}$`) })
      .last();

  /** Does something until its effect is seen. */
  const until = (what: string, effect: Locator, act: () => Promise<unknown>): Promise<boolean> =>
    eventually(
      what,
      () =>
        act()
          .then(() => effect.first().waitFor({ timeout: 3000 }))
          .then(
            () => true,
            () => false,
          ),
      (done) => done,
    );

  it('says in inventory.yaml how a target is reached, and who says so', async () => {
    await workbench.openFile('inventory.yaml');
    const hover = workbench.page.locator('.monaco-hover:visible', { hasText: 'transport pcp' });
    await until('the hover of a target', hover, async () => {
      await workbench.page.mouse.move(1040, 17);
      await word('node3').hover({ timeout: 3000 });
    });
    const text = (await hover.first().textContent()) ?? '';
    assert.match(text, /node3 · transport pcp \(group all\) · in db, all/);
    assert.match(text, /feature\s+"python"\s+group db/);
    await workbench.screenshot('50-inventory-hover', 'stays');
    await workbench.page.keyboard.press('Escape');
  });

  it('lists the targets of a group, and pings them', async () => {
    await until('the list of targets', workbench.quickTitle.filter({ hasText: 'web: 2 nodes' }), () =>
      workbench.lens('2 targets').first().click({ timeout: 3000 }),
    );
    await workbench.quickItem('node2').waitFor();
    await workbench.page.keyboard.press('Escape');
    // The first stands above the whole inventory.
    await workbench.lens('Ping').nth(1).click();
    await workbench.outputWith('✓ node1 (pcp)');
    await workbench.outputWith('✓ node2 (pcp)');
    await workbench.outputWith(/^2 of 2 nodes answered; min\/avg\/max \d+\/\d+\/\d+ ms\.$/);
    await workbench.screenshot('51-ping');
  });

  it('shows what a query finds as a table', async () => {
    await workbench.command('Baton: Run Query…');
    await workbench.quickInput.fill('inventory[certname, facts.kernel] { nosuch = 1 }');
    await workbench.quickItem(/Run the query.*nosuch/).waitFor();
    await workbench.screenshot('52-query-checked');
    await workbench.quickInput.fill('inventory[cert');
    await workbench.quickItem(/^certname/).waitFor();
    await workbench.page.keyboard.press('Escape');
    await workbench.openFile('os.pql');
    await workbench.lens('Run query').click();
    await eventually(
      'the facts of all nodes',
      async () => {
        // Agents tell their facts a moment after they have connected.
        if ((await rows().count()) < 3) await workbench.webview.locator('button', { hasText: 'Run again' }).click();
        return rows().count();
      },
      (count) => count === 3,
    );
    assert.deepEqual(await names(), ['node1', 'node2', 'node3']);
    await workbench.webview.locator('.summary', { hasText: /^3 rows in \d+ ms/ }).waitFor();
  });

  it('orders and filters the rows, and opens one', async () => {
    const head = workbench.webview.locator('[role=columnheader] button', { hasText: 'certname' });
    await head.click();
    await head.click();
    await eventually('the other order', names, (found) => found.join(' ') === 'node3 node2 node1');
    await workbench.webview.locator('[role=columnheader][aria-sort=descending]', { hasText: 'certname' }).waitFor();
    await rows().nth(1).locator('.cell').nth(1).click();
    // A screen reader says the cell, not the row.
    const grid = workbench.webview.getByRole('grid', { name: 'Rows that the query found' });
    const active = (await grid.getAttribute('aria-activedescendant')) ?? '';
    assert.match((await workbench.webview.locator(`#${active}[aria-colindex="2"]`).textContent()) ?? '', /"family"/);
    await workbench.page.keyboard.press('Enter');
    await workbench.webview.locator('.row-view', { hasText: 'family' }).waitFor();
    await workbench.screenshot('53-query-table');
    await rows().nth(1).locator('.cell').first().click();
    await workbench.page.keyboard.press('Control+c');
    await eventually(
      'the cell in the clipboard',
      () => workbench.page.evaluate(() => navigator.clipboard.readText()),
      (text) => text === 'node2',
    );
    await workbench.webview.locator('.columns summary').click();
    await workbench.webview.locator('.column-list label', { hasText: 'facts.os' }).click();
    await workbench.webview.locator('.columns summary', { hasText: 'Columns (1 hidden)' }).waitFor();
    assert.equal(await workbench.webview.locator('[role=columnheader]').count(), 1);
    await workbench.webview.locator('.column-list label', { hasText: 'facts.os' }).click();
    await workbench.page.keyboard.press('Escape');
    await workbench.command('Preferences: Toggle between Light/Dark Themes');
    await workbench.page.locator('.monaco-workbench.vs-dark').waitFor();
    await workbench.screenshot('54-query-table-dark');
    await workbench.command('Preferences: Toggle between Light/Dark Themes');
    await workbench.webview.locator('input.filter').fill('certname:node2');
    await eventually('the filter', names, (found) => found.join(' ') === 'node2');
    await workbench.webview.locator('.count', { hasText: '1 of 3' }).waitFor();
  });

  it('writes the rows that are shown to a file', async () => {
    const file = join(folder, 'query.csv');
    await until('the question for the file', workbench.quickTitle.filter({ hasText: 'Export rows' }), () =>
      workbench.webview.locator('button', { hasText: 'CSV' }).click({ timeout: 3000 }),
    );
    await workbench.quickValue(file);
    await workbench.page.keyboard.press('Enter');
    await workbench.notification('1 row exported to query.csv.').waitFor();
    const [head, row] = (await readFile(file, 'utf8')).split('\r\n');
    assert.equal(head, 'certname,facts.os');
    assert.match(row ?? '', /^node2,"\{""/);
    await until('the question for the file', workbench.quickTitle.filter({ hasText: 'Export rows' }), () =>
      workbench.webview.locator('button', { hasText: 'JSON' }).click({ timeout: 3000 }),
    );
    await workbench.quickValue(join(folder, 'query.json'));
    await workbench.page.keyboard.press('Enter');
    await workbench.notification('1 row exported to query.json.').waitFor();
    const exported = JSON.parse(await readFile(join(folder, 'query.json'), 'utf8'));
    assert.deepEqual([exported.length, exported[0].certname, exported[0]['facts.os'].family], [1, 'node2', 'Debian']);
    // The menu of a cell has the row as well.
    const copy = workbench.page.locator('.monaco-menu .action-item', { hasText: 'Copy Row' });
    await until('the menu of a cell', copy, () => rows().first().locator('.cell').first().click({ button: 'right' }));
    // A menu takes no click in the first tenth of a second of its life.
    await until('the end of the menu', workbench.page.locator('.monaco-workbench:not(:has(.monaco-menu))'), () =>
      copy.click({ timeout: 3000 }),
    );
    const copied = await eventually(
      'the row in the clipboard',
      () => workbench.page.evaluate(() => navigator.clipboard.readText()),
      (text) => text.startsWith('{'),
    );
    assert.deepEqual(JSON.parse(copied), exported[0]);
  });

  it('runs a command on the nodes of the rows', async () => {
    const choice = workbench.quickItem('Run a command…');
    await until('what can be run', choice, () => workbench.webview.locator('button.primary').click({ timeout: 3000 }));
    await choice.click();
    await workbench.quickTitle.filter({ hasText: 'Run command' }).waitFor();
    await workbench.quickInput.fill('echo from the table');
    await workbench.page.keyboard.press('Enter');
    await workbench.outputWith(/^node2 +\| from the table/);
    await workbench.row('Jobs', /echo from the table.*1 succeeded/).waitFor();
    await workbench.webview.locator('input.filter').fill('');
    await eventually('all rows', names, (found) => found.length === 3);
    // All rows are the query itself.
    await until('what can be run', workbench.quickTitle.filter({ hasText: "on -q 'inventory[certname" }), () =>
      workbench.webview.locator('button.primary').click({ timeout: 3000 }),
    );
    await workbench.quickItem('Ping').click();
    await workbench.outputWith(/^3 of 3 nodes answered/);
  });

  it('shows where a query is wrong', async () => {
    await workbench.command('Baton: Run Query…');
    await workbench.quickInput.fill('["from", "nosuch"]');
    await workbench.quickItem('Run the query').waitFor();
    await workbench.page.keyboard.press('Enter');
    await workbench.webview.locator('.fault', { hasText: 'nosuch' }).waitFor();
    await workbench.screenshot('58-query-refused');
  });

  it('counts the nodes of a selection while it is typed', async () => {
    await workbench.command('Baton: Run Command on Nodes…');
    await workbench.quickItem(/^web/).waitFor();
    await workbench.quickInput.fill('-F nosuch');
    await workbench.quickItem(/-F nosuch/).waitFor();
    await workbench.quickInput.fill('-F kernel=Linux');
    await workbench.quickItem(/-F kernel=Linux.*3 nodes: node1, node2, node3/).waitFor();
    await workbench.quickTitle.filter({ hasText: 'Run command on 3 nodes' }).waitFor();
    await workbench.screenshot('55-selection');
    await workbench.quickInput.fill('-F kernel=Linux -');
    await workbench.quickItem(/--limit COUNT/).waitFor();
    await workbench.screenshot('56-selection-options');
    await workbench.quickItem(/--limit COUNT/).click();
    await workbench.quickValue('-F kernel=Linux --limit ');
    await workbench.quickInput.fill('-F kernel=Linux --limit 1');
    await workbench.quickItem(/--limit 1.*1 node: node1/).waitFor();
    await workbench.quickInput.fill("-q 'nodes[certname'");
    await workbench.quickItem(/PQL parse error/).waitFor();
    await workbench.screenshot('57-selection-problem');
    await workbench.quickInput.fill('-F kernel=Linux -x node3');
    await workbench.quickItem(/2 nodes: node1, node2/).waitFor();
    await workbench.page.locator('.quick-input-widget:visible a[aria-label="Save selection…"]').click();
    await workbench.quickTitle.filter({ hasText: 'Save selection: -F kernel=Linux -x node3' }).waitFor();
    await workbench.quickInput.fill('pair');
    await workbench.page.keyboard.press('Enter');
    await workbench.quickTitle.filter({ hasText: 'Run command on 2 nodes' }).waitFor();
    await workbench.quickValue('-F kernel=Linux -x node3');
    assert.match(await readFile(join(folder, 'selections.yaml'), 'utf8'), /^pair: -F kernel=Linux -x node3$/m);
    // Which has the focus again a moment later.
    await workbench.quickInput.press('Enter');
    // The box for the command has those of before below it.
    await workbench.quickItem('echo from the table').waitFor();
    await workbench.quickInput.fill('echo chosen');
    await workbench.page.keyboard.press('Enter');
    await workbench.outputWith(/^node1 +\| chosen/);
    await workbench.row('Jobs', /echo chosen.*2 succeeded/).waitFor();
  });

  it('renames a group in the inventory and in the plan that runs on it', async () => {
    await workbench.command('View: Focus First Editor Group');
    await workbench.openFile('inventory.yaml');
    const box = workbench.page.locator('.rename-box input');
    await until('the box for the new name', box, async () => {
      await word('web').click({ timeout: 3000 });
      await workbench.page.keyboard.press('F2');
    });
    await box.fill('frontend');
    await workbench.page.keyboard.press('Enter');
    const read = (path: string): Promise<string> => readFile(join(folder, path), 'utf8');
    await eventually(
      'the new name in the plan',
      () => read('modules/greet/plans/init.pp'),
      (text) => text.includes("get_targets('frontend')"),
    );
    await eventually(
      'the new name in the inventory',
      () => read('inventory.yaml'),
      (text) => text.includes('- name: frontend') && !text.includes('web'),
    );
  });

  it('asks what a plugin of the inventory asks, without showing the answer', async () => {
    const text = `groups:
  - name: asked
    targets: [localhost]
    vars: {pin: {_plugin: prompt, message: 'PIN, please'}}
    config: {transport: local}
`;
    await writeFile(join(folder, 'inventory.yaml'), text);
    await workbench.row('Nodes', /^asked/).waitFor();
    await workbench.command('Baton: Run Command on Nodes…');
    await workbench.quickTitle.filter({ hasText: 'Run command' }).waitFor();
    await workbench.quickInput.fill('asked');
    await workbench.quickTitle.filter({ hasText: 'Run command on 1 node' }).waitFor();
    await workbench.page.keyboard.press('Enter');
    const box = workbench.page.locator('.quick-input-widget:visible input[type=password]');
    await until('the question of the plugin', box, () =>
      workbench.quickMessage.filter({ hasText: 'PIN, please' }).waitFor(),
    );
    await box.fill('47112');
    await workbench.screenshot('59-plugin-asks');
    await workbench.page.keyboard.press('Enter');
    await workbench.quickItem('echo from the table').waitFor();
    // The answer is known from then on, and taken out of what is shown.
    await workbench.quickInput.fill('echo it is 471$((6 + 6))');
    await workbench.page.keyboard.press('Enter');
    await workbench.outputWith('it is Sensitive [value redacted]');
  });

  const rows = (): Locator => workbench.webview.locator('.table-row');
  async function names(): Promise<readonly string[]> {
    const found = await rows().evaluateAll((elements) =>
      elements.map((each) => ({
        top: each.getBoundingClientRect().top,
        text: each.querySelector('.cell')?.textContent ?? '',
      })),
    );
    return found.sort((a, b) => a.top - b.top).map(({ text }) => text);
  }
});
