import { nearest } from '../../common/index.ts';
import { testsOf } from './condition.ts';
import { parseSelection } from './parse-selection.ts';

/** Facter's flat facts of old, by what they are parts of since Facter 3; Facter 4 no longer shows them. */
const structured: Readonly<Record<string, string>> = {
  architecture: 'os.architecture',
  augeasversion: 'augeas.version',
  bios_release_date: 'dmi.bios.release_date',
  bios_vendor: 'dmi.bios.vendor',
  bios_version: 'dmi.bios.version',
  blockdevices: 'disks',
  boardmanufacturer: 'dmi.board.manufacturer',
  boardproductname: 'dmi.board.product',
  boardserialnumber: 'dmi.board.serial_number',
  chassistype: 'dmi.chassis.type',
  domain: 'networking.domain',
  fqdn: 'networking.fqdn',
  gid: 'identity.group',
  hardwareisa: 'processors.isa',
  hardwaremodel: 'os.hardware',
  hostname: 'networking.hostname',
  id: 'identity.user',
  interfaces: 'networking.interfaces',
  ipaddress: 'networking.ip',
  ipaddress6: 'networking.ip6',
  lsbdistcodename: 'os.distro.codename',
  lsbdistdescription: 'os.distro.description',
  lsbdistid: 'os.distro.id',
  lsbdistrelease: 'os.distro.release.full',
  lsbmajdistrelease: 'os.distro.release.major',
  lsbminordistrelease: 'os.distro.release.minor',
  lsbrelease: 'os.distro.specification',
  macaddress: 'networking.mac',
  macosx_buildversion: 'os.macosx.build',
  macosx_productname: 'os.macosx.product',
  macosx_productversion: 'os.macosx.version.full',
  macosx_productversion_major: 'os.macosx.version.major',
  macosx_productversion_minor: 'os.macosx.version.minor',
  manufacturer: 'dmi.manufacturer',
  memoryfree: 'memory.system.available',
  memoryfree_mb: 'memory.system.available_bytes',
  memorysize: 'memory.system.total',
  memorysize_mb: 'memory.system.total_bytes',
  netmask: 'networking.netmask',
  netmask6: 'networking.netmask6',
  network: 'networking.network',
  network6: 'networking.network6',
  operatingsystem: 'os.name',
  operatingsystemmajrelease: 'os.release.major',
  operatingsystemrelease: 'os.release.full',
  osfamily: 'os.family',
  physicalprocessorcount: 'processors.physicalcount',
  processorcount: 'processors.count',
  productname: 'dmi.product.name',
  rubyplatform: 'ruby.platform',
  rubysitedir: 'ruby.sitedir',
  rubyversion: 'ruby.version',
  selinux: 'os.selinux.enabled',
  selinux_config_mode: 'os.selinux.config_mode',
  selinux_config_policy: 'os.selinux.config_policy',
  selinux_current_mode: 'os.selinux.current_mode',
  selinux_enforced: 'os.selinux.enforced',
  selinux_policyversion: 'os.selinux.policy_version',
  serialnumber: 'dmi.product.serial_number',
  swapfree: 'memory.swap.available',
  swapfree_mb: 'memory.swap.available_bytes',
  swapsize: 'memory.swap.total',
  swapsize_mb: 'memory.swap.total_bytes',
  system32: 'os.windows.system32',
  uptime: 'system_uptime.uptime',
  uptime_days: 'system_uptime.days',
  uptime_hours: 'system_uptime.hours',
  uptime_seconds: 'system_uptime.seconds',
  uuid: 'dmi.product.uuid',
  windows_edition_id: 'os.windows.edition_id',
  windows_installation_type: 'os.windows.installation_type',
  windows_product_name: 'os.windows.product_name',
  windows_release_id: 'os.windows.release_id',
};

/** Flat facts with the name or number of something in theirs. */
const families: readonly (readonly [RegExp, string])[] = [
  [/^(ip|mac)address(6?)_(.+)$/, 'networking.interfaces.$3.$1$2'],
  [/^(netmask6?|network6?|mtu)_(.+)$/, 'networking.interfaces.$2.$1'],
  [/^processor(\d+)$/, 'processors.models.$1'],
  [/^ssh(dsa|ecdsa|ed25519|rsa)key$/, 'ssh.$1.key'],
];

function structuredName(fact: string): string | undefined {
  if (Object.hasOwn(structured, fact)) return structured[fact];
  const [pattern, path] = families.find(([one]) => one.test(fact)) ?? [];
  return pattern === undefined ? undefined : fact.replace(pattern, path ?? '');
}

/** What to say of a fact that no node has: what it is called now, or was probably meant to be; undefined for nothing. */
export function factAdvice(fact: string, known: Iterable<string>): string {
  const now = structuredName(fact);
  const none = `No node has a fact '${fact}'.`;
  if (now !== undefined) return `${none} It is part of a structured fact now: '${now}'.`;
  const meant = nearest(fact, new Set([...known, ...Object.values(structured)]));
  return meant === undefined ? none : `${none} Did you mean '${meant}'?`;
}

/** The facts that the filters of a selection ask for, each once. */
export function factsAsked(words: readonly string[]): readonly string[] {
  const parsed = parseSelection(words);
  if (!parsed.ok) return [];
  const tests = parsed.selection.filters.flatMap((filter) => [...testsOf(filter)]);
  return [...new Set(tests.flatMap((test) => (test.kind === 'fact' ? test.fact : [])))];
}
