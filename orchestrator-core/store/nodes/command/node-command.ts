import type { Json, JsonObject } from '../../../common/index.ts';

/** A command as the store carries it out, whatever its wire version was. Times are milliseconds since the Unix epoch. */
export type NodeCommand =
  | FactsCommand
  | CatalogCommand
  | ReportCommand
  | DeactivateCommand
  | ExpirationCommand
  | CatalogInputsCommand;

interface Common {
  readonly certname: string;
  /** When the sender made it: of two commands the one that was made later holds. */
  readonly produced: number;
  readonly received: number;
}

/** What was found on a node. */
export interface FactsCommand extends Common {
  readonly kind: 'facts';
  readonly environment: string | null;
  readonly producer: string | null;
  readonly values: JsonObject;
  /** Name, version and provider of each, once; undefined where nothing was said of packages. */
  readonly packages: readonly Package[] | undefined;
  /** PuppetDB's. */
  readonly hash: string;
}

/** Name, version, provider. */
export type Package = readonly [string, string, string];

/** What a node was told to be. */
export interface CatalogCommand extends Common {
  readonly kind: 'catalog';
  readonly environment: string | null;
  readonly producer: string | null;
  readonly version: string;
  readonly codeId: string | null;
  readonly jobId: string | null;
  readonly transactionUuid: string | null;
  readonly catalogUuid: string | null;
  readonly resources: readonly CatalogResource[];
  readonly edges: readonly CatalogEdge[];
  /** Of what it says, whatever its order. */
  readonly hash: string;
}

/** A resource of a catalog. */
export interface CatalogResource {
  readonly type: string;
  readonly title: string;
  readonly exported: boolean;
  readonly file: string | null;
  readonly line: number | null;
  /** Sorted, each once. */
  readonly tags: readonly string[];
  /** Without those that are sensitive. */
  readonly parameters: JsonObject;
}

/** How two resources hang together, by their places in {@link CatalogCommand.resources}. */
export interface CatalogEdge {
  readonly source: number;
  readonly target: number;
  readonly relationship: string;
}

/** What became of a run. */
export interface ReportCommand extends Common {
  readonly kind: 'report';
  readonly environment: string | null;
  readonly producer: string | null;
  readonly status: string | null;
  readonly noop: boolean | null;
  readonly noopPending: boolean | null;
  readonly correctiveChange: boolean | null;
  readonly puppetVersion: string;
  readonly reportFormat: number;
  readonly configurationVersion: string;
  readonly started: number;
  readonly ended: number;
  readonly transactionUuid: string | null;
  readonly catalogUuid: string | null;
  readonly codeId: string | null;
  readonly jobId: string | null;
  readonly cachedCatalogStatus: string | null;
  readonly type: 'agent' | 'plan';
  /** As they were sent. */
  readonly logs: Json;
  readonly metrics: Json;
  readonly events: readonly ReportEvent[];
  /** PuppetDB's. */
  readonly hash: string;
}

/** What happened to one property of a resource, or that a resource was skipped. */
export interface ReportEvent {
  readonly status: string;
  readonly at: number;
  readonly resourceType: string;
  readonly resourceTitle: string;
  readonly property: string | null;
  readonly name: string | null;
  readonly oldValue: Json;
  readonly newValue: Json;
  readonly message: string | null;
  readonly file: string | null;
  readonly line: number | null;
  readonly containmentPath: readonly string[] | null;
  /** The innermost class of the containment path. */
  readonly containingClass: string | null;
  readonly correctiveChange: boolean | null;
}

/** Nothing of a node is wanted any more. */
export interface DeactivateCommand extends Common {
  readonly kind: 'deactivate';
}

/** Whether a node whose facts grow old is forgotten. */
export interface ExpirationCommand extends Common {
  readonly kind: 'expiration';
  readonly facts: boolean;
}

/** What the data of a catalog was made of: keys of Hiera. */
export interface CatalogInputsCommand extends Common {
  readonly kind: 'inputs';
  readonly catalogUuid: string;
  /** Type and name of each, sorted, once. */
  readonly inputs: readonly (readonly [string, string])[];
}
