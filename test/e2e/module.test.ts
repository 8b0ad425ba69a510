import { chmod, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, afterEach, before, describe, it } from 'node:test';
import { scratch, Workbench } from './workbench.ts';

/** Says what it was given, and waits for a gate; it has no metadata. */
const script = `#!/bin/bash
echo "given $PT_text"
until [ -e "$PT_gate" ]; do sleep 0.05; done
echo "the gate is open"
`;

describe('a module opened by itself', () => {
  let directory: Awaited<ReturnType<typeof scratch>>;
  let workbench: Workbench;
  let gate = '';
  let folder = '';

  before(async () => {
    directory = await scratch();
    gate = join(directory.path, 'gate');
    folder = join(directory.path, 'checkout');
    await mkdir(join(folder, 'tasks'), { recursive: true });
    await writeFile(join(folder, 'metadata.json'), JSON.stringify({ name: 'puppetlabs-ntp', version: '1.0.0' }));
    await writeFile(join(folder, 'tasks/hold.sh'), script);
    await chmod(join(folder, 'tasks/hold.sh'), 0o755);
    workbench = await Workbench.open({ folder, home: directory.path, trust: 'given' });
  });
  after(async () => {
    await workbench.close();
    await directory.remove();
  });
  afterEach((context) => workbench.keepFailure(context));

  it('has its tasks, the local nodes and this machine', async () => {
    await workbench.openSidebar();
    await workbench.row('Nodes', /node3.*· connected/).waitFor({ timeout: 60_000 });
    await workbench.row('Nodes', /^localhost/).waitFor();
    await workbench.row('Tasks', 'ntp::hold').waitFor();
  });

  it('gives a task without metadata what is typed in one line', async () => {
    await workbench.openFile('tasks/hold.sh');
    await workbench.lens('Run on…').click();
    await workbench.quickTitle.filter({ hasText: 'ntp::hold on no node yet' }).waitFor();
    await workbench.quickInput.fill('node1');
    await workbench.page.keyboard.press('Enter');
    await workbench.quickTitle.filter({ hasText: 'ntp::hold: parameters' }).waitFor();
    await workbench.quickInput.fill('text=x Bad=1');
    await workbench.quickMessage.filter({ hasText: 'Bad' }).waitFor();
    await workbench.quickInput.fill(`text="two words" gate=${gate}`);
    await workbench.page.keyboard.press('Enter');
    await workbench.outputWith('node1 | given two words');
    await workbench.status('Baton orchestrator, 3 nodes connected, 1 job').waitFor();
  });

  it('goes on printing a job after the window was reloaded', async () => {
    await workbench.reload();
    await workbench.status('Baton orchestrator, 3 nodes connected, 1 job').waitFor({ timeout: 60_000 });
    await workbench.outputWith('node1 | given two words');
    await writeFile(gate, '');
    await workbench.outputWith('node1 | the gate is open');
    await workbench.row('Jobs', /ntp::hold.*1 succeeded/).waitFor();
    await workbench.status('Baton orchestrator, 3 nodes').waitFor();
  });

  it('says in the tree what is wrong with the inventory, and leads there', async () => {
    await writeFile(join(folder, 'inventory.yaml'), 'targets:\n  - a: b: c\n');
    await workbench.row('Nodes', /inventory\.yaml.*line 2/).click();
    await workbench.page.locator('.tab.active', { hasText: 'inventory.yaml' }).waitFor();
    await workbench.screenshot('17-inventory-fault');
  });

  it('asks for no targets that it cannot know', async () => {
    await workbench.command('Baton: Run Command on Nodes…');
    await workbench.notification('Could not parse inventory file').waitFor();
  });
});
