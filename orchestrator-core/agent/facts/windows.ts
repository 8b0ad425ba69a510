import { networkInterfaces } from 'node:os';
import { isJsonObject, type Json, type JsonObject } from '../../common/index.ts';
import { known } from './machine.ts';
import type { NetworkDetails } from './networking.ts';
import { outputOf } from './program.ts';

/** Milliseconds for PowerShell to start and to ask the system. */
const patience = 60_000;

/** Asks the system for everything at once: each start of PowerShell takes a second. */
const script = `
$ErrorActionPreference = 'SilentlyContinue'
[Console]::OutputEncoding = New-Object Text.UTF8Encoding $false
$current = Get-ItemProperty 'HKLM:\\SOFTWARE\\Microsoft\\Windows NT\\CurrentVersion'
$fips = (Get-ItemProperty 'HKLM:\\SYSTEM\\CurrentControlSet\\Control\\Lsa\\FipsAlgorithmPolicy').Enabled
$zone = [TimeZoneInfo]::Local
@{
  os = Get-CimInstance Win32_OperatingSystem | Select-Object Version, ProductType, OSArchitecture, Caption
  system = Get-CimInstance Win32_ComputerSystem | Select-Object Manufacturer, Model, OEMStringArray
  product = Get-CimInstance Win32_ComputerSystemProduct | Select-Object Name, UUID
  bios = Get-CimInstance Win32_BIOS | Select-Object Manufacturer, SerialNumber
  processors = @(Get-CimInstance Win32_Processor | Select-Object Name, Architecture, NumberOfCores, NumberOfLogicalProcessors)
  interfaces = @(Get-NetAdapter | Where-Object Status -eq 'Up' | Select-Object Name, InterfaceType, InterfaceIndex)
  adapters = @(Get-NetIPInterface -AddressFamily IPv4 | Select-Object InterfaceAlias, NlMtu)
  servers = @(Get-CimInstance Win32_NetworkAdapterConfiguration -Filter 'IPEnabled=TRUE' | Select-Object InterfaceIndex, DHCPServer, DNSDomain)
  route = @(Get-NetRoute -DestinationPrefix '0.0.0.0/0' | Sort-Object RouteMetric | Select-Object -First 1 InterfaceAlias)
  domain = (Get-ItemProperty 'HKLM:\\SYSTEM\\CurrentControlSet\\Services\\Tcpip\\Parameters').Domain
  current = $current | Select-Object ProductName, EditionID, InstallationType, ReleaseId, DisplayVersion
  fips = $fips -eq 1
  timezone = $(if ($zone.IsDaylightSavingTime((Get-Date))) { $zone.DaylightName } else { $zone.StandardName })
  user = [Security.Principal.WindowsIdentity]::GetCurrent().Name
  privileged = ([Security.Principal.WindowsPrincipal][Security.Principal.WindowsIdentity]::GetCurrent()).IsInRole(544)
} | ConvertTo-Json -Depth 4 -Compress
`;

/** What the system says; empty where it says nothing. */
export async function askWindows(signal: AbortSignal): Promise<JsonObject> {
  const encoded = Buffer.from(script, 'utf16le').toString('base64');
  const words = ['-NoProfile', '-NonInteractive', '-ExecutionPolicy', 'Bypass', '-EncodedCommand', encoded];
  const output = await outputOf({ file: 'powershell.exe', arguments: words, timeout: patience }, signal);
  try {
    const answer: unknown = JSON.parse(output?.replace(/^\uFEFF/, '') ?? '{}');
    return isJsonObject(answer) ? answer : {};
  } catch {
    return {};
  }
}

