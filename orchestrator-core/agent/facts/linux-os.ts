import { release, type } from 'node:os';
import type { JsonObject } from '../../common/index.ts';
import { known, readText } from './read.ts';
import { releaseFact } from './units.ts';

/** Facter's names of distributions by the `ID` of os-release(5). */
const distributions: Readonly<Record<string, string>> = {
  almalinux: 'AlmaLinux',
  alpine: 'Alpine',
  amzn: 'Amazon',
  arch: 'Archlinux',
  centos: 'CentOS',
  debian: 'Debian',
  devuan: 'Devuan',
  fedora: 'Fedora',
  gentoo: 'Gentoo',
  linuxmint: 'Linuxmint',
  mageia: 'Mageia',
  manjaro: 'ManjaroLinux',
  ol: 'OracleLinux',
  opensuse: 'openSUSE',
  'opensuse-leap': 'openSUSE',
  'opensuse-tumbleweed': 'openSUSE',
  photon: 'Photon',
  raspbian: 'Debian',
  rhel: 'RedHat',
  rocky: 'Rocky',
  sled: 'SLED',
  sles: 'SLES',
  ubuntu: 'Ubuntu',
};

/** Families by what `ID` and `ID_LIKE` hold. */
const families: readonly (readonly [RegExp, string])[] = [
  [/\b(debian|ubuntu)\b/, 'Debian'],
  [/\b(rhel|fedora|centos|amzn|photon)\b/, 'RedHat'],
  [/\b(suse|sles|sled|opensuse)\b/, 'Suse'],
  [/\barch\b/, 'Archlinux'],
  [/\bgentoo\b/, 'Gentoo'],
  [/\bmandriva|mageia\b/, 'Mandrake'],
];

/** Reads `/etc/os-release` (os-release(5)) into its keys. */
export function parseOsRelease(text: string): ReadonlyMap<string, string> {
  const pairs = [...text.matchAll(/^([A-Z_]+)=(?:"((?:[^"\\]|\\.)*)"|'([^']*)'|(.*))$/gm)];
  return new Map(
    pairs.map(([, key = '', double, single, bare]) => [key, (double ?? single ?? bare ?? '').replace(/\\(.)/g, '$1')]),
  );
}

/** Facter's `os` of a Linux machine. */
export async function linuxOs(hardware: string): Promise<JsonObject> {
  const [osRelease, debianVersion, selinux] = await Promise.all([
    readText('/etc/os-release'),
    readText('/etc/debian_version'),
    selinuxFact(),
  ]);
  return { ...osOf(parseOsRelease(osRelease ?? ''), debianVersion, hardware), selinux };
}

/** The same of what the files say. */
export function osOf(
  osRelease: ReadonlyMap<string, string>,
  debianVersion: string | undefined,
  hardware: string,
): JsonObject {
  const id = osRelease.get('ID') ?? '';
  const name = distributions[id] ?? (id === '' ? type() : id);
  const like = `${id} ${osRelease.get('ID_LIKE') ?? ''}`;
  const family = families.find(([pattern]) => pattern.test(like))?.[1] ?? name;
  // Debian's point release stands in a file of its own; Ubuntu's whole version is its major one.
  const full = (name === 'Debian' ? debianVersion : undefined) ?? osRelease.get('VERSION_ID') ?? release();
  const versions = name === 'Ubuntu' ? { full, major: full } : releaseFact(full);
  const debianNames: Readonly<Record<string, string>> = { x86_64: 'amd64', aarch64: 'arm64', i686: 'i386' };
  const distro = {
    ...known({ codename: osRelease.get('VERSION_CODENAME') }),
    description: osRelease.get('PRETTY_NAME') ?? name,
    id: name,
    release: versions,
  };
  return {
    architecture: family === 'Debian' ? (debianNames[hardware] ?? hardware) : hardware,
    ...(id === '' ? {} : { distro }),
    family,
    hardware,
    name,
    release: versions,
  };
}

async function selinuxFact(): Promise<JsonObject> {
  const [enforced, version, config] = await Promise.all([
    readText('/sys/fs/selinux/enforce'),
    readText('/sys/fs/selinux/policyvers'),
    readText('/etc/selinux/config'),
  ]);
  if (enforced === undefined) return { enabled: false };
  const setting = (name: string): string | undefined => new RegExp(`^${name}=(\\S+)`, 'm').exec(config ?? '')?.[1];
  return {
    enabled: true,
    enforced: enforced === '1',
    current_mode: enforced === '1' ? 'enforcing' : 'permissive',
    ...known({ policy_version: version, config_mode: setting('SELINUX'), config_policy: setting('SELINUXTYPE') }),
  };
}
