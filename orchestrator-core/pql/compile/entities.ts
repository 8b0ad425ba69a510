// A table
import type { EntityTables, Field, FieldType } from './fields.ts';

const field =
  (type: FieldType) =>
  (sql: string): Field => ({ type, sql });
const string = field('string');
const numeric = field('numeric');
const boolean = field('boolean');
const timestamp = field('timestamp');
const output = (sql: string): Field => ({ type: 'json', sql });
const name: Field = { type: 'string', sql: 'c$.certname', present: true };
const present = (from: Field): Field => ({ ...from, present: true });

/** Where PuppetDB serves a part of a record by itself. */
const href = (entity: string, of: string, part: string): string =>
  `'href', '/pdb/query/v4/${entity}/' || ${of} || '/${part}'`;

const isoTime = (sql: string): string => `strftime('%Y-%m-%dT%H:%M:%fZ', ${sql} / 1000.0, 'unixepoch')`;
/** PostgreSQL's own spelling, in which events inside of a report come. */
const postgresTime = (sql: string): string =>
  `rtrim(rtrim(strftime('%Y-%m-%dT%H:%M:%f', ${sql} / 1000.0, 'unixepoch'), '0'), '.') || '+00:00'`;
const truth = (sql: string): string => `json(CASE ${sql} WHEN 1 THEN 'true' WHEN 0 THEN 'false' END)`;

/**
 * The hash or array that a fact is. It is looked up by itself: everything else that is asked of facts is in the index by
 * path and value, and is read from there alone.
 */
export const factStructure = (facts: string): string =>
  `(SELECT wj.json FROM facts wj WHERE wj.certname_id = ${facts}.certname_id AND wj.path_id = ${facts}.path_id)`;

/** The value of a fact as JSON, from the tables facts and fact_paths by their aliases. */
const factValue = (facts: string, paths: string, structure: string): string =>
  `CASE ${paths}.type WHEN 'string' THEN ${facts}.value WHEN 'boolean' THEN json(iif(${facts}.value, 'true', 'false')) WHEN 'json' THEN json(${structure}) WHEN 'integer' THEN iif(typeof(${facts}.value) = 'integer', ${facts}.value, json(${structure})) ELSE ${facts}.value END`;

const wholeFacts = (what: string, node: string): string =>
  `(SELECT ${what} FROM facts wf$ JOIN fact_paths wp$ ON wp$.id = wf$.path_id WHERE wf$.certname_id = ${node} AND wp$.depth = 0)`;

const environment = (alias: string, of: string): string => `LEFT JOIN environments ${alias} ON ${alias}.id = ${of}`;
const producer = (of: string): string => `LEFT JOIN producers pr$ ON pr$.id = ${of}`;
const certname = (of: string): string => `JOIN certnames c$ ON c$.id = ${of}`;

const ofFacts = {
  table: 'facts f$',
  joins: {
    p$: 'JOIN fact_paths p$ ON p$.id = f$.path_id',
    c$: certname('f$.certname_id'),
    fs$: 'LEFT JOIN factsets fs$ ON fs$.certname_id = f$.certname_id',
    e$: environment('e$', 'fs$.environment_id'),
  },
  node: 'f$.certname_id',
} as const;
const ofWhichNode: Readonly<Record<string, Field>> = { certname: name, environment: string('e$.name') };
const nameAndValue: Readonly<Record<string, Field>> = {
  name: present(string('p$.name')),
  value: { type: 'fact', sql: '' },
};