/** What only Windows has of Facter's facts, of what the system says. */
export function windowsFacts(said: JsonObject, environment: NodeJS.ProcessEnv): JsonObject {
  const [product, bios] = [part(said, 'product'), part(said, 'bios')];
  const virtual = virtualOf(part(said, 'system'));
  const hypervisors = hypervisorsFact(said, virtual);
  const [name, serial, uuid] = [text(product, 'Name'), text(bios, 'SerialNumber'), text(product, 'UUID')];
  const dmi = known<string | JsonObject>({
    manufacturer: text(bios, 'Manufacturer'),
    product: known({ name, serial_number: serial, uuid }),
  });
  return {
    dmi,
    fips_enabled: said['fips'] === true,
    ...(Object.keys(hypervisors).length === 0 ? {} : { hypervisors }),
    identity: { privileged: said['privileged'] === true, user: text(said, 'user') },
    is_virtual: virtual !== 'physical',
    os: windowsOs(part(said, 'os'), part(said, 'current'), environment),
    processors: processors(said),
    ...known({ timezone: text(said, 'timezone') }),
    virtual,
  };
}

/** What runs machines, by how their models begin. */
const models: readonly (readonly [string, string])[] = [
  ['VirtualBox', 'virtualbox'],
  ['VMware', 'vmware'],
  ['KVM', 'kvm'],
  ['Bochs', 'bochs'],
  ['Google', 'gce'],
  ['OpenStack', 'openstack'],
  ['AHV', 'ahv'],
];

function virtualOf(system: JsonObject): string {
  const [model, manufacturer] = [text(system, 'Model'), text(system, 'Manufacturer')];
  const named = models.find(([start]) => model.startsWith(start))?.[1];
  if (named !== undefined) return named;
  if (model.startsWith('Virtual Machine') && manufacturer.startsWith('Microsoft')) return 'hyperv';
  if (manufacturer.startsWith('Xen')) return 'xen';
  return manufacturer.startsWith('Amazon EC2') ? 'kvm' : 'physical';
}

function hypervisorsFact(said: JsonObject, virtual: string): JsonObject {
  const [name, maker] = [text(part(said, 'product'), 'Name'), text(part(said, 'bios'), 'Manufacturer')];
  const found: Record<string, JsonObject> = {};
  if (virtual === 'hyperv' || maker.includes('Microsoft')) found['hyperv'] = {};
  if (virtual === 'kvm' && name !== 'VirtualBox' && !name.startsWith('Parallels')) {
    const provider = maker === 'Google' ? 'google' : name.startsWith('OpenStack') ? 'openstack' : '';
    const kind = provider || (maker.startsWith('Amazon') ? 'amazon' : '');
    found['kvm'] = kind === '' ? {} : { [kind]: true };
  }
  if (virtual === 'virtualbox' || name === 'VirtualBox') {
    const strings = part(said, 'system')['OEMStringArray'];
    const after = (start: string): string =>
      (Array.isArray(strings) ? strings.map(String) : []).find((one) => one.startsWith(start))?.slice(start.length) ??
      '';
    found['virtualbox'] = { revision: after('vboxRev_'), version: after('vboxVer_') };
  }
  if (virtual === 'vmware' || maker === 'VMware, Inc.') found['vmware'] = {};
  if (virtual === 'xen') found['xen'] = { context: name.startsWith('HVM') ? 'hvm' : 'pv' };
  return found;
}

/** Names of the numbers that Windows has for instruction sets (Win32_Processor, Architecture). */
const instructionSets: Readonly<Record<number, string>> = {
  0: 'x86',
  1: 'MIPS',
  2: 'Alpha',
  3: 'PowerPC',
  5: 'ARM',
  6: 'Itanium',
  9: 'x64',
};

/** One model for each socket, with the blanks that its maker put there. */
function processors(said: JsonObject): JsonObject {
  const sockets = list(said, 'processors');
  const logical = sockets.reduce((total, socket) => total + number(socket, 'NumberOfLogicalProcessors'), 0);
  const count = logical === 0 ? sockets.length : logical;
  const cores = number(sockets.at(-1) ?? {}, 'NumberOfCores');
  const isSingle = cores === 0 || count === cores || cores > count;
  const isa = sockets.map((socket) => instructionSets[Number(socket['Architecture'] ?? Number.NaN)]).find(Boolean);
  return {
    cores,
    count,
    ...known({ isa }),
    models: sockets.map((socket) => text(socket, 'Name')),
    physicalcount: sockets.length,
    threads: isSingle ? 1 : Math.floor(count / (cores * sockets.length)),
  };
}

