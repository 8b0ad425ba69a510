/** What both PuppetDBs are asked: questions that are listed, and questions that are made of the table of entities. */
import fc from 'fast-check';
import { type PqlEntity, type PqlField, pqlEntities } from '../../../orchestrator-core/pql/index.ts';
import type { Question } from './ask.ts';

const pql = (query: string): Question => ({ path: '', params: { query } });
const at = (path: string, params: Readonly<Record<string, string>> = {}): Question => ({ path, params });
const ast = (path: string, ...query: readonly unknown[]): Question => at(path, { query: JSON.stringify(query) });
const node = 'web00.example.com';

/** Questions that somebody thought of. */
export const listedQuestions: readonly Question[] = [
  ...[
    'nodes {}',
    'nodes [certname] { order by certname }',
    'nodes [certname] { order by certname desc limit 3 offset 2 }',
    'nodes [certname, deactivated] { node_state = "inactive" order by certname }',
    'nodes [count()] { node_state = "any" }',
    'nodes [latest_report_status, count()] { group by latest_report_status }',
    'nodes [certname] { latest_report_noop = true }',
    'nodes [certname] { latest_report_job_id is null }',
    'nodes [certname] { report_timestamp > "2020-01-01" and catalog_environment = "staging" }',
    'facts {}',
    'facts [certname, value] { name = "load" }',
    'facts [certname, value] { name = "big" and value > 9007199254740905 }',
    'facts [certname, value] { name = "huge" }',
    'facts [certname] { name = "mixed" and value = 3 }',
    'facts [certname] { name = "mixed" and value = "4" }',
    'facts [certname] { name = "mixed" and value ~ "1" }',
    'facts [value, count()] { name = "role" group by value }',
    'facts [count()] { name ~ "^c" }',
    'facts [avg(value), min(value), max(value), sum(value)] { name = "uptime_seconds" }',
    'facts { name = "custom" order by certname }',
    'facts { name in ["os", "empty", "list"] and certname ~ "^web" }',
    'fact_contents {}',
    'fact_contents [certname, value] { path = ["os", "family"] }',
    'fact_contents { path ~> ["networking", "interfaces", ".*", "mtu"] and value >= 1501 }',
    'fact_contents { path ~> ["custom", ".*"] }',
    'fact_contents { path = ["list", 1] }',
    'fact_contents [path, count()] { name = "os" group by path }',
    'fact_paths {}',
    'fact_paths { type = "float" }',
    'fact_paths { depth = 1 }',
    'factsets {}',
    'factsets [hash, certname, producer] { producer = "puppet0.example.com" }',
    'inventory {}',
    'inventory [certname] { facts.os.family = "Debian" and facts.processors.count > 1 }',
    'inventory [certname, facts.os.release.major, facts.custom] { trusted.extensions.pp_role = "db" }',
    'inventory [facts.os.family, count()] { group by facts.os.family }',
    'inventory [certname] { facts.list[0] = 3 }',
    'inventory [certname] { facts.nothing is null }',
    'inventory [certname] { !(facts.custom.a = 1) }',
    'inventory [certname] { facts.networking.interfaces.eth1.mtu = 1501 }',
    'resources {}',
    'resources [certname, parameters.port] { type = "File" }',
    'resources { parameters.nested.a[0] = 1 }',
    'resources [certname] { parameters.enable = true }',
    'resources [certname, title] { exported = true }',
    'resources [count()] { tag = "web" }',
    'resources { tag ~ "^da" }',
    'resources [type, count()] { group by type }',
    'resources [certname] { file is null and line is null }',
    'catalogs {}',
    'catalogs [certname, version] { order by version desc, certname }',
    'catalogs [certname] { job_id = "5" or code_id is null }',
    'edges {}',
    'edges [certname, target_title] { relationship = "before" }',
    'reports {}',
    'reports [certname, hash] { latest_report? = true }',
    'reports [status, count()] { group by status }',
    'reports { type = "plan" }',
    'reports [certname] { noop_pending = true order by certname }',
    'reports [max(end_time)] {}',
    'events {}',
    'events [certname, property] { status = "failure" and latest_report? = true }',
    'events [status, count()] { containing_class ~ "Role" group by status }',
    'events { new_value = "b" }',
    'environments {}',
    'environments { facts { name = "role" and value = "db" } }',
    'packages {}',
    'packages { provider = "gem" }',
    'package_inventory {}',
    'package_inventory [certname] { package_name = "bash" and version = "5.2" }',
    'nodes [certname] { facts { name = "role" and value = "web" } and resources { type = "Package" and title = "web" } }',
    'nodes [certname] { certname in facts[certname] { name = "role" and value in ["db", "cache"] } }',
    'nodes [certname] { [certname, latest_report_status] in reports[certname, status] { status = "failed" } }',
    'facts [certname] { inventory { facts.os.name = "Rocky" } and name = "role" }',
    'reports [certname] { events { status = "failure" } }',
    'events [count()] { reports { status = "changed" } }',
    'nodes { bad }',
    'nodes { nosuch = 1 }',
    'nodes { certname > 5 }',
    'facts { name = "role" and value > "x" }',
    'nodes [certname] { certname ~ "(" }',
    'nosuch {}',
    'resources { facts { name = "role" } }',
    'nodes [certname] { order by nosuch }',
    'reports { start_time > "notadate" }',
  ].map(pql),
  ...[
    '/nodes',
    '/facts',
    '/fact-names',
    '/fact-paths',
    '/fact-contents',
    '/factsets',
    '/inventory',
    '/resources',
    '/edges',
  ].map((path) => at(path)),
  ...['/catalogs', '/reports', '/events', '/environments', '/producers', '/packages', '/package-inventory'].map(
    (path) => at(path),
  ),
  ...[
    `/nodes/${node}`,
    `/catalogs/${node}`,
    `/factsets/${node}`,
    '/environments/production',
    '/producers/puppet0.example.com',
  ].map((path) => at(path)),
  ...['/nodes/nosuch', '/catalogs/nosuch', '/factsets/nosuch', '/environments/nosuch', '/producers/nosuch'].map(
    (path) => at(path),
  ),
  ...[`/nodes/${node}/facts`, `/nodes/${node}/facts/role`, `/nodes/${node}/facts/role/web`, '/nodes/nosuch/facts'].map(
    (path) => at(path),
  ),
  ...[
    `/nodes/${node}/resources`,
    `/nodes/${node}/resources/File`,
    `/factsets/${node}/facts`,
    '/factsets/nosuch/facts',
  ].map((path) => at(path)),
  ...[`/catalogs/${node}/edges`, `/catalogs/${node}/resources`, `/package-inventory/${node}`].map((path) => at(path)),
  ...[
    '/facts/role',
    '/facts/role/web',
    '/facts/uptime_seconds/3601',
    '/resources/Package',
    '/resources/Package/web',
  ].map((path) => at(path)),
  at('/nodes', { limit: '3', offset: '2', order_by: '[{"field":"certname","order":"desc"}]', include_total: 'true' }),
  at('/facts/role', { limit: '2', include_total: 'true', order_by: '[{"field":"certname"}]' }),
  at('/nodes', { limit: '0' }),
  at('/nodes', { order_by: '[{"field":"nosuch"}]' }),
  at('/nodes', { bogus: '1' }),
  at('', { query: 'nodes [certname] { order by certname limit 2 }', include_total: 'true' }),
  at('', { query: 'facts [certname] { name = "role" and !(value = "web") }', ast_only: 'true' }),
  at('', {}),
  ast('/nodes', '=', ['node', 'active'], false),
  ast('/nodes', '=', ['fact', 'role'], 'web'),
  ast('/nodes', '>', ['fact', 'uptime_seconds'], 20000),
  ast(
    '/nodes',
    'extract',
    ['catalog_environment', ['function', 'count']],
    ['~', 'certname', 'web'],
    ['group_by', 'catalog_environment'],
  ),
  ast('/resources', 'and', ['=', 'type', 'File'], ['=', ['parameter', 'mode'], '0644']),
  ast('/resources', 'and', ['=', 'exported', true], ['not', ['=', 'certname', node]]),
  ast('/facts', 'in', 'certname', ['extract', 'certname', ['select_resources', ['=', 'title', 'deploy']]]),
  ast('/fact-contents', '=', 'path', ['list', 0]),
  ast('/events', 'and', ['=', 'status', 'skipped'], ['=', 'latest_report?', true]),
  ast('/reports', '=', 'node_state', 'inactive'),
  ast('/nodes', '=', 'certname'),
  ast('/nodes', 'nosuch', 'certname', 1),
  ...['resource', 'certname', 'containing_class'].flatMap((by) => [
    at('/event-counts', { summarize_by: by }),
    at('/event-counts', { summarize_by: by, count_by: 'certname', counts_filter: '[">","successes",0]' }),
    at('/aggregate-event-counts', { summarize_by: by }),
  ]),
  at('/aggregate-event-counts', { summarize_by: 'resource,certname', query: '["~","certname","web"]' }),
  at('/event-counts', { summarize_by: 'nosuch' }),
  at('/event-counts'),
];

