import type { SqliteFile } from '../sqlite-file.ts';

/**
 * What SQLite plans queries by: how many rows a table has, and how many of them are alike in the first columns of an index.
 * These are those of a typical store of 10,000 nodes, for every store, so that a query takes the same way everywhere.
 */
const statistics: string = Object.entries({
  certnames: { sqlite_autoindex_certnames_1: '10000 1', certnames_by_report: '10000 1', certnames_inactive: '10 1' },
  environments: { sqlite_autoindex_environments_1: '5 1' },
  producers: { sqlite_autoindex_producers_1: '5 1' },
  factsets: { factsets_by_environment: '10000 2000' },
  fact_paths: { sqlite_autoindex_fact_paths_1: '1000 1 1', fact_paths_by_name: '1000 5 2' },
  facts: { facts: '1500000 150 1', facts_by_value: '1500000 5000 10' },
  fact_changes: { fact_changes_by_node: '100000 10 2', fact_changes_by_time: '100000 2' },
  packages: { sqlite_autoindex_packages_1: '5000 3 1 1' },
  package_inventory: { package_inventory: '3000000 300 1', package_inventory_by_package: '3000000 600' },
  catalogs: { catalogs_by_environment: '10000 2000', catalogs_by_transaction: '10000 1' },
  resources: {
    sqlite_autoindex_resources_1: '200000 1',
    resources_by_name: '200000 2000 5',
    resources_by_title: '200000 5',
    resources_exported: '2000 100 2',
  },
  catalog_resources: { catalog_resources: '2000000 200 1', catalog_resources_by_resource: '2000000 10' },
  edges: { edges: '3000000 300 4 1 1' },
  reports: {
    sqlite_autoindex_reports_1: '100000 1',
    reports_by_node: '100000 10 1',
    reports_by_time: '100000 2',
    reports_by_age: '100000 2',
    reports_by_receipt: '100000 2',
    reports_by_status: '100000 33000 1',
  },
  events: {
    events_by_report: '500000 5',
    events_by_node: '500000 50',
    events_by_status: '500000 100000 2',
    events_by_time: '500000 2',
    events_by_resource: '500000 50000 500',
  },
})
  .flatMap(([table, indexes]) => Object.entries(indexes).map(([index, stat]) => `('${table}', '${index}', '${stat}')`))
  .join(', ');

/**
 * The tables of the node store, for 100,000 nodes.
 *
 * - Names, paths, packages and resources that many nodes share are kept once and meant by whole numbers. What nobody means
 *   any more is harmless, and is removed now and then.
 * - Times are milliseconds since the Unix epoch; booleans are 0 and 1; `json` columns hold JSON as text.
 * - Facts are kept value by value (`facts`), in one tree by node and in one by path and value, so that both "all of this node"
 *   and "all nodes with this value" are a walk through neighbours.
 */