/** What Facter calls a version of Windows: the year of a server, the number of a workstation. */
export function windowsRelease(version: string, isServer: boolean): string {
  const build = Number(version.split('.')[2] ?? 0);
  if (version.startsWith('10.0')) {
    if (!isServer) return build >= 22_000 ? '11' : '10';
    if (build >= 26_100) return '2025';
    if (build >= 20_348) return '2022';
    return build >= 17_623 ? '2019' : '2016';
  }
  const older: Readonly<Record<string, readonly [string, string]>> = {
    '6.3': ['2012 R2', '8.1'],
    '6.2': ['2012', '8'],
    '6.1': ['2008 R2', '7'],
    '6.0': ['2008', 'Vista'],
  };
  const [server, workstation] = older[version.split('.').slice(0, 2).join('.')] ?? [version, version];
  return isServer ? server : workstation;
}

function windowsOs(os: JsonObject, current: JsonObject, environment: NodeJS.ProcessEnv): JsonObject {
  const release = windowsRelease(text(os, 'Version'), Number(os['ProductType'] ?? 1) !== 1);
  const is64 = !text(os, 'OSArchitecture').startsWith('32');
  return {
    architecture: is64 ? 'x64' : 'x86',
    family: 'windows',
    hardware: is64 ? 'x86_64' : 'i686',
    name: 'windows',
    release: { full: release, major: release },
    windows: known({
      display_version: text(current, 'DisplayVersion'),
      edition_id: text(current, 'EditionID'),
      installation_type: text(current, 'InstallationType'),
      product_name: text(current, 'ProductName'),
      release_id: text(current, 'DisplayVersion') || text(current, 'ReleaseId'),
      system32: `${environment['SystemRoot'] ?? 'C:\\Windows'}\\system32`,
    }),
  };
}

/** The kinds of interfaces that count: Ethernet and wireless (`ifType` of the IANA). */
const interfaceTypes: ReadonlySet<number> = new Set([6, 71]);

/** The network of Windows, of what the system says. */
export function windowsNetwork(
  said: JsonObject,
  addresses: typeof networkInterfaces = networkInterfaces,
): NetworkDetails {
  const counted = list(said, 'interfaces').filter((one) => interfaceTypes.has(Number(one['InterfaceType'])));
  const indexes = new Map(counted.map((one) => [text(one, 'Name'), Number(one['InterfaceIndex'])]));
  const mtus = new Map(list(said, 'adapters').map((one) => [text(one, 'InterfaceAlias'), Number(one['NlMtu'] ?? 0)]));
  const servers = new Map(list(said, 'servers').map((one) => [Number(one['InterfaceIndex']), one]));
  const suffix = [...servers.values()].map((one) => text(one, 'DNSDomain')).find((domain) => domain !== '');
  const macs = addresses();
  return {
    names: [],
    counts: (name) => indexes.size === 0 || indexes.has(name),
    mac: (name) => macs[name]?.[0]?.mac.toUpperCase(),
    mtu: (name) => mtus.get(name) || undefined,
    flags: () => undefined,
    more: (name) => known({ dhcp: text(servers.get(indexes.get(name) ?? Number.NaN), 'DHCPServer') }),
    primary: text(list(said, 'route')[0] ?? {}, 'InterfaceAlias') || undefined,
    domain: text(said, 'domain') || suffix,
  };
}

function part(from: JsonObject, key: string): JsonObject {
  const value = from[key];
  return isJsonObject(value) ? value : {};
}

function list(from: JsonObject, key: string): readonly JsonObject[] {
  const value: Json | undefined = from[key];
  return Array.isArray(value) ? value.filter(isJsonObject) : isJsonObject(value) ? [value] : [];
}

function number(from: JsonObject, key: string): number {
  const value = from[key];
  return typeof value === 'number' ? value : 0;
}

function text(from: JsonObject | undefined, key: string): string {
  const value = from?.[key];
  return typeof value === 'string' ? value : typeof value === 'number' ? String(value) : '';
}
