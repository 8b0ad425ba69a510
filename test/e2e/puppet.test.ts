import assert from 'node:assert/strict';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, afterEach, before, describe, it } from 'node:test';
import { eventually } from '../support/eventually.ts';
import { makeProject } from './project.ts';
import { scratch, Workbench } from './workbench.ts';

const nightly = `# @summary Dumps a database and says how it went
#
# @param targets Where the database runs
# @param database Which one
plan backup::nightly(TargetSpec $targets, String[1] $database) {
  $dumps = run_task('backup::dump', $targets, 'database' => $database, 'password' => 'x')
  run_plan('backup::check', $targets, dumped => $dumps.names)
  $sizes = $dumps.map |$dump| { $dump['size'] }
  return $sizes
}
`;

const check = `# @summary Reads dumps back
# @param targets Where the dumps are
# @param dumped The names of the dumps
plan backup::check(TargetSpec $targets, Array[String[1]] $dumped) {
  $dumped.each |$name| { out::message("\${name} is there") }
  return run_command('uptime', $targets)
}
`;

const broken = `plan backup::broken(TargetSpec $targets) {
  run_task('backup::dmup', $targets)
  run_command($comand, $targets)
  run_task('backup::dump', $targets, 'pasword' => 'x')
  fail_plan()
}
`;

const unfinished = `# @summary Dumps the databases that are up and says how big they have become
#
# @param targets Where they run
# @param names Which ones
plan backup::unfinished(TargetSpec $targets, Array[String[1], 1] $names = ['shop', 'stock']) {
  $up = run_command('systemctl is-active postgresql', $targets, '_catch_errors' => true).ok_set
  $names.each |$name| {
    $dumps = run_task('backup::dump', $up.targets, 'database' => $name, )
    $dumps.each |$dump| { out::message("\${dump.target.name}: \${dump['size']} bytes of \${name}") }
  }
  return run_plan('backup::chek', $targets, dumped => $up.names)
}
`;

const missing = `plan backup::missing(TargetSpec $targets) {
  run_task('backup::prune', $targets, 'keep' => 7)
}
`;

const messy = `plan backup::messy(TargetSpec $targets,String $mode='all'){
if $mode=='all' {
      run_command('sync',$targets)
}
}
`;

const steps = `description: Dumps in steps
parameters:
  targets:
    type: TargetSpec
steps:
  - name: dump
    task: backup::dmup
    targets: $targets
return: $dump.count
`;

