import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import {
  arch,
  availableParallelism,
  cpus,
  freemem,
  hostname,
  networkInterfaces,
  release,
  totalmem,
  type,
  uptime,
  userInfo,
} from 'node:os';
import { delimiter, join } from 'node:path';
import type { JsonObject } from '../common/index.ts';
import { readIfThere } from './spool.ts';

/** Features that tasks may require: `shell`, and `puppet-agent` where puppet is really installed. */
export function findFeatures(): readonly string[] {
  const places = ['/opt/puppetlabs/bin', ...(process.env['PATH'] ?? '').split(delimiter)];
  const hasPuppet = places.some((place) => place !== '' && existsSync(join(place, 'puppet')));
  return hasPuppet ? ['puppet-agent', 'shell'] : ['shell'];
}

const families: readonly (readonly [RegExp, string])[] = [
  [/\b(debian|ubuntu)\b/, 'Debian'],
  [/\b(rhel|fedora|centos)\b/, 'RedHat'],
  [/\b(suse|sles|opensuse)\b/, 'Suse'],
  [/\b(arch)\b/, 'Archlinux'],
  [/\b(alpine)\b/, 'Alpine'],
  [/\b(gentoo)\b/, 'Gentoo'],
];

const distributions: Readonly<Record<string, string>> = {
  debian: 'Debian',
  ubuntu: 'Ubuntu',
  rhel: 'RedHat',
  centos: 'CentOS',
  fedora: 'Fedora',
  rocky: 'Rocky',
  almalinux: 'AlmaLinux',
  ol: 'OracleLinux',
  sles: 'SLES',
  amzn: 'Amazon',
  alpine: 'Alpine',
  arch: 'Archlinux',
  gentoo: 'Gentoo',
};

/** Reads `/etc/os-release` (os-release(5)) into its keys. */
export function parseOsRelease(text: string): ReadonlyMap<string, string> {
  const pairs = [...text.matchAll(/^([A-Z_]+)=(?:"((?:[^"\\]|\\.)*)"|'([^']*)'|(.*))$/gm)];
  return new Map(
    pairs.map(([, key = '', double, single, bare]) => [key, (double ?? single ?? bare ?? '').replace(/\\(.)/g, '$1')]),
  );
}

const machines: Readonly<Record<string, string>> = { x64: 'x86_64', arm64: 'aarch64', ia32: 'i686' };

function osFact(osRelease: ReadonlyMap<string, string>, debianVersion: string | undefined): JsonObject {
  const hardware = machines[arch()] ?? arch();
  const id = osRelease.get('ID') ?? '';
  const like = `${id} ${osRelease.get('ID_LIKE') ?? ''}`;
  const name = distributions[id] ?? (id === '' ? type() : id);
  const family = families.find(([pattern]) => pattern.test(like))?.[1] ?? name;
  // Debian's point release stands in a file of its own; Ubuntu's whole version is its major one.
  const full = (name === 'Debian' ? debianVersion : undefined) ?? osRelease.get('VERSION_ID') ?? release();
  const [major = full, minor] = full.split('.');
  const versions =
    name === 'Ubuntu' ? { full, major: full } : { full, major, ...(minor === undefined ? {} : { minor }) };
  const debianArch: Readonly<Record<string, string>> = { x86_64: 'amd64', aarch64: 'arm64', i686: 'i386' };
  return {
    architecture: family === 'Debian' ? (debianArch[hardware] ?? hardware) : hardware,
    family,
    hardware,
    name,
    release: versions,
    ...(id === '' ? {} : { distro: distro(osRelease, name, versions) }),
  };
}

function distro(osRelease: ReadonlyMap<string, string>, name: string, versions: JsonObject): JsonObject {
  const codename = osRelease.get('VERSION_CODENAME');
  return {
    ...(codename === undefined ? {} : { codename }),
    description: osRelease.get('PRETTY_NAME') ?? name,
    id: name,
    release: versions,
  };
}

