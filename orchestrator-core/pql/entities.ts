// A table of what can be queried: entities, fields, and which rows belong to which.
// From the answers and messages of PuppetDB 7.12.1; the descriptions are ours.

/**
 * How PuppetDB compares a field. `any` is a value of whatever JSON type, `path` a list of keys and indexes, `json` a
 * structure, into which one looks with dots where the field is `dotted`.
 */
export type PqlType = 'string' | 'number' | 'boolean' | 'timestamp' | 'any' | 'json' | 'path' | 'array';

export interface PqlField {
  readonly name: string;
  readonly type: PqlType;
  /** A sentence, as Markdown. */
  readonly description: string;
  /** Whether conditions can name it. */
  readonly filterable: boolean;
  /** Whether it can be chosen, grouped by and ordered by. */
  readonly projectable: boolean;
  /** Whether one looks into it with dots: `facts.os.family`. */
  readonly dotted: boolean;
  /** What its values are where PuppetDB compares them as strings. */
  readonly holds?: 'boolean' | 'timestamp';
  /** All values there are, where they are few and fixed. */
  readonly values?: readonly string[];
}

/** Which rows of another entity belong to a row: those in which every `theirs` is equal to `ours`, pair by pair. */
export type Relation = readonly { readonly ours: string; readonly theirs: string }[];

export interface PqlEntity {
  readonly name: string;
  /** What PuppetDB's messages call it. */
  readonly alias: string;
  /** A sentence, as Markdown. */
  readonly description: string;
  /** In PuppetDB's order, which is that of its messages. */
  readonly fields: ReadonlyMap<string, PqlField>;
  /** By entity: the implicit subqueries that its conditions can have. */
  readonly relations: ReadonlyMap<string, Relation>;
  /** Whether PQL has a word for it; all others are asked for through PuppetDB's HTTP interface alone. */
  readonly inPql: boolean;
}

interface Options {
  readonly filterable?: false;
  readonly projectable?: false;
  readonly dotted?: true;
  readonly holds?: 'boolean' | 'timestamp';
  readonly values?: readonly string[];
}

type Row = readonly [type: PqlType, description: string, options?: Options];

/** `ours, theirs` in turn. */
function on(...columns: string[]): Relation {
  const pairs: { ours: string; theirs: string }[] = [];
  for (let index = 0; index + 1 < columns.length; index += 2) {
    pairs.push({ ours: columns[index] ?? '', theirs: columns[index + 1] ?? '' });
  }
  return pairs;
}

const sameNode = on('certname', 'certname');
/** What belongs to a node belongs to all else that does; packages do too, but PuppetDB refuses those. */
const byCertname: Readonly<Record<string, Relation>> = {
  catalogs: sameNode,
  edges: sameNode,
  events: sameNode,
  fact_contents: sameNode,
  facts: sameNode,
  factsets: sameNode,
  inventory: sameNode,
  nodes: sameNode,
  reports: sameNode,
  resources: sameNode,
};

const notInPql: ReadonlySet<string> = new Set(['producers', 'fact_names', 'event_counts', 'aggregate_event_counts']);

function entity(
  name: string,
  description: string,
  rows: Readonly<Record<string, Row>>,
  relations: Readonly<Record<string, Relation>> = {},
): PqlEntity {
  const fields = Object.entries(rows).map(([field, [type, text, options = {}]]): [string, PqlField] => [
    field,
    { filterable: true, projectable: true, dotted: false, ...options, name: field, type, description: text },
  ]);
  return {
    name,
    alias: name === 'fact_contents' ? 'fact_nodes' : name,
    description,
    fields: new Map(fields),
    relations: new Map(Object.entries(relations)),
    inPql: !notInPql.has(name),
  };
}

