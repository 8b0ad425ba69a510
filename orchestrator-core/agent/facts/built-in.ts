import { existsSync } from 'node:fs';
import { arch, freemem, loadavg, release, totalmem, type, uptime, userInfo } from 'node:os';
import { delimiter, join } from 'node:path';
import type { JsonObject } from '../../common/index.ts';
import { askPrograms, darwinFacts, darwinNetwork } from './darwin.ts';
import { disksFact, filesystemsFact, mountpointsFact, partitionsFact } from './linux-disks.ts';
import { dmiFact, linuxProcessors, linuxVirtual, readDmi } from './linux-machine.ts';
import { linuxOs } from './linux-os.ts';
import { linuxNetwork, networkingFact } from './networking.ts';
import { known, readText } from './read.ts';
import { sshFact } from './ssh.ts';
import { memoryFact, uptimeFact } from './units.ts';
import { askWindows, windowsFacts, windowsNetwork } from './windows.ts';

/** Where Puppet's packages put their programs, before those of the path. */
const programPlaces: readonly string[] = [
  ...(process.platform === 'win32'
    ? [join(process.env['ProgramFiles'] ?? 'C:\\Program Files', 'Puppet Labs', 'Puppet', 'bin')]
    : ['/opt/puppetlabs/bin', '/opt/puppetlabs/puppet/bin']),
  ...(process.env['PATH'] ?? '').split(delimiter).filter((place) => place !== ''),
];

/** The path of a program of Puppet's, where it is installed. */
export function findProgram(name: string): string | undefined {
  const names = process.platform === 'win32' ? [`${name}.bat`, `${name}.exe`] : [name];
  return programPlaces.flatMap((place) => names.map((file) => join(place, file))).find((path) => existsSync(path));
}

/** Features that tasks may require: `shell`, `powershell` on Windows, and `puppet-agent` where puppet is really installed. */
export function findFeatures(): readonly string[] {
  const shell = process.platform === 'win32' ? 'powershell' : 'shell';
  return findProgram('puppet') === undefined ? [shell] : ['puppet-agent', shell];
}

const machines: Readonly<Record<string, string>> = { x64: 'x86_64', ia32: 'i686' };

/** `uname -m` of what Node was built for. */
function hardware(): string {
  const name = arch();
  return name === 'arm64' ? (process.platform === 'darwin' ? 'arm64' : 'aarch64') : (machines[name] ?? name);
}

/** Facter's facts about this machine, its names and shapes, as far as they can be had without Facter. */
export async function builtInFacts(signal: AbortSignal): Promise<JsonObject> {
  const [specific, common] = await Promise.all([platformFacts(signal), commonFacts()]);
  return { ...common, ...specific };
}

async function commonFacts(): Promise<JsonObject> {
  const release4 = release();
  const version = /^[\d.]+/.exec(release4)?.[0].replace(/\.$/, '') ?? release4;
  const [one = 0, five = 0, fifteen = 0] = loadavg();
  const rounded = (load: number): number => Math.round(load * 100) / 100;
  const isWindows = process.platform === 'win32';
  const [ssh, aio] = await Promise.all([sshFact(), readText('/opt/puppetlabs/puppet/VERSION')]);
  return {
    ...(isWindows ? {} : { identity: await identityFact() }),
    kernel: isWindows ? 'windows' : type(),
    kernelmajversion: version.split('.').slice(0, 2).join('.'),
    kernelrelease: release4,
    kernelversion: version,
    memory: { system: memoryFact(totalmem(), freemem()) },
    path: process.env['PATH'] ?? '',
    system_uptime: uptimeFact(uptime()),
    timezone: new Date().toLocaleTimeString('en', { timeZoneName: 'short' }).split(' ').at(-1) ?? 'UTC',
    ...(isWindows ? {} : { load_averages: { '1m': rounded(one), '5m': rounded(five), '15m': rounded(fifteen) } }),
    ...(ssh === undefined ? {} : { ssh }),
    ...known({ aio_agent_version: aio }),
  };
}

async function identityFact(): Promise<JsonObject> {
  const { username, uid, gid } = userInfo();
  const groups = (await readText('/etc/group')) ?? '';
  const group = new RegExp(`^([^:]+):[^:]*:${gid}:`, 'm').exec(groups)?.[1];
  return { gid, ...known({ group }), privileged: uid === 0, uid, user: username };
}

async function platformFacts(signal: AbortSignal): Promise<JsonObject> {
  if (process.platform === 'win32') {
    const said = await askWindows(signal);
    return { ...windowsFacts(said, process.env), networking: networkingFact(windowsNetwork(said)) };
  }
  if (process.platform === 'darwin') {
    const ask = askPrograms(signal);
    const [facts, network] = await Promise.all([darwinFacts(ask, release(), hardware()), darwinNetwork(ask)]);
    return { ...facts, networking: networkingFact(network) };
  }
  return linuxFacts(signal);
}

async function linuxFacts(signal: AbortSignal): Promise<JsonObject> {
  const dmi = await readDmi();
  const [os, disks, partitions, mountpoints, filesystems, virtual, processors, network, memory, fips] =
    await Promise.all([
      linuxOs(hardware()),
      disksFact(signal),
      partitionsFact(signal),
      mountpointsFact(),
      filesystemsFact(),
      linuxVirtual(dmi),
      linuxProcessors(hardware(), signal),
      linuxNetwork(),
      linuxMemory(),
      readText('/proc/sys/crypto/fips_enabled'),
    ]);
  return {
    ...known({ disks, dmi: dmiFact(dmi), filesystems, mountpoints, partitions }),
    ...(memory === undefined ? {} : { memory }),
    fips_enabled: fips === '1',
    networking: networkingFact(network),
    os,
    processors,
    ...virtual,
  };
}

async function linuxMemory(): Promise<JsonObject | undefined> {
  const text = await readText('/proc/meminfo');
  if (text === undefined) return undefined;
  const bytes = (name: string): number | undefined => {
    const found = new RegExp(`^${name}:\\s+(\\d+) kB`, 'm').exec(text)?.[1];
    return found === undefined ? undefined : Number(found) * 1024;
  };
  const sum = (...names: string[]): number => names.reduce((total, name) => total + (bytes(name) ?? 0), 0);
  const available = bytes('MemAvailable') ?? sum('MemFree', 'Buffers', 'Cached');
  const swap = bytes('SwapTotal') ?? 0;
  return {
    ...(swap === 0 ? {} : { swap: memoryFact(swap, bytes('SwapFree') ?? 0) }),
    system: memoryFact(bytes('MemTotal') ?? totalmem(), available),
  };
}
