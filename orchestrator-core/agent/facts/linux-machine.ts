import { cpus } from 'node:os';
import type { JsonObject } from '../../common/index.ts';
import { outputOf } from './program.ts';
import { known, namesIn, readText } from './read.ts';
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
];

/** What the firmware says of the machine, by the names in `/sys/class/dmi/id`. */
export async function readDmi(): Promise<ReadonlyMap<string, string>> {
  const directory = '/sys/class/dmi/id';
  const names = [
    ...['bios_date', 'bios_vendor', 'bios_version', 'board_asset_tag', 'board_vendor', 'board_name', 'board_serial'],
    ...['chassis_asset_tag', 'chassis_type', 'sys_vendor', 'product_name', 'product_serial', 'product_uuid'],
  ];
  const texts = await Promise.all(names.map((name) => readText(`${directory}/${name}`)));
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
    product: part({ name: 'product_name', serial_number: 'product_serial', uuid: 'product_uuid' }),
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
export async function linuxVirtual(dmi: ReadonlyMap<string, string>): Promise<JsonObject> {
  const container = await containerOf();
  if (container !== undefined) {
    const { name, id } = container;
    return { virtual: name, is_virtual: true, hypervisors: { [name]: id === undefined ? {} : { id } } };
  }
  const vendor = dmi.get('bios_vendor') ?? '';
  const [type, info, cpu] = await Promise.all([
    readText('/sys/hypervisor/type'),
    readText('/proc/xen/capabilities'),
    readText('/proc/cpuinfo'),
  ]);
  const virtual = ((): string => {
    if (vendor.includes('Google')) return 'gce';
    if (type === 'xen') return info?.includes('control_d') ? 'xen0' : dmi.size > 0 ? 'xenhvm' : 'xenu';
    if (vendor.includes('Amazon EC2')) return 'kvm';
    const named = hypervisorOf(dmi.get('product_name') ?? '', dmi.get('sys_vendor'));
    // The processor knows that it is not alone; on Linux that is nearly always KVM.
    return named ?? (/^flags\s*:.*\bhypervisor\b/m.test(cpu ?? '') ? 'kvm' : 'physical');
  })();
  const isVirtual = !['physical', 'xen0'].includes(virtual);
  const names: Readonly<Record<string, string>> = { gce: 'kvm', xen0: 'xen', xenhvm: 'xen', xenu: 'xen' };
  return {
    virtual,
    is_virtual: isVirtual,
    ...(virtual === 'physical'
      ? {}
      : { hypervisors: { [names[virtual] ?? virtual]: hypervisorDetails(virtual, dmi) } }),
  };
}

function hypervisorDetails(virtual: string, dmi: ReadonlyMap<string, string>): JsonObject {
  if (virtual === 'gce') return { google: true };
  if (virtual === 'xen0') return { context: 'pv', privileged: true };
  if (virtual === 'xenhvm') return { context: 'hvm', privileged: false };
  if (virtual === 'xenu') return { context: 'pv', privileged: false };
  const manufacturer = dmi.get('sys_vendor') ?? '';
  if (virtual === 'kvm' && manufacturer.startsWith('Amazon')) return { amazon: true };
  if (virtual === 'kvm' && manufacturer.startsWith('OpenStack')) return { openstack: true };
  return {};
}

async function containerOf(): Promise<{ readonly name: string; readonly id?: string } | undefined> {
  const [cgroup, environment, docker, podman] = await Promise.all([
    readText('/proc/1/cgroup'),
    readText('/proc/1/environ'),
    readText('/.dockerenv'),
    readText('/run/.containerenv'),
  ]);
  const inDocker = /docker[-/]([0-9a-f]{12,})/.exec(cgroup ?? '')?.[1];
  if (inDocker !== undefined) return { name: 'docker', id: inDocker };
  const inLxc = /\/lxc\/([^/\n]+)/.exec(cgroup ?? '')?.[1];
  if (inLxc !== undefined) return { name: 'lxc', id: inLxc };
  const said = /(?:^|\0)container=([\w-]+)/.exec(environment ?? '')?.[1];
  if (said === 'lxc') return { name: 'lxc' };
  if (said === 'systemd-nspawn') {
    const id = await readText('/etc/machine-id');
    return { name: 'systemd_nspawn', ...(id === undefined ? {} : { id }) };
  }
  if (podman !== undefined || said === 'podman') return { name: 'podman' };
  return docker === undefined && said !== 'docker' ? undefined : { name: 'docker' };
}

/** Facter's `processors`. */
export async function linuxProcessors(hardware: string, signal: AbortSignal): Promise<JsonObject> {
  const topology = '/sys/devices/system/cpu';
  const names = (await namesIn(topology)).filter((name) => /^cpu\d+$/.test(name));
  const read = (file: string) => Promise.all(names.map((name) => readText(`${topology}/${name}/topology/${file}`)));
  const [info, packages, cores, isa] = await Promise.all([
    readText('/proc/cpuinfo'),
    read('physical_package_id'),
    read('core_id'),
    outputOf({ file: 'uname', arguments: ['-p'], timeout: 2000 }, signal),
  ]);
  const text = info ?? '';
  const models = [...text.matchAll(/^(?:model name|cpu)\s*:\s*(.*)$/gm)].map(([, model = '']) => model.trim());
  const count = (text.match(/^processor\s*:/gm) ?? []).length || cpus().length;
  const physical = new Set(packages.filter((id) => id !== undefined)).size || 1;
  const ids = new Set(cores.map((core, index) => `${packages[index]} ${core}`));
  const perSocket = Math.max(1, Math.round(ids.size / physical));
  const megahertz = /^(?:cpu MHz|clock)\s*:\s*(\d+)/m.exec(text)?.[1];
  return {
    cores: perSocket,
    count,
    isa: isa?.trim() || hardware,
    models,
    physicalcount: physical,
    ...known({ speed: megahertz === undefined ? undefined : humanHertz(Number(megahertz) * 1e6) }),
    threads: Math.max(1, Math.round(count / Math.max(1, ids.size))),
  };
}