export const nodeStoreFile: SqliteFile = {
  noun: 'node store',
  errors: 'baton/node-store',
  loss: 'facts, catalogs and reports of nodes come in again with their next runs',
  // "BatN".
  applicationId: 0x4261744e,
  migrations: [
    `CREATE TABLE environments (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE) STRICT;
     CREATE TABLE producers (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE) STRICT;
  
     CREATE TABLE certnames (
       id INTEGER PRIMARY KEY,
       certname TEXT NOT NULL UNIQUE,
       deactivated INTEGER,
       expired INTEGER,
       -- Of its agent's reports the one with the newest producer_timestamp.
       latest_report_id INTEGER
     ) STRICT;
     CREATE INDEX certnames_by_report ON certnames (latest_report_id) WHERE latest_report_id IS NOT NULL;
     CREATE INDEX certnames_inactive ON certnames (id) WHERE deactivated IS NOT NULL OR expired IS NOT NULL;
  
     CREATE TABLE factsets (
       certname_id INTEGER PRIMARY KEY,
       environment_id INTEGER,
       producer_id INTEGER,
       -- When it was received.
       timestamp INTEGER NOT NULL,
       producer_timestamp INTEGER NOT NULL,
       hash TEXT
     ) STRICT;
     CREATE INDEX factsets_by_environment ON factsets (environment_id);
  
     -- A path to a value of one type. A path whose values have several types has as many rows.
     CREATE TABLE fact_paths (
       id INTEGER PRIMARY KEY,
       -- A JSON array without blanks, of keys and indexes: ["processors","models",0].
       path TEXT NOT NULL,
       -- The first key.
       name TEXT NOT NULL,
       -- How many keys and indexes follow the first.
       depth INTEGER NOT NULL,
       -- 'json' is a fact that is a hash or an array, and has depth 0; everything else is a leaf.
       type TEXT NOT NULL CHECK (type IN ('string', 'integer', 'float', 'boolean', 'null', 'json')),
       UNIQUE (path, type)
     ) STRICT;
     CREATE INDEX fact_paths_by_name ON fact_paths (name, depth);
  
     -- Whole facts (those whose path has depth 0) and all leaves below them; a fact that is no hash or array is both.
     CREATE TABLE facts (
       certname_id INTEGER NOT NULL,
       path_id INTEGER NOT NULL,
       -- A leaf: text, 64 bit integer, float, 0 or 1, NULL. NULL for 'json', too.
       value ANY,
       -- The hash or array, for 'json'; the digits of an integer of more than 64 bits, whose value is the nearest float.
       json TEXT,
       PRIMARY KEY (certname_id, path_id)
     ) STRICT, WITHOUT ROWID;
     CREATE INDEX facts_by_value ON facts (path_id, value);
  
     CREATE TABLE fact_changes (
       id INTEGER PRIMARY KEY,
       certname_id INTEGER NOT NULL,
       at INTEGER NOT NULL,
       -- As in fact_paths.
       path TEXT NOT NULL,
       -- JSON; NULL where the fact was not there.
       before TEXT,
       after TEXT
     ) STRICT;
     CREATE INDEX fact_changes_by_node ON fact_changes (certname_id, at);
     CREATE INDEX fact_changes_by_time ON fact_changes (at);
  
     CREATE TABLE packages (
       id INTEGER PRIMARY KEY,
       package_name TEXT NOT NULL,
       version TEXT NOT NULL,
       provider TEXT NOT NULL,
       UNIQUE (package_name, version, provider)
     ) STRICT;
     CREATE TABLE package_inventory (
       certname_id INTEGER NOT NULL,
       package_id INTEGER NOT NULL,
       PRIMARY KEY (certname_id, package_id)
     ) STRICT, WITHOUT ROWID;
     CREATE INDEX package_inventory_by_package ON package_inventory (package_id);
  
     -- The newest catalog of each node.
     CREATE TABLE catalogs (
       certname_id INTEGER PRIMARY KEY,
       environment_id INTEGER,
       producer_id INTEGER,
       -- When it was received.
       timestamp INTEGER NOT NULL,
       producer_timestamp INTEGER NOT NULL,
       hash TEXT NOT NULL,
       version TEXT,
       code_id TEXT,
       job_id TEXT,
       transaction_uuid TEXT,
       catalog_uuid TEXT
     ) STRICT;
     CREATE INDEX catalogs_by_environment ON catalogs (environment_id);
     CREATE INDEX catalogs_by_transaction ON catalogs (transaction_uuid);
  
     -- A resource as it is in the catalogs of any number of nodes.
     CREATE TABLE resources (
       id INTEGER PRIMARY KEY,
       -- Of everything below; two resources with the same digest are one.
       digest BLOB NOT NULL UNIQUE,
       -- PuppetDB's name for it, 40 hex digits.
       resource TEXT NOT NULL,
       type TEXT NOT NULL,
       title TEXT NOT NULL,
       exported INTEGER NOT NULL,
       file TEXT,
       line INTEGER,
       -- A JSON array of texts, sorted.
       tags TEXT NOT NULL,
       -- A JSON object.
       parameters TEXT NOT NULL
     ) STRICT;
     CREATE INDEX resources_by_name ON resources (type, title);
     CREATE INDEX resources_by_title ON resources (title);
     CREATE INDEX resources_exported ON resources (type, title) WHERE exported = 1;
     CREATE TABLE catalog_resources (
       certname_id INTEGER NOT NULL,
       resource_id INTEGER NOT NULL,
       PRIMARY KEY (certname_id, resource_id)
     ) STRICT, WITHOUT ROWID;
     CREATE INDEX catalog_resources_by_resource ON catalog_resources (resource_id);
  
     CREATE TABLE edges (
       certname_id INTEGER NOT NULL,
       -- Of resources.
       source_id INTEGER NOT NULL,
       target_id INTEGER NOT NULL,
       relationship TEXT NOT NULL,
       PRIMARY KEY (certname_id, source_id, target_id, relationship)
     ) STRICT, WITHOUT ROWID;
  
     CREATE TABLE reports (
       id INTEGER PRIMARY KEY,
       hash TEXT NOT NULL UNIQUE,
       certname_id INTEGER NOT NULL,
       environment_id INTEGER,
       producer_id INTEGER,
       status TEXT,
       noop INTEGER,
       noop_pending INTEGER,
       corrective_change INTEGER,
       puppet_version TEXT,
       report_format INTEGER,
       configuration_version TEXT,
       start_time INTEGER NOT NULL,
       end_time INTEGER NOT NULL,
       receive_time INTEGER NOT NULL,
       producer_timestamp INTEGER NOT NULL,
       transaction_uuid TEXT,
       catalog_uuid TEXT,
       code_id TEXT,
       job_id TEXT,
       cached_catalog_status TEXT,
       type TEXT NOT NULL
     ) STRICT;
     CREATE INDEX reports_by_node ON reports (certname_id, end_time);
     CREATE INDEX reports_by_time ON reports (end_time);
     CREATE INDEX reports_by_age ON reports (producer_timestamp);
   CREATE INDEX reports_by_receipt ON reports (receive_time);
     CREATE INDEX reports_by_status ON reports (status, end_time);
     -- Apart, as they are long and seldom asked for. Both are JSON arrays or NULL.
     CREATE TABLE report_details (report_id INTEGER PRIMARY KEY, logs TEXT, metrics TEXT) STRICT;
  
     CREATE TABLE events (
       id INTEGER PRIMARY KEY,
       report_id INTEGER NOT NULL,
       certname_id INTEGER NOT NULL,
       status TEXT NOT NULL,
       timestamp INTEGER NOT NULL,
       resource_type TEXT NOT NULL,
       resource_title TEXT NOT NULL,
       property TEXT,
       name TEXT,
       -- JSON.
       old_value TEXT,
       new_value TEXT,
       message TEXT,
       file TEXT,
       line INTEGER,
       -- A JSON array of texts.
       containment_path TEXT,
       containing_class TEXT,
       corrective_change INTEGER
     ) STRICT;
     CREATE INDEX events_by_report ON events (report_id);
     CREATE INDEX events_by_node ON events (certname_id);
     CREATE INDEX events_by_status ON events (status, timestamp);
     CREATE INDEX events_by_time ON events (timestamp);
     CREATE INDEX events_by_resource ON events (resource_type, resource_title);

   -- Whether a node may expire when its facts grow old, where somebody has said so.
   CREATE TABLE expirations (certname_id INTEGER PRIMARY KEY, expire INTEGER NOT NULL, updated INTEGER NOT NULL) STRICT;
   -- Keys of Hiera that a node's catalog was made with: a JSON array of arrays of type and name.
   CREATE TABLE catalog_inputs (
     certname_id INTEGER PRIMARY KEY,
     catalog_uuid TEXT NOT NULL,
     timestamp INTEGER NOT NULL,
     inputs TEXT NOT NULL
   ) STRICT;

   ANALYZE;
   INSERT INTO sqlite_stat1 (tbl, idx, stat) VALUES ${statistics};`,
  ],
};
