/** Distributions say what they are in many files; what is made of it is what Facter makes of it. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { isJsonObject, type Json, type JsonObject } from '../../common/index.ts';
import { linuxOs, osOf, parseOsRelease } from './linux-os.ts';
import { recordedMachine } from './recorded-machine.ts';

const fixtures = readFileSync(join(import.meta.dirname, 'fixtures/distributions.txt'), 'utf8');
const cases = fixtures.split(/^# /m).slice(1).map(parseCase);

interface Case {
  readonly name: string;
  readonly files: Readonly<Record<string, string>>;
  readonly programs: Readonly<Record<string, string>>;
  readonly os: string;
  readonly distro: string;
}

function parseCase(text: string): Case {
  const [name = '', ...lines] = text.trim().split('\n');
  const files: Record<string, string> = {};
  const programs: Record<string, string> = {};
  const release: string[] = [];
  const found = { os: '', distro: '' };
  for (const line of lines) {
    const [, key = '', value = ''] = /^([\w/.-]+): (.*)$/.exec(line) ?? /^(\/\S+):()$/.exec(line) ?? [];
    if (key.startsWith('/')) files[key] = value.replaceAll('\\n', '\n');
    else if (key === 'os' || key === 'distro') found[key] = value;
    else if (key !== '') programs[key] = value.replaceAll('\\n', '\n');
    else release.push(line);
  }
  return { name, files: { ...files, '/etc/os-release': release.join('\n') }, programs, ...found };
}

const text = (value: Json | undefined): string => (typeof value === 'string' ? value : '-');

function releaseText(value: Json | undefined): string {
  if (!isJsonObject(value)) return '-';
  return ['full', 'major', 'minor', 'patch'].flatMap((key) => value[key] ?? []).join(' / ');
}

function shown(os: JsonObject): Pick<Case, 'os' | 'distro'> {
  const { distro } = os;
  const specification = isJsonObject(distro) && distro['specification'];
  return {
    os: [os['name'], os['family'], os['architecture']].map(text).concat(releaseText(os['release'])).join(' | '),
    distro: isJsonObject(distro)
      ? [distro['codename'], distro['description'], distro['id']]
          .map(text)
          .concat(releaseText(distro['release']), specification ? [text(specification)] : [])
          .join(' | ')
      : '-',
  };
}

for (const { name, files, programs, os, distro } of cases) {
  test(`os of ${name}`, async () => {
    const found = await linuxOs(recordedMachine({ files, programs }), 'x86_64', '6.1.0-13-generic');
    assert.deepEqual(shown(found), { os, distro });
    assert.equal(found['hardware'], 'x86_64');
  });
}

test('there are cases', () => assert.ok(cases.length > 40));

test('only Debian’s relatives have names of their own for architectures, and none for ARM', () => {
  const architecture = (hardware: string, id: string): Json | undefined => {
    const files = new Map([['/etc/os-release', `ID=${id}\nNAME=${id}`]]);
    return osOf({ files, hardware, kernel: '6.1.0' })['architecture'];
  };
  for (const [hardware, id, expected] of [
    ['x86_64', 'debian', 'amd64'],
    ['x86_64', 'rhel', 'x86_64'],
    ['aarch64', 'ubuntu', 'aarch64'],
    ['armv7l', 'raspbian', 'armv7l'],
    ['i686', 'debian', 'i386'],
    ['i686', 'sles', 'i386'],
    ['ppc64le', 'rhel', 'ppc64le'],
  ] as const) {
    assert.equal(architecture(hardware, id), expected, `${id} on ${hardware}`);
  }
});

test('SELinux is enabled where it is mounted and has a configuration', async () => {
  const selinux = async (files: Readonly<Record<string, string>>): Promise<Json | undefined> =>
    (await linuxOs(recordedMachine({ files }), 'x86_64', '6.1.0'))['selinux'];
  const mounted = { '/sys/fs/selinux/enforce': '0', '/sys/fs/selinux/policyvers': '33' };
  assert.deepEqual(await selinux(mounted), { enabled: false });
  const config = '# SELINUX= can take one of these\nSELINUX=enforcing\nSELINUXTYPE=targeted \n';
  assert.deepEqual(await selinux({ ...mounted, '/etc/selinux/config': config }), {
    enabled: true,
    enforced: false,
    current_mode: 'permissive',
    policy_version: '33',
    config_mode: 'enforcing',
    config_policy: 'targeted',
  });
  assert.deepEqual(await selinux({ '/etc/selinux/config': config }), { enabled: false });
});

test('os-release is read with its quotes and escapes', () => {
  const said = `PRETTY_NAME="Debian GNU/Linux 12 (bookworm)"\n# a comment\nID=debian\nVERSION_ID='12'\n  X_Y="a \\"b\\"" \n`;
  assert.deepEqual(
    [...parseOsRelease(said)],
    [
      ['PRETTY_NAME', 'Debian GNU/Linux 12 (bookworm)'],
      ['ID', 'debian'],
      ['VERSION_ID', '12'],
      ['X_Y', 'a "b"'],
    ],
  );
});
