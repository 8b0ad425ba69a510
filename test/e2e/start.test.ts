import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { it } from 'node:test';
import { root } from '../../scripts/build.ts';
import { Browser } from './browser.ts';
import { scratch } from './workbench.ts';

it('npm start opens the example with three nodes, and ends with all that it started', async () => {
  const directory = await scratch();
  const env = { ...process.env, XDG_DATA_HOME: directory.path };
  const child = spawn('npm', ['start', '--', '--port', '0'], { cwd: root, env, stdio: ['ignore', 'pipe', 'inherit'] });
  const ended = once(child, 'exit');
  let url = '';
  for await (const line of createInterface({ input: child.stdout })) {
    url = /^VS Code: (http:\S+)/.exec(line)?.[1] ?? '';
    if (url !== '') break;
  }
  assert.match(url, /^http:\/\/127\.0\.0\.1:\d+\/\?folder=.*\/baton\/example$/);
  const browser = await Browser.open(url);
  await browser.page.locator('.statusbar-item[aria-label^="Baton orchestrator, 3 nodes"]').waitFor({ timeout: 60_000 });
  await browser.close();
  child.kill('SIGTERM');
  await ended;
  // That nothing is left running is what the runner looks for after every file.
  assert.ok(existsSync(join(directory.path, 'baton/example/bolt-project.yaml')));
  await directory.remove();
});

it('npm start refuses a project that is no directory, in one sentence', async () => {
  const child = spawn('npm', ['start', '--silent', '--', '--project', '/no/such'], {
    cwd: root,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const said: string[] = [];
  createInterface({ input: child.stderr }).on('line', (line) => said.push(line));
  const [code] = (await once(child, 'close')) as [number];
  assert.equal(code, 1);
  assert.deepEqual(said, ['/no/such is no directory; --project takes one with a bolt-project.yaml.']);
});
