import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { isJsonObject, type Json, type JsonObject } from '../../common/index.ts';
import { builtInFacts } from './built-in.ts';
import { factsDigest, lastingFacts } from './digest.ts';
import { parseClasses } from './gather.ts';
import { parseMounts } from './linux-disks.ts';
import { networkOf } from './networking.ts';
import { outputOf } from './program.ts';
import { humanHertz, humanSize, uptimeFact } from './units.ts';

const never = new AbortController().signal;

/** The paths of a fact's leaves, with what kind of value each has; the names of interfaces, disks and mounts as `*`. */
function shapes(value: Json, path = ''): readonly string[] {
  if (!isJsonObject(value)) return [`${path}: ${Array.isArray(value) ? listKind(value) : typeof value}`];
  if (Object.keys(value).length === 0) return [`${path}: hash`];
  const isNamed = ['networking.interfaces', 'disks', 'partitions', 'mountpoints'].includes(path);
  const prefix = path === '' ? '' : `${path}.`;
  return Object.entries(value).flatMap(([key, part]) => shapes(part, `${prefix}${isNamed ? '*' : key}`));
}

const listKind = (list: readonly Json[]): string =>
  list.every((one) => typeof one === 'string') ? 'strings' : 'hashes';

test('the facts of this machine have the names and types of recorded ones', {
  skip: process.platform === 'linux' ? false : 'the recorded machines run Linux',
}, async () => {
  const lines = readFileSync(join(import.meta.dirname, 'fixtures/recorded-shapes.txt'), 'utf8')
    .split('\n')
    .slice(3);
  const recorded = new Set(lines.map((line) => line.replace('!', '')));
  const ours = new Set(shapes(await builtInFacts(never, assert.fail)));
  // Facter knows these, too; none of the recorded machines had one.
  const rare = /^(hypervisors|disks\.\*\.wwn|aio_agent_version|memory\.swap|os\.distro|partitions: hash)/;
  assert.deepEqual(
    [...ours].filter((shape) => !recorded.has(shape) && !rare.test(shape)),
    [],
    'a name or type that no recorded machine has',
  );
  // What depends on the machine: a container has no disks, a build machine neither host keys nor IPv6.
  const depending = /^(disks|partitions|ssh|networking|identity\.(group|user)|os\.distro)/;
  const always = lines.flatMap((line) => (line.startsWith('!') ? line.slice(1) : []));
  assert.deepEqual(
    always.filter((shape) => !ours.has(shape) && !depending.test(shape)),
    [],
    'what all recorded machines have',
  );
  for (const shape of ['networking.fqdn: string', 'networking.hostname: string']) assert.ok(ours.has(shape), shape);
});

test('numbers are written as Facter writes them', () => {
  const sizes = [0, 1023, 1024, 25_276_514_304, 274_877_906_944, 1024 ** 2 - 1];
  assert.deepEqual(sizes.map(humanSize), ['0 bytes', '1023 bytes', '1.00 KiB', '23.54 GiB', '256.00 GiB', '1.00 MiB']);
  assert.deepEqual([2_700_000_000, 999e6, 5].map(humanHertz), ['2.70 GHz', '999.00 MHz', '5.00 Hz']);
  const uptimes = [59, 3660, 86_400, 200_000].map((seconds) => uptimeFact(seconds)['uptime']);
  assert.deepEqual(uptimes, ['0:00 hours', '1:01 hours', '1 day', '2 days']);
});

test('the network of an address is that of its mask', () => {
  const cases = [
    ['192.0.2.77', '255.255.255.192', '192.0.2.64'],
    ['fd00::2', 'ffff:ffff:ffff:ffff::', 'fd00::'],
    ['::1', 'ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff', '::1'],
    ['2001:db8:0:0:1:0:0:1', 'ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff', '2001:db8::1:0:0:1'],
    ['2001:db8:1:2:3:4:5:6', 'ffff:ffff:ffff:ffff::', '2001:db8:1:2::'],
    ['fe80::1%eth0', 'ffff:ffff:ffff:ffff::', 'fe80::'],
  ] as const;
  for (const [address, mask, network] of cases) assert.equal(networkOf(address, mask), network, address);
});

test('mounts are read with their escapes', () => {
  assert.deepEqual(parseMounts('/dev/a /mnt/two\\040words ext4 rw,relatime 0 0\n\n'), [
    { device: '/dev/a', path: '/mnt/two words', filesystem: 'ext4', options: ['rw', 'relatime'] },
  ]);
});

test('a program that takes too long is ended with what it started', {
  skip: process.platform === 'win32',
}, async (context) => {
  const directory = await mkdtemp(join(tmpdir(), 'baton-facts-'));
  context.after(() => rm(directory, { recursive: true }));
  const pid = join(directory, 'pid');
  const hanging = {
    file: '/bin/sh',
    arguments: ['-c', `sleep 1000 & echo $! > ${pid}.new; mv ${pid}.new ${pid}; wait`],
  };
  assert.equal(await outputOf({ ...hanging, timeout: 300 }), undefined);
  const abort = new AbortController();
  const cut = outputOf({ ...hanging, timeout: 60_000 }, abort.signal);
  abort.abort();
  assert.equal(await cut, undefined);
  assert.equal(await outputOf({ file: '/no/such/program', arguments: [], timeout: 1000 }), undefined);
});

test('what changes all the time is no change', () => {
  const facts: JsonObject = {
    os: { name: 'Debian' },
    memory: { system: { used_bytes: 1 } },
    mountpoints: { '/': { size_bytes: 5, used_bytes: 1 } },
    processors: { count: 2, speed: '1 GHz' },
    system_uptime: { seconds: 1 },
  };
  assert.deepEqual(lastingFacts(facts), {
    os: { name: 'Debian' },
    mountpoints: { '/': { size_bytes: 5 } },
    processors: { count: 2 },
  });
  const same = { ...facts, memory: { system: { used_bytes: 2 } }, os: { name: 'Debian' } };
  assert.equal(factsDigest(facts, ['a']), factsDigest(Object.fromEntries(Object.entries(same).reverse()), ['a']));
  assert.notEqual(factsDigest(facts, ['a']), factsDigest(facts, []));
  assert.notEqual(factsDigest(facts, []), factsDigest({ ...facts, os: { name: 'Ubuntu' } }, []));
});

test('classes are those of the last run', () => {
  assert.deepEqual(parseClasses('settings\nrole::web\napache\napache\n\n'), ['apache', 'role::web']);
});
