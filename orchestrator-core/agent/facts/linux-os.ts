import type { Json, JsonObject } from '../../common/index.ts';
import { families, type Group, groups, releaseFiles } from './distributions.ts';
import { known, type Machine } from './machine.ts';
import { releaseFact } from './units.ts';

/** What a machine says of its distribution. */
export interface OsSource {
  /** The files that are there, without blanks around their text, by path. */
  readonly files: ReadonlyMap<string, string>;
  /** `uname -m` and `uname -r`. */
  readonly hardware: string;
  readonly kernel: string;
  /** What `lsb_release -a` prints, where it is installed. */
  readonly lsb?: string;
  /** The version of the package that `/etc/os-release` is of, on Amazon Linux. */
  readonly packaged?: string;
}

const redhatRelease = '/etc/redhat-release';
const otherFiles = ['/etc/os-release', '/etc/arch-release', '/etc/SuSE-release', redhatRelease];

/** Reads `/etc/os-release` (os-release(5)) into its keys. */
export function parseOsRelease(text: string): ReadonlyMap<string, string> {
  const pairs = [...text.matchAll(/^\s*([A-Z_]+)=(?:"((?:[^"\\]|\\.)*)"|'([^']*)'|(.*?))\s*$/gm)];
  return new Map(
    pairs.map(([, key = '', double, single, bare]) => [key, (double ?? single ?? bare ?? '').replace(/\\(.)/g, '$1')]),
  );
}

/** Facter's `os` of a Linux machine of this hardware (`uname -m`). */
export async function linuxOs(machine: Machine, hardware: string, kernel: string): Promise<JsonObject> {
  const paths = [...new Set([...otherFiles, ...Object.values(releaseFiles).map(([path]) => path)])];
  const [texts, selinux] = await Promise.all([
    Promise.all(paths.map((path) => machine.read(path))),
    selinuxFact(machine),
  ]);
  const files = new Map(paths.flatMap((path, index) => (texts[index] === undefined ? [] : [[path, texts[index]]])));
  const source = { files, hardware, kernel };
  const { rules, group } = identityOf(source);
  const [lsb, packaged] = await Promise.all([
    // Debian's say everything in os-release; asking costs a Python each time.
    (group === 'debian' && rules !== 'devuan') || group === 'ubuntu' ? undefined : machine.ask('lsb_release', '-a'),
    rules === 'amzn' ? machine.ask('rpm', '-q', '--qf', '%{VERSION}', '-f', '/etc/os-release') : undefined,
  ]);
  return { ...osOf({ ...source, ...known({ lsb, packaged: packaged?.trim() }) }), selinux };
}

interface Identity {
  /** Facter's `ID`: `rhel`, `debian`. */
  readonly id: string;
  /** The distribution whose rules hold: itself, or one that it is like. */
  readonly rules: string;
  readonly group: Group;
  readonly said: ReadonlyMap<string, string>;
}

function identityOf({ files }: OsSource): Identity {
  const said = parseOsRelease(files.get('/etc/os-release') ?? '');
  const own = said.get('ID')?.toLowerCase();
  const id = ((): string => {
    if (files.has('/etc/devuan_version')) return 'devuan';
    if (files.has('/etc/arch-release')) return 'archlinux';
    if (own !== undefined) return /sles_sap/.test(own) ? 'sles' : /opensuse/.test(own) ? 'opensuse' : own;
    if (files.has(redhatRelease)) return 'rhel';
    return files.get('/etc/SuSE-release')?.split(/\s/, 1)[0]?.toLowerCase() ?? '';
  })();
  const like = said.get('ID_LIKE')?.toLowerCase().split(/\s+/) ?? [];
  const rules = [id, ...like].find((one) => Object.hasOwn(groups, one)) ?? '';
  return { id, rules, group: groups[rules] ?? 'other', said };
}

