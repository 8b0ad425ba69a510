import { isIPv6 } from 'node:net';
import { hostname, type NetworkInterfaceInfo, networkInterfaces } from 'node:os';
import type { JsonObject } from '../../common/index.ts';
import { known, namesIn, readText } from './read.ts';

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
}

/** Facter's `networking`. */
export function networkingFact(details: NetworkDetails): JsonObject {
  const addresses = networkInterfaces();
  const names = [...new Set([...Object.keys(addresses), ...details.names])].sort();
  const interfaces = Object.fromEntries(names.map((name) => [name, interfaceFact(name, addresses[name], details)]));
  const primary = details.primary ?? firstReachable(interfaces);
  const [short = '', ...rest] = hostname().split('.');
  const domain = rest.join('.') || details.domain;
  const { bindings: _, bindings6: __, ...main } = (primary === undefined ? undefined : interfaces[primary]) ?? {};
  return {
    ...known({ domain, primary }),
    fqdn: domain === undefined ? short : `${short}.${domain}`,
    hostname: short,
    interfaces,
    ...main,
  };
}

function interfaceFact(
  name: string,
  addresses: readonly NetworkInterfaceInfo[] = [],
  { mac, mtu, flags }: NetworkDetails,
): JsonObject {
  const all = addresses.map((one) => bindingOf(one, flags(name, one.address)));
  const [four, six] = [all.filter(({ address }) => !isIPv6(address)), all.filter(({ address }) => isIPv6(address))];
  const [ip, ip6] = [mainBinding(four), mainBinding(six)];
  const shown = addresses[0]?.mac ?? mac(name);
  const isMac = shown !== undefined && shown !== '00:00:00:00:00:00' && /^([\da-f]{2}:){5,19}[\da-f]{2}$/i.test(shown);
  return {
    ...(four.length === 0 ? {} : { bindings: four.map((binding) => ({ ...binding })) }),
    ...(six.length === 0 ? {} : { bindings6: six.map((binding) => ({ ...binding })) }),
    ...(ip === undefined ? {} : { ip: ip.address, netmask: ip.netmask, network: ip.network }),
    ...(ip6 === undefined ? {} : { ip6: ip6.address, netmask6: ip6.netmask, network6: ip6.network }),
    ...known({ scope6: ip6?.scope6, mac: isMac ? shown : undefined }),
    ...known({ mtu: mtu(name) }),
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
function groupsOf(address: string): readonly number[] {
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

/** What Linux tells in `/proc` and `/sys`. */
export async function linuxNetwork(): Promise<NetworkDetails> {
  const names = await namesIn('/sys/class/net');
  const read = async (file: string): Promise<ReadonlyMap<string, string>> => {
    const texts = await Promise.all(names.map((name) => readText(`/sys/class/net/${name}/${file}`)));
    return new Map(names.map((name, index) => [name, texts[index] ?? '']));
  };
  const [macs, mtus, routes, inet6, resolv] = await Promise.all([
    read('address'),
    read('mtu'),
    readText('/proc/net/route'),
    readText('/proc/net/if_inet6'),
    readText('/etc/resolv.conf'),
  ]);
  const flags = addressFlags(inet6 ?? '');
  return {
    // The kernel keeps files there that are no interfaces, such as `bonding_masters`.
    names: names.filter((name) => mtus.get(name) !== ''),
    mac: (name) => macs.get(name),
    mtu: (name) => Number(mtus.get(name)) || undefined,
    flags: (name, address) => flags.get(`${name} ${groupsOf(address).join()}`),
    primary: primaryOf(routes ?? ''),
    domain: /^\s*(?:domain|search)\s+(\S+)/m.exec(resolv ?? '')?.[1],
  };
}

/** The names of the flags of an address, `ifaddrs` of the kernel. */
const flagNames: readonly (readonly [string, number])[] = [
  ['temporary', 0x01],
  ['noad', 0x02],
  ['optimistic', 0x04],
  ['dadfailed', 0x08],
  ['homeaddress', 0x10],
  ['deprecated', 0x20],
  ['tentative', 0x40],
  ['permanent', 0x80],
];

function addressFlags(text: string): ReadonlyMap<string, readonly string[]> {
  const found = new Map<string, readonly string[]>();
  for (const line of text.split('\n')) {
    const [address = '', , , , bits = '', name = ''] = line.trim().split(/\s+/);
    const groups = (address.match(/.{4}/g) ?? []).map((group) => Number.parseInt(group, 16));
    const set = Number.parseInt(bits, 16);
    const flags = flagNames.filter(([, bit]) => (set & bit) !== 0).map(([flag]) => flag);
    found.set(`${name} ${groups.join()}`, flags);
  }
  return found;
}

/** The interface of the default route in `/proc/net/route`. */
function primaryOf(routes: string): string | undefined {
  for (const line of routes.split('\n').slice(1)) {
    const [name, destination, , , , , , mask] = line.split('\t');
    if (destination === '00000000' && mask === '00000000' && name !== '*') return name;
  }
  return undefined;
}
