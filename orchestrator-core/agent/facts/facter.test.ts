import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';

// Those of Puppet's own packages go before the path.
const skip = process.platform === 'win32' || existsSync('/opt/puppetlabs');

test('the numbers of Facter stay as it writes them', { skip }, async (context) => {
  const directory = await mkdtemp(join(tmpdir(), 'baton-facter-'));
  context.after(() => rm(directory, { recursive: true }));
  const facts = '{"size":9223372036854775807,"load":{"1m":1.0}}';
  await writeFile(join(directory, 'facter'), `#!/bin/sh\necho '${facts}'\n`, { mode: 0o755 });
  const { PATH: path } = process.env;
  context.after(() => {
    process.env['PATH'] = path;
  });
  process.env['PATH'] = directory;
  // Where programs are is looked up once.
  const { facterFacts } = await import('./facter.ts');
  const warnings: string[] = [];
  const found = await facterFacts(new AbortController().signal, (text) => warnings.push(text));
  assert.deepEqual([JSON.stringify(found), warnings], [facts, []]);
});
