import type { Json, JsonObject } from '../../orchestrator-core/common/index.ts';
import type { StoreCommand } from '../../orchestrator-core/inventory/index.ts';

const roles = ['web', 'db', 'cache', 'app', 'mon'] as const;
const systems = [
  ['Debian', 'Debian', '12'],
  ['Debian', 'Ubuntu', '22.04'],
  ['RedHat', 'RedHat', '9'],
  ['RedHat', 'Rocky', '8'],
  ['windows', 'windows', '2019'],
] as const;
const environments = ['production', 'production', 'production', 'staging', 'development'] as const;
const start = Date.parse('2026-11-20T06:00:00Z');

/** What a made node is, by its number. */
interface MadeNode {
  readonly number: number;
  readonly certname: string;
  readonly role: (typeof roles)[number];
  readonly environment: string;
  readonly producer: string;
  /** Seconds between `start` and its first run. */
  readonly begun: number;
}

/** What a server sends of so many nodes: facts with packages, a catalog and one to three reports of each. */
export function* puppetDbCommands(count: number): Generator<StoreCommand> {
  for (let number = 0; number < count; number += 1) {
    const role = pick(roles, number);
    const node: MadeNode = {
      number,
      role,
      certname: `${role}${String(number).padStart(2, '0')}.${number % 2 === 1 ? 'eu' : 'us'}.example.com`,
      environment: pick(environments, Math.floor(number / 3)),
      producer: `puppet${1 + (number % 2)}.example.com`,
      begun: number * 60,
    };
    if (number !== count - 1) yield command('replace facts', 5, node, 0, facts(node));
    if (number % 12 !== 11) yield command('replace catalog', 9, node, 5, catalog(node));
    const reports = number % 15 === 14 ? 0 : 1 + (number % 3);
    for (let run = 0; run < reports; run += 1) {
      yield command('store report', 8, node, 16 + (number % 20) + run * 1800, report(node, run));
    }
  }
}

function pick<T>(list: readonly T[], number: number): T {
  return list[number % list.length] as T;
}

function time(seconds: number, milliseconds = 0): string {
  return new Date(start + seconds * 1000 + milliseconds).toISOString();
}

function command(name: string, version: number, node: MadeNode, after: number, rest: JsonObject): StoreCommand {
  const { certname, environment, producer, begun } = node;
  const producer_timestamp = time(begun + after);
  const payload = { certname, environment, producer, producer_timestamp, ...rest };
  return { command: name, version, certname, payload, received: Date.parse(producer_timestamp) };
}

function facts({ number, certname, role }: MadeNode): JsonObject {
  const [family, name, release] = pick(systems, number * 7);
  const hostname = certname.split('.')[0] ?? '';
  const domain = certname.slice(hostname.length + 1);
  const interfaces: Record<string, Json> = {};
  for (let index = 0; index < 1 + (number % 3); index += 1) {
    const hex = (value: number): string => (value % 256).toString(16).padStart(2, '0');
    interfaces[name === 'windows' ? `Ethernet ${index}` : `eth${index}`] = {
      ip: `10.${number % 256}.${index}.${((number * 13) % 250) + 1}`,
      mac: `02:00:${hex(number >> 8)}:${hex(number)}:${hex(index)}:${hex(number * 3)}`,
      mtu: index === 0 ? 1500 : 9000,
    };
  }
  const ip = `10.${number % 256}.0.${((number * 13) % 250) + 1}`;
  const provider = family === 'Debian' ? 'apt' : 'dnf';
  const packages: Json[] = [
    ['openssl', `3.0.${number % 10}`, provider],
    ['bash', `5.${number % 3}`, provider],
  ];
  if (role === 'web') packages.push(['nginx', `1.${18 + (number % 5)}.0`, 'apt']);
  const cores = 1 + (number % 8);
  const values: JsonObject = {
    os: {
      family,
      name,
      architecture: number % 4 === 0 ? 'aarch64' : 'x86_64',
      release: { full: release, major: release.split('.')[0] ?? '', minor: release.split('.')[1] ?? null },
      selinux: { enabled: family === 'RedHat' && number % 2 === 0 },
    },
    kernel: name === 'windows' ? 'windows' : 'Linux',
    kernelrelease: name === 'windows' ? `10.0.${17763 + number}` : `6.1.0-${number % 30}-amd64`,
    networking: { fqdn: certname, hostname, domain, ip, interfaces, primary: Object.keys(interfaces)[0] ?? '' },
    processors: { count: cores, physicalcount: 1, models: Array(cores).fill(`Xeon E5-${2600 + (number % 5)}`) },
    memory: { system: { total_bytes: ((number % 16) + 1) * 2 ** 30, capacity: `${((number * 17) % 1000) / 10}%` } },
    uptime_seconds: number * 3601 + 17,
    load1: Math.round(((number * 37) % 500) + 1) / 100,
    is_virtual: number % 3 !== 0,
    virtual: number % 3 === 0 ? 'physical' : 'kvm',
    ipaddress: ip,
    fqdn: certname,
    hostname,
    role,
    datacenter: `dc${number % 3}`,
    puppetversion: `7.${20 + (number % 4)}.0`,
    timezone: 'UTC',
    arr: [number, `s${number}`, true, null, 1.5, { k: `v${number % 4}` }],
    disks: { sda: { size_bytes: (number + 1) * 1_000_000_000, model: 'VMDK "0"' } },
    mountpoints: { '/': { size: `${10 + number} GiB`, filesystem: 'ext4', options: ['rw', 'relatime'] } },
    trusted: {
      authenticated: 'remote',
      certname,
      domain,
      hostname,
      extensions: number % 2 === 1 ? { pp_role: role, pp_datacenter: `dc${number % 3}` } : {},
      external: {},
    },
  };
  return { values, ...(name === 'windows' ? {} : { package_inventory: packages }) };
}