/** Where entities and their fields are in the node store's database. */
export const entityTables: Readonly<Record<string, EntityTables>> = {
  nodes: {
    table: 'certnames c$',
    joins: {
      fs$: 'LEFT JOIN factsets fs$ ON fs$.certname_id = c$.id',
      fe$: environment('fe$', 'fs$.environment_id'),
      ct$: 'LEFT JOIN catalogs ct$ ON ct$.certname_id = c$.id',
      ce$: environment('ce$', 'ct$.environment_id'),
      r$: 'LEFT JOIN reports r$ ON r$.id = c$.latest_report_id',
      re$: environment('re$', 'r$.environment_id'),
    },
    node: 'c$.id',
    fields: {
      latest_report_corrective_change: boolean('r$.corrective_change'),
      deactivated: { type: 'timestamp', sql: 'c$.deactivated' },
      expired: timestamp('c$.expired'),
      report_environment: string('re$.name'),
      certname: name,
      facts_timestamp: timestamp('fs$.timestamp'),
      facts_environment: string('fe$.name'),
      cached_catalog_status: string('r$.cached_catalog_status'),
      latest_report_status: string('r$.status'),
      latest_report_hash: string('r$.hash'),
      catalog_timestamp: timestamp('ct$.timestamp'),
      latest_report_noop_pending: boolean('r$.noop_pending'),
      report_timestamp: timestamp('r$.end_time'),
      latest_report_noop: boolean('r$.noop'),
      catalog_environment: string('ce$.name'),
      latest_report_job_id: string('r$.job_id'),
    },
  },
  facts: {
    ...ofFacts,
    where: 'p$.depth = 0',
    fields: { ...ofWhichNode, ...nameAndValue },
  },
  fact_contents: {
    ...ofFacts,
    where: "p$.type <> 'json'",
    fields: { ...ofWhichNode, path: { type: 'path', sql: 'p$.path', present: true }, ...nameAndValue },
  },
  fact_paths: {
    table: 'fact_paths p$',
    joins: {},
    where: "p$.type <> 'json'",
    fields: {
      type: present(string('p$.type')),
      path: { type: 'encoded-path', sql: 'p$.path', present: true },
      name: present(string('p$.name')),
      depth: { type: 'numeric', sql: 'p$.depth', present: true },
    },
  },
  fact_names: {
    table: 'fact_paths p$',
    joins: {},
    where: "p$.type <> 'json'",
    fields: { name: present(string('p$.name')) },
    distinct: true,
  },
  factsets: {
    table: 'factsets fs$',
    joins: {
      c$: certname('fs$.certname_id'),
      e$: environment('e$', 'fs$.environment_id'),
      pr$: producer('fs$.producer_id'),
    },
    node: 'fs$.certname_id',
    fields: {
      timestamp: present(timestamp('fs$.timestamp')),
      facts: {
        type: 'json',
        sql: `json_object('data', ${wholeFacts(
          `json_group_array(json_object('name', wp$.name, 'value', ${factValue('wf$', 'wp$', 'wf$.json')}))`,
          'fs$.certname_id',
        )}, ${href('factsets', 'c$.certname', 'facts')})`,
      },
      certname: name,
      hash: string('fs$.hash'),
      producer_timestamp: present(timestamp('fs$.producer_timestamp')),
      producer: string('pr$.name'),
      environment: string('e$.name'),
    },
  },
  inventory: {
    table: 'factsets fs$',
    joins: { c$: certname('fs$.certname_id'), e$: environment('e$', 'fs$.environment_id') },
    node: 'fs$.certname_id',
    fields: {
      certname: name,
      timestamp: present(timestamp('fs$.timestamp')),
      environment: string('e$.name'),
      facts: {
        type: 'facts',
        sql: wholeFacts(`json_group_object(wp$.name, ${factValue('wf$', 'wp$', 'wf$.json')})`, 'fs$.certname_id'),
      },
      trusted: {
        type: 'trusted',
        sql: `(SELECT tf$.json FROM fact_paths tp$ JOIN facts tf$ ON tf$.path_id = tp$.id WHERE tf$.certname_id = fs$.certname_id AND tp$.path = '["trusted"]' AND tp$.type = 'json')`,
      },
    },
  },
  resources: {
    table: 'catalog_resources cr$',
    joins: {
      rs$: 'JOIN resources rs$ ON rs$.id = cr$.resource_id',
      c$: certname('cr$.certname_id'),
      ct$: 'JOIN catalogs ct$ ON ct$.certname_id = cr$.certname_id',
      e$: environment('e$', 'ct$.environment_id'),
    },
    node: 'cr$.certname_id',
    fields: {
      resource: present(string('rs$.resource')),
      certname: name,
      tags: { type: 'array', sql: 'rs$.tags', present: true },
      tag: { type: 'condition', sql: 'rs$.tags' },
      exported: { type: 'boolean', sql: 'rs$.exported', present: true },
      line: numeric('rs$.line'),
      title: present(string('rs$.title')),
      type: present(string('rs$.type')),
      environment: string('e$.name'),
      file: string('rs$.file'),
      parameters: { type: 'object', sql: 'rs$.parameters' },
    },
  },
  catalogs: {
    table: 'catalogs ct$',
    joins: {
      c$: certname('ct$.certname_id'),
      e$: environment('e$', 'ct$.environment_id'),
      pr$: producer('ct$.producer_id'),
    },
    node: 'ct$.certname_id',
    fields: {
      code_id: string('ct$.code_id'),
      certname: name,
      hash: present(string('ct$.hash')),
      transaction_uuid: string('ct$.transaction_uuid'),
      job_id: string('ct$.job_id'),
      producer: string('pr$.name'),
      catalog_uuid: string('ct$.catalog_uuid'),
      environment: string('e$.name'),
      edges: output(
        `json_object('data', (SELECT json_group_array(json_object('source_type', ws$.type, 'source_title', ws$.title, 'target_type', wt$.type, 'target_title', wt$.title, 'relationship', we$.relationship)) FROM edges we$ JOIN resources ws$ ON ws$.id = we$.source_id JOIN resources wt$ ON wt$.id = we$.target_id WHERE we$.certname_id = ct$.certname_id), ${href('catalogs', 'c$.certname', 'edges')})`,
      ),
      version: string('ct$.version'),
      producer_timestamp: present(timestamp('ct$.producer_timestamp')),
      resources: output(
        `json_object('data', (SELECT json_group_array(json_object('resource', wr$.resource, 'type', wr$.type, 'title', wr$.title, 'tags', json(wr$.tags), 'exported', ${truth('wr$.exported')}, 'file', wr$.file, 'line', wr$.line, 'parameters', json(wr$.parameters))) FROM catalog_resources wc$ JOIN resources wr$ ON wr$.id = wc$.resource_id WHERE wc$.certname_id = ct$.certname_id), ${href('catalogs', 'c$.certname', 'resources')})`,
      ),
    },
  },
  edges: {
    table: 'edges ed$',
    joins: {
      c$: certname('ed$.certname_id'),
      s$: 'JOIN resources s$ ON s$.id = ed$.source_id',
      t$: 'JOIN resources t$ ON t$.id = ed$.target_id',
    },
    node: 'ed$.certname_id',
    fields: {
      certname: name,
      relationship: present(string('ed$.relationship')),
      source_title: present(string('s$.title')),
      source_type: present(string('s$.type')),
      target_title: present(string('t$.title')),
      target_type: present(string('t$.type')),
    },
  },
  reports: {
    table: 'reports r$',
    joins: {
      c$: certname('r$.certname_id'),
      e$: environment('e$', 'r$.environment_id'),
      pr$: producer('r$.producer_id'),
      rd$: 'LEFT JOIN report_details rd$ ON rd$.report_id = r$.id',
    },
    node: 'r$.certname_id',
    fields: {
      receive_time: present(timestamp('r$.receive_time')),
      corrective_change: boolean('r$.corrective_change'),
      code_id: string('r$.code_id'),
      noop: boolean('r$.noop'),
      certname: name,
      puppet_version: string('r$.puppet_version'),
      hash: present(string('r$.hash')),
      cached_catalog_status: string('r$.cached_catalog_status'),
      transaction_uuid: string('r$.transaction_uuid'),
      configuration_version: string('r$.configuration_version'),
      status: string('r$.status'),
      job_id: string('r$.job_id'),
      producer: string('pr$.name'),
      catalog_uuid: string('r$.catalog_uuid'),
      logs: output(`json_object('data', json(rd$.logs), ${href('reports', 'r$.hash', 'logs')})`),
      noop_pending: boolean('r$.noop_pending'),
      end_time: present(timestamp('r$.end_time')),
      type: present(string('r$.type')),
      environment: string('e$.name'),
      'latest_report?': { type: 'condition', sql: 'r$.id' },
      start_time: present(timestamp('r$.start_time')),
      resource_events: output(
        `json_object('data', (SELECT iif(count(*) = 0, NULL, json_group_array(json_object('status', we$.status, 'timestamp', ${postgresTime('we$.timestamp')}, 'resource_type', we$.resource_type, 'resource_title', we$.resource_title, 'property', we$.property, 'corrective_change', ${truth('we$.corrective_change')}, 'new_value', json(we$.new_value), 'old_value', json(we$.old_value), 'message', we$.message, 'file', we$.file, 'line', we$.line, 'containment_path', json(we$.containment_path), 'containing_class', we$.containing_class, 'name', we$.name))) FROM events we$ WHERE we$.report_id = r$.id), ${href('reports', 'r$.hash', 'events')})`,
      ),
      metrics: output(`json_object('data', json(rd$.metrics), ${href('reports', 'r$.hash', 'metrics')})`),
      producer_timestamp: present(timestamp('r$.producer_timestamp')),
      report_format: numeric('r$.report_format'),
    },
  },
  events: {
    table: 'events ev$',
    joins: {
      r$: 'JOIN reports r$ ON r$.id = ev$.report_id',
      c$: certname('ev$.certname_id'),
      e$: environment('e$', 'r$.environment_id'),
    },
    node: 'ev$.certname_id',
    fields: {
      message: string('ev$.message'),
      old_value: { type: 'serialized', sql: 'ev$.old_value' },
      report_receive_time: present(timestamp('r$.receive_time')),
      corrective_change: boolean('ev$.corrective_change'),
      containment_path: { type: 'array', sql: 'ev$.containment_path' },
      certname: name,
      timestamp: present(timestamp('ev$.timestamp')),
      run_end_time: present(timestamp('r$.end_time')),
      name: string('ev$.name'),
      configuration_version: string('r$.configuration_version'),
      new_value: { type: 'serialized', sql: 'ev$.new_value' },
      resource_title: present(string('ev$.resource_title')),
      status: present(string('ev$.status')),
      property: string('ev$.property'),
      resource_type: present(string('ev$.resource_type')),
      line: numeric('ev$.line'),
      environment: string('e$.name'),
      containing_class: string('ev$.containing_class'),
      run_start_time: present(timestamp('r$.start_time')),
      'latest_report?': { type: 'condition', sql: 'ev$.report_id' },
      file: string('ev$.file'),
      report: present(string('r$.hash')),
    },
  },
  environments: {
    table: 'environments e$',
    joins: {},
    fields: { name: present(string('e$.name')) },
  },
  producers: {
    table: 'producers pr$',
    joins: {},
    fields: { name: present(string('pr$.name')) },
  },
  packages: {
    table: 'packages pk$',
    joins: {},
    fields: {
      package_name: present(string('pk$.package_name')),
      version: present(string('pk$.version')),
      provider: present(string('pk$.provider')),
    },
  },
  package_inventory: {
    table: 'package_inventory pi$',
    joins: { pk$: 'JOIN packages pk$ ON pk$.id = pi$.package_id', c$: certname('pi$.certname_id') },
    node: 'pi$.certname_id',
    fields: {
      certname: name,
      package_name: present(string('pk$.package_name')),
      version: present(string('pk$.version')),
      provider: present(string('pk$.provider')),
    },
  },
};

/** A field's value in a row's JSON object. */
export function outputOf({ type, sql }: Field): string {
  switch (type) {
    case 'boolean':
      return truth(sql);
    case 'timestamp':
      return isoTime(sql);
    case 'fact':
      return factValue('f$', 'p$', factStructure('f$'));
    case 'string':
    case 'numeric':
      return sql;
    default:
      return `json(${sql})`;
  }
}
