import assert from 'node:assert/strict';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, afterEach, before, describe, it } from 'node:test';
import { eventually } from '../support/eventually.ts';
import { makeProject } from './project.ts';
import { scratch, Workbench } from './workbench.ts';

describe('the language server in the editor', () => {
  let directory: Awaited<ReturnType<typeof scratch>>;
  let workbench: Workbench;
  const metadata = 'modules/backup/tasks/dump.json';
  const plan = 'modules/backup/plans/nightly.pp';

  before(async () => {
    directory = await scratch();
    const project = join(directory.path, 'project');
    await makeProject(project);
    const path = join(project, metadata);
    const text = await readFile(path, 'utf8');
    await writeFile(path, text.replace('Optional[Integer[1, 9]]', 'Optional[Integr[1, 9]]'));
    await mkdir(join(project, 'modules/backup/plans'), { recursive: true });
    const broken = "plan backup::nightly(TargetSpec $targets) {\n  run_task('backup::dump', $targets, level => )\n}\n";
    await writeFile(join(project, plan), broken);
    workbench = await Workbench.open({ folder: project, home: directory.path, trust: 'given' });
  });
  after(async () => {
    await workbench.close();
    await directory.remove();
  });
  afterEach((context) => workbench.keepFailure(context));

  it('marks a type that does not exist, inside the string', async () => {
    await workbench.openFile(metadata);
    await workbench.page.locator('.squiggly-warning').first().waitFor();
    await workbench.command('View: Focus Problems (Errors, Warnings, Infos)');
    const problem = workbench.page.locator('.markers-panel .monaco-list-row', { hasText: 'Integr' });
    await problem.first().waitFor();
    assert.match((await problem.first().textContent()) ?? '', /Integr/);
    await workbench.screenshot('01-diagnostics');
  });

  it('repairs it with a quick fix, and the mark goes', async () => {
    await workbench.openFile(metadata);
    await workbench.command('Go to Next Problem (Error, Warning, Info)');
    await workbench.page.keyboard.press('Escape');
    await workbench.page.keyboard.press('Control+.');
    const fix = workbench.page.locator('.action-widget .monaco-list-row', { hasText: 'Integer' });
    await fix.first().waitFor();
    await workbench.screenshot('02-quick-fix');
    await fix.first().click();
    await workbench.page.locator('.squiggly-warning').first().waitFor({ state: 'detached' });
    const lines = await eventually(
      'the repaired type',
      () => workbench.editor(),
      (shown) => shown.some((line) => line.includes('Optional[Integer[1, 9]]')),
    );
    assert.ok(!lines.some((line) => line.includes('Integr[')));
  });

  it('says in the words of Puppet where a plan breaks', async () => {
    await workbench.openFile(plan);
    await workbench.page.locator('.squiggly-error').first().waitFor();
    await workbench.command('View: Focus Problems (Errors, Warnings, Infos)');
    const problem = workbench.page.locator('.markers-panel .monaco-list-row', { hasText: 'Syntax error at' });
    await problem.first().waitFor();
    assert.match((await problem.first().textContent()) ?? '', /Syntax error at '\)', expected an expression/);
    await workbench.screenshot('03-plan-diagnostics');
  });
});
