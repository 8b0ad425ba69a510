import type { JsonObject } from '../../common/index.ts';
import { known, type Machine } from './machine.ts';
import { groupsOf, type NetworkDetails, resolverDomain } from './networking.ts';

const classNet = '/sys/class/net';

/** What Linux tells in `/proc` and `/sys`. */
export async function linuxNetwork(machine: Machine): Promise<NetworkDetails> {
  const names = await machine.names(classNet);
  const [routes, inet6, resolv, fqdn, leases] = await Promise.all([
    machine.read('/proc/net/route'),
    machine.read('/proc/net/if_inet6'),
    machine.read('/etc/resolv.conf'),
    machine.ask('hostname', '-f'),
    readLeases(machine),
  ]);
  const found = new Map<string, Interface>();
  // One after another: there may be thousands, and the agent has more to read.
  for (const name of names) found.set(name, await readInterface(machine, name, leases));
  const flags = addressFlags(inet6 ?? '');
  return {
    // The kernel keeps files there that are no interfaces, such as `bonding_masters`.
    names: names.filter((name) => found.get(name)?.mtu !== undefined),
    mac: (name) => found.get(name)?.mac,
    mtu: (name) => found.get(name)?.mtu,
    more: (name) => found.get(name)?.more ?? {},
    flags: (name, address) => flags.get(`${name} ${groupsOf(address).join()}`),
    primary: primaryOf(routes ?? ''),
    domain: resolverDomain(resolv),
    fqdn: fqdn?.trim(),
  };
}

interface Interface {
  readonly mtu: number | undefined;
  readonly mac: string | undefined;
  readonly more: JsonObject;
}

async function readInterface(machine: Machine, name: string, leases: Leases): Promise<Interface> {
  const read = (file: string): Promise<string | undefined> => machine.read(`${classNet}/${name}/${file}`);
  const [address, mtu, state, index, physical, slave] = await Promise.all([
    read('address'),
    read('mtu'),
    read('operstate'),
    read('ifindex'),
    machine.has(`${classNet}/${name}/device`),
    // Of a part of a bond: its own address, for it shows that of the bond.
    read('bonding_slave/perm_hwaddr'),
  ]);
  const [speed, duplex] = physical ? await Promise.all([read('speed'), read('duplex')]) : [];
  const details = {
    dhcp: leases.byIndex.get(index ?? '') ?? leases.byName(name),
    duplex,
    operational_state: state,
    speed: /^-?\d+$/.test(speed ?? '') ? Number(speed) : undefined,
  };
  return {
    mtu: Number(mtu) || undefined,
    mac: slave ?? address,
    more: { ...known<string | number>(details), physical },
  };
}

interface Leases {
  /** Servers by the number of the interface, as systemd-networkd keeps them. */
  readonly byIndex: ReadonlyMap<string, string>;
  /** The server by the name of the interface, as the others do. */
  readonly byName: (name: string) => string | undefined;
}

/** The servers that addresses were got from, where systemd-networkd, dhclient and NetworkManager keep them. */
async function readLeases(machine: Machine): Promise<Leases> {
  const networkd = '/run/systemd/netif/leases';
  const byIndex = new Map<string, string>();
  for (const index of await machine.names(networkd)) {
    const server = /^SERVER_ADDRESS=(.*)$/m.exec((await machine.read(`${networkd}/${index}`)) ?? '')?.[1];
    if (server !== undefined) byIndex.set(index, server);
  }
  const named: { readonly file: string; readonly name: string | undefined; readonly server: string }[] = [];
  const manager = '/var/lib/NetworkManager';
  for (const directory of ['/var/lib/dhclient', '/var/lib/dhcp', '/var/lib/dhcp3', manager, '/var/db']) {
    for (const file of await machine.names(directory)) {
      if (!/dhclient.*\.lease|^internal.*\.lease$/.test(file)) continue;
      const text = (await machine.read(`${directory}/${file}`)) ?? '';
      const server = /dhcp-server-identifier ([\d.]+)/.exec(text)?.[1] ?? /^SERVER_ADDRESS=(.*)$/m.exec(text)?.[1];
      const name = /interface\s+"([^"]+)"/.exec(text)?.[1];
      if (server !== undefined) named.push({ file, name, server });
    }
  }
  // NetworkManager names its files `internal-<connection>-<interface>.lease`.
  const isOf = (name: string) => (one: (typeof named)[number]) =>
    one.name === name || one.file.endsWith(`-${name}.lease`);
  return { byIndex, byName: (name) => named.find(isOf(name))?.server };
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
