import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { after, afterEach, before, describe, it } from 'node:test';
import { scratch, Workbench } from './workbench.ts';

/** A repository as people have it under version control: the modules of others are installed elsewhere. */
const files: Readonly<Record<string, string>> = {
  'environment.conf': 'modulepath = site-modules:modules:$basemodulepath\n',
  Puppetfile: "mod 'puppetlabs-stdlib', '9.4.1'\n",
  'hiera.yaml': '---\nversion: 5\nhierarchy:\n  - name: Common\n    path: common.yaml\n',
  'data/common.yaml': '---\nprofile::base::motd: hello\n',
  'manifests/site.pp': 'node default {\n  include profile::base\n  include profile::bse\n}\n',
  'site-modules/profile/manifests/base.pp':
    "# What every node has\n#\n# @param motd What it says\nclass profile::base(String[1] $motd) {\n  file { '/etc/motd':\n    content => $motd,\n  }\n}\n",
};

describe('a control repository', () => {
  let directory: Awaited<ReturnType<typeof scratch>>;
  let workbench: Workbench;

  before(async () => {
    directory = await scratch();
    const folder = join(directory.path, 'control');
    for (const [path, text] of Object.entries(files)) {
      await mkdir(dirname(join(folder, path)), { recursive: true });
      await writeFile(join(folder, path), text);
    }
    workbench = await Workbench.open({ folder, home: directory.path, trust: 'given' });
  });
  after(async () => {
    await workbench.close();
    await directory.remove();
  });
  afterEach((context) => workbench.keepFailure(context));

  it('is served as it is', async () => {
    await workbench.status('Baton orchestrator, 3 nodes').waitFor({ timeout: 60_000 });
  });

  it('has its classes known from environment.conf', async () => {
    await workbench.openFile('manifests/site.pp');
    await workbench.page.locator('.squiggly-error').first().waitFor();
    await workbench.command('View: Focus Problems (Errors, Warnings, Infos)');
    const problems = workbench.page.locator('.markers-panel .monaco-list-row');
    await problems.filter({ hasText: "Did you mean 'profile::base'?" }).waitFor();
    await workbench.screenshot('14-control-repository');
  });
});