async function networking(): Promise<JsonObject> {
  const [short = '', ...rest] = hostname().split('.');
  const resolv = (await readIfThere('/etc/resolv.conf').catch(() => undefined)) ?? '';
  const domain = rest.join('.') || /^\s*(?:domain|search)\s+(\S+)/m.exec(resolv)?.[1];
  const all = Object.entries(networkInterfaces());
  const interfaces = all.map(([name, addresses]): [string, JsonObject] => {
    const four = addresses?.find(({ family }) => family === 'IPv4');
    const six = addresses?.find(({ family }) => family === 'IPv6');
    const mac = addresses?.[0]?.mac;
    return [
      name,
      {
        ...(four === undefined ? {} : { ip: four.address, netmask: four.netmask }),
        ...(six === undefined ? {} : { ip6: six.address, netmask6: six.netmask }),
        ...(mac === undefined || mac === '00:00:00:00:00:00' ? {} : { mac }),
      },
    ];
  });
  const primary = all.find(([, addresses]) =>
    addresses?.some(({ family, internal }) => family === 'IPv4' && !internal),
  )?.[0];
  return {
    hostname: short,
    fqdn: domain === undefined ? short : `${short}.${domain}`,
    ...(domain === undefined ? {} : { domain }),
    ...(primary === undefined ? {} : { primary, ...Object.fromEntries(interfaces)[primary] }),
    interfaces: Object.fromEntries(interfaces),
  };
}

/** A size as Facter writes it: `15.51 GiB`. */
function humanSize(bytes: number): string {
  const units = ['bytes', 'KiB', 'MiB', 'GiB', 'TiB', 'PiB'];
  const power = bytes < 1 ? 0 : Math.min(units.length - 1, Math.floor(Math.log2(bytes) / 10));
  return `${power === 0 ? bytes : (bytes / 1024 ** power).toFixed(2)} ${units[power]}`;
}

function memory(available: number): JsonObject {
  const total = totalmem();
  const used = total - available;
  return {
    system: {
      available: humanSize(available),
      available_bytes: available,
      capacity: `${((used / total) * 100).toFixed(2)}%`,
      total: humanSize(total),
      total_bytes: total,
      used: humanSize(used),
      used_bytes: used,
    },
  };
}

function identity(): JsonObject {
  const { username, uid, gid } = userInfo();
  return { user: username, uid, gid, privileged: uid === 0 };
}

/** Seconds of uptime with the words of Facter's `system_uptime`. */
function systemUptime(): JsonObject {
  const seconds = Math.floor(uptime());
  const hours = Math.floor(seconds / 3600);
  const days = Math.floor(hours / 24);
  const words =
    days > 0
      ? `${days} ${days === 1 ? 'day' : 'days'}`
      : `${hours}:${String(Math.floor(seconds / 60) % 60).padStart(2, '0')} hours`;
  return { seconds, hours, days, uptime: words };
}

/** A basic set of facts about this machine, Facter's names and shapes, found without starting a process. */
export async function gatherFacts(certname: string): Promise<JsonObject> {
  const osRelease = parseOsRelease((await readIfThere('/etc/os-release').catch(() => undefined)) ?? '');
  const debianVersion = (await readIfThere('/etc/debian_version').catch(() => undefined))?.trim();
  const meminfo = await readFile('/proc/meminfo', 'utf8').catch(() => '');
  const available = Number(/^MemAvailable:\s+(\d+) kB/m.exec(meminfo)?.[1]) * 1024 || freemem();
  const kernelrelease = release();
  const kernelversion = /^[\d.]+/.exec(kernelrelease)?.[0].replace(/\.$/, '') ?? kernelrelease;
  const models = cpus().map(({ model }) => model);
  return {
    certname,
    clientcert: certname,
    identity: identity(),
    kernel: type(),
    kernelmajversion: kernelversion.split('.').slice(0, 2).join('.'),
    kernelrelease,
    kernelversion,
    memory: memory(available),
    networking: await networking(),
    os: osFact(osRelease, debianVersion),
    path: process.env['PATH'] ?? '',
    processors: { count: models.length || availableParallelism(), isa: machines[arch()] ?? arch(), models },
    system_uptime: systemUptime(),
    timezone: new Date().toLocaleTimeString('en', { timeZoneName: 'short' }).split(' ').at(-1) ?? 'UTC',
  };
}