/** Facter's `os`, without `selinux`, of what the machine says. */
export function osOf(source: OsSource): JsonObject {
  const { files, hardware } = source;
  const { id, rules, group, said } = identityOf(source);
  const redhat = redhatOf(files.get(redhatRelease));
  const name = rules === 'linuxmint' ? capitalized(id) : (nameOf(said.get('NAME')) ?? redhat?.['name'] ?? 'Linux');
  const full = versionOf(source, rules, said);
  const versions = full === undefined ? undefined : releaseOf(full, rules, group);
  const distro = distroOf(source, versions);
  return {
    architecture: /i[3456]86|pentium/.test(hardware)
      ? 'i386'
      : ['debian', 'ubuntu'].includes(group) && hardware === 'x86_64'
        ? 'amd64'
        : hardware,
    ...(Object.keys(distro).length === 0 ? {} : { distro }),
    family: familyOf(group, said.get('ID_LIKE') || id),
    hardware,
    name,
    ...(versions === undefined ? {} : { release: versions }),
  };
}

/** Ubuntu's whole version is its major one, as is that of a distribution nobody knows; Debian's minor one is a number. */
function releaseOf(full: string, rules: string, group: Group): JsonObject {
  if (group === 'ubuntu' || rules === '') return { full, major: full };
  const { minor, ...versions } = releaseFact(full);
  if (minor === undefined) return versions;
  return { ...versions, minor: group === 'debian' ? String(minor).replace(/^0([1-9])/, '$1') : minor };
}

/** `VERSION_ID`, always with a point in it. */
function versionId(said: ReadonlyMap<string, string>): string | undefined {
  const version = said.get('VERSION_ID');
  return version === undefined || version.includes('.') ? version : `${version}.0`;
}

function versionOf(source: OsSource, rules: string, said: ReadonlyMap<string, string>): string | undefined {
  const { files, kernel, packaged } = source;
  if (rules === 'archlinux') return kernel;
  const [path, pattern] = releaseFiles[rules] ?? [];
  const filed = pattern?.exec(files.get(path ?? '') ?? '')?.[1];
  if (rules === 'amzn') return (filed === undefined || filed === '2' ? filed : packaged) ?? versionId(said);
  if (filed !== undefined) return filed;
  const redhat = groups[rules] === 'rhel' && path === undefined ? redhatOf(files.get(redhatRelease)) : undefined;
  return redhat?.['version'] ?? versionId(said);
}

/** `os.name` of the `NAME` in os-release: mostly its first word. */
function nameOf(name: string | undefined): string | undefined {
  if (name === undefined || name === '') return undefined;
  const words = name.split(/\s+/);
  if (/^sles/i.test(name)) return 'SLES';
  if (/azure linux$/i.test(name)) return words.slice(1, 3).join('');
  if (/mariner$/i.test(name)) return words.at(-1);
  if (/^(arch|manjaro)/i.test(name)) return capitalized(words.slice(0, 2).join(''));
  if (/^(red|oracle)/i.test(name)) return words.slice(0, 2).join('');
  return /^virtuozzo/i.test(name) ? `${words[0]}Linux` : words[0];
}

function familyOf(group: Group, like: string): string {
  if (group === 'rhel') return 'RedHat';
  if (group === 'sles') return 'Suse';
  // With one capital alone: of Photon and what is only like Red Hat, Facter says `Redhat`.
  return capitalized(families.find(([pattern]) => pattern.test(like))?.[1] ?? (like || 'Linux'));
}

/** `AlmaLinux release 9.6 (Sage Margay)`: everything in it. */
function redhatOf(text: string | undefined): Record<string, string> | undefined {
  if (text === undefined) return undefined;
  const [product = '', rest = ''] = text.split('release').map((part) => part.trim());
  const words = product.split(/\s+/).filter((word) => word.toLowerCase() !== 'linux');
  return known({
    codename: /release.*\(([^()]*)\)/.exec(text)?.[1],
    description: text,
    id: words.join(''),
    name: words.slice(0, 2).join(''),
    version: rest.split(/\s/, 1)[0],
  });
}

