import assert from 'node:assert/strict';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, afterEach, before, describe, it } from 'node:test';
import type { FrameLocator, Locator } from 'playwright-core';
import { isJsonObject } from '../../orchestrator-core/common/index.ts';
import type { StoreCommand } from '../../orchestrator-core/inventory/index.ts';
import { eventually } from '../support/eventually.ts';
import { puppetDbCommands } from '../support/puppetdb-commands.ts';
import { type Served, serve } from './serve.ts';
import { scratch, Workbench } from './workbench.ts';

/** What a Puppet server would say of a few nodes. */
const commands: readonly StoreCommand[] = [...puppetDbCommands(12)];
const name = 'web05.eu.example.com';

describe('the page of a node that Puppet runs on', () => {
  let directory: Awaited<ReturnType<typeof scratch>>;
  let served: Served;
  let workbench: Workbench;

  before(async () => {
    directory = await scratch();
    const folder = join(directory.path, 'project');
    await mkdir(folder, { recursive: true });
    await writeFile(join(folder, 'bolt-project.yaml'), 'name: shop\n');
    await writeFile(join(folder, 'inventory.yaml'), `targets: [${name}]\nconfig: {transport: ssh}\n`);
    served = await serve(folder, join(directory.path, 'data'), ['--puppetdb-port', '0']);
    for (const command of commands) await submit(command);
    const settings = { 'baton.localNodes': 0, 'files.autoSave': 'off' };
    workbench = await Workbench.open({ folder, home: directory.path, trust: 'given', settings });
    await workbench.openSidebar();
    await workbench.status('Baton orchestrator').waitFor({ timeout: 60_000 });
    for (const pane of ['Tasks', 'Plans', 'Jobs']) await workbench.pane(pane).locator('.pane-header').click();
    await workbench.row('Nodes', name).waitFor();
  });
  after(async () => {
    await workbench.close();
    await served.stop();
    await directory.remove();
  });
  afterEach((context) => workbench.keepFailure(context));

  const page = (): FrameLocator => workbench.webview;
  const tab = (title: string): Locator => page().getByRole('tab', { name: title });
  const grid = (title: string): Locator => page().getByRole('grid', { name: title });

  async function submit({ command, version, certname, payload }: StoreCommand): Promise<void> {
    const query = new URLSearchParams({ command: command.replaceAll(' ', '_'), version: `${version}`, certname });
    const answer = await fetch(`${served.ready['puppetDb']}/pdb/cmd/v1?${query}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(payload),
    });
    assert.equal(answer.status, 200, await answer.text());
  }

  it('shows the classes and the resources of its catalog', async () => {
    await workbench.row('Nodes', name).click();
    await page().locator('h1', { hasText: name }).waitFor();
    await tab('Classes').click();
    await grid('Classes').getByRole('row', { name: 'Role::Web' }).waitFor();
    await tab('Resources').click();
    const rows = grid('Resources of its last catalog').getByRole('row');
    await rows.filter({ hasText: 'Service' }).first().waitFor();
    await page().getByRole('searchbox', { name: 'Filter by type, title or file' }).fill('CLASS role');
    await rows.filter({ hasText: 'Service' }).waitFor({ state: 'detached' });
    await rows.filter({ hasText: 'Role::Web' }).first().click();
    await page()
      .locator('pre', { hasText: /^Class\[Role::Web\]/ })
      .waitFor();
    await workbench.screenshot('70-resources');
  });

  it('shows its reports, the events of one, and its packages', async () => {
    await tab('Reports').click();
    const reports = grid('Reports').getByRole('row');
    await reports.nth(1).click();
    await grid('Events of the report')
      .getByRole('row', { name: /File\[\/etc\/motd\]/ })
      .waitFor();
    await workbench.screenshot('71-reports');
    await tab('Packages').click();
    const packages = grid('Packages').getByRole('row');
    await packages.filter({ hasText: 'openssl' }).waitFor();
    await grid('Packages').getByRole('button', { name: 'Package' }).click();
    await grid('Packages').getByRole('button', { name: 'Package' }).click();
    await packages.nth(1).filter({ hasText: 'openssl' }).waitFor();
    await workbench.screenshot('72-packages');
  });

  it('compares facts with those of an earlier time, which it learns of as it happens', async () => {
    await tab('Facts').click();
    await page().locator('[role=treeitem]', { hasText: 'kernelrelease' }).waitFor();
    const first = commands.find((each) => each.command === 'replace facts' && each.certname === name);
    assert.ok(first !== undefined && isJsonObject(first.payload) && isJsonObject(first.payload['values']));
    const values = { ...first.payload['values'], kernelrelease: '7.0.0-made' };
    const producer_timestamp = new Date(first.received + 3_600_000).toISOString();
    await submit({ ...first, payload: { ...first.payload, values, producer_timestamp } });
    await page().locator('[role=treeitem]', { hasText: '7.0.0-made' }).waitFor();
    const times = page().getByRole('combobox', { name: 'Compare with an earlier time' });
    await times.selectOption({ label: (await times.locator('option').nth(1).textContent()) ?? '' });
    const fact = page().locator('[role=treeitem]');
    await fact.filter({ hasText: 'timezone' }).waitFor({ state: 'detached' });
    assert.equal(await fact.count(), 1);
    assert.match((await fact.getAttribute('aria-label')) ?? '', /^kernelrelease, 7\.0\.0-made, there 6\.1\.0/);
    await workbench.screenshot('73-earlier');
  });

  it('shows facts whatever they are called, and nothing of them is a part of the page', async () => {
    const odd = {
      'dotted.name': { 'with "quotes"': 1 },
      '<b id=made>': '<img src=x id=made>',
      'שלום עולם': '🐘 مرحبا',
    };
    const first = commands.find((each) => each.command === 'replace facts' && each.certname === name);
    assert.ok(first !== undefined && isJsonObject(first.payload));
    const producer_timestamp = new Date(first.received + 7_200_000).toISOString();
    await page().getByRole('button', { name: 'End comparison' }).click();
    await submit({ ...first, payload: { ...first.payload, values: odd, producer_timestamp } });
    const fact = (text: string): Locator => page().locator('[role=treeitem]', { hasText: text });
    await fact('<b id=made><img src=x id=made>').waitFor();
    await fact('שלום עולם🐘 مرحبا').waitFor();
    assert.equal(await page().locator('#made').count(), 0);
    await fact('dotted.name').locator('.key').click();
    await fact('with "quotes"').locator('.key').click();
    // A quoted part ends where a dot follows, so that quotes stand in it as they are.
    await page().getByRole('button', { name: 'Copy path' }).click();
    await eventually(
      'the path in the clipboard',
      () => workbench.page.evaluate(() => navigator.clipboard.readText()),
      (text) => text === '"dotted.name"."with "quotes""',
    );
    await workbench.screenshot('74-odd-facts');
  });

  it('says when nobody is there to ask, and goes on when somebody is', async () => {
    await served.stop();
    await page().locator('.fault', { hasText: 'this is what it said last' }).waitFor();
    await fact0().waitFor();
    await page()
      .locator('.fault', { hasText: 'this is what it said last' })
      .waitFor({ state: 'hidden', timeout: 60_000 });
    await fact0().waitFor();
  });

  const fact0 = (): Locator => page().locator('[role=treeitem]').first();
});