/** Times of receipt differ between two servers, and hashes that hold them. */
const apart = new Set([
  'facts_timestamp',
  'catalog_timestamp',
  'receive_time',
  'report_receive_time',
  'hash',
  'latest_report_hash',
  'report',
]);

/** Values that fields have in the generated data, by what they are. */
const samples: Readonly<Record<string, readonly string[]>> = {
  certname: ['"web00.example.com"', '"db01.example.com"', '"nosuch"'],
  name: ['"role"', '"os"', '"uptime_seconds"', '"custom"', '"production"'],
  environment: ['"production"', '"staging"'],
  type: ['"File"', '"Class"', '"string"', '"agent"'],
  title: ['"deploy"', '"main"'],
  status: ['"success"', '"failure"', '"changed"', '"skipped"'],
  value: ['"web"', '3', '"3"', 'true', '7202', '0.5'],
  depth: ['0', '1', '2'],
  line: ['5'],
};
const byType: Readonly<Record<string, readonly string[]>> = {
  string: ['"a"', '"web"', '"8.1.0"', '"5"'],
  number: ['5', '12'],
  boolean: ['true', 'false'],
  timestamp: ['"2020-01-01T00:00:00Z"', '"2999-01-01"'],
  any: ['"b"', '5'],
};

function valuesOf(field: PqlField): readonly string[] | undefined {
  return samples[field.name] ?? byType[field.holds ?? field.type];
}

