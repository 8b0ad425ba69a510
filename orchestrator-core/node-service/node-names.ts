import { isIP } from 'node:net';
import type { TargetSummary } from '../inventory/index.ts';

/**
 * Which target of the inventory is which node of Puppet's. A target that is called `web1` and reached at `web1.example.com`
 * is the node of that certname: what its agent, Puppet and PuppetDB say is said of it.
 */
export interface NodeNames {
  /** The certname of a node. */
  certnameOf(node: string): string;
  /** The node of a certname. */
  nodeOf(certname: string): string;
  /** By node, what is said by certname. */
  byNode<T>(values: ReadonlyMap<string, T>): ReadonlyMap<string, T>;
}

/** Hosts that say nothing of which machine it is. */
const anywhere = /^localhost(\.|$)/;

/** The names of the targets of an inventory. An address, or a host of several targets, is no certname. */
export function nodeNames(targets: ReadonlyMap<string, TargetSummary>): NodeNames {
  const nodes = new Map<string, string | undefined>();
  for (const { name, host } of targets.values()) {
    if (host === undefined || host === name || isIP(host) !== 0 || anywhere.test(host) || targets.has(host)) continue;
    nodes.set(host, nodes.has(host) ? undefined : name);
  }
  const certnames = new Map<string, string>();
  for (const [host, name] of nodes) if (name !== undefined) certnames.set(name, host);
  return {
    certnameOf: (node) => certnames.get(node) ?? node,
    nodeOf: (certname) => nodes.get(certname) ?? certname,
    byNode: (values) => {
      if (certnames.size === 0) return values;
      return new Map([...values].map(([certname, value]) => [nodes.get(certname) ?? certname, value]));
    },
  };
}
