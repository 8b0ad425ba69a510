import assert from 'node:assert/strict';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { it, type TestContext } from 'node:test';
import { ManualClock, OrchestratorError } from './common/index.ts';
import { diskFiles } from './node/index.ts';
import { openProjectSource } from './project-source.ts';

const inventory = `
targets: [a, {_plugin: yaml, filepath: data/more.txt}]
vars: {pin: {_plugin: prompt, message: PIN}}
`;

async function open(context: TestContext, more: string | undefined) {
  const directory = await mkdtemp(join(tmpdir(), 'baton-source-'));
  const write = (text: string) => writeFile(join(directory, 'data/more.txt'), text);
  // Where nobody watches: that nobody knows of a change is what this is about.
  await mkdir(join(directory, 'data'));
  await writeFile(join(directory, 'inventory.yaml'), inventory);
  if (more !== undefined) await write(more);
  const clock = new ManualClock();
  const told: string[] = [];
  const asked: string[] = [];
  const lines: string[] = [];
  const source = openProjectSource({
    directory,
    files: diskFiles,
    clock,
    log: { log: (_level, line) => void lines.push(line) },
    onChange: (what) => void told.push(what),
    ask: async (message) => {
      asked.push(message);
      if (asked.length === 1) throw new OrchestratorError('bolt/no-tty-error', 'later');
      return '4711';
    },
  });
  context.after(async () => {
    source.close();
    await rm(directory, { recursive: true });
  });
  await source.watch();
  const names = async () => (await source.inventory()).names(['all']).join(' ');
  return { source, names, clock, write, told, asked, lines };
}

it('asks plugins again what the inventory is when it is older than a minute', async (context) => {
  const { names, clock, write, told, lines } = await open(context, 'b');
  assert.equal(await names(), 'a b');
  await write('[b, c]');
  clock.advance(59_999);
  assert.equal(await names(), 'a b');
  clock.advance(1);
  assert.deepEqual([await names(), told], ['a b c', ['inventory']]);
  await write('[b, c');
  clock.advance(60_000);
  assert.equal(await names(), 'a b c');
  assert.match(lines.join(), /because plugins cannot be asked: Error executing plugin yaml/);
});

it('asks plugins again at once when somebody wants it so', async (context) => {
  const { source, names, write } = await open(context, 'b');
  assert.equal(await names(), 'a b');
  await write('[b, c]');
  assert.equal(await names(), 'a b');
  source.refresh();
  assert.equal(await names(), 'a b c');
});

it('tries again what could not be read, after a while', async (context) => {
  const { names, clock, write } = await open(context, undefined);
  await assert.rejects(names(), /does not exist/);
  await write('b');
  await assert.rejects(names(), /does not exist/);
  clock.advance(5000);
  assert.equal(await names(), 'a b');
});

it('asks people once, unless they did not answer', async (context) => {
  const { source, clock, asked } = await open(context, 'b');
  const pin = async () => (await (await source.inventory()).resolve(['a']))[0];
  assert.match((await pin())?.fault?.msg ?? '', /later$/);
  assert.deepEqual((await pin())?.vars, { pin: '4711' });
  clock.advance(60_000);
  assert.deepEqual([(await pin())?.vars, asked], [{ pin: '4711' }, ['PIN', 'PIN']]);
});
