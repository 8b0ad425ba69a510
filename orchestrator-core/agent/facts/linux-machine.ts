import type { JsonObject } from '../../common/index.ts';
import { known, type Machine } from './machine.ts';
import { humanHertz } from './units.ts';

/** Names of the numbers that SMBIOS (DSP0134, 7.4.1) has for enclosures. */
const chassisTypes: readonly (string | undefined)[] = [
  'Other',
  undefined,
  'Desktop',
  'Low Profile Desktop',
  'Pizza Box',
  'Mini Tower',
  'Tower',
  'Portable',
  'Laptop',
  'Notebook',
  'Hand Held',
  'Docking Station',
  'All in One',
  'Sub Notebook',
  'Space-Saving',
  'Lunch Box',
  'Main System Chassis',
  'Expansion Chassis',
  'SubChassis',
  'Bus Expansion Chassis',
  'Peripheral Chassis',
  'Storage Chassis',
  'Rack Mount Chassis',
  'Sealed-Case PC',
  'Multi-system',
  'CompactPCI',
  'AdvancedTCA',
  'Blade',
  'Blade Enclosure',
  'Tablet',
  'Convertible',
  'Detachable',
  'IoT Gateway',
  'Embedded PC',
  'Mini PC',
  'Stick PC',
];

/** What the firmware says of the machine, by the names in `/sys/class/dmi/id`. */
export async function readDmi(machine: Machine): Promise<ReadonlyMap<string, string>> {
  const directory = '/sys/class/dmi/id';
  const names = [
    ...['bios_date', 'bios_vendor', 'bios_version', 'board_asset_tag', 'board_vendor', 'board_name', 'board_serial'],
    ...['chassis_asset_tag', 'chassis_type', 'sys_vendor', 'product_name', 'product_serial', 'product_uuid'],
    'product_version',
  ];
  const texts = await Promise.all(names.map((name) => machine.read(`${directory}/${name}`)));
  const found = new Map<string, string>();
  names.forEach((name, index) => {
    const text = texts[index];
    if (text) found.set(name, text);
  });
  return found;
}

/** Facter's `dmi`; undefined where the firmware says nothing, as on most arm boards and in containers. */
export function dmiFact(dmi: ReadonlyMap<string, string>): JsonObject | undefined {
  const part = (fields: Readonly<Record<string, string>>): JsonObject | undefined => {
    const found = known(
      Object.fromEntries(
        Object.entries(fields).map(([key, name]): [string, string | undefined] => [key, dmi.get(name)]),
      ),
    );
    return Object.keys(found).length === 0 ? undefined : found;
  };
  const chassis = dmi.get('chassis_type');
  const enclosure = known({
    asset_tag: dmi.get('chassis_asset_tag'),
    type: chassis === undefined ? undefined : chassisTypes[Number(chassis) - 1],
  });
  const fact = known<string | JsonObject>({
    bios: part({ release_date: 'bios_date', vendor: 'bios_vendor', version: 'bios_version' }),
    board: part({
      asset_tag: 'board_asset_tag',
      manufacturer: 'board_vendor',
      product: 'board_name',
      serial_number: 'board_serial',
    }),
    chassis: Object.keys(enclosure).length === 0 ? undefined : enclosure,
    manufacturer: dmi.get('sys_vendor'),
    product: part({
      name: 'product_name',
      serial_number: 'product_serial',
      uuid: 'product_uuid',
      version: 'product_version',
    }),
  });
  return Object.keys(fact).length === 0 ? undefined : fact;
}

/** Hypervisors by what the firmware calls their machines. */
const hypervisors: readonly (readonly [string, string])[] = [
  ['VMware', 'vmware'],
  ['VirtualBox', 'virtualbox'],
  ['Parallels', 'parallels'],
  ['KVM', 'kvm'],
  ['Virtual Machine', 'hyperv'],
  ['RHEV Hypervisor', 'rhev'],
  ['oVirt Node', 'ovirt'],
  ['HVM domU', 'xenhvm'],
  ['Bochs', 'bochs'],
  ['OpenBSD', 'vmm'],
  ['BHYVE', 'bhyve'],
];

/** What runs a machine whose firmware says this; undefined where that is not known. */
export function hypervisorOf(product: string, manufacturer = ''): string | undefined {
  if (/^QEMU/.test(manufacturer)) return 'kvm';
  return hypervisors.find(([text]) => product.includes(text))?.[1];
}

/** `virtual`, `is_virtual` and `hypervisors`: what the machine runs in. */
export async function linuxVirtual(machine: Machine, dmi: ReadonlyMap<string, string>): Promise<JsonObject> {
  const container = await containerOf(machine);
  if (container !== undefined) {
    const { name, details } = container;
    return { virtual: name, is_virtual: true, ...(details === undefined ? {} : { hypervisors: { [name]: details } }) };
  }
  const vendor = dmi.get('bios_vendor') ?? '';
  const [type, info, cpu] = await Promise.all([
    machine.read('/sys/hypervisor/type'),
    machine.read('/proc/xen/capabilities'),
    machine.read('/proc/cpuinfo'),
  ]);
  const virtual = ((): string => {
    if (vendor.includes('Google')) return 'gce';
    if (type === 'xen') return info?.includes('control_d') ? 'xen0' : dmi.size > 0 ? 'xenhvm' : 'xenu';
    if (vendor.includes('Amazon EC2')) return 'kvm';
    const named = hypervisorOf(dmi.get('product_name') ?? '', dmi.get('sys_vendor'));
    // The processor knows that it is not alone; on Linux that is nearly always KVM.
    return named ?? (/^flags\s*:.*\bhypervisor\b/m.test(cpu ?? '') ? 'kvm' : 'physical');
  })();
  const hypervisor = await hypervisorFact(machine, virtual, dmi);
  return {
    virtual,
    is_virtual: !['physical', 'xen0'].includes(virtual),
    ...(hypervisor === undefined ? {} : { hypervisors: hypervisor }),
  };
}

