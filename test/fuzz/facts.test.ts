/** Whatever a machine says of itself: its facts are found, are JSON, and cost no more than what was said. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { darwinFacts, darwinNetwork } from '../../orchestrator-core/agent/facts/darwin.ts';
import { disksFact, linuxMounts, partitionsFact } from '../../orchestrator-core/agent/facts/linux-disks.ts';
import { dmiFact, linuxProcessors, linuxVirtual, readDmi } from '../../orchestrator-core/agent/facts/linux-machine.ts';
import { linuxNetwork } from '../../orchestrator-core/agent/facts/linux-network.ts';
import { linuxOs } from '../../orchestrator-core/agent/facts/linux-os.ts';
import { networkingFact } from '../../orchestrator-core/agent/facts/networking.ts';
import { recordedMachine } from '../../orchestrator-core/agent/facts/recorded-machine.ts';
import { windowsFacts, windowsNetwork } from '../../orchestrator-core/agent/facts/windows.ts';
import type { JsonObject } from '../../orchestrator-core/common/index.ts';

const seed = { seed: 5, numRuns: 400 };

/** What stands in such files and answers, in any order and broken anywhere. */
const words = fc.constantFrom(
  ...[
    'ID=',
    'ID_LIKE=',
    'NAME=',
    'VERSION_ID=',
    'VERSION=',
    'debian',
    'rhel fedora',
    'sles',
    'amzn',
    '"',
    "'",
    '\\',
    '\n',
  ],
  ...[
    ' release ',
    '(',
    ')',
    '9.4',
    ' ',
    '\t',
    ': ',
    '=',
    '/',
    '-',
    '\0',
    'ü',
    '\uFFFD',
    'processor\t: 0\n',
    'flags : lm\n',
  ],
  ...[
    'cpu MHz\t: 1.5\n',
    'NAME="/dev/sda1" ',
    'FSTYPE="ext4"\n',
    '/dev/root / ext4 rw 0 0\n',
    'root=/dev/sda1',
    'en0: flags=1 mtu 9\n',
  ],
  ...[
    'hw.memsize: 5\n',
    'vm.swapusage: total = 1.5M\n',
    ' on / (apfs, local)\n',
    'ProductVersion: 10\n',
    'total = ',
    'mtu ',
  ],
  ...[
    'interface "eth0"',
    'dhcp-server-identifier 1.2.3.4',
    'SERVER_ADDRESS=',
    '00000000\t',
    'fe80',
    '12-12',
    '__proto__',
  ],
);
const said = fc.array(fc.oneof(words, fc.string({ maxLength: 4 })), { maxLength: 12 }).map((parts) => parts.join(''));

const paths = [
  ...['/etc/os-release', '/etc/redhat-release', '/etc/system-release', '/etc/debian_version', '/etc/arch-release'],
  ...['/etc/SuSE-release', '/proc/cpuinfo', '/proc/1/cgroup', '/proc/1/environ', '/proc/self/mounts', '/proc/cmdline'],
  ...[
    '/sys/class/dmi/id/product_name',
    '/sys/class/dmi/id/chassis_type',
    '/sys/block/sda/device/model',
    '/sys/block/sda/size',
  ],
  ...[
    '/sys/block/sda/sda1/partition',
    '/sys/class/net/eth0/mtu',
    '/sys/class/net/eth0/speed',
    '/sys/class/net/eth0/device/x',
  ],
  ...[
    '/proc/net/route',
    '/proc/net/if_inet6',
    '/etc/resolv.conf',
    '/run/systemd/netif/leases/2',
    '/var/lib/dhcp/dhclient.leases',
  ],
  ...['/sys/fs/selinux/enforce', '/etc/selinux/config', '/sys/hypervisor/type'],
];
const programs = [
  ...[
    'lsb_release',
    'rpm',
    'uname',
    'lsblk',
    'blkid',
    'hostname',
    '/usr/sbin/sysctl',
    '/usr/bin/sw_vers',
    '/usr/bin/vm_stat',
  ],
  ...[
    '/sbin/mount',
    '/usr/sbin/system_profiler',
    '/sbin/ifconfig',
    '/sbin/route',
    '/usr/sbin/ipconfig',
    '/bin/hostname',
  ],
];
const some = (keys: readonly string[]) =>
  fc.array(fc.tuple(fc.constantFrom(...keys), said), { maxLength: 10 }).map((pairs) => Object.fromEntries(pairs));

const info = {
  cidr: null,
  internal: false,
  mac: 'x',
  address: '10.0.0.1',
  netmask: '255.0.0.0',
  family: 'IPv4' as const,
};

/** Facts are hashes, lists, texts, finite numbers and booleans; `null` stands for none here. */
function isJson(value: unknown, path = ''): void {
  if (typeof value === 'number') assert.ok(Number.isFinite(value), `${path}: ${value}`);
  else if (typeof value === 'object' && value !== null) {
    for (const [key, part] of Object.entries(value)) isJson(part, `${path}.${key}`);
  } else assert.ok(value === null || ['string', 'boolean'].includes(typeof value), `${path}: ${typeof value}`);
}

test('Linux may say anything', async () => {
  await fc.assert(
    fc.asyncProperty(some(paths), some(programs), async (files, answers) => {
      const machine = recordedMachine({ files, programs: answers });
      const dmi = await readDmi(machine);
      isJson({
        ...(await linuxVirtual(machine, dmi)),
        os: await linuxOs(machine, 'x86_64', '6.1.0'),
        dmi: dmiFact(dmi) ?? null,
        processors: await linuxProcessors(machine, 'x86_64'),
        disks: (await disksFact(machine)) ?? null,
        partitions: (await partitionsFact(machine, (await linuxMounts(machine)) ?? [])) ?? null,
        networking: networkingFact(await linuxNetwork(machine), { eth0: [info] }, 'host'),
      });
    }),
    seed,
  );
});

test('macOS may say anything', async () => {
  await fc.assert(
    fc.asyncProperty(some(paths), some(programs), async (files, { '/sbin/mount': _, ...answers }) => {
      const machine = recordedMachine({ files, programs: answers });
      isJson({
        ...(await darwinFacts(machine, '20.6.0', 'arm64', AbortSignal.abort())),
        networking: networkingFact(await darwinNetwork(machine), { en0: [info] }, 'host'),
      });
    }),
    seed,
  );
});

test('Windows may answer anything', () => {
  const value = fc.oneof(fc.jsonValue({ maxDepth: 2 }), said, fc.constant(null));
  const inner = fc.dictionary(
    fc.constantFrom(
      'Version',
      'Name',
      'Model',
      'Manufacturer',
      'OEMStringArray',
      'NumberOfCores',
      'InterfaceIndex',
      'InterfaceType',
    ),
    value,
  );
  const outer = fc.dictionary(
    fc.constantFrom(
      'os',
      'system',
      'product',
      'bios',
      'processors',
      'interfaces',
      'servers',
      'route',
      'current',
      'user',
      'domain',
    ),
    fc.oneof(value, inner, fc.array(inner, { maxLength: 3 })),
  );
  fc.assert(
    fc.property(outer, (answer) => {
      const facts = answer as JsonObject;
      isJson({
        ...windowsFacts(facts, {}),
        networking: networkingFact(windowsNetwork(facts), { Ethernet: [info] }, 'HOST'),
      });
    }),
    seed,
  );
});
