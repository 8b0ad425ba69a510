import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { ManualClock } from '../common/index.ts';
import { loadProject, memoryFiles } from '../project/index.ts';
import { logWithFiles } from './log-files.ts';

test("writes into the project's log files what their levels let through", async (context) => {
  const directory = await mkdtemp(join(tmpdir(), 'baton-log-'));
  context.after(() => rm(directory, { recursive: true, force: true }));
  const at = (name: string) => join(directory, name);
  await Promise.all([writeFile(at('kept.log'), 'before\n'), writeFile(at('new.log'), 'before\n')]);
  const said: string[] = [];
  const console = { log: (_level: string, message: string) => void said.push(message) };
  const files = [
    { path: at('kept.log'), level: 'any', append: true },
    { path: at('new.log'), level: 'warn', append: false },
    { path: at('none/x.log'), level: 'debug', append: true },
  ];
  const log = logWithFiles(console, files, new ManualClock());
  log.log('debug', 'small');
  log.log('warn', 'odd');
  assert.equal(
    await readFile(at('kept.log'), 'utf8'),
    'before\n1970-01-01T00:00:00.000 DEBUG  [main] [Baton] small\n1970-01-01T00:00:00.000 WARN   [main] [Baton] odd\n',
  );
  assert.equal(await readFile(at('new.log'), 'utf8'), '1970-01-01T00:00:00.000 WARN   [main] [Baton] odd\n');
  assert.deepEqual(
    said.map((message) => message.split(':')[0]),
    ['small', `Nothing can be logged in ${at('none/x.log')}`, 'odd'],
  );
});

test('reads where a project logs', async () => {
  const text = `log:
  console: { level: info }
  bolt-debug.log: { level: debug, append: false }
  file:/var/x.log: {}
  off.log: disable
`;
  const { project } = await loadProject(memoryFiles({ '/p/bolt-project.yaml': text }), '/p');
  assert.deepEqual(project.logs, {
    console: 'info',
    files: [
      { path: '/p/bolt-debug.log', level: 'debug', append: false },
      { path: '/var/x.log', level: 'warn', append: true },
    ],
  });
});