function condition(entity: PqlEntity): fc.Arbitrary<string> {
  const fields = [...entity.fields.values()].filter((field) => field.filterable && !apart.has(field.name));
  const isReceipt = (field: PqlField): boolean =>
    field.name === 'timestamp' && ['inventory', 'factsets'].includes(entity.name);
  const simple = fields.flatMap((field): readonly fc.Arbitrary<string>[] => {
    const values = valuesOf(field);
    if (values === undefined || field.dotted || isReceipt(field)) return [];
    const value = fc.constantFrom(...values);
    const kinds = [value.map((each) => `${field.name} = ${each}`), value.map((each) => `${field.name} != ${each}`)];
    if (!field.name.endsWith('?') && field.name !== 'tag')
      kinds.push(fc.constantFrom('is null', 'is not null').map((each) => `${field.name} ${each}`));
    if (field.type === 'string')
      kinds.push(fc.constantFrom('^w', 'e', '[0-9]$').map((each) => `${field.name} ~ "${each}"`));
    if (field.type === 'string')
      kinds.push(fc.array(value, { minLength: 1, maxLength: 2 }).map((all) => `${field.name} in [${all}]`));
    if (field.type === 'number' || field.type === 'timestamp') {
      kinds.push(
        fc.tuple(fc.constantFrom('<', '>=', '>'), value).map(([operator, each]) => `${field.name} ${operator} ${each}`),
      );
    }
    return kinds;
  });
  const dotted = fields.filter((field) => field.dotted).map((field) => dottedCondition(field.name));
  return fc.oneof(...simple, ...dotted);
}

function dottedCondition(field: string): fc.Arbitrary<string> {
  const paths =
    field === 'parameters'
      ? ['mode', 'port', 'enable', 'nested.a', 'nosuch']
      : ['os.family', 'processors.count', 'role', 'list[0]', 'load', 'nothing', 'nosuch.x', 'custom.a', 'is_virtual'];
  const tests = ['= "web"', '= 5', '!= "Debian"', '> 3', '~ "e"', 'is null', 'is not null', '= true', '= 8003'];
  return fc
    .tuple(fc.constantFrom(...paths), fc.constantFrom(...tests))
    .map(([path, test]) => `${field}.${path} ${test}`);
}

function filter(entity: PqlEntity, depth: number): fc.Arbitrary<string> {
  const one = condition(entity);
  if (depth === 0) return one;
  const inner = filter(entity, depth - 1);
  const related = [...entity.relations.keys()]
    .flatMap((name) => pqlEntities.get(name) ?? [])
    .filter(({ inPql }) => inPql);
  const subqueries = related.map((other) => condition(other).map((each) => `${other.name} { ${each} }`));
  return fc.oneof(
    { arbitrary: one, weight: 4 },
    { arbitrary: inner.map((each) => `!(${each})`), weight: 1 },
    {
      arbitrary: fc.tuple(inner, fc.constantFrom('and', 'or'), inner).map(([a, word, b]) => `(${a}) ${word} (${b})`),
      weight: 3,
    },
    ...(subqueries.length === 0 ? [] : [{ arbitrary: fc.oneof(...subqueries), weight: 2 }]),
  );
}

function queryOf(entity: PqlEntity): fc.Arbitrary<string> {
  const fields = [...entity.fields.values()].filter(
    (field) => field.projectable && !apart.has(field.name) && !['json', 'array'].includes(field.type),
  );
  const isTime = (name: string): boolean => name === 'timestamp' && ['inventory', 'factsets'].includes(entity.name);
  const names = fields.map(({ name }) => name).filter((name) => !isTime(name));
  const some = fc.uniqueArray(fc.constantFrom(...names), { minLength: 1, maxLength: 3 });
  const where = filter(entity, 2);
  return fc.oneof(
    fc.tuple(some, where).map(([chosen, test]) => `${entity.name} [${chosen}] { ${test} }`),
    where.map((test) => `${entity.name} [count()] { ${test} }`),
    fc
      .tuple(fc.constantFrom(...names), where)
      .map(([name, test]) => `${entity.name} [${name}, count()] { ${test} group by ${name} }`),
  );
}

/** Questions that nobody thought of, the same ones for the same seed. */
export function madeQuestions(count: number, seed: number): readonly Question[] {
  const entities = [...pqlEntities.values()].filter(({ inPql }) => inPql);
  return fc.sample(fc.oneof(...entities.map(queryOf)), { seed, numRuns: count }).map(pql);
}
