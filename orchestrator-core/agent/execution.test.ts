import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readFileSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { launch } from './execution.ts';
import { readExitCode, readOutcome } from './outcome.ts';
import { createOutputFiles } from './spool.ts';
import { installWrapper } from './wrapper.ts';

const name = { kind: 'blocking', module: 'task', action: 'run', transaction: 'x' } as const;

/** A workplace with the wrapper beside it, removed after the test. */
async function workplace(context: TestContext): Promise<{ root: string; directory: string; wrapper: string }> {
  const root = await mkdtemp(join(tmpdir(), 'baton-execution-'));
  context.after(() => rm(root, { recursive: true, force: true }));
  const directory = join(root, 'x');
  await mkdir(directory);
  await createOutputFiles(directory);
  return { root, directory, wrapper: await installWrapper(root) };
}

test('after its program the wrapper starts nothing that a stop could end in its place', async (context) => {
  const { root, directory, wrapper } = await workplace(context);
  const tools = join(root, 'tools');
  await mkdir(tools);
  for (const tool of ['cat', 'mkfifo', 'mv', 'rm']) {
    symlinkSync(execFileSync('/bin/sh', ['-c', `command -v ${tool}`], { encoding: 'utf8' }).trim(), join(tools, tool));
  }
  // A copier may not be at its `cat` yet. The others are gone for the wrapper, as if each were ended at once.
  const line = `echo out; cd ${tools} && /bin/rm mkfifo mv rm; exit 5`;
  const program = { executable: '/bin/sh', arguments: ['-c', line], environment: { PATH: tools } };
  const { ended } = await launch(wrapper, directory, program);
  await ended;
  assert.equal(await readExitCode(directory), 5);
  const results = { exitcode: 5, stdout: 'out\n' };
  assert.deepEqual(await readOutcome(directory, name, 5), { kind: 'results', results });
});

test('a wrapper leaves the exit code alone that the agent has written', async (context) => {
  const { directory, wrapper, root } = await workplace(context);
  const door = join(root, 'door');
  execFileSync('mkfifo', [door]);
  // What it leaves in the background holds its output open, and with that the wrapper.
  const program = { executable: '/bin/sh', arguments: ['-c', `read line <${door} & exit 3`], environment: {} };
  const { ended } = await launch(wrapper, directory, program);
  const path = join(directory, 'exitcode');
  writeFileSync(path, '3', { flag: 'wx' });
  const { ino, mtimeMs } = statSync(path);
  writeFileSync(door, '\n');
  await ended;
  assert.deepEqual([statSync(path).ino, statSync(path).mtimeMs], [ino, mtimeMs]);
  assert.equal(readFileSync(path, 'utf8'), '3');
});
