import type { JsonObject } from '../../common/index.ts';
import { spaceOf } from './linux-disks.ts';
import type { NetworkDetails } from './networking.ts';
import { outputOf } from './program.ts';
import { known } from './read.ts';
import { humanHertz, memoryFact, releaseFact } from './units.ts';

/** Milliseconds for a program of the system. */
const patience = 5000;

/** What the programs of macOS answer; tests hand in their own. */
export type Ask = (file: string, ...words: string[]) => Promise<string>;

/** Asks the programs of this machine; what is not there says nothing. */
export function askPrograms(signal: AbortSignal): Ask {
  return async (file, ...words) => (await outputOf({ file, arguments: words, timeout: patience }, signal)) ?? '';
}

/** What only macOS has of Facter's facts. */
export async function darwinFacts(ask: Ask, kernel: string, hardware: string): Promise<JsonObject> {
  const keys = [
    ...['hw.memsize', 'hw.model', 'hw.physicalcpu', 'hw.packages', 'hw.logicalcpu', 'hw.cpufrequency', 'hw.cputype'],
    ...['machdep.cpu.brand_string', 'vm.swapusage', 'kern.hv_vmm_present', 'vm.page_pageable_internal_count'],
  ];
  const [sysctl, versions, pages, mounts] = await Promise.all([
    ask('/usr/sbin/sysctl', ...keys),
    ask('/usr/bin/sw_vers'),
    ask('/usr/bin/vm_stat'),
    ask('/sbin/mount'),
  ]);
  const values = new Map([...sysctl.matchAll(/^([\w.]+): (.*)$/gm)].map(([, key = '', value = '']) => [key, value]));
  const number = (key: string): number => Number(values.get(key) ?? 0);
  const isVirtual = number('kern.hv_vmm_present') === 1;
  const swap = swapFact(values.get('vm.swapusage') ?? '');
  const total = number('hw.memsize');
  const model = values.get('hw.model');
  return {
    ...(model === undefined ? {} : { dmi: { product: { name: model } } }),
    filesystems: [...new Set(mountLines(mounts).map(({ filesystem }) => filesystem))].sort().join(','),
    is_virtual: isVirtual,
    memory: {
      ...(swap === undefined ? {} : { swap }),
      system: memoryFact(total, Math.min(total, freeBytes(pages))),
    },
    mountpoints: Object.fromEntries(
      await Promise.all(
        mountLines(mounts).map(
          async ({ path, ...mount }): Promise<[string, JsonObject]> => [path, { ...mount, ...(await spaceOf(path)) }],
        ),
      ),
    ),
    os: darwinOs(versions, kernel, hardware),
    processors: {
      cores: number('hw.physicalcpu') / Math.max(1, number('hw.packages')),
      count: number('hw.logicalcpu'),
      isa: hardware === 'arm64' ? 'arm' : 'i386',
      models: Array<string>(number('hw.logicalcpu')).fill(values.get('machdep.cpu.brand_string') ?? ''),
      physicalcount: number('hw.packages'),
      ...known({ speed: number('hw.cpufrequency') === 0 ? undefined : humanHertz(number('hw.cpufrequency')) }),
      threads: number('hw.logicalcpu') / Math.max(1, number('hw.physicalcpu')),
    },
    virtual: isVirtual ? 'vmware' : 'physical',
  };
}

function darwinOs(versions: string, kernel: string, hardware: string): JsonObject {
  const said = (key: string): string => new RegExp(`^${key}:\\s*(.*)$`, 'm').exec(versions)?.[1] ?? '';
  const version = said('ProductVersion');
  const [major = '', minor = '0', patch = '0'] = version.split('.');
  return {
    architecture: hardware,
    family: 'Darwin',
    hardware,
    macosx: {
      build: said('BuildVersion'),
      product: said('ProductName'),
      // Up to 10.15 the second number tells versions apart.
      version:
        major === '10'
          ? { full: version, major: `${major}.${minor}`, minor: patch }
          : { full: version, major, minor, patch },
    },
    name: 'Darwin',
    release: releaseFact(kernel),
  };
}

/** `vm.swapusage` is `total = 2048.00M  used = 1.25M  free = 2046.75M  (encrypted)`. */
function swapFact(text: string): JsonObject | undefined {
  const bytes = (name: string): number =>
    Math.round(Number(new RegExp(`${name} = ([\\d.]+)M`).exec(text)?.[1] ?? 0) * 2 ** 20);
  const total = bytes('total');
  return total === 0 ? undefined : { ...memoryFact(total, bytes('free')), encrypted: text.includes('(encrypted)') };
}

function freeBytes(pages: string): number {
  const size = Number(/page size of (\d+) bytes/.exec(pages)?.[1] ?? 4096);
  const free = Number(/^Pages free:\s+(\d+)/m.exec(pages)?.[1] ?? 0);
  return free * size;
}

/** `mount` prints `/dev/disk1s1 on / (apfs, local, journaled)`. */
function mountLines(text: string): readonly {
  readonly device: string;
  readonly path: string;
  readonly filesystem: string;
  readonly options: string[];
}[] {
  return [...text.matchAll(/^(.*?) on (\/.*) \(([^,)]+)(?:, ([^)]*))?\)$/gm)].map(
    ([, device = '', path = '', filesystem = '', options = '']) => ({
      device,
      path,
      filesystem,
      options: options.split(', ').filter((option) => option !== ''),
    }),
  );
}

/** The network of macOS, as its programs tell it. */
export async function darwinNetwork(ask: Ask): Promise<NetworkDetails> {
  const [links, route, resolv] = await Promise.all([
    ask('/sbin/ifconfig', '-a'),
    ask('/sbin/route', '-n', 'get', 'default'),
    ask('/bin/cat', '/etc/resolv.conf'),
  ]);
  const blocks = new Map(
    links
      .split(/^(?=\w)/m)
      .map((block) => [/^(\w+):/.exec(block)?.[1] ?? '', block] as const)
      .filter(([name]) => name !== ''),
  );
  return {
    names: [...blocks.keys()],
    mac: (name) => /^\s*ether ([\da-f:]+)/m.exec(blocks.get(name) ?? '')?.[1],
    mtu: (name) => Number(/\bmtu (\d+)/.exec(blocks.get(name) ?? '')?.[1]) || undefined,
    flags: () => undefined,
    primary: /^\s*interface: (\S+)/m.exec(route)?.[1],
    domain: /^\s*(?:domain|search)\s+(\S+)/m.exec(resolv)?.[1],
  };
}
