import assert from 'node:assert/strict';
import { cp } from 'node:fs/promises';
import { join } from 'node:path';
import { after, afterEach, before, describe, it } from 'node:test';
import { root } from '../../scripts/build.ts';
import { scratch, Workbench } from './workbench.ts';

describe('the example project', () => {
  let directory: Awaited<ReturnType<typeof scratch>>;
  let workbench: Workbench;

  before(async () => {
    directory = await scratch();
    const folder = join(directory.path, 'storefront');
    await cp(join(root, 'example'), folder, { recursive: true });
    workbench = await Workbench.open({ folder, home: directory.path, trust: 'given' });
    await workbench.openSidebar();
    await workbench.status('Baton orchestrator, 3 nodes').waitFor({ timeout: 60_000 });
  });
  after(async () => {
    await workbench.close();
    await directory.remove();
  });
  afterEach((context) => workbench.keepFailure(context));

  /** Takes what is offered, question by question, until the run begins. */
  async function acceptAll(titles: readonly (string | RegExp)[]): Promise<void> {
    for (const title of titles) {
      await workbench.quickTitle.filter({ hasText: title }).waitFor();
      await workbench.page.keyboard.press('Enter');
    }
  }

  it('streams a rolling update from three nodes', async () => {
    await workbench.openFile('modules/patch/tasks/rolling.sh');
    await workbench.lens('Run on…').click();
    await workbench.quickItem(/^web/).click();
    await workbench.quickItem(/^db/).click();
    const questions = ['updates', 'pace', 'reboot'].map((name) => `patch::rolling: ${name}`);
    await acceptAll(['patch::rolling on 3 nodes', ...questions, /patch::rolling on node/]);
    await workbench.outputWith('node3 | [4/8] updating bash', 40);
    await workbench.row('Jobs', /patch::rolling/).click();
    await workbench.page.keyboard.press('ArrowRight');
    await workbench.row('Jobs', /node3.*running/).waitFor();
    await workbench.screenshot('running-a-task');
    await workbench.outputWith(/ended after .*3 succeeded/, 40);
  });

  it('chooses the implementation by the features of the node', async () => {
    await workbench.openFile('modules/service_check/tasks/init.json');
    await workbench.lens('Run on…').click();
    // What was ticked last stands before the groups.
    await workbench.quickItem(/^webgroup of/).click();
    await workbench.quickItem(/^dbgroup of/).click();
    await acceptAll(['service_check on 3 nodes']);
    await workbench.quickTitle.filter({ hasText: 'service_check: port' }).waitFor();
    await workbench.quickInput.fill('22');
    await acceptAll(['service_check: port', 'service_check: host', 'service_check: path', /service_check on node/]);
    await workbench.outputWith(/#2 ended after .*3 succeeded/, 40);
    const text = await workbench.wholeOutput();
    for (const [node, implementation] of [
      ['node1', 'shell'],
      ['node2', 'shell'],
      ['node3', 'python'],
    ]) {
      assert.match(text, new RegExp(`^${node} +\\|   "implementation": "${implementation}"`, 'm'));
    }
    await workbench.screenshot('16-implementations');
  });
});
