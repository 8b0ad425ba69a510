import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import type { JsonObject } from '../../common/index.ts';
import { builtInFacts } from './built-in.ts';
import { darwinFacts, darwinNetwork } from './darwin.ts';
import { factsDigest, lastingFacts } from './digest.ts';
import { externalFacts } from './external.ts';
import { parseClasses } from './gather.ts';
import { parseMounts } from './linux-disks.ts';
import { dmiFact, hypervisorOf } from './linux-machine.ts';
import { osOf, parseOsRelease } from './linux-os.ts';
import { networkOf } from './networking.ts';
import { outputOf } from './program.ts';
import { humanHertz, humanSize, uptimeFact } from './units.ts';
import { windowsFacts, windowsNetwork, windowsRelease } from './windows.ts';

const never = new AbortController().signal;

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

test('what a distribution is called is Facter’s name of it', () => {
  const os = (text: string, debian?: string): string => {
    const { name, family, architecture, release } = osOf(parseOsRelease(text), debian, 'x86_64');
    return `${name} ${family} ${architecture} ${JSON.stringify(release)}`;
  };
  assert.equal(
    os('ID=debian\nVERSION_ID="12"', '12.11'),
    'Debian Debian amd64 {"full":"12.11","major":"12","minor":"11"}',
  );
  assert.equal(
    os('ID=ubuntu\nID_LIKE=debian\nVERSION_ID="24.04"'),
    'Ubuntu Debian amd64 {"full":"24.04","major":"24.04"}',
  );
  assert.equal(
    os('ID="rocky"\nID_LIKE="rhel centos fedora"\nVERSION_ID="9.4"'),
    'Rocky RedHat x86_64 {"full":"9.4","major":"9","minor":"4"}',
  );
  assert.equal(
    os('ID="sles"\nID_LIKE="suse"\nVERSION_ID="15.6"'),
    'SLES Suse x86_64 {"full":"15.6","major":"15","minor":"6"}',
  );
  assert.equal(os('ID=amzn\nVERSION_ID="2023"'), 'Amazon RedHat x86_64 {"full":"2023","major":"2023"}');
});

