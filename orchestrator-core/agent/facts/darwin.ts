import type { JsonObject } from '../../common/index.ts';
import { known, type Machine } from './machine.ts';
import { type NetworkDetails, resolverDomain } from './networking.ts';
import { type MountLine, mountpointsFact } from './space.ts';
import { humanHertz, memoryFact, releaseFact } from './units.ts';

/** What is asked of `sysctl`. */
const sysctlKeys: readonly string[] = [
  ...['hw.memsize', 'hw.model', 'hw.logicalcpu_max', 'hw.physicalcpu_max', 'hw.cpufrequency_max', 'vm.swapusage'],
  ...['machdep.cpu.brand_string', 'machdep.cpu.core_count', 'machdep.cpu.thread_count'],
];

/** What only macOS has of Facter's facts. */
export async function darwinFacts(
  machine: Machine,
  kernel: string,
  hardware: string,
  signal: AbortSignal,
): Promise<JsonObject> {
  const [sysctl = '', versions = '', pages = '', mounted = '', profile = ''] = await Promise.all([
    machine.ask('/usr/sbin/sysctl', ...sysctlKeys),
    machine.ask('/usr/bin/sw_vers'),
    machine.ask('/usr/bin/vm_stat'),
    machine.ask('/sbin/mount'),
    machine.ask('/usr/sbin/system_profiler', 'SPHardwareDataType', 'SPSoftwareDataType', 'SPEthernetDataType'),
  ]);
  const values = new Map([...sysctl.matchAll(/^([\w.]+): (.*)$/gm)].map(([, key = '', value = '']) => [key, value]));
  const number = (key: string): number => Number(values.get(key) ?? 0) || 0;
  const swap = swapFact(values.get('vm.swapusage') ?? '');
  const total = number('hw.memsize');
  const model = values.get('hw.model');
  const mounts = mountLines(mounted);
  const profiled = profileValues(profile);
  const virtual = virtualOf(profiled, model);
  const speed = number('hw.cpufrequency_max');
  return {
    ...(model === undefined ? {} : { dmi: { product: { name: model } } }),
    filesystems: [...new Set(mounts.map(({ filesystem }) => filesystem))].sort().join(','),
    is_virtual: virtual !== 'physical',
    // Of a machine that does not say how much it has, the system tells Node.
    ...(total === 0
      ? {}
      : {
          memory: {
            ...(swap === undefined ? {} : { swap }),
            system: memoryFact(total, Math.min(total, freeBytes(pages))),
          },
        }),
    mountpoints: await mountpointsFact(mounts, signal),
    os: darwinOs(versions, kernel, hardware),
    processors: {
      cores: number('machdep.cpu.core_count'),
      count: number('hw.logicalcpu_max'),
      isa: hardware === 'arm64' ? 'arm' : 'i386',
      models: Array<string>(number('hw.logicalcpu_max')).fill(values.get('machdep.cpu.brand_string') ?? ''),
      physicalcount: number('hw.physicalcpu_max'),
      ...known({ speed: speed === 0 ? undefined : humanHertz(speed) }),
      threads: Math.floor(number('machdep.cpu.thread_count') / Math.max(1, number('machdep.cpu.core_count'))),
    },
    ...(profiled.size === 0 ? {} : { system_profiler: profilerFact(profiled) }),
    virtual,
  };
}

function darwinOs(versions: string, kernel: string, hardware: string): JsonObject {
  const said = (key: string): string => new RegExp(`^${key}:\\s*(.*)$`, 'm').exec(versions)?.[1] ?? '';
  const version = said('ProductVersion');
  const extra = said('ProductVersionExtra');
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
          ? { full: version, major: `${major}.${minor}`, minor: version.split('.').at(-1) ?? '' }
          : { full: version, major, minor, patch, ...known({ extra: /^1[12]$/.test(major) ? '' : extra }) },
    },
    name: 'Darwin',
    release: releaseFact(kernel),
  };
}

/** The lines `Name: value` of `system_profiler`, the first of each name. */
function profileValues(text: string): ReadonlyMap<string, string> {
  const pairs = [...text.matchAll(/^\s*(.*?): (.*)$/gm)].map(
    ([, key = '', value = '']) => [key, value.trim()] as const,
  );
  return new Map(pairs.reverse());
}

