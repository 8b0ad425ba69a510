import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { JsonObject } from '../common/index.ts';
import { gatherFacts, parseOsRelease } from './facts.ts';

test('os-release is read with its quotes and escapes', () => {
  const text = `PRETTY_NAME="Debian GNU/Linux 12 (bookworm)"\n# a comment\nID=debian\nVERSION_ID='12'\nX_Y="a \\"b\\""\n`;
  assert.deepEqual(
    [...parseOsRelease(text)],
    [
      ['PRETTY_NAME', 'Debian GNU/Linux 12 (bookworm)'],
      ['ID', 'debian'],
      ['VERSION_ID', '12'],
      ['X_Y', 'a "b"'],
    ],
  );
});

test('facts have Facter’s names and shapes', async () => {
  const facts = await gatherFacts('node1');
  const at = (path: string): unknown =>
    path.split('.').reduce<unknown>((value, key) => (value as JsonObject)[key], facts);
  assert.equal(at('clientcert'), 'node1');
  assert.equal(at('certname'), 'node1');
  const texts = [
    'kernel',
    'os.name',
    'os.family',
    'os.release.full',
    'networking.hostname',
    'networking.fqdn',
    'memory.system.total',
  ];
  for (const path of texts) assert.ok(typeof at(path) === 'string' && at(path) !== '', path);
  for (const path of ['processors.count', 'memory.system.total_bytes', 'system_uptime.seconds']) {
    assert.ok(Number.isInteger(at(path)), path);
  }
  assert.equal(typeof at('identity.privileged'), 'boolean');
});
