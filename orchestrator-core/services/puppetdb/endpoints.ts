import type { QueryAst as Ast } from '../../pql/index.ts';

/** An endpoint that answers with the rows of one entity. */
export interface Endpoint {
  /** Below `/pdb/query/v4/`; a part with a colon is any text. */
  readonly path: readonly string[];
  readonly entity: string;
  /** What the path says of the rows, by what stands for its colons. */
  readonly criteria: (named: Readonly<Record<string, string>>) => readonly Ast[];
  /** Whether it is about active nodes unless the query says otherwise, about all nodes, or not about nodes. */
  readonly nodes: 'active' | 'any' | 'none';
  /** It answers with one object, or 404 that nothing is known about such a thing. */
  readonly one?: Thing;
  /** It answers with 404 where this does not exist. */
  readonly parent?: Thing;
}

/** What a path names, to see whether it is known. */
export interface Thing {
  readonly noun: 'node' | 'catalog' | 'factset' | 'report' | 'environment' | 'producer';
  /** The part of the path. */
  readonly key: string;
}

/** Where things are looked up, and by which field. */
export const things: Readonly<Record<Thing['noun'], { readonly entity: string; readonly field: string }>> = {
  node: { entity: 'nodes', field: 'certname' },
  catalog: { entity: 'catalogs', field: 'certname' },
  factset: { entity: 'factsets', field: 'certname' },
  report: { entity: 'reports', field: 'hash' },
  environment: { entity: 'environments', field: 'name' },
  producer: { entity: 'producers', field: 'name' },
};

/** Fields of rows that a path may fix: `facts/:name` finds those with that name. */
const fixed: Readonly<Record<string, string>> = {
  ':node': 'certname',
  ':certname': 'certname',
  ':name': 'name',
  ':value': 'value',
  ':type': 'type',
  ':title': 'title',
  ':hash': 'report',
  ':environment': 'environment',
  ':producer': 'producer',
};

function endpoint(path: string, entity: string, nodes: Endpoint['nodes'], more: Partial<Endpoint> = {}): Endpoint {
  const parts = path.split('/');
  const keys = parts.filter((part) => part.startsWith(':'));
  const field = more.one === undefined ? undefined : things[more.one.noun].field;
  return {
    path: parts,
    entity,
    nodes,
    criteria: (named) =>
      keys.map((key) => ['=', (key === more.one?.key ? field : undefined) ?? fixed[key] ?? key, named[key] ?? '']),
    ...more,
  };
}

const facts = (below: string, parent?: Thing): readonly Endpoint[] =>
  ['facts', 'facts/:name', 'facts/:name/:value'].map((path) =>
    endpoint(below + path, 'facts', 'active', parent && { parent }),
  );
const resources = (below: string, parent?: Thing): readonly Endpoint[] =>
  ['resources', 'resources/:type', 'resources/:type/:title'].map((path) =>
    endpoint(below + path, 'resources', 'active', parent && { parent }),
  );

const ofNode: Thing = { noun: 'node', key: ':node' };
const ofCatalog: Thing = { noun: 'catalog', key: ':node' };
const ofFactset: Thing = { noun: 'factset', key: ':certname' };
const ofReport: Thing = { noun: 'report', key: ':hash' };
const ofEnvironment: Thing = { noun: 'environment', key: ':environment' };
const ofProducer: Thing = { noun: 'producer', key: ':producer' };

/** Every endpoint that answers with the rows of an entity, as PuppetDB 7 has them. */
const endpoints: readonly Endpoint[] = [
  ...facts(''),
  endpoint('fact-names', 'fact_names', 'none'),
  endpoint('fact-contents', 'fact_contents', 'active'),
  endpoint('fact-paths', 'fact_paths', 'none'),
  endpoint('nodes', 'nodes', 'active'),
  endpoint('nodes/:node', 'nodes', 'any', { one: ofNode }),
  ...facts('nodes/:node/', ofNode),
  ...resources('nodes/:node/', ofNode),
  endpoint('inventory', 'inventory', 'active'),
  endpoint('packages', 'packages', 'none'),
  endpoint('package-inventory', 'package_inventory', 'active'),
  endpoint('package-inventory/:certname', 'package_inventory', 'any'),
  ...resources(''),
  endpoint('edges', 'edges', 'active'),
  endpoint('catalogs', 'catalogs', 'any'),
  endpoint('catalogs/:node', 'catalogs', 'any', { one: ofCatalog }),
  endpoint('catalogs/:node/edges', 'edges', 'active', { parent: ofCatalog }),
  ...resources('catalogs/:node/', ofCatalog),
  endpoint('factsets', 'factsets', 'active'),
  endpoint('factsets/:certname', 'factsets', 'any', { one: ofFactset }),
  endpoint('factsets/:certname/facts', 'factsets', 'any', { parent: ofFactset }),
  endpoint('reports', 'reports', 'any'),
  endpoint('reports/:hash/events', 'events', 'any', { parent: ofReport }),
  endpoint('events', 'events', 'any'),
  endpoint('environments', 'environments', 'none'),
  endpoint('environments/:environment', 'environments', 'none', { one: ofEnvironment }),
  ...facts('environments/:environment/', ofEnvironment),
  ...resources('environments/:environment/', ofEnvironment),
  endpoint('environments/:environment/reports', 'reports', 'any', { parent: ofEnvironment }),
  endpoint('environments/:environment/events', 'events', 'any', { parent: ofEnvironment }),
  endpoint('producers', 'producers', 'none'),
  endpoint('producers/:producer', 'producers', 'none', { one: ofProducer }),
  endpoint('producers/:producer/factsets', 'factsets', 'active', { parent: ofProducer }),
  endpoint('producers/:producer/catalogs', 'catalogs', 'any', { parent: ofProducer }),
  endpoint('producers/:producer/reports', 'reports', 'any', { parent: ofProducer }),
];

/** Parts of paths that may be anything; others that have a name are of a few characters. */
const anyText: readonly string[] = [':node', ':name', ':value', ':type', ':title', ':environment', ':producer'];

function fits(part: string, text: string): boolean {
  return part.startsWith(':') ? anyText.includes(part) || /^[\w.-]+$/.test(text) : part === text;
}

/** The endpoint of a path with what stands for its colons. */
export function findEndpoint(
  path: readonly string[],
): { readonly endpoint: Endpoint; readonly named: Readonly<Record<string, string>> } | undefined {
  for (const each of endpoints) {
    if (each.path.length !== path.length) continue;
    if (!each.path.every((part, index) => fits(part, path[index] ?? ''))) continue;
    const named = each.path.flatMap((part, index) => (part.startsWith(':') ? [[part, path[index] ?? '']] : []));
    return { endpoint: each, named: Object.fromEntries(named) };
  }
  return undefined;
}
