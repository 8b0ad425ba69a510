import { isJsonObject, type Json, type JsonObject } from '../../common/index.ts';
import { hypervisorOf } from './linux-machine.ts';
import type { NetworkDetails } from './networking.ts';
import { outputOf } from './program.ts';
import { known } from './read.ts';

/** Milliseconds for PowerShell to start and to ask the system. */
const patience = 60_000;

/** Asks the system for everything at once: each start of PowerShell takes a second. */
const script = `
$ErrorActionPreference = 'SilentlyContinue'
$current = Get-ItemProperty 'HKLM:\\SOFTWARE\\Microsoft\\Windows NT\\CurrentVersion'
$fips = (Get-ItemProperty 'HKLM:\\SYSTEM\\CurrentControlSet\\Control\\Lsa\\FipsAlgorithmPolicy').Enabled
@{
  os = Get-CimInstance Win32_OperatingSystem | Select-Object Version, ProductType, OSArchitecture, Caption
  system = Get-CimInstance Win32_ComputerSystem | Select-Object Manufacturer, Model, Domain, PartOfDomain
  product = Get-CimInstance Win32_ComputerSystemProduct | Select-Object Name, UUID, IdentifyingNumber
  bios = Get-CimInstance Win32_BIOS | Select-Object Manufacturer, SerialNumber
  processors = @(Get-CimInstance Win32_Processor | Select-Object Name, NumberOfCores, NumberOfLogicalProcessors)
  adapters = @(Get-NetIPInterface -AddressFamily IPv4 | Select-Object InterfaceAlias, NlMtu, InterfaceMetric)
  route = @(Get-NetRoute -DestinationPrefix '0.0.0.0/0' | Sort-Object RouteMetric | Select-Object -First 1 InterfaceAlias)
  current = $current | Select-Object ProductName, EditionID, InstallationType, ReleaseId, DisplayVersion
  fips = $fips -eq 1
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
    const answer: unknown = JSON.parse(output ?? '{}');
    return isJsonObject(answer) ? answer : {};
  } catch {
    return {};
  }
}

/** What only Windows has of Facter's facts, of what the system says. */
export function windowsFacts(said: JsonObject, environment: NodeJS.ProcessEnv): JsonObject {
  const [os, system, product, bios] = [
    part(said, 'os'),
    part(said, 'system'),
    part(said, 'product'),
    part(said, 'bios'),
  ];
  const model = text(system, 'Model');
  const virtual = hypervisorOf(model, text(system, 'Manufacturer')) ?? 'physical';
  const uuid = text(product, 'UUID');
  return {
    dmi: {
      manufacturer: text(bios, 'Manufacturer'),
      product: {
        name: text(product, 'Name'),
        serial_number: text(bios, 'SerialNumber'),
        ...known({ uuid }),
      },
    },
    fips_enabled: said['fips'] === true,
    identity: { privileged: said['privileged'] === true, user: text(said, 'user') },
    ...(virtual === 'physical' ? {} : { hypervisors: { [virtual]: {} } }),
    is_virtual: virtual !== 'physical',
    os: windowsOs(os, part(said, 'current'), environment),
    processors: processors(said),
    virtual,
  };
}

function processors(said: JsonObject): JsonObject {
  const sockets = list(said, 'processors');
  const sum = (key: string): number => sockets.reduce((total, socket) => total + Number(socket[key] ?? 0), 0);
  const count = sum('NumberOfLogicalProcessors');
  const cores = sum('NumberOfCores');
  const models = sockets.flatMap((socket) =>
    Array<string>(Number(socket['NumberOfLogicalProcessors'] ?? 1)).fill(text(socket, 'Name').trim()),
  );
  return {
    cores: cores / Math.max(1, sockets.length),
    count,
    isa: 'x64',
    models,
    physicalcount: sockets.length,
    threads: count / Math.max(1, cores),
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

/** The network of Windows, of what the system says. */
export function windowsNetwork(said: JsonObject): NetworkDetails {
  const adapters = new Map(
    list(said, 'adapters').map((one) => [text(one, 'InterfaceAlias'), Number(one['NlMtu'] ?? 0)]),
  );
  const system = part(said, 'system');
  const primary = text(list(said, 'route')[0] ?? {}, 'InterfaceAlias');
  const domain = system['PartOfDomain'] === true ? text(system, 'Domain') : '';
  return {
    names: [],
    mac: () => undefined,
    mtu: (name) => adapters.get(name) || undefined,
    flags: () => undefined,
    primary: primary === '' ? undefined : primary,
    domain: domain === '' ? undefined : domain,
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

function text(from: JsonObject | undefined, key: string): string {
  const value = from?.[key];
  return typeof value === 'string' ? value : value === undefined || value === null ? '' : String(value);
}
