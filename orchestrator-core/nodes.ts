import type { AnswerPage, ErrorValue, Json, JsonObject } from './common/index.ts';
import type { SourcedValue, TransportName } from './inventory/index.ts';

export type { SourcedValue, ValueSource } from './inventory/index.ts';

/** Whether a node can be reached now, and since when that is known. Times are milliseconds since the Unix epoch. */
export type Connection =
  | { readonly kind: 'connected'; readonly since: number; readonly agent?: AgentInfo }
  | { readonly kind: 'disconnected'; readonly since?: number }
  /** Agentless transports are reached when needed; nothing is known before. */
  | { readonly kind: 'agentless' };

/** What a connected agent said of itself. A foreign agent says nothing, and has no extensions. */
export interface AgentInfo {
  readonly version: string;
  /** Baton's extensions of PXP that the agent knows: `output` (live chunks), `stop` … */
  readonly extensions: readonly string[];
}

/** Where something is known of a node from. */
export type NodeSource = 'inventory' | 'agent' | 'puppetdb';

/** The newest report of a Puppet run on a node. */
export interface LastReport {
  readonly status: 'changed' | 'unchanged' | 'failed';
  /** When the run ended. */
  readonly at: number;
  readonly noop: boolean;
  /** PuppetDB's name for it. */
  readonly hash: string;
}

/** One record per node, whatever sources know of it. */
export interface Node {
  readonly name: string;
  readonly transport: string;
  readonly groups: readonly string[];
  readonly features: readonly string[];
  readonly aliases: readonly string[];
  readonly connection: Connection;
  readonly sources: readonly NodeSource[];
  /** When its facts were found. */
  readonly factsAt?: number;
  readonly lastReport?: LastReport;
  /** The newest job that ran on it. */
  readonly lastJob?: { readonly id: string; readonly at: number; readonly state: string };
}

/** A change of one fact of a node. */
export interface FactChange {
  readonly at: number;
  /** Keys and indexes from the fact's name down. */
  readonly path: readonly (string | number)[];
  /** Absent where the fact was not there. */
  readonly before?: Json;
  readonly after?: Json;
}

/** A node with everything that is known of it. */
export interface NodeDetails extends Node {
  readonly facts?: { readonly values: JsonObject; readonly at: number; readonly environment?: string };
  readonly classes: readonly string[];
  /** The merged configuration, variables, facts and features of the inventory, leaf by leaf. Sensitive values are redacted. */
  readonly effective: readonly SourcedValue[];
  /** Nothing of the inventory is `effective` then. */
  readonly problem?: InventoryProblem;
  readonly jobs: readonly NodeJob[];
  /** Its newest catalog. */
  readonly catalog?: {
    readonly at: number;
    readonly environment?: string;
    readonly version: string;
    readonly resources: number;
  };
}

/** A job as it went on one node. */
export interface NodeJob {
  readonly id: string;
  readonly at: number;
  /** What ran: `task package`, `command uptime` … */
  readonly title: string;
  readonly state: string;
}

/** How a list of nodes is divided, level by level. A node can be in several groups, and in one branch of everything else. */
export type Grouping =
  | { readonly kind: 'group' | 'state' | 'transport' | 'report' }
  /** A fact by its dotted path: `os.release.major`. */
  | { readonly kind: 'fact'; readonly fact: string };

/** Which part of the nodes is wanted: a page of one level. */
export interface NodeListRequest {
  /** Only those that the selection means. */
  readonly selection?: readonly string[];
  /** Only those each of whose words stands in their name, a group, an alias or a shown fact. */
  readonly filter?: string;
  readonly by: readonly Grouping[];
  /**
   * Groups stand in the group that holds them, where groups are the last of `by`: `under` goes from one to the next, and a
   * level has the groups in one and then the nodes that are in none of those.
   */
  readonly nested?: boolean;
  /** The {@link NodeList.tag} of an answer that is known, or the empty text to be told one: what is the same is not sent again. */
  readonly unless?: string;
  /** The branches that lead to the wanted level, by {@link NodeBranch.value}. */
  readonly under: readonly string[];
  readonly offset: number;
  readonly limit: number;
}

/** Nodes that have something in common. */
export interface NodeBranch {
  /** Names the branch in {@link NodeListRequest.under}. */
  readonly value: string;
  readonly label: string;
  readonly nodes: number;
  readonly connected: number;
  /** Whose newest report failed. */
  readonly failed: number;
}

/** Why the inventory cannot be read, and what stands for it. */
export interface InventoryProblem {
  readonly error: ErrorValue;
  /** When it was read last, milliseconds since 1970: it is shown as it was then. Absent means never: others' nodes are shown. */
  readonly since?: number;
}

/** A page: branches where a grouping is left, then nodes, both in order. */
export interface NodeList {
  /** Nothing can be run until it is mended, for nobody knows how nodes are meant to be reached. */
  readonly problem?: InventoryProblem;
  /** Names what the answer says; told where `unless` was asked. */
  readonly tag?: string;
  /** It says what the answer said that was known, and has no branches and nodes. */
  readonly isSame?: boolean;
  /** How many branches or nodes there are on this level. */
  readonly total: number;
  /** How many nodes there are on it and below it. */
  readonly nodeCount: number;
  readonly branches: readonly NodeBranch[];
  readonly nodes: readonly Node[];
}

/** A query of the node store, or of the PuppetDB that is configured. */
export interface QueryRequest {
  /** PQL, or PuppetDB's JSON form. */
  readonly query: string | readonly Json[];
  /** At most so many rows; what the query says itself holds where that is less. */
  readonly limit?: number;
  readonly offset?: number;
  readonly orderBy?: readonly { readonly field: string; readonly order?: 'asc' | 'desc' }[];
  /** Milliseconds that the answer may take, with the time that whoever reads it takes; default ten minutes, 0 for ever. */
  readonly timeout?: number;
  /** Asks for {@link QueryEnd.total}. */
  readonly includeTotal?: boolean;
  /** Of `puppetdb-instances`. */
  readonly instance?: string;
}

/** Some of what a query found, in order; the last page says of the whole what {@link QueryEnd} has, and may have no rows. */
export type QueryPage = AnswerPage<JsonObject, QueryEnd>;

/** What is known when a query has been answered. */
export interface QueryEnd {
  /** How many rows there are without the request's limit, where that was asked. */
  readonly total?: number;
  /** Who answered. */
  readonly source: 'baton' | 'puppetdb';
  /** Milliseconds it took. */
  readonly elapsed: number;
}

/** What a selection means now. */
export interface SelectionPreview {
  readonly count: number;
  /** The first of them, in order. */
  readonly names: readonly string[];
  /** What is wrong with the selection; nothing is selected then. `details.range` is where in the text of its words. */
  readonly problem?: ErrorValue;
  /** Where it means no node: a filter asks for facts that no node has. Says what they may be called. */
  readonly hint?: string;
}

/** A selection with a name. */
export interface SavedSelection {
  readonly name: string;
  readonly words: readonly string[];
}

/** What came of a ping. */
export type Pong =
  | { readonly node: string; readonly transport: TransportName; readonly ok: true; readonly milliseconds: number }
  | {
      readonly node: string;
      readonly transport: TransportName;
      readonly ok: false;
      readonly error: ErrorValue;
      readonly milliseconds: number;
    };
