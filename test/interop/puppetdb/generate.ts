/** Commands that are the same each time, but for the hour: what a few dozen nodes and two servers might send. */
import fc from 'fast-check';
import type { Json, JsonObject } from '../../../orchestrator-core/common/index.ts';

export interface SentCommand {
  readonly command: string;
  readonly version: number;
  readonly certname: string;
  /** As it is sent: numbers have digits that no double has. */
  readonly payload: string;
}

const seed = 5;
const roles = ['web', 'db', 'cache'] as const;
const families = [
  ['Debian', 'Debian', '12'],
  ['RedHat', 'Rocky', '8'],
  ['windows', 'windows', '2019'],
] as const;

/** Text without NUL and halves of surrogate pairs, which PuppetDB changes in some places and refuses in others. */
const text = fc.string({ unit: 'grapheme', maxLength: 12 });
const key = fc.oneof(
  fc.constantFrom('a', 'b', 'c d', '0', 'x.y', 'é'),
  fc.string({ unit: 'grapheme-ascii', minLength: 1, maxLength: 6 }),
);
const scalar: fc.Arbitrary<Json> = fc.oneof(
  text,
  fc.integer(),
  fc.maxSafeInteger(),
  fc
    .double({ noNaN: true, noDefaultInfinity: true, min: -1e6, max: 1e6 })
    .filter((value) => Math.abs(value) > 1e-3 || value === 0),
  fc.boolean(),
  fc.constant(null),
);
const { tree } = fc.letrec<{ tree: Json }>((tie) => ({
  tree: fc.oneof(
    { maxDepth: 3 },
    { arbitrary: scalar, weight: 3 },
    { arbitrary: fc.array(tie('tree'), { maxLength: 3 }), weight: 1 },
    { arbitrary: fc.dictionary(key, tie('tree'), { maxKeys: 4, noNullPrototype: true }), weight: 2 },
  ),
}));

/** Everything of `count` nodes, with times up to `now`, in the order in which it is sent. */
export function generateCommands(count: number, now: number): readonly SentCommand[] {
  const custom = fc.sample(fc.dictionary(key, tree, { maxKeys: 5, noNullPrototype: true }), {
    seed,
    numRuns: count * 2,
  });
  return Array.from({ length: count }, (_, index) => commandsOf(index, now - 3_600_000, custom)).flat();
}

function commandsOf(index: number, start: number, custom: readonly JsonObject[]): readonly SentCommand[] {
  const node = nodeOf(index);
  const at = (seconds: number): string => new Date(start + (index * 10 + seconds) * 1000).toISOString();
  const sent: SentCommand[] = [];
  const send = (command: string, version: number, payload: JsonObject): void => {
    const written = JSON.stringify(payload).replaceAll(/"#(-?[\d.]+)#"/g, '$1');
    sent.push({ command, version, certname: node.certname, payload: written });
  };
  send('replace facts', 5, factsOf(node, at(20), custom[index] ?? {}));
  // Older than what is there, and the same again.
  send('replace facts', 5, factsOf(node, at(10), { stale: true }));
  if (index % 3 === 0) send('replace facts', 4, factsOf(node, at(30), custom[index + 1] ?? {}));
  if (index % 7 === 6) return sent;
  send('replace catalog', 9, catalogOf(node, at(40), 1));
  if (index % 4 === 0) send('replace catalog', 9, catalogOf(node, at(50), 2));
  if (index % 4 === 1) send('replace catalog', 8, without(catalogOf(node, at(55), 1), 'producer', 'job_id'));
  if (index % 4 === 2) send('replace catalog', 9, catalogOf(node, at(30), 3));
  for (let run = 0; run <= index % 3; run++) send('store report', 8, reportOf(node, at, run));
  if (index % 5 === 0) send('store report', 8, reportOf(node, at, 0));
  if (index % 6 === 5) send('deactivate node', 3, { certname: node.certname, producer_timestamp: at(900) });
  if (index % 12 === 11) send('replace facts', 5, factsOf(node, at(950), {}));
  return sent;
}

interface MadeNode {
  readonly index: number;
  readonly certname: string;
  readonly role: string;
  readonly environment: string;
  readonly producer: string;
}

function nodeOf(index: number): MadeNode {
  const role = roles[index % roles.length] ?? '';
  const environment = index % 4 === 3 ? 'staging' : 'production';
  const certname = `${role}${String(index).padStart(2, '0')}.example.com`;
  return { index, certname, role, environment, producer: `puppet${index % 2}.example.com` };
}

function without(payload: JsonObject, ...keys: readonly string[]): JsonObject {
  return Object.fromEntries(Object.entries(payload).filter(([name]) => !keys.includes(name)));
}

