import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { facterFacts } from './facter.ts';

test('the numbers of Facter stay as it writes them', { skip: process.platform === 'win32' }, async (context) => {
  const directory = await mkdtemp(join(tmpdir(), 'baton-facter-'));
  context.after(() => rm(directory, { recursive: true }));
  const facts = '{"size":9223372036854775807,"load":{"1m":1.0}}';
  const facter = join(directory, 'facter');
  await writeFile(facter, `#!/bin/sh\necho '${facts}'\n`, { mode: 0o755 });
  const warnings: string[] = [];
  const find = (name: string): string | undefined => (name === 'facter' ? facter : undefined);
  const found = await facterFacts(new AbortController().signal, (text) => warnings.push(text), find);
  assert.deepEqual([JSON.stringify(found), warnings], [facts, []]);
});
