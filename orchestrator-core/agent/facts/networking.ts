import { isIPv6 } from 'node:net';
import { hostname, type NetworkInterfaceInfo, networkInterfaces } from 'node:os';
import type { JsonObject } from '../../common/index.ts';
import { known } from './machine.ts';

/** An address of an interface, as Facter has it. */
interface Binding {
  readonly address: string;
  readonly netmask: string;
  readonly network: string;
  readonly scope6?: string;
  readonly flags?: readonly string[];
}

/** What a system tells of its network beside the addresses. */
export interface NetworkDetails {
  /** Interfaces without addresses too. */
  readonly names: readonly string[];
  readonly mtu: (name: string) => number | undefined;
  readonly mac: (name: string) => string | undefined;
  /** Flags of an IPv6 address of an interface. */
  readonly flags: (name: string, address: string) => readonly string[] | undefined;
  /** The interface of the default route. */
  readonly primary: string | undefined;
  readonly domain: string | undefined;
  /** The whole name of the machine, as its resolver knows it. */
  readonly fqdn?: string | undefined;
  /** What else is known of an interface. */
  readonly more?: (name: string) => JsonObject;
  /** Whether an interface that has addresses counts; all do unless told. */
  readonly counts?: (name: string) => boolean;
}

/** What of the primary interface is of the machine, too. */
const mainKeys = ['dhcp', 'ip', 'ip6', 'mac', 'mtu', 'netmask', 'netmask6', 'network', 'network6', 'scope6'] as const;

/** Facter's `networking`. */
export function networkingFact(
  details: NetworkDetails,
  addresses: NodeJS.Dict<NetworkInterfaceInfo[]> = networkInterfaces(),
  host: string = hostname(),
): JsonObject {
  const { counts = () => true } = details;
  const names = [...new Set([...Object.keys(addresses), ...details.names])].filter(counts).sort();
  const interfaces = Object.fromEntries(names.map((name) => [name, interfaceFact(name, addresses[name], details)]));
  const primary = details.primary ?? firstReachable(interfaces);
  const [short = '', ...rest] = host.split('.');
  const resolved = details.fqdn?.startsWith(`${short}.`) ? details.fqdn.slice(short.length + 1) : '';
  const domain = rest.join('.') || resolved || details.domain;
  const main = (primary === undefined ? undefined : interfaces[primary]) ?? {};
  return {
    ...known({ domain, primary }),
    fqdn: domain === undefined ? short : `${short}.${domain}`,
    hostname: short,
    interfaces,
    ...known(Object.fromEntries(mainKeys.map((key) => [key, main[key]]))),
  };
}

function interfaceFact(
  name: string,
  addresses: readonly NetworkInterfaceInfo[] = [],
  { mac, mtu, flags, more }: NetworkDetails,
): JsonObject {
  const all = addresses.map((one) => bindingOf(one, flags(name, one.address)));
  const [four, six] = [all.filter(({ address }) => !isIPv6(address)), all.filter(({ address }) => isIPv6(address))];
  const [ip, ip6] = [mainBinding(four), mainBinding(six)];
  const shown = mac(name) ?? addresses[0]?.mac;
  const isMac = shown !== undefined && shown !== '00:00:00:00:00:00' && /^([\da-f]{2}:){5,19}[\da-f]{2}$/i.test(shown);
  return {
    ...(four.length === 0 ? {} : { bindings: four.map((binding) => ({ ...binding })) }),
    ...(six.length === 0 ? {} : { bindings6: six.map((binding) => ({ ...binding })) }),
    ...(ip === undefined ? {} : { ip: ip.address, netmask: ip.netmask, network: ip.network }),
    ...(ip6 === undefined ? {} : { ip6: ip6.address, netmask6: ip6.netmask, network6: ip6.network }),
    ...known({ scope6: ip6?.scope6, mac: isMac ? shown : undefined }),
    ...known({ mtu: mtu(name) }),
    ...more?.(name),
  };
}

function bindingOf(info: NetworkInterfaceInfo, flags: readonly string[] | undefined): Binding {
  const { address, netmask } = info;
  const network = networkOf(address, netmask);
  if (!isIPv6(address)) return { address, netmask, network };
  return { address, netmask, network, scope6: scopeOf(address), ...(flags === undefined ? {} : { flags }) };
}

/** The address that stands for an interface: the first that others can reach, else the first. */
function mainBinding(bindings: readonly Binding[]): Binding | undefined {
  return bindings.find(({ address }) => !isIgnored(address)) ?? bindings[0];
}

function firstReachable(interfaces: Readonly<Record<string, JsonObject>>): string | undefined {
  const reaches = (value: unknown): boolean => typeof value === 'string' && !isIgnored(value);
  return Object.keys(interfaces).find(
    (name) => reaches(interfaces[name]?.['ip']) || reaches(interfaces[name]?.['ip6']),
  );
}

/** Loopback, link-local and unique local addresses. */
function isIgnored(address: string): boolean {
  return /^(127\.|169\.254\.|::1$|fe[89ab][\da-f]:|f[cd][\da-f]{2}:)/i.test(address);
}

function scopeOf(address: string): string {
  if (/^fe[89ab]/i.test(address)) return 'link';
  if (/^fe[cdef]/i.test(address)) return 'site';
  return address === '::1' ? 'host' : 'global';
}

/** The address of the network that an address is in. */
export function networkOf(address: string, netmask: string): string {
  if (!isIPv6(address)) {
    const mask = netmask.split('.').map(Number);
    return address
      .split('.')
      .map((part, index) => Number(part) & (mask[index] ?? 0))
      .join('.');
  }
  const mask = groupsOf(netmask);
  return compressed(groupsOf(address).map((group, index) => group & (mask[index] ?? 0)));
}

/** The eight groups of an IPv6 address. */
export function groupsOf(address: string): readonly number[] {
  const [head = '', tail] = address.replace(/%.*$/, '').split('::');
  const parse = (text: string): number[] =>
    text === ''
      ? []
      : text.split(':').flatMap((group) => {
          const quads = group.split('.').map(Number);
          if (quads.length < 4) return [Number.parseInt(group, 16)];
          const [a = 0, b = 0, c = 0, d = 0] = quads;
          return [a * 256 + b, c * 256 + d];
        });
  const [first, last] = [parse(head), parse(tail ?? '')];
  return tail === undefined ? first : [...first, ...Array<number>(8 - first.length - last.length).fill(0), ...last];
}

/** RFC 5952: the longest run of zeros, of at least two, is left out. */
function compressed(groups: readonly number[]): string {
  const text = groups.map((group) => group.toString(16)).join(':');
  const runs = [...text.matchAll(/(?:^|:)(0(?::0)+)(?=:|$)/g)].map(([, run = '']) => run);
  const longest = runs.reduce((one, other) => (other.length > one.length ? other : one), '');
  if (longest === '') return text;
  return text.replace(new RegExp(`(^|:)${longest}(:|$)`), '::');
}

/** The domain in resolv.conf(5). */
export function resolverDomain(text = ''): string | undefined {
  return ['domain', 'search'].map((key) => new RegExp(`^${key}\\s+([^.]\\S+)`, 'm').exec(text)?.[1]).find(Boolean);
}
