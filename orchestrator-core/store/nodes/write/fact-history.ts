import type { Statements } from './statements.ts';

/** A change of one leaf; the texts are JSON, null where it was not there. */
export interface LeafChange {
  readonly path: string;
  readonly before: string | null;
  readonly after: string | null;
}

/** How many changes are kept of one leaf, and of all leaves of a node: the newest. */
const keptOfLeaf = 20;
const keptOfNode = 1000;

const free = 'available|available_bytes|used|used_bytes|capacity';
/**
 * Facts that measure the moment (Facter's): uptimes, loads, free memory, free space, the current speed of processors. They
 * are another each time and say nothing of what a node is, so that their changes are not history.
 */
const measurement = new RegExp(
  [
    '^\\["(?:uptime|uptime_(?:seconds|hours|days)|load1|load5|load15|(?:memory|swap)free(?:_mb)?)"\\]$',
    '^\\["(?:system_uptime|load_averages)"[,\\]]',
    `^\\["memory","[^"]*","(?:${free})"\\]$`,
    `^\\["mountpoints","(?:[^"\\\\]|\\\\.)*","(?:${free})"\\]$`,
    '^\\["processors","speed"\\]$',
  ].join('|'),
);

/** Whether changes of a leaf, by its path as JSON, are worth keeping. */
function isHistoric(path: string): boolean {
  return !measurement.test(path);
}

/** Keeps changes of a node's facts, and of all that it has no more than is bearable. */
export function keepChanges(statements: Statements, node: bigint, at: number, changes: readonly LeafChange[]): void {
  const worthwhile = changes.filter(({ path }) => isHistoric(path)).slice(-keptOfNode);
  if (worthwhile.length === 0) return;
  for (const { path, before, after } of worthwhile) {
    statements.run(
      'INSERT INTO fact_changes (certname_id, at, path, before, after) VALUES (?, ?, ?, ?, ?)',
      node,
      at,
      path,
      before,
      after,
    );
  }
  statements.run(
    `DELETE FROM fact_changes WHERE id IN (
       SELECT id FROM (
         SELECT id, row_number() OVER (PARTITION BY path ORDER BY id DESC) AS of_leaf,
           row_number() OVER (ORDER BY id DESC) AS of_node
         FROM fact_changes WHERE certname_id = ?)
       WHERE of_leaf > ${keptOfLeaf} OR of_node > ${keptOfNode})`,
    node,
  );
}
