import assert from 'node:assert/strict';
import { mkdir, readdir, readFile, stat, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import type { RunRequest } from '../../orchestrator-core/orchestrator.ts';
import { orchestratorLab, outputIn, wholeJob } from '../support/orchestrator-lab.ts';

const node = 'node1';

test('scripts, uploads and downloads reach nodes through their agents', async (context) => {
  const lab = await orchestratorLab(context, {
    'inventory.yaml': 'targets: [{name: node1, config: {transport: pcp}}]\n',
    'args.sh': '#!/bin/sh\nfor a in "$@"; do printf "<%s>" "$a"; done; echo "$FOO $PT_run"; echo err >&2; exit 3',
  });
  const { remote } = await lab.start(1);
  const act = async (request: RunRequest): Promise<{ value: Record<string, unknown>; output: string }> => {
    const id = await remote.run(request);
    const output = outputIn(await wholeJob(remote, id));
    return { value: (await remote.job(id)).nodes[0]?.result?.value ?? {}, output };
  };
  const targets = [node];

  const script = join(lab.project, 'args.sh');
  const words = ['a b', "it's $HOME", '*', 'new\nline', ''];
  const ran = await act({ kind: 'script', script, arguments: words, environment: { FOO: 'x y' }, targets });
  const { _error: error, ...value } = ran.value;
  const stdout = `${words.map((word) => `<${word}>`).join('')}x y \n`;
  assert.deepEqual(value, { stdout, stderr: 'err\n', merged_output: `${stdout}err\n`, exit_code: 3 });
  assert.match(JSON.stringify(error), /The command failed with exit code 3/);
  assert.ok(ran.output.includes(stdout));

  const tree = join(lab.root, 'tree');
  await mkdir(join(tree, 'deep/empty'), { recursive: true });
  const bytes = Buffer.alloc(3_000_000, 'a\0b');
  await writeFile(join(tree, 'deep/big'), bytes, { mode: 0o640 });
  await symlink('deep/big', join(tree, 'link'));
  for (const source of [tree, join(tree, 'deep/big')]) {
    const there = join(lab.root, `there-${source.length}`);
    const up = await act({ kind: 'upload', source, destination: there, targets });
    assert.deepEqual(up.value, { _output: `Uploaded '${source}' to '${node}:${there}'` });
    const destination = join(lab.root, 'downloads');
    const down = await act({ kind: 'download', source: there, destination, targets });
    assert.equal(down.output, '');
    const path = String(down.value['path']);
    const file = source === tree ? join(path, 'deep/big') : path;
    assert.ok((await readFile(file)).equals(bytes));
    assert.equal((await stat(file)).mode & 0o777, 0o640);
    if (source === tree) assert.deepEqual((await readdir(path)).sort(), ['deep', 'link']);
  }

  const link = join(lab.root, 'link');
  await symlink(script, link);
  const followed = await act({ kind: 'download', source: link, destination: lab.root, targets });
  assert.equal(await readFile(String(followed.value['path']), 'utf8'), await readFile(script, 'utf8'));

  const failures: readonly (readonly [RunRequest, RegExp])[] = [
    [
      { kind: 'upload', source: script, destination: '/no/such/x', targets },
      /^Could not copy file to \/no\/such\/x: mv: /,
    ],
    [
      { kind: 'download', source: '/no/such', destination: lab.root, targets },
      /^Could not download '\/no\/such': .*No such file/,
    ],
    [{ kind: 'command', command: 'true', targets, runAs: 'root' }, /^An agent runs everything as its own user: /],
  ];
  for (const [request, message] of failures) {
    const failed = (await act(request)).value['_error'] as { msg?: string } | undefined;
    assert.match(String(failed?.msg), message);
  }
});