test('the facts of this machine are complete', async () => {
  const facts = await builtInFacts(never);
  const at = (path: string): unknown =>
    path.split('.').reduce<unknown>((value, key) => (value as JsonObject)[key], facts);
  for (const path of ['kernel', 'os.name', 'os.family', 'os.release.full', 'networking.fqdn', 'virtual', 'timezone']) {
    assert.ok(typeof at(path) === 'string' && at(path) !== '', path);
  }
  for (const path of ['processors.count', 'memory.system.total_bytes', 'system_uptime.seconds', 'identity.uid']) {
    assert.ok(Number.isInteger(at(path)), path);
  }
  for (const path of ['is_virtual', 'identity.privileged', 'fips_enabled'])
    assert.equal(typeof at(path), 'boolean', path);
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

test('the firmware says what a machine is', () => {
  const dmi = new Map([
    ['bios_vendor', 'SeaBIOS'],
    ['chassis_type', '1'],
    ['product_name', 'KVM'],
    ['sys_vendor', 'QEMU'],
  ]);
  assert.deepEqual(dmiFact(dmi), {
    bios: { vendor: 'SeaBIOS' },
    chassis: { type: 'Other' },
    manufacturer: 'QEMU',
    product: { name: 'KVM' },
  });
  assert.equal(dmiFact(new Map()), undefined);
  assert.deepEqual(
    ['VMware7,1', 'Virtual Machine', 'ThinkPad'].map((product) => hypervisorOf(product)),
    ['vmware', 'hyperv', undefined],
  );
});

test('external facts are files and programs', { skip: process.platform === 'win32' }, async (context) => {
  const directory = await mkdtemp(join(tmpdir(), 'baton-facts-'));
  context.after(() => rm(directory, { recursive: true }));
  const put = (name: string, text: string, mode = 0o644) => writeFile(join(directory, name), text, { mode });
  await put('a.txt', 'Role=web\nrack = 7 \nno value\n');
  await put('b.yaml', 'deep: {list: [1, two]}\n');
  await put('c.json', '{"number": 1.5, "role": "db"}');
  await put('d.sh', '#!/bin/sh\necho said=so\n', 0o755);
  await put('e.sh', '#!/bin/sh\necho "tree: {leaf: true}"\n', 0o755);
  await put('f.sh', '#!/bin/sh\necho failed=yes\nexit 1\n', 0o755);
  await put('g', 'not executable=1\n');
  await put('broken.yaml', ': [');
  await put('.hidden.txt', 'hidden=1\n');
  assert.deepEqual(await externalFacts([join(directory, 'none'), directory], never), {
    role: 'db',
    'rack ': ' 7 ',
    deep: { list: [1, 'two'] },
    number: 1.5,
    said: 'so',
    tree: { leaf: true },
  });
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

test('Windows is asked once, and answers as Facter has it', () => {
  const said = {
    os: { Version: '10.0.20348', ProductType: 3, OSArchitecture: '64-bit', Caption: 'Windows Server' },
    system: { Manufacturer: 'VMware, Inc.', Model: 'VMware7,1', Domain: 'corp.example', PartOfDomain: true },
    product: { Name: 'VMware7,1', UUID: 'u-1', IdentifyingNumber: 'n' },
    bios: { Manufacturer: 'VMware, Inc.', SerialNumber: 's-1' },
    processors: [
      { Name: 'A CPU ', NumberOfCores: 2, NumberOfLogicalProcessors: 4 },
      { Name: 'A CPU', NumberOfCores: 2, NumberOfLogicalProcessors: 4 },
    ],
    adapters: [{ InterfaceAlias: 'Ethernet', NlMtu: 1500 }],
    route: { InterfaceAlias: 'Ethernet' },
    current: {
      ProductName: 'Windows Server 2022',
      EditionID: 'ServerStandard',
      InstallationType: 'Server',
      DisplayVersion: '21H2',
    },
    fips: false,
    user: 'CORP\\admin',
    privileged: true,
  };
  const facts = windowsFacts(said, { SystemRoot: 'C:\\Windows' });
  assert.deepEqual(facts['os'], {
    architecture: 'x64',
    family: 'windows',
    hardware: 'x86_64',
    name: 'windows',
    release: { full: '2022', major: '2022' },
    windows: {
      display_version: '21H2',
      edition_id: 'ServerStandard',
      installation_type: 'Server',
      product_name: 'Windows Server 2022',
      release_id: '21H2',
      system32: 'C:\\Windows\\system32',
    },
  });
  assert.deepEqual([facts['virtual'], facts['is_virtual'], facts['hypervisors']], ['vmware', true, { vmware: {} }]);
  assert.deepEqual(facts['processors'], {
    cores: 2,
    count: 8,
    isa: 'x64',
    models: Array<string>(8).fill('A CPU'),
    physicalcount: 2,
    threads: 2,
  });
  assert.deepEqual(facts['identity'], { privileged: true, user: 'CORP\\admin' });
  const network = windowsNetwork(said);
  assert.deepEqual([network.primary, network.mtu('Ethernet'), network.domain], ['Ethernet', 1500, 'corp.example']);
  const versions = [
    windowsRelease('10.0.22631', false),
    windowsRelease('10.0.14393', true),
    windowsRelease('6.3.9600', true),
  ];
  assert.deepEqual(versions, ['11', '2016', '2012 R2']);
  assert.doesNotThrow(() => windowsFacts({}, {}));
});

test('macOS answers as Facter has it', async () => {
  const answers: Readonly<Record<string, string>> = {
    '/usr/sbin/sysctl': `hw.memsize: 17179869184\nhw.model: MacBookPro18,3\nhw.physicalcpu: 8\nhw.packages: 1\nhw.logicalcpu: 8\nmachdep.cpu.brand_string: Apple M1 Pro\nvm.swapusage: total = 2048.00M  used = 1024.00M  free = 1024.00M  (encrypted)\nkern.hv_vmm_present: 0\n`,
    '/usr/bin/sw_vers': 'ProductName:\t\tmacOS\nProductVersion:\t\t14.5\nBuildVersion:\t\t23F79\n',
    '/usr/bin/vm_stat':
      'Mach Virtual Memory Statistics: (page size of 16384 bytes)\nPages free:                   65536.\n',
    '/sbin/mount': '/dev/disk3s1s1 on / (apfs, sealed, local)\n',
    '/sbin/ifconfig':
      'lo0: flags=8049<UP> mtu 16384\n\tinet 127.0.0.1\nen0: flags=8863<UP> mtu 1500\n\tether 00:11:22:33:44:55\n',
    '/sbin/route': '   route to: default\n  interface: en0\n',
    '/bin/cat': 'search example.com\n',
  };
  const ask = async (file: string): Promise<string> => answers[file] ?? '';
  const facts = await darwinFacts(ask, '23.5.0', 'arm64');
  assert.deepEqual(facts['os'], {
    architecture: 'arm64',
    family: 'Darwin',
    hardware: 'arm64',
    macosx: { build: '23F79', product: 'macOS', version: { full: '14.5', major: '14', minor: '5', patch: '0' } },
    name: 'Darwin',
    release: { full: '23.5.0', major: '23', minor: '5' },
  });
  const memory = facts['memory'] as Record<string, JsonObject>;
  assert.deepEqual([memory['system']?.['available'], memory['swap']?.['encrypted']], ['1.00 GiB', true]);
  assert.deepEqual([facts['virtual'], facts['filesystems']], ['physical', 'apfs']);
  const { primary, domain, mtu, mac, names } = await darwinNetwork(ask);
  assert.deepEqual(
    [primary, domain, mtu('en0'), mac('en0'), names],
    ['en0', 'example.com', 1500, '00:11:22:33:44:55', ['lo0', 'en0']],
  );
});