function factsOf(
  { index, certname, role, environment, producer }: MadeNode,
  time: string,
  custom: JsonObject,
): JsonObject {
  const [family, name, release] = families[index % families.length] ?? families[0];
  const interfaces = Array.from({ length: 1 + (index % 3) }, (_, nth) => [
    `eth${nth}`,
    { mac: `02:00:00:00:${index}:${nth}`, mtu: 1500 + nth },
  ]);
  return {
    certname,
    environment,
    producer_timestamp: time,
    producer,
    values: {
      role,
      os: { family, name, release: { full: release, major: release } },
      networking: { fqdn: certname, interfaces: Object.fromEntries(interfaces) },
      processors: { count: 1 + (index % 8), models: Array.from({ length: 1 + (index % 2) }, () => 'Xeon') },
      uptime_seconds: index * 3601,
      // `#…#` is a number as it is written.
      load: `#${(index % 10) / 2}${index % 2 === 0 ? '.0' : ''}#`,
      big: `#90071992547409${String(index).padStart(2, '0')}#`,
      huge: `#1844674407370955161${index}#`,
      is_virtual: index % 2 === 0,
      nothing: null,
      empty: {},
      list: [index, `s${index}`, null, { k: index % 4 }],
      mixed: index % 3 === 0 ? index : index % 3 === 1 ? String(index) : [index],
      trusted: { certname, extensions: { pp_role: role } },
      custom,
    },
    package_inventory: [
      ['bash', index % 2 === 0 ? '5.1' : '5.2', 'apt'],
      [role, '1.0', index % 5 === 0 ? 'gem' : 'apt'],
    ],
  };
}

const file = (path: string): JsonObject => ({ file: `/code/${path}.pp`, line: 5 });

function catalogOf(
  { index, certname, role, environment, producer }: MadeNode,
  time: string,
  revision: number,
): JsonObject {
  const title = `Role::${role[0]?.toUpperCase()}${role.slice(1)}`;
  const resources: JsonObject[] = [
    { type: 'Stage', title: 'main', exported: false, tags: ['stage', 'main'], parameters: { name: 'main' } },
    { type: 'Class', title, exported: false, tags: ['class', 'role', role], parameters: { revision }, ...file('role') },
    {
      type: 'Package',
      title: role,
      exported: false,
      tags: ['package', role],
      parameters: { ensure: 'installed' },
      ...file('role'),
    },
    {
      type: 'File',
      title: `/etc/${role} é`,
      exported: index % 2 === 0,
      tags: ['file', role],
      parameters: {
        mode: '0644',
        content: `node ${index}`,
        port: 8000 + index,
        nested: { a: [1, null, { b: `#2.50#` }] },
        enable: index % 3 === 0,
      },
      ...file('role'),
    },
  ];
  if (revision > 1)
    resources.push({ type: 'User', title: 'deploy', exported: false, tags: ['user'], parameters: { uid: 1000 } });
  const name = (each: JsonObject): Json => ({ type: each['type'] ?? null, title: each['title'] ?? null });
  const [stage, ...others] = resources;
  const edges = others.map((each) => ({ source: name(stage ?? {}), target: name(each), relationship: 'contains' }));
  return {
    certname,
    version: `v${index}.${revision}`,
    environment,
    transaction_uuid: uuid(index, revision),
    catalog_uuid: uuid(index, revision + 10),
    code_id: index % 2 === 0 ? 'abc123' : null,
    job_id: index % 5 === 0 ? String(index) : null,
    producer_timestamp: time,
    producer,
    resources,
    edges: [...edges, { source: name(others[1] ?? {}), target: name(others[2] ?? {}), relationship: 'before' }],
  };
}

function uuid(index: number, part: number): string {
  return `00000000-0000-4000-8000-${String(index).padStart(6, '0')}${String(part).padStart(6, '0')}`;
}

function reportOf(
  { index, certname, role, environment, producer }: MadeNode,
  at: (seconds: number) => string,
  run: number,
): JsonObject {
  const base = 100 + run * 200;
  const status = ['unchanged', 'changed', 'failed'][(index + run) % 3] ?? '';
  const noop = index % 8 === 4;
  const happened = status === 'failed' ? 'failure' : noop ? 'noop' : 'success';
  const place = (type: string, title: string): JsonObject => ({
    resource_type: type,
    resource_title: title,
    timestamp: at(base + 2),
    containment_path: ['Stage[main]', `Role::${role}`, `${type}[${title}]`],
    ...file('role'),
  });
  const event = (property: string, oldValue: Json, newValue: Json): JsonObject => ({
    status: happened,
    timestamp: at(base + 3),
    property,
    name: `${property}_changed`,
    old_value: oldValue,
    new_value: newValue,
    message: `${property} changed`,
    corrective_change: index % 2 === 0,
  });
  const events = status === 'unchanged' ? [] : [event('content', 'a', 'b'), event('groups', ['x'], { y: 1 })];
  return {
    certname,
    puppet_version: `8.${index % 3}.0`,
    report_format: 12,
    configuration_version: `v${index}`,
    start_time: at(base),
    end_time: at(base + 5),
    producer_timestamp: at(base + 6),
    producer,
    environment,
    transaction_uuid: uuid(index, run),
    catalog_uuid: uuid(index, run + 10),
    code_id: null,
    job_id: index % 5 === 0 ? String(index) : null,
    cached_catalog_status: 'not_used',
    status,
    noop,
    noop_pending: noop && events.length > 0,
    corrective_change: index % 2 === 0,
    type: run === 2 ? 'plan' : 'agent',
    resources: [
      { ...place('File', `/etc/${role} é`), skipped: false, corrective_change: false, events },
      {
        ...place('User', 'deploy'),
        skipped: index % 4 === 1,
        corrective_change: false,
        file: null,
        line: null,
        events: [],
      },
    ],
    metrics: [
      { category: 'time', name: 'total', value: `#${run}.5#` },
      { category: 'resources', name: 'total', value: 5 },
    ],
    logs: [
      {
        file: null,
        line: null,
        level: 'notice',
        message: 'applied é',
        source: 'Puppet',
        tags: ['notice'],
        time: at(base + 5),
      },
    ],
  };
}