/** Facter's `system_profiler`, by what the program calls its facts. */
const profilerNames: Readonly<Record<string, string>> = {
  boot_mode: 'Boot Mode',
  boot_rom_version: 'Boot ROM Version',
  boot_volume: 'Boot Volume',
  computer_name: 'Computer Name',
  cores: 'Total Number of Cores',
  hardware_uuid: 'Hardware UUID',
  kernel_version: 'Kernel Version',
  l2_cache_per_core: 'L2 Cache (per Core)',
  l3_cache: 'L3 Cache',
  memory: 'Memory',
  model_identifier: 'Model Identifier',
  model_name: 'Model Name',
  processor_name: 'Processor Name',
  processor_speed: 'Processor Speed',
  processors: 'Number of Processors',
  secure_virtual_memory: 'Secure Virtual Memory',
  serial_number: 'Serial Number (system)',
  smc_version: 'SMC Version (system)',
  system_version: 'System Version',
  uptime: 'Time since boot',
  username: 'User Name',
};

function profilerFact(profiled: ReadonlyMap<string, string>): JsonObject {
  return known(Object.fromEntries(Object.entries(profilerNames).map(([key, name]) => [key, profiled.get(name)])));
}

function virtualOf(profiled: ReadonlyMap<string, string>, model: string | undefined): string {
  if ((profiled.get('Model Identifier') ?? model)?.startsWith('VMware')) return 'vmware';
  if (profiled.get('Boot ROM Version')?.startsWith('VirtualBox')) return 'virtualbox';
  return profiled.get('Subsystem Vendor ID')?.startsWith('0x1ab8') ? 'parallels' : 'physical';
}

/** `vm.swapusage` is `total = 2048.00M  used = 1.25M  free = 2046.75M  (encrypted)`. */
function swapFact(text: string): JsonObject | undefined {
  const bytes = (name: string): number =>
    Math.floor(Number(new RegExp(`${name} = ([\\d.]+)M`).exec(text)?.[1] ?? 0) * 2 ** 20);
  const total = bytes('total');
  return total === 0 ? undefined : { ...memoryFact(total, bytes('free')), encrypted: text.includes('(encrypted)') };
}

function freeBytes(pages: string): number {
  const size = Number(/page size of (\d+) bytes/.exec(pages)?.[1] ?? 4096);
  const free = Number(/^Pages free:\s+(\d+)/m.exec(pages)?.[1] ?? 0);
  return free * size;
}

/** Options of mounts that Facter calls otherwise. */
const optionNames: Readonly<Record<string, string>> = {
  asynchronous: 'async',
  defwrite: 'deferwrites',
  quotas: 'quota',
  'read-only': 'readonly',
  rootfs: 'root',
  synchronous: 'noasync',
};

/** `mount` prints `/dev/disk1s1 on / (apfs, local, journaled)`. */
function mountLines(text: string): readonly MountLine[] {
  return [...text.matchAll(/^(.*?) on (\/.*) \(([^,)]+)(?:, ([^)]*))?\)$/gm)].map(
    ([, device = '', path = '', filesystem = '', options = '']) => ({
      device,
      path,
      filesystem,
      options: options
        .split(', ')
        .filter((option) => option !== '')
        .map((option) => optionNames[option] ?? option),
    }),
  );
}

/** The network of macOS, as its programs tell it. */
export async function darwinNetwork(machine: Machine): Promise<NetworkDetails> {
  const [links = '', route = '', resolv, fqdn] = await Promise.all([
    machine.ask('/sbin/ifconfig', '-a'),
    machine.ask('/sbin/route', '-n', 'get', 'default'),
    machine.read('/etc/resolv.conf'),
    machine.ask('/bin/hostname', '-f'),
  ]);
  const blocks = new Map(
    links
      .split(/^(?=\w)/m)
      .map((block) => [/^([\w.]+):/.exec(block)?.[1] ?? '', block] as const)
      .filter(([name]) => name !== ''),
  );
  const servers = new Map<string, string>();
  for (const [name, block] of blocks) {
    if (!/status:\s+active/.test(block)) continue;
    const server = await machine.ask('/usr/sbin/ipconfig', 'getoption', name, 'server_identifier');
    if (server && /^[\d.a-f:\s]+$/.test(server)) servers.set(name, server.trim());
  }
  return {
    names: [...blocks.keys()],
    mac: (name) => /^\s*(?:ether|lladdr) ([\da-f:]+)/m.exec(blocks.get(name) ?? '')?.[1],
    mtu: (name) => Number(/\bmtu (\d+)/.exec(blocks.get(name) ?? '')?.[1]) || undefined,
    flags: () => undefined,
    more: (name) => known({ dhcp: servers.get(name) }),
    primary: /^\s*interface: (\S+)/m.exec(route)?.[1],
    domain: resolverDomain(resolv),
    fqdn: fqdn?.trim(),
  };
}
