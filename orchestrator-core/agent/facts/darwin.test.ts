/** What macOS answers, and the facts that a recorded machine with Facter 4 has of the same. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { JsonObject } from '../../common/index.ts';
import { darwinFacts, darwinNetwork } from './darwin.ts';
import { networkingFact } from './networking.ts';
import { recordedMachine } from './recorded-machine.ts';

const never = new AbortController().signal;

const hardware = `Hardware:

    Hardware Overview:

      Model Name: Mac
      Model Identifier: VMware7,1
      Processor Speed: 2.86 GHz
      Number of Processors: 1
      Total Number of Cores: 2
      L2 Cache (per Core): 256 KB
      Memory: 4 GB
      SMC Version (system): 1.16f8
      Serial Number (system): VM6b

Software:

    System Software Overview:

      System Version: macOS 11.5.1 (20G80)
      Computer Name: foo
      User Name: System Administrator (root)
      Time since boot: 33 minutes
`;
const programs: Readonly<Record<string, string>> = {
  '/usr/sbin/sysctl': `hw.memsize: 4294967296\nhw.model: VMware7,1\nhw.logicalcpu_max: 2\nhw.physicalcpu_max: 2\nhw.cpufrequency_max: 2860000000\nvm.swapusage: total = 2048.00M  used = 1024.00M  free = 1024.00M  (encrypted)\nmachdep.cpu.brand_string: Intel(R) Xeon(R) CPU E5-1680 v2 @ 3.00GHz\nmachdep.cpu.core_count: 2\nmachdep.cpu.thread_count: 2\n`,
  '/usr/bin/sw_vers': 'ProductName:\tmacOS\nProductVersion:\t11.5.1\nBuildVersion:\t20G80\n',
  '/usr/bin/vm_stat':
    'Mach Virtual Memory Statistics: (page size of 4096 bytes)\nPages free:                               61420.\n',
  '/sbin/mount':
    '/dev/no-such on /no such (apfs, sealed, local, read-only, journaled)\ndevfs on /no-dev (devfs, local, nobrowse)\nmap auto_home on /no-home (autofs)\n',
  '/usr/sbin/system_profiler': hardware,
};

test('macOS answers as Facter has it', async () => {
  const facts = await darwinFacts(recordedMachine({ programs }), '20.6.0', 'x86_64', never);
  assert.deepEqual(facts['os'], {
    ...{ architecture: 'x86_64', family: 'Darwin', hardware: 'x86_64', name: 'Darwin' },
    macosx: { build: '20G80', product: 'macOS', version: { full: '11.5.1', major: '11', minor: '5', patch: '1' } },
    release: { full: '20.6.0', major: '20', minor: '6' },
  });
  assert.deepEqual(facts['processors'], {
    ...{ cores: 2, count: 2, isa: 'i386', physicalcount: 2, speed: '2.86 GHz', threads: 1 },
    models: Array<string>(2).fill('Intel(R) Xeon(R) CPU E5-1680 v2 @ 3.00GHz'),
  });
  assert.deepEqual(facts['memory'], {
    swap: {
      ...{ available: '1.00 GiB', available_bytes: 1_073_741_824, capacity: '50.00%', encrypted: true },
      ...{ total: '2.00 GiB', total_bytes: 2_147_483_648, used: '1.00 GiB', used_bytes: 1_073_741_824 },
    },
    system: {
      ...{ available: '239.92 MiB', available_bytes: 251_576_320, capacity: '94.14%', total: '4.00 GiB' },
      ...{ total_bytes: 4_294_967_296, used: '3.77 GiB', used_bytes: 4_043_390_976 },
    },
  });
  assert.deepEqual(
    [facts['virtual'], facts['is_virtual'], facts['filesystems']],
    ['vmware', true, 'apfs,autofs,devfs'],
  );
  assert.deepEqual(facts['dmi'], { product: { name: 'VMware7,1' } });
  assert.deepEqual(facts['system_profiler'], {
    ...{ computer_name: 'foo', cores: '2', l2_cache_per_core: '256 KB', memory: '4 GB', model_identifier: 'VMware7,1' },
    ...{
      model_name: 'Mac',
      processor_speed: '2.86 GHz',
      processors: '1',
      serial_number: 'VM6b',
      smc_version: '1.16f8',
    },
    ...{ system_version: 'macOS 11.5.1 (20G80)', uptime: '33 minutes', username: 'System Administrator (root)' },
  });
  const mounts = facts['mountpoints'] as Record<string, JsonObject>;
  assert.deepEqual(mounts['/no such']?.['options'], ['sealed', 'local', 'readonly', 'journaled']);
  assert.deepEqual(Object.keys(mounts['/no-home'] ?? {}).includes('options'), false);
});

test('each macOS has its version', async () => {
  const rows = [
    ['10.15.7', '', { full: '10.15.7', major: '10.15', minor: '7' }],
    ['11.5.1', '', { full: '11.5.1', major: '11', minor: '5', patch: '1' }],
    ['12.6', '(a)', { full: '12.6', major: '12', minor: '6', patch: '0' }],
    ['13.3.1', '(a)', { full: '13.3.1', major: '13', minor: '3', patch: '1', extra: '(a)' }],
    ['14.5', '', { full: '14.5', major: '14', minor: '5', patch: '0' }],
    ['15', '', { full: '15', major: '15', minor: '0', patch: '0' }],
  ] as const;
  for (const [version, extra, expected] of rows) {
    const lines = `ProductName:\t\tmacOS\nProductVersion:\t\t${version}\n${extra && `ProductVersionExtra:\t${extra}\n`}`;
    const machine = recordedMachine({ programs: { '/usr/bin/sw_vers': lines } });
    const { os, virtual } = await darwinFacts(machine, '23.5.0', 'arm64', never);
    const { architecture, macosx } = os as Record<string, JsonObject>;
    assert.deepEqual([architecture, macosx?.['version'], virtual], ['arm64', expected, 'physical'], version);
  }
});

test('the network of macOS', async () => {
  const machine = recordedMachine({
    files: { '/etc/resolv.conf': 'search example.com\n' },
    programs: {
      '/sbin/ifconfig':
        'lo0: flags=8049<UP> mtu 16384\n\tinet 127.0.0.1\nen0: flags=8863<UP> mtu 1500\n\tether 00:50:56:9a:04:1d\n\tstatus: active\nutun0: flags=8051<UP> mtu 1380\n',
      '/sbin/route': '   route to: default\n  interface: en0\n',
      '/usr/sbin/ipconfig getoption en0 server_identifier': '10.32.22.9\n',
      '/bin/hostname': 'foo.example.com\n',
    },
  });
  const { interfaces, ...main } = networkingFact(await darwinNetwork(machine), {}, 'foo');
  assert.deepEqual(interfaces, {
    en0: { dhcp: '10.32.22.9', mac: '00:50:56:9a:04:1d', mtu: 1500 },
    lo0: { mtu: 16_384 },
    utun0: { mtu: 1380 },
  });
  assert.deepEqual(main, {
    ...{ domain: 'example.com', fqdn: 'foo.example.com', hostname: 'foo', primary: 'en0' },
    ...{ dhcp: '10.32.22.9', mac: '00:50:56:9a:04:1d', mtu: 1500 },
  });
});
