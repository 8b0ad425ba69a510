import { join } from 'node:path';
import { after, afterEach, before, describe, it } from 'node:test';
import { makeProject } from './project.ts';
import { scratch, Workbench } from './workbench.ts';

describe('a folder that is not trusted', () => {
  let directory: Awaited<ReturnType<typeof scratch>>;
  let workbench: Workbench;

  before(async () => {
    directory = await scratch();
    const folder = join(directory.path, 'project');
    await makeProject(folder);
    const settings = { 'security.workspace.trust.startupPrompt': 'never' };
    workbench = await Workbench.open({ folder, home: directory.path, trust: 'ask', settings });
  });
  after(async () => {
    await workbench.close();
    await directory.remove();
  });
  afterEach((context) => workbench.keepFailure(context));

  it('says in the sidebar and the status bar that nothing is run', async () => {
    await workbench.status('Baton orchestrator, restricted').waitFor({ timeout: 60_000 });
    await workbench.openSidebar();
    await workbench.pane('Nodes').getByText('This folder is in Restricted Mode').waitFor();
    await workbench.screenshot('20-untrusted');
  });

  it('is refused with a sentence when somebody runs a task all the same', async () => {
    await workbench.command('Baton: Run Task…');
    await workbench.notification('Nothing is run from a folder in Restricted Mode').waitFor();
    await workbench.screenshot('21-untrusted-refused');
  });

  it('previews no plan, and says why', async () => {
    await workbench.openFile('modules/deploy/plans/roll_out.pp');
    await workbench.lens('Preview').click();
    await workbench.webview.locator('header .fault', { hasText: 'Restricted Mode' }).waitFor();
    await workbench.screenshot('24-untrusted-preview');
  });

  it('still helps with what is written', async () => {
    await workbench.openFile('modules/probe/tasks/gate.json');
    // Only our language server gives a type expression inside a string a colour of its own.
    const type = workbench.page.locator('.view-line', { hasText: 'Enum[calm, hasty]' });
    await type.locator('span', { hasText: /^Enum$/ }).waitFor();
    await workbench.screenshot('22-untrusted-language');
  });

  it('starts the orchestrator once it is trusted', async () => {
    await workbench.command('Workspaces: Manage Workspace Trust');
    await workbench.page.locator('.workspace-trust-editor .monaco-button', { hasText: /^Trust$/ }).click();
    await workbench.status('Baton orchestrator, 3 nodes').waitFor({ timeout: 60_000 });
    await workbench
      .row('Nodes', /· connected/)
      .first()
      .waitFor();
    await workbench.webview.locator('[role=treeitem]').first().waitFor();
    await workbench.screenshot('23-trusted');
  });
});
