/** What Linux says in files and programs, and the facts that Facter 4.11 and recorded machines have of the same. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { JsonObject } from '../../common/index.ts';
import { kernelFacts, linuxMemory } from './built-in.ts';
import { disksFact, isMountpoint, linuxMounts, parseMounts, partitionsFact } from './linux-disks.ts';
import { dmiFact, linuxProcessors, linuxVirtual, readDmi } from './linux-machine.ts';
import { linuxNetwork } from './linux-network.ts';
import { networkingFact } from './networking.ts';
import { type Recorded, recordedMachine } from './recorded-machine.ts';
import { mountpointsFact, spaceFact } from './space.ts';

const never = new AbortController().signal;

const firmware = (fields: Readonly<Record<string, string>>): Record<string, string> =>
  Object.fromEntries(Object.entries(fields).map(([key, value]) => [`/sys/class/dmi/id/${key}`, `${value}\n`]));
const guest = { '/proc/cpuinfo': 'processor : 0\nflags : fpu hypervisor\n' };

test('what a machine runs in', async () => {
  const rows: readonly (readonly [string, Recorded['files'] & object, unknown])[] = [
    ['nothing', {}, ['physical', undefined]],
    ['a laptop', firmware({ product_name: '20XW', sys_vendor: 'LENOVO' }), ['physical', undefined]],
    ['a guest of somebody', guest, ['kvm', { kvm: {} }]],
    [
      'VirtualBox, to root',
      {
        ...firmware({ product_name: 'VirtualBox' }),
        '/sys/firmware/dmi/entries/11-0/raw': 'vboxVer_7.1.12\0vboxRev_169651\0',
      },
      ['virtualbox', { virtualbox: { revision: '169651', version: '7.1.12' } }],
    ],
    ['VirtualBox', firmware({ product_name: 'VirtualBox' }), ['virtualbox', { virtualbox: {} }]],
    ['VMware', firmware({ product_name: 'VMware7,1', sys_vendor: 'VMware, Inc.' }), ['vmware', { vmware: {} }]],
    ['Hyper-V', firmware({ product_name: 'Virtual Machine' }), ['hyperv', { hyperv: {} }]],
    ['EC2', firmware({ bios_vendor: 'Amazon EC2', sys_vendor: 'Amazon EC2' }), ['kvm', { kvm: { amazon: true } }]],
    ['Google', firmware({ bios_vendor: 'Google', sys_vendor: 'Google' }), ['gce', { kvm: { google: true } }]],
    [
      'OpenStack',
      { ...guest, ...firmware({ sys_vendor: 'OpenStack Foundation' }) },
      ['kvm', { kvm: { openstack: true } }],
    ],
    ['oVirt', firmware({ product_name: 'oVirt Node' }), ['ovirt', undefined]],
    ['bhyve', firmware({ product_name: 'BHYVE' }), ['bhyve', undefined]],
    ['Docker', { '/.dockerenv': '' }, ['docker', { docker: {} }]],
    [
      'Docker of old',
      { '/proc/1/cgroup': '9:cpu:/docker/0123456789abcdef' },
      ['docker', { docker: { id: '0123456789abcdef' } }],
    ],
    ['LXC', { '/proc/1/cgroup': '9:cpu:/lxc/web' }, ['lxc', { lxc: { name: 'web' } }]],
    ['LXC by its environment', { '/proc/1/environ': 'a=b\0container=lxc\0' }, ['lxc', { lxc: {} }]],
    ['Podman', { '/run/.containerenv': '' }, ['podman', undefined]],
    ['CRI-O', { '/proc/1/environ': 'container=crio\0' }, ['crio', undefined]],
    [
      'systemd-nspawn',
      { '/proc/1/environ': 'container=systemd-nspawn\0', '/etc/machine-id': 'abc\n' },
      ['systemd_nspawn', { systemd_nspawn: { id: 'abc' } }],
    ],
  ];
  for (const [name, files, expected] of rows) {
    const machine = recordedMachine({ files });
    const { virtual, is_virtual: isVirtual, hypervisors } = await linuxVirtual(machine, await readDmi(machine));
    assert.deepEqual([virtual, hypervisors], expected, name);
    assert.equal(isVirtual, virtual !== 'physical', name);
  }
});

test('the firmware says what a machine is', async () => {
  const files = firmware({
    ...{ bios_date: '12/01/2006', bios_vendor: 'innotek GmbH', bios_version: 'VirtualBox', board_name: 'VirtualBox' },
    ...{ board_serial: '0', board_vendor: 'Oracle Corporation', chassis_type: '33', sys_vendor: 'innotek GmbH' },
    ...{
      product_name: 'VirtualBox',
      product_serial: '0',
      product_uuid: 'u',
      product_version: '1.2',
      board_asset_tag: ' ',
    },
  });
  assert.deepEqual(dmiFact(await readDmi(recordedMachine({ files }))), {
    bios: { release_date: '12/01/2006', vendor: 'innotek GmbH', version: 'VirtualBox' },
    board: { manufacturer: 'Oracle Corporation', product: 'VirtualBox', serial_number: '0' },
    chassis: { type: 'IoT Gateway' },
    manufacturer: 'innotek GmbH',
    product: { name: 'VirtualBox', serial_number: '0', uuid: 'u', version: '1.2' },
  });
  assert.equal(dmiFact(await readDmi(recordedMachine({}))), undefined);
});

test('processors of Intel, ARM and Power', async () => {
  const flags = 'cmov cx8 fpu fxsr lm mmx syscall sse2 cx16 lahf_lm popcnt sse4_1 sse4_2 ssse3';
  const intel = [0, 1].map(
    (id) =>
      `processor\t: ${id}\nmodel name\t: A CPU @ 2.30GHz\nphysical id\t: ${id}\ncpu MHz\t\t: 2294.632\nflags\t\t: ${flags}\n`,
  );
  const topology = Object.fromEntries(
    [0, 1].flatMap((id) => [
      [`/sys/devices/system/cpu/cpu${id}/topology/physical_package_id`, String(id)],
      [`/sys/devices/system/cpu/cpu${id}/topology/core_id`, '0'],
    ]),
  );
  const processors = (text: string, isa: string, files = {}): Promise<JsonObject> =>
    linuxProcessors(recordedMachine({ files: { ...files, '/proc/cpuinfo': text }, programs: { uname: isa } }), isa);
  assert.deepEqual(await processors(intel.join('\n'), 'x86_64', topology), {
    cores: 1,
    count: 2,
    extensions: ['x86_64', 'x86_64-v1', 'x86_64-v2'],
    isa: 'x86_64',
    models: ['A CPU @ 2.30GHz', 'A CPU @ 2.30GHz'],
    physicalcount: 2,
    speed: '2.29 GHz',
    threads: 1,
  });
  const arm = await processors(
    'processor\t: 0\nFeatures\t: fp\n\nprocessor\t: 1\nFeatures\t: fp\n',
    'aarch64',
    topology,
  );
  assert.deepEqual(arm, {
    cores: 1,
    count: 2,
    extensions: ['aarch64'],
    isa: 'aarch64',
    models: [],
    physicalcount: 2,
    threads: 1,
  });
  const power = 'processor\t: 0\ncpu\t\t: POWER8 (raw), altivec supported\nclock\t\t: 2926.000000MHz\n';
  const { models, speed } = await processors(power, 'ppc64le');
  assert.deepEqual([models, speed], [['POWER8 (raw), altivec supported'], '2.93 GHz']);
});

test('memory, with and without swap, and of kernels that do not say what is available', async () => {
  const memory = async (text: string): Promise<unknown> =>
    (await linuxMemory(recordedMachine({ files: { '/proc/meminfo': text } })))['memory'];
  assert.deepEqual(
    await memory('MemTotal: 1024 kB\nMemFree: 128 kB\nBuffers: 64 kB\nCached: 64 kB\nSwapTotal: 0 kB\n'),
    {
      system: {
        available: '256.00 KiB',
        available_bytes: 262_144,
        capacity: '75.00%',
        total: '1.00 MiB',
        total_bytes: 1_048_576,
        used: '768.00 KiB',
        used_bytes: 786_432,
      },
    },
  );
  const swapped = (await memory('MemTotal: 8 kB\nMemAvailable: 4 kB\nSwapTotal: 4 kB\nSwapFree: 4 kB\n')) as JsonObject;
  assert.equal((swapped['swap'] as JsonObject)['capacity'], '0.00%');
});

test('versions of kernels', () => {
  for (const [release, ...expected] of [
    ['5.14.0-570.12.1.el9_6.x86_64', '5.14', '5.14.0'],
    ['6.8.7-hardened1-2-hardened', '6.8', '6.8.7'],
    ['6.1.0+', '6.1', '6.1.0'],
    ['10.0.17763', '10.0', '10.0.17763'],
    ['20.6.0', '20.6', '20.6.0'],
  ] as const) {
    const { kernelmajversion, kernelversion } = kernelFacts('x', release);
    assert.deepEqual([kernelmajversion, kernelversion], expected, release);
  }
});

test('disks and what is on them', async () => {
  const files = {
    '/sys/block/sda/device/model': 'VBOX HARDDISK   \n',
    '/sys/block/sda/device/vendor': 'ATA     \n',
    '/sys/block/sda/size': '83886080\n',
    '/sys/block/sda/queue/rotational': '1\n',
    '/sys/block/sda/sda1/partition': '1\n',
    '/sys/block/sda/sda1/size': '2048\n',
    '/sys/block/sda/sda2/partition': '2\n',
    '/sys/block/sda/sda2/size': '4096\n',
    '/sys/block/dm-0/dm/name': 'vg-root\n',
    '/sys/block/dm-0/size': '8192\n',
    '/sys/block/loop0/loop/backing_file': '/var/lib/snapd/snaps/a.snap\n',
    '/sys/block/loop0/size': '16\n',
    '/proc/cmdline': 'quiet root=/dev/sda1 ro',
    '/proc/self/mounts': '/dev/root / ext4 rw 0 0\n/dev/mapper/vg-root /srv xfs rw 0 0\n',
  };
  const programs = {
    'lsblk --paths --noheadings --pairs --nodeps --output NAME,SERIAL,WWN /dev/sda':
      'NAME="/dev/sda" SERIAL="VBde" WWN="0x5000"\n',
    'lsblk --paths --noheadings --pairs --output NAME,FSTYPE,UUID,LABEL,PARTUUID,PARTLABEL,PARTTYPE':
      'NAME="/dev/sda1" FSTYPE="ext4" UUID="u-1" LABEL="" PARTUUID="d5-01" PARTLABEL="" PARTTYPE="0x83"\nNAME="/dev/sda2" FSTYPE="" UUID="" LABEL="" PARTUUID="" PARTLABEL="" PARTTYPE=""\n',
    blkid: '/dev/sda2: UUID="u-2" TYPE="swap" PARTLABEL="two words"\n',
  };
  const machine = recordedMachine({ files, programs });
  assert.deepEqual(await disksFact(machine), {
    sda: {
      ...{ model: 'VBOX HARDDISK', serial: 'VBde', size: '40.00 GiB', size_bytes: 42_949_672_960, type: 'hdd' },
      ...{ vendor: 'ATA', wwn: '0x5000' },
    },
  });
  assert.deepEqual(await partitionsFact(machine, (await linuxMounts(machine)) ?? []), {
    '/dev/sda1': {
      ...{ filesystem: 'ext4', mount: '/', partuuid: 'd5-01', parttype: '0x83', uuid: 'u-1' },
      ...{ size: '1.00 MiB', size_bytes: 1_048_576 },
    },
    '/dev/sda2': { filesystem: 'swap', partlabel: 'two words', size: '2.00 MiB', size_bytes: 2_097_152, uuid: 'u-2' },
    '/dev/mapper/vg-root': { mount: '/srv', size: '4.00 MiB', size_bytes: 4_194_304 },
    '/dev/loop0': { backing_file: '/var/lib/snapd/snaps/a.snap', size: '8.00 KiB', size_bytes: 8192 },
  });
  assert.equal(await disksFact(recordedMachine({})), undefined);
});

test('mounts are read with their escapes', () => {
  assert.deepEqual(parseMounts('/dev/a /mnt/two\\040words ext4 rw,relatime 0 0\n\n'), [
    { device: '/dev/a', path: '/mnt/two words', filesystem: 'ext4', options: ['rw', 'relatime'] },
  ]);
  const shown = ['/proc', '/sys/fs/x', '/proc/t', '/net', '/'].map((path, index) =>
    isMountpoint({
      device: 'd',
      path,
      filesystem: ['proc', 'sysfs', 'tmpfs', 'autofs', 'ext4'][index] ?? '',
      options: [],
    }),
  );
  assert.deepEqual(shown, [false, false, true, false, true]);
});

test('how full a file system is', async () => {
  assert.equal(spaceFact({ size: 100, available: 60, used: 20 })['capacity'], '25.00%');
  assert.equal(spaceFact({ size: 100, available: 100, used: 0 })['capacity'], '0%');
  assert.deepEqual([spaceFact()['capacity'], spaceFact()['size']], ['100%', '0 bytes']);
  const line = { device: 'server:/a', filesystem: 'nfs4', options: ['rw'] };
  const facts = await mountpointsFact(
    [
      { ...line, path: '/' },
      { ...line, path: '/no/such' },
    ],
    never,
  );
  assert.ok(
    Number((facts['/'] as JsonObject)['size_bytes']) > 0,
    'another process is asked about file systems far away',
  );
  assert.deepEqual(facts['/no/such'], { device: 'server:/a', filesystem: 'nfs4', options: ['rw'], ...spaceFact() });
});

test('the network, where its addresses come from, and how it is called', async () => {
  const net = '/sys/class/net';
  const files = {
    [`${net}/eth0/address`]: '08:00:27:e8:a5:e1\n',
    [`${net}/eth0/mtu`]: '1500\n',
    [`${net}/eth0/operstate`]: 'up\n',
    [`${net}/eth0/ifindex`]: '2\n',
    [`${net}/eth0/device/uevent`]: '',
    [`${net}/eth0/speed`]: '-1\n',
    [`${net}/eth0/duplex`]: 'unknown\n',
    [`${net}/bond0-a/address`]: '02:00:00:00:00:01\n',
    [`${net}/bond0-a/bonding_slave/perm_hwaddr`]: '02:00:00:00:00:09\n',
    [`${net}/bond0-a/mtu`]: '1500\n',
    [`${net}/wlan0/mtu`]: '1500\n',
    [`${net}/bonding_masters`]: 'bond0\n',
    '/run/systemd/netif/leases/2': '# This is private data.\nADDRESS=10.0.2.15\nSERVER_ADDRESS=10.0.2.2\n',
    '/var/lib/dhcp/dhclient.bond0-a.leases':
      'lease {\n  interface "bond0-a";\n  option dhcp-server-identifier 10.32.22.9;\n}',
    '/var/lib/NetworkManager/internal-4a-wlan0.lease': 'SERVER_ADDRESS=35.32.82.9\n',
    '/proc/net/route':
      'Iface\tDestination\tGateway\tFlags\tRefCnt\tUse\tMetric\tMask\n*\t00000000\t0\t0\t0\t0\t0\t00000000\neth0\t00000000\t0202000A\t3\t0\t0\t0\t00000000\n',
    '/proc/net/if_inet6': 'fe800000000000000a0027fffee8a5e1 02 40 20 80     eth0\n',
    '/etc/resolv.conf': 'search .bad wide.example\nsearch first.example\ndomain own.example\n',
  };
  const info = { cidr: null, internal: false, mac: '08:00:27:e8:a5:e1' };
  const addresses = {
    eth0: [
      { ...info, address: '10.0.2.15', netmask: '255.255.255.0', family: 'IPv4' as const },
      {
        ...info,
        address: 'fe80::a00:27ff:fee8:a5e1',
        netmask: 'ffff:ffff:ffff:ffff::',
        family: 'IPv6' as const,
        scopeid: 2,
      },
    ],
  };
  const machine = recordedMachine({ files });
  const fact = networkingFact(await linuxNetwork(machine), addresses, 'foo');
  const eth0 = {
    bindings: [{ address: '10.0.2.15', netmask: '255.255.255.0', network: '10.0.2.0' }],
    bindings6: [
      {
        ...{ address: 'fe80::a00:27ff:fee8:a5e1', netmask: 'ffff:ffff:ffff:ffff::', network: 'fe80::' },
        ...{ scope6: 'link', flags: ['permanent'] },
      },
    ],
    ...{
      dhcp: '10.0.2.2',
      duplex: 'unknown',
      ip: '10.0.2.15',
      ip6: 'fe80::a00:27ff:fee8:a5e1',
      mac: '08:00:27:e8:a5:e1',
    },
    ...{ mtu: 1500, netmask: '255.255.255.0', netmask6: 'ffff:ffff:ffff:ffff::', network: '10.0.2.0' },
    ...{ network6: 'fe80::', operational_state: 'up', physical: true, scope6: 'link', speed: -1 },
  };
  const {
    bindings: _,
    bindings6: __,
    duplex: ___,
    operational_state: ____,
    physical: _____,
    speed: ______,
    ...main
  } = eth0;
  assert.deepEqual(fact, {
    domain: 'own.example',
    primary: 'eth0',
    fqdn: 'foo.own.example',
    hostname: 'foo',
    interfaces: {
      'bond0-a': { dhcp: '10.32.22.9', mac: '02:00:00:00:00:09', mtu: 1500, physical: false },
      eth0,
      wlan0: { dhcp: '35.32.82.9', mtu: 1500, physical: false },
    },
    ...main,
  });
  const named = (name: string, resolved: string): unknown[] => {
    const found = { names: [], mtu: () => undefined, mac: () => undefined, flags: () => undefined, primary: undefined };
    const { domain, fqdn, hostname } = networkingFact({ ...found, domain: undefined, fqdn: resolved }, {}, name);
    return [hostname, domain, fqdn];
  };
  assert.deepEqual(named('foo', 'foo.by.dns'), ['foo', 'by.dns', 'foo.by.dns']);
  assert.deepEqual(named('foo', 'localhost'), ['foo', undefined, 'foo']);
  assert.deepEqual(named('foo.of.own', 'foo.by.dns'), ['foo', 'of.own', 'foo.of.own']);
});