/** Facter's `hypervisors`: of those that it knows more about than the name. */
async function hypervisorFact(
  machine: Machine,
  virtual: string,
  dmi: ReadonlyMap<string, string>,
): Promise<JsonObject | undefined> {
  const manufacturer = dmi.get('sys_vendor') ?? '';
  switch (virtual) {
    case 'gce':
      return { kvm: { google: true } };
    case 'xen0':
      return { xen: { context: 'pv', privileged: true } };
    case 'xenhvm':
      return { xen: { context: 'hvm', privileged: false } };
    case 'xenu':
      return { xen: { context: 'pv', privileged: false } };
    case 'kvm':
      if (manufacturer.startsWith('Amazon')) return { kvm: { amazon: true } };
      return { kvm: manufacturer.startsWith('OpenStack') ? { openstack: true } : {} };
    case 'virtualbox': {
      // The strings of the maker (SMBIOS, type 11), which only root may read.
      const strings = await machine.read('/sys/firmware/dmi/entries/11-0/raw');
      const said = (name: string): string | undefined => new RegExp(`${name}_([\\w.]+)`).exec(strings ?? '')?.[1];
      return { virtualbox: known({ revision: said('vboxRev'), version: said('vboxVer') }) };
    }
    case 'vmware':
    case 'hyperv':
      return { [virtual]: {} };
    default:
      return undefined;
  }
}

interface Container {
  readonly name: string;
  /** What `hypervisors` says of it, where it does. */
  readonly details?: JsonObject;
}

async function containerOf(machine: Machine): Promise<Container | undefined> {
  const [cgroup = '', environment = '', docker, podman] = await Promise.all([
    machine.read('/proc/1/cgroup'),
    machine.read('/proc/1/environ'),
    machine.has('/.dockerenv'),
    machine.has('/run/.containerenv'),
  ]);
  const id = /docker[-/]([0-9a-f]{12,})/.exec(cgroup)?.[1];
  if (docker || id !== undefined) return { name: 'docker', details: known({ id }) };
  const name = /(?:^|:)\/lxc\/([^/\n]+)/m.exec(cgroup)?.[1];
  if (name !== undefined) return { name: 'lxc', details: { name } };
  const said = /(?:^|\0)container=([\w-]+)/.exec(environment)?.[1];
  if (said === 'lxc') return { name: 'lxc', details: {} };
  if (said === 'docker') return { name: 'docker', details: {} };
  if (said === 'crio' || said === 'lxc-virtwhat') return { name: said };
  if (said === 'systemd-nspawn') {
    return { name: 'systemd_nspawn', details: known({ id: await machine.read('/etc/machine-id') }) };
  }
  return podman || said === 'podman' ? { name: 'podman' } : undefined;
}

/** Facter's `processors`. */
export async function linuxProcessors(machine: Machine, hardware: string): Promise<JsonObject> {
  const topology = '/sys/devices/system/cpu';
  const names = (await machine.names(topology)).filter((name) => /^cpu\d+$/.test(name));
  const read = (file: string) => Promise.all(names.map((name) => machine.read(`${topology}/${name}/topology/${file}`)));
  const [text = '', packages, cores, said] = await Promise.all([
    machine.read('/proc/cpuinfo'),
    read('physical_package_id'),
    read('core_id'),
    machine.ask('uname', '-p'),
  ]);
  const all = (pattern: RegExp): readonly string[] => [...text.matchAll(pattern)].map(([, value = '']) => value.trim());
  const count = all(/^(processor)\s*:/gm).length || names.length || 1;
  const physical =
    new Set(all(/^physical id\s*:(.*)/gm)).size || new Set(packages.filter((id) => id !== undefined)).size;
  const ids = new Set(cores.flatMap((core, index) => (core === undefined ? [] : [`${packages[index]} ${core}`])));
  const megahertz = all(/^(?:cpu MHz|clock)\s*:\s*(\d+)/gm).at(-1);
  const isa = said?.trim() || hardware;
  return {
    cores: Math.max(1, Math.round(ids.size / Math.max(1, physical))),
    count,
    extensions: [isa, ...levels(isa, all(/^flags\s*:(.*)/gm))],
    isa,
    models: [...all(/^(?:model name|cpu)\s*:(.*)$/gm)],
    physicalcount: physical,
    ...known({ speed: megahertz === undefined ? undefined : humanHertz(Number(megahertz) * 1e6) }),
    threads: Math.max(1, Math.round(count / Math.max(1, ids.size))),
  };
}

/** The levels of x86-64 (its psABI, 3.1.1) by the flags that Linux shows for each. */
const levelFlags: readonly (readonly [string, string])[] = [
  ['x86_64-v1', 'cmov cx8 fpu fxsr lm mmx syscall sse2'],
  ['x86_64-v2', 'cx16 lahf_lm popcnt sse4_1 sse4_2 ssse3'],
  ['x86_64-v3', 'abm avx avx2 bmi1 bmi2 f16c fma movbe xsave'],
  ['x86_64-v4', 'avx512f avx512bw avx512cd avx512dq avx512vl'],
];

function levels(isa: string, flags: readonly string[]): readonly string[] {
  if (isa !== 'x86_64') return [];
  const there = flags.map((line) => new Set(line.split(/\s+/)));
  const has = (wanted: string): boolean => there.some((set) => wanted.split(' ').every((flag) => set.has(flag)));
  return levelFlags.filter(([, wanted]) => has(wanted)).map(([level]) => level);
}