/** `os.distro`: of what Facter has no rules for, what `lsb_release` says, if it is there. */
function distroOf(source: OsSource, versions: JsonObject | undefined): JsonObject {
  const { rules, group } = identityOf(source);
  const lsb = new Map(
    [...(source.lsb ?? '').matchAll(/^([^:]+):\s*(.*)$/gm)].map(([, key = '', text = '']) => [key, text]),
  );
  const saidRelease = lsb.get('Release');
  const lsbRelease = saidRelease === undefined ? undefined : releaseFact(saidRelease);
  const specification = lsb.get('LSB Version');
  if (group === 'debian' || group === 'ubuntu') {
    return debianDistro(source, rules === 'devuan' ? (lsbRelease ?? versions) : versions);
  }
  if (group === 'sles') return known<Json>({ ...slesDistro(source), release: versions, specification });
  if (group === 'rhel') return known<Json>({ release: versions, ...redhatDistro(source, versions), specification });
  const [codename, description, id] = ['Codename', 'Description', 'Distributor ID'].map((key) => lsb.get(key));
  return known<Json>({ codename, description, id, release: lsbRelease, specification });
}

function debianDistro(source: OsSource, versions: JsonObject | undefined): JsonObject {
  const { id, group, said } = identityOf(source);
  const codename = said.get('VERSION_CODENAME') ?? codenameIn(said.get('VERSION') ?? '');
  const full = group === 'ubuntu' ? versionId(said) : undefined;
  const release = full === undefined ? versions : { full, major: full };
  return known<Json>({ codename, description: said.get('PRETTY_NAME'), id: capitalized(id), release });
}

function slesDistro(source: OsSource): Record<string, Json | undefined> {
  const { said } = identityOf(source);
  const id = said.get('VERSION_ID')?.startsWith('12') ? 'SUSE LINUX' : 'SUSE';
  return { codename: said.get('VERSION_CODENAME') || 'n/a', description: said.get('PRETTY_NAME'), id };
}

function redhatDistro(source: OsSource, versions: JsonObject | undefined): Record<string, Json | undefined> {
  const { id, rules, said } = identityOf(source);
  const redhat = redhatOf(source.files.get(rules === 'amzn' ? '/etc/system-release' : redhatRelease));
  const own = { codename: redhat?.['codename'], description: redhat?.['description'], id: redhat?.['id'] };
  if (rules === 'ol') return { ...own, description: said.get('PRETTY_NAME'), id: capitalized(id) };
  if (rules !== 'amzn' || versions === undefined) return own;
  const patch = String(versions['full']).split('.')[2];
  return { ...own, codename: own.codename ?? 'n/a', release: patch === undefined ? versions : { ...versions, patch } };
}

/** `8 (jessie)` and `14.04.5 LTS, Trusty Tahr`. */
function codenameIn(version: string): string | undefined {
  return /\(([^()]*)\)$/.exec(version)?.[1] ?? /([A-Za-z]+)\s[A-Za-z]+/.exec(version)?.[1]?.toLowerCase();
}

function capitalized(word: string): string {
  return word.charAt(0).toUpperCase() + word.slice(1).toLowerCase();
}

/** Facter's `os.selinux`: it is enabled where it is mounted and has a configuration. */
async function selinuxFact(machine: Machine): Promise<JsonObject> {
  const [enforced, version, config] = await Promise.all([
    machine.read('/sys/fs/selinux/enforce'),
    machine.read('/sys/fs/selinux/policyvers'),
    machine.read('/etc/selinux/config'),
  ]);
  if (enforced === undefined || !config) return { enabled: false };
  const setting = (name: string): string | undefined => new RegExp(`^${name}=(.*)$`, 'm').exec(config)?.[1]?.trim();
  return {
    enabled: true,
    enforced: enforced === '1',
    current_mode: enforced === '1' ? 'enforcing' : 'permissive',
    ...known({ policy_version: version, config_mode: setting('SELINUX'), config_policy: setting('SELINUXTYPE') }),
  };
}