const entities: readonly PqlEntity[] = [
  entity(
    'nodes',
    'Every node that PuppetDB has heard of, with when its facts, catalog and report came.',
    {
      latest_report_corrective_change: ['boolean', 'Whether the newest run put right something that had drifted.'],
      deactivated: ['string', 'When the node was deactivated.', { holds: 'timestamp' }],
      expired: ['timestamp', 'When the node expired.'],
      report_environment: ['string', 'The environment of its newest report.'],
      certname: ['string', "The node's name."],
      facts_timestamp: ['timestamp', 'When its newest facts came in.'],
      facts_environment: ['string', 'The environment of its newest facts.'],
      cached_catalog_status: [
        'string',
        'Whether the newest run used a catalog of its cache: `not_used`, `explicitly_requested` or `on_failure`.',
        { values: ['explicitly_requested', 'not_used', 'on_failure'] },
      ],
      latest_report_status: [
        'string',
        'How the newest run ended: `changed`, `unchanged` or `failed`.',
        { values: ['changed', 'failed', 'unchanged'] },
      ],
      latest_report_hash: ['string', 'The hash of its newest report.'],
      catalog_timestamp: ['timestamp', 'When its newest catalog came in.'],
      latest_report_noop_pending: ['boolean', 'Whether the newest run would have changed something.'],
      report_timestamp: ['timestamp', 'When the newest run ended.'],
      latest_report_noop: ['boolean', 'Whether the newest run was told to change nothing.'],
      catalog_environment: ['string', 'The environment of its newest catalog.'],
      latest_report_job_id: ['string', "The orchestrator's job of the newest run."],
    },
    { ...byCertname },
  ),
  entity(
    'facts',
    'One row per node and fact; a structured fact is one value.',
    {
      certname: ['string', 'The node.'],
      environment: ['string', 'The environment it came from.'],
      name: ['string', "The fact's name."],
      value: ['any', "The fact's value, whatever its type."],
    },
    {
      ...byCertname,
      environments: on('environment', 'name'),
      fact_contents: on('certname', 'certname', 'name', 'name'),
    },
  ),
  entity(
    'fact_contents',
    'One row per node and leaf of a fact, however deep it lies.',
    {
      certname: ['string', 'The node.'],
      environment: ['string', 'The environment it came from.'],
      path: ['path', 'The keys and indexes that lead to the leaf: `["os", "family"]`.'],
      name: ['string', 'The name of the fact that the leaf is in.'],
      value: ['any', 'The leaf: a string, number, boolean or null.'],
    },
    { ...byCertname, environments: on('environment', 'name'), facts: on('certname', 'certname', 'name', 'name') },
  ),
  entity(
    'fact_paths',
    "Every path that a leaf of any node's facts has, with its type.",
    {
      type: [
        'string',
        'The type of the leaf: `string`, `integer`, `float`, `boolean`, `null`.',
        { values: ['boolean', 'float', 'integer', 'null', 'string'] },
      ],
      path: ['path', 'The keys and indexes that lead to the value.'],
      name: ['string', 'The name of the fact that the path begins with.'],
      depth: ['number', 'How many keys and indexes the path has after the fact.', { projectable: false }],
    },
    { fact_contents: on('path', 'path'), facts: on('name', 'name') },
  ),
  entity(
    'factsets',
    'One row per node: all its facts at once.',
    {
      timestamp: ['timestamp', 'When they came in.'],
      facts: ['json', 'All facts of the node.'],
      certname: ['string', 'The node.'],
      hash: ['string', 'A digest that names it.'],
      producer_timestamp: ['timestamp', 'When the server sent it.'],
      producer: ['string', 'The server that sent it.'],
      environment: ['string', 'The environment it came from.'],
    },
    { ...byCertname, environments: on('environment', 'name'), producers: on('producer', 'name') },
  ),
  entity(
    'inventory',
    'One row per node with its facts and trusted facts, to look into with dots: `facts.os.family`.',
    {
      certname: ['string', 'The node.'],
      timestamp: ['timestamp', 'When the facts came in.'],
      environment: ['string', 'The environment it came from.'],
      facts: ['json', 'All facts of the node: `facts.os.family`.', { dotted: true }],
      trusted: ['json', "The node's trusted facts: `trusted.extensions.pp_role`.", { dotted: true }],
    },
    { ...byCertname },
  ),
  entity(
    'resources',
    "One row per resource of each node's newest catalog.",
    {
      resource: ['string', 'A digest that names the resource.'],
      certname: ['string', 'The node.'],
      tags: ['array', 'All tags of the resource.'],
      tag: ['string', "One of the resource's tags.", { projectable: false }],
      exported: ['string', 'Whether it is exported.', { holds: 'boolean' }],
      line: ['number', 'The line of the manifest that declares it.'],
      title: ['string', "The resource's title."],
      type: ['string', "The resource's type, in capitals: `Package`, `Role::Web`."],
      environment: ['string', 'The environment it came from.'],
      file: ['string', 'The manifest that declares it.'],
      parameters: ['json', "The resource's parameters: `parameters.ensure`.", { dotted: true }],
    },
    {
      catalogs: on('certname', 'certname'),
      nodes: on('certname', 'certname'),
      environments: on('environment', 'name'),
    },
  ),
  entity(
    'catalogs',
    'The newest catalog of each node.',
    {
      code_id: ['string', 'The version of the code that the catalog was compiled from.'],
      certname: ['string', 'The node.'],
      hash: ['string', 'A digest that names it.'],
      transaction_uuid: ['string', 'The Puppet run that it belongs to.'],
      job_id: ['string', "The orchestrator's job that ran Puppet."],
      producer: ['string', 'The server that sent it.'],
      catalog_uuid: ['string', 'The catalog that it belongs to.'],
      environment: ['string', 'The environment it came from.'],
      edges: ['json', 'All relationships between its resources.', { filterable: false }],
      version: ['string', 'The version of the catalog, as the server names it.'],
      producer_timestamp: ['timestamp', 'When the server sent it.'],
      resources: ['json', 'All its resources.', { filterable: false }],
    },
    { ...byCertname, environments: on('environment', 'name'), producers: on('producer', 'name') },
  ),
  entity(
    'edges',
    'One row per relationship between two resources of a catalog.',
    {
      certname: ['string', 'The node.'],
      relationship: [
        'string',
        '`contains`, `before`, `required-by`, `notifies` or `subscription-of`.',
        { values: ['before', 'contains', 'notifies', 'required-by', 'subscription-of'] },
      ],
      source_title: ['string', 'The title of the resource that the relationship starts from.'],
      source_type: ['string', 'The type of the resource that the relationship starts from.'],
      target_title: ['string', 'The title of the resource that it leads to.'],
      target_type: ['string', 'The type of the resource that it leads to.'],
    },
    { ...byCertname },
  ),
  entity(
    'reports',
    'One row per Puppet run.',
    {
      receive_time: ['timestamp', 'When the report came in.'],
      corrective_change: ['string', 'Whether the run put right something that had drifted.', { holds: 'boolean' }],
      code_id: ['string', 'The version of the code that the catalog was compiled from.'],
      noop: ['boolean', 'Whether Puppet was told to change nothing.'],
      certname: ['string', 'The node.'],
      puppet_version: ['string', 'The version of Puppet that ran.'],
      hash: ['string', 'A digest that names it.'],
      cached_catalog_status: [
        'string',
        'Whether Puppet used a catalog of its cache: `not_used`, `explicitly_requested` or `on_failure`.',
        { values: ['explicitly_requested', 'not_used', 'on_failure'] },
      ],
      transaction_uuid: ['string', 'The Puppet run that it belongs to.'],
      configuration_version: ['string', 'The version of the catalog, as the server names it.'],
      status: [
        'string',
        'How the run ended: `changed`, `unchanged` or `failed`.',
        { values: ['changed', 'failed', 'unchanged'] },
      ],
      job_id: ['string', "The orchestrator's job that ran Puppet."],
      producer: ['string', 'The server that sent it.'],
      catalog_uuid: ['string', 'The catalog that it belongs to.'],
      logs: ['json', 'What the run said.', { filterable: false }],
      noop_pending: ['boolean', 'Whether the run would have changed something.'],
      end_time: ['timestamp', 'When the run ended.'],
      type: ['string', '`agent`, or `plan` for an apply of a plan.', { values: ['agent', 'plan'] }],
      environment: ['string', 'The environment it came from.'],
      'latest_report?': [
        'string',
        'Whether it belongs to the newest report of its node.',
        { projectable: false, holds: 'boolean' },
      ],
      start_time: ['timestamp', 'When the run began.'],
      resource_events: ['json', 'All events of the run.', { filterable: false }],
      metrics: ['json', 'Counts and times of the run.', { filterable: false }],
      producer_timestamp: ['timestamp', 'When the server sent it.'],
      report_format: ['number', "The version of the report's format."],
    },
    {
      ...byCertname,
      environments: on('environment', 'name'),
      events: on('hash', 'report'),
      producers: on('producer', 'name'),
    },
  ),
  entity(
    'events',
    'One row per property that a Puppet run changed, failed to change or would have changed.',
    {
      message: ['string', 'What Puppet said about it.'],
      old_value: ['string', "The property's value before."],
      report_receive_time: ['timestamp', 'When the report came in.'],
      corrective_change: ['boolean', 'Whether something had drifted and was put right.'],
      containment_path: ['array', 'The classes and defined types that the resource is in, from the outside in.'],
      certname: ['string', 'The node.'],
      timestamp: ['timestamp', 'When the event happened.'],
      run_end_time: ['timestamp', 'When the run ended.'],
      name: ['string', "The event's name."],
      configuration_version: ['string', 'The version of the catalog, as the server names it.'],
      new_value: ['string', "The property's value that was wanted."],
      resource_title: ['string', "The resource's title."],
      status: [
        'string',
        '`success`, `failure`, `noop` or `skipped`.',
        { values: ['failure', 'noop', 'skipped', 'success'] },
      ],
      property: ['string', 'The property that was changed.'],
      resource_type: ['string', "The resource's type, in capitals."],
      line: ['number', 'The line of the manifest that declares it.'],
      environment: ['string', 'The environment it came from.'],
      containing_class: ['string', 'The class that the resource is in.'],
      run_start_time: ['timestamp', 'When the run began.'],
      'latest_report?': ['boolean', 'Whether it belongs to the newest report of its node.', { projectable: false }],
      file: ['string', 'The manifest that declares it.'],
      report: ['string', 'The hash of the report that the event is in.'],
    },
    { ...byCertname, environments: on('environment', 'name'), reports: on('report', 'hash') },
  ),
  entity(
    'environments',
    'Every environment that something came from.',
    {
      name: ['string', "The environment's name."],
    },
    {
      catalogs: on('name', 'environment'),
      events: on('name', 'environment'),
      fact_contents: on('name', 'environment'),
      facts: on('name', 'environment'),
      factsets: on('name', 'environment'),
      inventory: on('name', 'environment'),
      reports: on('name', 'environment'),
      resources: on('name', 'environment'),
    },
  ),
  entity(
    'packages',
    'Every package that is installed anywhere, once per version and provider.',
    {
      package_name: ['string', 'The package.'],
      version: ['string', 'The version.'],
      provider: ['string', 'What installed it: `apt`, `gem` …'],
    },
    {},
  ),
  entity(
    'package_inventory',
    'One row per node and installed package.',
    {
      certname: ['string', 'The node.'],
      package_name: ['string', 'The package.'],
      version: ['string', 'The version.'],
      provider: ['string', 'What installed it: `apt`, `gem` …'],
    },
    { ...byCertname },
  ),
  entity(
    'producers',
    'The servers that sent catalogs, facts and reports.',
    {
      name: ['string', "The server's certificate name."],
    },
    { catalogs: on('name', 'producer'), factsets: on('name', 'producer'), reports: on('name', 'producer') },
  ),
  entity(
    'fact_names',
    'The names of all facts.',
    {
      name: ['string', "The fact's name."],
    },
    {},
  ),
  entity('event_counts', 'How many events there are by resource, class or node.', {
    subject_type: ['string', 'What is counted by: `resource`, `containing_class` or `certname`.'],
    subject: ['json', 'The resource, class or node.'],
    failures: ['number', 'How many events failed.'],
    successes: ['number', 'How many changes were made.'],
    noops: ['number', 'How many changes would have been made.'],
    skips: ['number', 'How many were skipped.'],
  }),
  entity('aggregate_event_counts', 'How many resources, classes or nodes there are with events of each kind.', {
    summarize_by: ['string', 'What is counted: `resource`, `containing_class` or `certname`.'],
    total: ['number', 'How many there are with events.'],
    failures: ['number', 'How many with failures.'],
    successes: ['number', 'How many with changes.'],
    noops: ['number', 'How many with changes that would have been made.'],
    skips: ['number', 'How many with skipped events.'],
  }),
];

/** All entities, by name. */
export const pqlEntities: ReadonlyMap<string, PqlEntity> = new Map(entities.map((one) => [one.name, one]));

/** The words for nodes that `node_state` takes, which every entity with nodes can be asked with; `active` is what is meant without. */
export const nodeStates: readonly string[] = ['active', 'inactive', 'any'];

/** The fields of `entity` that conditions can name, in the order of PuppetDB's messages. */
export function filterableFields(entity: PqlEntity): readonly PqlField[] {
  return [...entity.fields.values()]
    .filter((field) => field.filterable)
    .sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0));
}

/** The fields of `entity` that can be chosen, in the order of PuppetDB's messages. */
export function projectableFields(entity: PqlEntity): readonly PqlField[] {
  return [...entity.fields.values()].filter((field) => field.projectable);
}
