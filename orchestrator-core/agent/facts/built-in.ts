import { existsSync } from 'node:fs';
import { freemem, machine as hardwareOf, loadavg, release, totalmem, type, uptime, userInfo } from 'node:os';
import { delimiter, join } from 'node:path';
import type { Json, JsonObject } from '../../common/index.ts';
import { darwinFacts, darwinNetwork } from './darwin.ts';
import { disksFact, filesystemsFact, isMountpoint, linuxMounts, partitionsFact } from './linux-disks.ts';
import { dmiFact, linuxProcessors, linuxVirtual, readDmi } from './linux-machine.ts';
import { linuxNetwork } from './linux-network.ts';
import { linuxOs } from './linux-os.ts';
import { known, type Machine, thisMachine } from './machine.ts';
import { networkingFact } from './networking.ts';
import { mountpointsFact } from './space.ts';
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

/** Says what could not be found, and why. */
export type Warn = (text: string) => void;

/** A part of the facts, and what it is called where it cannot be found. */
type Part = readonly [name: string, find: () => JsonObject | Promise<JsonObject>];

/**
 * Facter's facts about this machine, its names and shapes, as far as they can be had without Facter. What cannot be
 * found is left out, and said.
 */
export async function builtInFacts(signal: AbortSignal, warn: Warn): Promise<JsonObject> {
  const machine = thisMachine(signal);
  const parts = [...commonParts(machine), ...platformParts(machine, signal)];
  const found = await Promise.all(
    parts.map(async ([name, find]) => {
      try {
        return await find();
      } catch (error) {
        warn(`cannot find the facts about ${name}: ${error instanceof Error ? error.message : String(error)}`);
        return {};
      }
    }),
  );
  return Object.assign({}, ...found) as JsonObject;
}

/** A fact, where there is one. */
function fact(name: string, value: Json | undefined): JsonObject {
  return known({ [name]: value });
}

function commonParts(machine: Machine): readonly Part[] {
  const isWindows = process.platform === 'win32';
  const parts: readonly Part[] = [
    [
      'the kernel',
      () => ({ ...kernelFacts(isWindows ? 'windows' : type(), release()), path: process.env['PATH'] ?? '' }),
    ],
    ['the time', async () => ({ system_uptime: uptimeFact(uptime()), ...(isWindows ? {} : await zoneFact(machine)) })],
    ['memory', () => ({ memory: { system: memoryFact(totalmem(), freemem()) } })],
    ['host keys', async () => fact('ssh', await sshFact(machine))],
    ['Puppet', async () => fact('aio_agent_version', await machine.read('/opt/puppetlabs/puppet/VERSION'))],
  ];
  if (isWindows) return parts;
  return [...parts, ['identity', async () => ({ identity: await identityFact(machine) })], ['load', loadFact]];
}

/** `kernel` and its versions. */
export function kernelFacts(kernel: string, kernelrelease: string): JsonObject {
  const version = /^[\d.]+/.exec(kernelrelease)?.[0].replace(/\.$/, '') ?? kernelrelease;
  return { kernel, kernelmajversion: version.split('.').slice(0, 2).join('.'), kernelrelease, kernelversion: version };
}

/** The name that the C library has for the time zone now: `CET`. */
async function zoneFact(machine: Machine): Promise<JsonObject> {
  return fact('timezone', /^[\w+-]{1,40}$/.exec((await machine.ask('date', '+%Z'))?.trim() ?? '')?.[0]);
}

function loadFact(): JsonObject {
  const [one = 0, five = 0, fifteen = 0] = loadavg();
  const rounded = (load: number): number => Math.round(load * 100) / 100;
  return { load_averages: { '1m': rounded(one), '5m': rounded(five), '15m': rounded(fifteen) } };
}

async function identityFact(machine: Machine): Promise<JsonObject> {
  const [uid = 0, gid = 0] = [process.geteuid?.(), process.getegid?.()];
  const groups = (await machine.read('/etc/group')) ?? '';
  const group = new RegExp(`^([^:]+):[^:]*:${gid}:`, 'm').exec(groups)?.[1];
  return { gid, ...known({ group, user: userName() }), privileged: uid === 0, uid };
}

/** Undefined where the user has a number alone, as in many containers. */
function userName(): string | undefined {
  try {
    return userInfo().username;
  } catch {
    return undefined;
  }
}

function platformParts(machine: Machine, signal: AbortSignal): readonly Part[] {
  if (process.platform === 'win32') return [['Windows', () => windowsParts(signal)]];
  if (process.platform === 'darwin') {
    return [
      ['macOS', () => darwinFacts(machine, release(), hardwareOf(), signal)],
      ['the network', async () => ({ networking: networkingFact(await darwinNetwork(machine)) })],
    ];
  }
  return linuxParts(machine, signal);
}

async function windowsParts(signal: AbortSignal): Promise<JsonObject> {
  const said = await askWindows(signal);
  return { ...windowsFacts(said, process.env), networking: networkingFact(windowsNetwork(said)) };
}

function linuxParts(machine: Machine, signal: AbortSignal): readonly Part[] {
  const hardware = hardwareOf();
  const dmi = readDmi(machine);
  const mounts = linuxMounts(machine);
  return [
    ['the system', async () => ({ os: await linuxOs(machine, hardware, release()) })],
    ['the firmware', async () => fact('dmi', dmiFact(await dmi))],
    ['the hypervisor', async () => linuxVirtual(machine, await dmi)],
    ['processors', async () => ({ processors: await linuxProcessors(machine, hardware) })],
    ['memory', () => linuxMemory(machine)],
    ['the network', async () => ({ networking: networkingFact(await linuxNetwork(machine)) })],
    ['disks', async () => fact('disks', await disksFact(machine))],
    ['partitions', async () => fact('partitions', await partitionsFact(machine, (await mounts) ?? []))],
    ['file systems', async () => fact('filesystems', await filesystemsFact(machine))],
    [
      'mounts',
      async () => {
        const found = (await mounts)?.filter(isMountpoint);
        return found === undefined ? {} : { mountpoints: await mountpointsFact(found, signal) };
      },
    ],
    ['FIPS', async () => ({ fips_enabled: (await machine.read('/proc/sys/crypto/fips_enabled')) === '1' })],
  ];
}

/** `memory` of `/proc/meminfo`; nothing where there is none. */
export async function linuxMemory(machine: Machine): Promise<JsonObject> {
  const text = await machine.read('/proc/meminfo');
  if (text === undefined) return {};
  const bytes = (name: string): number | undefined => {
    const found = new RegExp(`^${name}:\\s+(\\d+) kB`, 'm').exec(text)?.[1];
    return found === undefined ? undefined : Number(found) * 1024;
  };
  const sum = (...names: string[]): number => names.reduce((total, name) => total + (bytes(name) ?? 0), 0);
  const available = bytes('MemAvailable') ?? sum('MemFree', 'Buffers', 'Cached');
  const swap = bytes('SwapTotal') ?? 0;
  return {
    memory: {
      ...(swap === 0 ? {} : { swap: memoryFact(swap, bytes('SwapFree') ?? 0) }),
      system: memoryFact(bytes('MemTotal') ?? totalmem(), available),
    },
  };
}