function catalog({ number, certname, role, environment }: MadeNode): JsonObject {
  const resources: JsonObject[] = [];
  const edges: JsonObject[] = [];
  const roleClass = `Role::${role.charAt(0).toUpperCase()}${role.slice(1)}`;
  const add = (
    type: string,
    title: string,
    parameters: JsonObject,
    line: number | null,
    parent?: readonly string[],
  ) => {
    const file = line === null ? null : `/etc/puppetlabs/code/environments/${environment}/modules/${role}/init.pp`;
    resources.push({
      type,
      title,
      exported: type === 'Nagios_host',
      file,
      line,
      tags: [type.toLowerCase(), role],
      parameters,
    });
    if (parent === undefined) return;
    const [parentType = '', parentTitle = ''] = parent;
    const source = { type: parentType, title: parentTitle };
    edges.push({ source, target: { type, title }, relationship: 'contains' });
  };
  const inRole = ['Class', roleClass];
  add('Stage', 'main', { name: 'main' }, null);
  add('Class', 'main', { name: 'main' }, null, ['Stage', 'main']);
  const options = { a: number, b: { c: `x${number % 3}` } };
  add('Class', roleClass, { port: 8000 + number, tls: number % 2 === 0, opts: options }, 1, ['Class', 'main']);
  if (role === 'web') {
    add('Package', 'nginx', { ensure: `1.${18 + (number % 5)}.0` }, 10, inRole);
    add('Service', 'nginx', { ensure: 'running', enable: true }, 20, inRole);
    add('File', '/etc/nginx/nginx.conf', { ensure: 'file', mode: '0644' }, 15, inRole);
    add('Nagios_host', certname, { address: certname, hostgroups: ['web', 'all'] }, 30, inRole);
  }
  if (role === 'db') {
    add('Package', 'postgresql', { ensure: 'installed' }, 5, inRole);
    add('Service', 'postgresql', { ensure: 'running', enable: number % 3 !== 0 }, 9, inRole);
  }
  add('File', '/etc/motd', { ensure: 'file', content: `host ${certname}\n`, mode: '0644' }, 3, inRole);
  add('User', 'deploy', { ensure: 'present', uid: 2000 + (number % 5), groups: ['adm', 'www-data'] }, 8, inRole);
  return {
    version: String(1_795_000_000 + number),
    transaction_uuid: uuid(number, 1),
    catalog_uuid: uuid(number, 2),
    code_id: null,
    job_id: number % 5 === 0 ? String(number) : null,
    resources,
    edges,
  };
}

function report({ number, role, begun }: MadeNode, run: number): JsonObject {
  const status = pick(['unchanged', 'changed', 'failed', 'changed'], number + run);
  const noop = number % 9 === 4;
  const base = begun + 10 + run * 1800;
  const resources: JsonObject[] = [];
  const change = (type: string, title: string, property: string, outcome: string): void => {
    const at = time(base + 2, 500 + run);
    resources.push({
      resource_type: type,
      resource_title: title,
      timestamp: at,
      skipped: false,
      file: '/etc/puppetlabs/code/modules/base/manifests/init.pp',
      line: 3,
      containment_path: ['Stage[main]', `Role::${role}`, `${type}[${title}]`],
      corrective_change: false,
      events: [
        {
          status: outcome,
          timestamp: at,
          property,
          name: `${property}_changed`,
          new_value: 'new',
          old_value: 'old',
          message: `${property} changed 'old' to 'new'`,
          corrective_change: false,
        },
      ],
    });
  };
  if (status !== 'unchanged') change('File', '/etc/motd', 'content', noop ? 'noop' : 'success');
  if (status === 'failed') change('Exec', 'migrate', 'returns', 'failure');
  return {
    puppet_version: `7.${20 + (number % 4)}.0`,
    report_format: 12,
    configuration_version: String(1_795_000_000 + number),
    start_time: time(base),
    end_time: time(base + 5 + (number % 20)),
    transaction_uuid: uuid(number, 3 + run),
    catalog_uuid: uuid(number, 2),
    code_id: null,
    job_id: null,
    cached_catalog_status: 'not_used',
    noop,
    noop_pending: noop && status !== 'unchanged',
    corrective_change: false,
    status,
    resources,
    metrics: [{ category: 'resources', name: 'total', value: 10 + (number % 5) }],
    logs: [log(base + 1)],
    type: 'agent',
  };
}

function log(seconds: number): JsonObject {
  const message = 'Applying configuration version';
  return { file: null, line: null, level: 'info', message, source: 'Puppet', tags: ['info'], time: time(seconds) };
}

function uuid(number: number, kind: number): string {
  return `${number.toString(16).padStart(8, '0')}-0000-4000-8000-${String(kind).padStart(12, '0')}`;
}
