import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, afterEach, before, describe, it } from 'node:test';
import { eventually } from '../support/eventually.ts';
import { makeProject } from './project.ts';
import { scratch, Workbench } from './workbench.ts';

const secret = 'correct horse battery staple';

describe('a task, from the lens to the result', () => {
  let directory: Awaited<ReturnType<typeof scratch>>;
  let workbench: Workbench;
  let gate = '';

  before(async () => {
    directory = await scratch();
    gate = join(directory.path, 'gate');
    const folder = join(directory.path, 'project');
    await makeProject(folder);
    workbench = await Workbench.open({ folder, home: directory.path, trust: 'given' });
  });
  after(async () => {
    await workbench.close();
    await directory.remove();
  });
  afterEach((context) => workbench.keepFailure(context));

  /** The processes of the task on a node, once it has begun: the script and its child. */
  async function processesOn(node: string): Promise<readonly number[]> {
    const text = await eventually(
      `the task on ${node}`,
      () => readFile(`${gate}.${node}.pids`, 'utf8').catch(() => ''),
      (found) => found.endsWith('\n'),
    );
    return text.trim().split(' ').map(Number);
  }

  it('starts the orchestrator with three nodes', async () => {
    await workbench.openSidebar();
    for (const node of ['node1', 'node2', 'node3']) {
      await workbench.row('Nodes', new RegExp(`${node}.*· connected`)).waitFor({ timeout: 60_000 });
    }
    await workbench.row('Tasks', 'rolling').waitFor();
    await workbench.status('Baton orchestrator, 3 nodes').waitFor();
    await workbench.screenshot('03-sidebar');
  });

  it('shows lenses above the script', async () => {
    await workbench.openFile('modules/probe/tasks/gate.sh');
    for (const title of ['Run task', 'Run on…', 'Noop']) await workbench.lens(title).waitFor();
    await workbench.screenshot('04-lenses');
  });

  it('asks for targets', async () => {
    await workbench.lens('Run on…').click();
    await workbench.quickItem(/^web/).click();
    await workbench.quickTitle.filter({ hasText: 'probe::gate on 2 nodes' }).waitFor();
    await workbench.screenshot('05-targets');
    await workbench.page.keyboard.press('Enter');
  });

  it('asks for each parameter, with its type, and checks it as it is typed', async () => {
    await workbench.quickTitle.filter({ hasText: 'probe::gate: gate' }).waitFor();
    await workbench.quickInput.fill(gate);
    await workbench.page.keyboard.press('Enter');

    await workbench.quickTitle.filter({ hasText: 'probe::gate: mode' }).waitFor();
    await workbench.quickItem('hasty').click();

    await workbench.quickTitle.filter({ hasText: 'probe::gate: count' }).waitFor();
    await workbench.quickInput.fill('17');
    await workbench.quickMessage.filter({ hasText: /expects/ }).waitFor();
    await workbench.screenshot('06-parameter-checked');
    await workbench.quickInput.fill('2');
    await workbench.page.keyboard.press('Enter');

    await workbench.quickTitle.filter({ hasText: 'probe::gate: secret' }).waitFor();
    await workbench.quickInput.fill(secret);
    assert.equal(await workbench.quickInput.getAttribute('type'), 'password');
    await workbench.screenshot('07-parameter-sensitive');
    await workbench.page.keyboard.press('Enter');

    await workbench.quickItem('Run on 2 nodes').waitFor();
    await workbench.screenshot('08-review');
    await workbench.page.keyboard.press('Enter');
  });

  it('shows the first line of each node while the task still runs there', async () => {
    const processes = [...(await processesOn('node1')), ...(await processesOn('node2'))];
    await workbench.outputWith('first line from node1');
    const lines = await workbench.outputWith('first line from node2');
    assert.ok(!lines.some((line) => line.includes('last line')));
    assert.ok(!existsSync(gate), 'nothing has told the task to go on');
    assert.ok(processes.every(isAlive));
    await workbench.row('Jobs', /probe::gate.*0 of 2 nodes done/).waitFor();
    await workbench.status('Baton orchestrator, 3 nodes connected, 1 job').waitFor();
    await workbench.notification('0 of 2 nodes done').waitFor();
    await workbench.screenshot('09-streaming');
  });

  it('shows the rest, a summary and no secret when it ends', async () => {
    await writeFile(gate, '');
    await workbench.outputWith(/ended after .*2 succeeded/);
    const text = await workbench.wholeOutput();
    assert.match(text, /node1 +\| last line 2, hasty/);
    assert.match(text, /the secret is (?!correct)/);
    assert.ok(!text.includes(secret), text);
    await workbench.row('Jobs', /probe::gate.*2 succeeded/).waitFor();
    await workbench.screenshot('10-finished');
  });

  it('runs again where it ran last, and ends the processes when it is cancelled', async () => {
    await rm(gate);
    for (const node of ['node1', 'node2']) await rm(`${gate}.${node}.pids`);
    await workbench.lens('Run again on web').click();
    // The secret was given, and is not kept: it is asked for again, and left out this time.
    await workbench.quickTitle.filter({ hasText: 'probe::gate: secret' }).waitFor();
    await workbench.quickValue('');
    await workbench.page.keyboard.press('Enter');
    await workbench.acceptRun('Run on 2 nodes');
    const processes = [...(await processesOn('node1')), ...(await processesOn('node2'))];
    assert.ok(processes.every(isAlive));
    const toast = workbench.notification('0 of 2 nodes done');
    await toast.waitFor();
    await workbench.screenshot('11-before-cancel');
    await toast.hover();
    await toast.locator('.monaco-button', { hasText: 'Cancel' }).click();
    await eventually(
      'the end of the processes on the nodes',
      () => processes.filter(isAlive),
      (alive) => alive.length === 0,
    );
    await workbench.row('Jobs', /probe::gate.*2 (stopped|cancelled)/).waitFor();
    await workbench.screenshot('12-cancelled');
  });

  it('runs again on the failed nodes only', async () => {
    await writeFile(gate, '');
    await writeFile(`${gate}.fail-node2`, '');
    await workbench.lens('Run again on web').click();
    await workbench.acceptRun('Run on 2 nodes');
    const failed = workbench.row('Jobs', /probe::gate.*1 succeeded, 1 failed/);
    await failed.waitFor();
    await failed.click();
    const reason = workbench.row('Jobs', /node2.*failed.*exit code 3/);
    if ((await reason.count()) === 0) await workbench.page.keyboard.press('ArrowRight');
    await reason.waitFor();
    await workbench.screenshot('13-failed');

    await rm(`${gate}.fail-node2`);
    await workbench.rowAction(failed, 'Run Again on the Failed Nodes', workbench.row('Jobs', /#4 probe::gate/));
    const again = workbench.row('Jobs', /probe::gate.*1 succeeded(?!, )/);
    await again.waitFor();
    await workbench.outputWith(/#4 ended after .*1 succeeded/);
    await workbench.screenshot('14-rerun-failed');
  });

  it("opens a node's result as a document", async () => {
    await workbench.row('Jobs', /node2.*failed.*exit code 3/).click();
    await eventually(
      'the result',
      () => workbench.editor(),
      (lines) => lines.some((line) => line.includes('puppetlabs.tasks/task-error')),
    );
    await workbench.screenshot('15-result');
  });
});

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