describe('Puppet sources in the editor', () => {
  let directory: Awaited<ReturnType<typeof scratch>>;
  let project: string;
  let workbench: Workbench;
  const plans = 'modules/backup/plans';

  before(async () => {
    directory = await scratch();
    project = join(directory.path, 'project');
    await makeProject(project);
    await mkdir(join(project, plans), { recursive: true });
    for (const [name, text] of Object.entries({ nightly, check, broken, unfinished, missing, messy })) {
      await writeFile(join(project, plans, `${name}.pp`), text);
    }
    await writeFile(join(project, plans, 'steps.yaml'), steps);
    workbench = await Workbench.open({ folder: project, home: directory.path, trust: 'given' });
  });
  after(async () => {
    await workbench.close();
    await directory.remove();
  });
  afterEach((context) => workbench.keepFailure(context));

  /** Puts the cursor behind the first occurrence of a text in the open editor. */
  async function goBehind(text: string, source: string): Promise<void> {
    const before = source.slice(0, source.indexOf(text) + text.length).split('\n');
    const [line, column] = [before.length, (before.at(-1)?.length ?? 0) + 1];
    await workbench.page.keyboard.press('Control+g');
    // The box begins with the colon of going to a line; before that it may still be another one.
    await eventually(
      'the box for a line',
      () => workbench.quickInput.inputValue(),
      (value) => value === ':',
    );
    await workbench.quickInput.fill(`:${line}:${column}`);
    // Until the box has understood it, Enter does nothing.
    await workbench.quickItem(`go to line ${line} at column ${column}`).waitFor();
    await workbench.page.keyboard.press('Enter');
    await workbench.status(`Ln ${line}, Col ${column}`).waitFor();
  }

  /** Chooses what can be done at the cursor. */
  async function choose(title: string): Promise<void> {
    const action = workbench.page.locator('.action-widget .monaco-list-row', { hasText: title });
    // An open list is not filled in again: where the server was not ready, it is opened anew.
    const attempt = async (): Promise<boolean> => {
      await workbench.page.keyboard.press('Control+.');
      const offered = await action.waitFor({ timeout: 3000 }).then(
        () => true,
        () => false,
      );
      if (!offered) await workbench.page.keyboard.press('Escape');
      return offered;
    };
    await eventually(title, attempt, (offered) => offered);
    await action.click();
  }

  it('marks a task, a variable and a parameter that are not there', async () => {
    await workbench.openFile(`${plans}/broken.pp`);
    await workbench.page.locator('.squiggly-error').nth(2).waitFor();
    await workbench.command('View: Focus Problems (Errors, Warnings, Infos)');
    for (const word of ['backup::dmup', 'comand', 'pasword', 'fail_plan']) {
      await workbench.page.locator('.markers-panel .monaco-list-row', { hasText: word }).first().waitFor();
    }
    await workbench.screenshot('04-plan-errors');
    await workbench.command('View: Toggle Panel Visibility');
  });

  it('completes the parameters of the task that is run', async () => {
    await workbench.openFile(`${plans}/unfinished.pp`);
    await goBehind("'database' => $name, ", unfinished);
    await workbench.command('Trigger Suggest');
    const list = workbench.page.locator('.suggest-widget.visible .monaco-list-row');
    // The list fills in while it is looked at.
    await eventually(
      'the parameter without a default at the head of the list',
      async () => (await list.allTextContents())[0] ?? '',
      (first) => first.includes('password'),
    );
    await workbench.screenshot('writing-a-plan');
    await list.filter({ hasText: 'password' }).first().click();
    const lines = await eventually(
      'the parameter in the text',
      () => workbench.editor(),
      (shown) => shown.some((line) => /run_task\('backup::dump', .*password.* => /.test(line)),
    );
    assert.equal(lines.length > 0, true);
    await workbench.command('File: Revert File');
  });

  it('offers the tasks as soon as run_task is there', async () => {
    await workbench.openFile(`${plans}/missing.pp`);
    await goBehind("'keep' => 7)", missing);
    await workbench.page.keyboard.press('Enter');
    await workbench.page.keyboard.type('run_ta');
    const list = workbench.page.locator('.suggest-widget.visible .monaco-list-row');
    await list.filter({ hasText: 'run_task' }).first().waitFor();
    await workbench.page.keyboard.press('Tab');
    await list.filter({ hasText: 'deploy::release' }).first().waitFor();
    await workbench.screenshot('05-completion-of-tasks');
    await list.filter({ hasText: 'deploy::release' }).first().click();
    await eventually(
      'the chosen task in the text',
      () => workbench.editor(),
      (shown) => shown.some((line) => line.includes("  run_task('deploy::release', $targets)")),
    );
  });

  it('makes the task that a plan runs and nobody wrote', async () => {
    await workbench.openFile(`${plans}/missing.pp`);
    await goBehind("run_task('backup::pr", missing);
    await workbench.page.locator('.squiggly-error, .squiggly-warning').first().waitFor();
    await choose("Create the task 'backup::prune'");
    await workbench.page.locator('.tab.active', { hasText: 'prune.json' }).waitFor();
    const metadata = await eventually(
      'the metadata on the disk',
      () => readFile(join(project, 'modules/backup/tasks/prune.json'), 'utf8').catch(() => ''),
      (text) => text !== '',
    );
    assert.match(metadata, /"keep"/);
    await workbench.screenshot('10-created-task');
  });

  it('shows problems of a YAML plan and mends them', async () => {
    await workbench.openFile(`${plans}/steps.yaml`);
    await workbench.page.locator('.squiggly-error').first().waitFor();
    await goBehind('task: backup::dm', steps);
    await workbench.screenshot('11-yaml-plan');
    await choose("Replace with 'backup::dump'");
    await eventually(
      'the task that is there',
      () => workbench.editor(),
      (shown) => shown.some((line) => line.includes('task: backup::dump')),
    );
  });

  it('says who runs a plan', async () => {
    await workbench.openFile(`${plans}/check.pp`);
    await goBehind('plan backup::ch', check);
    await workbench.command('Calls: Show Call Hierarchy');
    const calls = workbench.page.locator('.part.sidebar .monaco-list-row');
    await calls.filter({ hasText: 'backup::nightly' }).first().waitFor();
    await workbench.screenshot('12-call-hierarchy');
    await workbench.command('View: Show Explorer');
  });

  it('formats a plan', async () => {
    await workbench.openFile(`${plans}/messy.pp`);
    // The tab is there before the editor has the focus, and a palette opened then gives it back to the explorer.
    await workbench.command('View: Focus Active Editor Group');
    await workbench.command('Format Document');
    await eventually(
      'the formatted plan',
      () => workbench.editor(),
      (shown) =>
        shown.join('\n').startsWith("plan backup::messy(TargetSpec $targets, String $mode = 'all') {") &&
        shown.includes("    run_command('sync', $targets)"),
    );
    await workbench.screenshot('13-formatted');
  });

  it('says on hover what a plan is and takes', async () => {
    await workbench.openFile(`${plans}/nightly.pp`);
    await goBehind("run_plan('backup::ch", nightly);
    await workbench.command('Show or Focus Hover');
    const hover = workbench.page.locator('.monaco-hover:visible', { hasText: 'Reads dumps back' });
    await hover.first().waitFor();
    assert.match((await hover.first().textContent()) ?? '', /dumped/);
    await workbench.screenshot('06-hover');
    await workbench.page.keyboard.press('Escape');
  });

  it('shows the outline of a plan', async () => {
    await workbench.openFile(`${plans}/nightly.pp`);
    await workbench.command('Explorer: Focus on Outline View');
    const outline = workbench.page.locator('.outline-pane .monaco-list-row');
    await outline.filter({ hasText: 'backup::nightly' }).first().waitFor();
    await outline.filter({ hasText: '$dumps' }).first().waitFor();
    await workbench.screenshot('07-outline');
  });

  it('renames a plan with its file and everybody who runs it', async () => {
    await workbench.openFile(`${plans}/nightly.pp`);
    await goBehind("run_plan('backup::ch", nightly);
    await workbench.page.keyboard.press('F2');
    const box = workbench.page.locator('.rename-box input');
    await box.waitFor();
    await box.fill('backup::verify');
    await workbench.screenshot('08-rename');
    await workbench.page.keyboard.press('Enter');
    await eventually(
      'the new name where the plan is run',
      () => workbench.editor(),
      (shown) => shown.some((line) => line.includes("run_plan('backup::verify'")),
    );
    await workbench.command('File: Save All Files');
    await eventually(
      'the renamed file',
      async () => ({
        names: await readdir(join(project, plans)),
        text: await readFile(join(project, plans, 'verify.pp'), 'utf8').catch(() => ''),
      }),
      ({ names, text }) => !names.includes('check.pp') && text.includes('plan backup::verify('),
    );
    await workbench.screenshot('09-renamed');
  });
});
