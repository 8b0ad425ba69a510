import type { CancelSignal, Json } from '../common/index.ts';
import type { TargetSettings } from './create-target.ts';
import type { GroupIndex } from './group-index.ts';
import type { Levels } from './levels.ts';
import type { Target, TransportName } from './target.ts';

/** Something odd about an inventory that keeps nobody from using it; `id` is Bolt's, for `disable-warnings`. */
export interface InventoryWarning {
  readonly id: string;
  readonly message: string;
}

/** A group with everything in it and below it. */
export interface InventoryGroup {
  readonly name: string;
  /** Target names in the order Bolt has them. */
  readonly targets: readonly string[];
}

/** What lists show of a target. Unlike {@link Target} it can always be had, whatever is wrong with the target's config. */
export interface TargetSummary {
  readonly name: string;
  readonly transport: TransportName;
  readonly aliases: readonly string[];
  readonly features: readonly string[];
  readonly groups: readonly string[];
  /** Where it is reached, as its URI or its configuration say. */
  readonly host?: string;
}

/**
 * The URIs by which targets were given that no inventory has, by their names: a password that stands in a URI is nowhere
 * else.
 */
export type GivenUris = Map<string, string>;

/** How words are turned into targets. */
export interface SelectOptions {
  /**
   * Filled by {@link Inventory.names}, and what {@link Inventory.named} and {@link Inventory.resolve} then reach targets
   * by. Without it words with passwords are refused where names alone are wanted.
   */
  readonly uris?: GivenUris;
  /** Certnames of the agents that are connected now: those that no file names are targets too, reached by `pcp`. */
  readonly connected?: readonly string[];
  /** `{a,b}` in patterns, as on the command line; the default. Plans do without. */
  readonly extendedGlobs?: boolean;
}

/** How targets are resolved. */
export interface ResolveOptions extends SelectOptions {
  readonly signal?: CancelSignal;
}

/** The groups of an inventory, and what this machine adds to them. */
export interface InventoryContents {
  readonly index: GroupIndex;
  readonly settings: TargetSettings;
  readonly levels: Levels;
}

/** An inventory that was read and found right. */
export interface Inventory {
  /** The file, absolute, whether it exists or not. */
  readonly path: string;
  /** Whether there was something to read. */
  readonly present: boolean;
  readonly warnings: readonly InventoryWarning[];
  /** Whether plugins said which groups and targets there are. */
  readonly fromPlugins: boolean;
  /** What the inventory of a plan's run starts from. */
  readonly contents: InventoryContents;
  /** Every target of the file, then the connected agents that it does not name. */
  targets(connected?: readonly string[]): readonly TargetSummary[];
  /** Every group, `all` first; connected agents that the file does not name are in `all`. */
  groups(connected?: readonly string[]): readonly InventoryGroup[];
  /**
   * The targets that the words mean: groups, names, aliases, patterns, URIs. Each target once, in order.
   * @throws OrchestratorError `bolt.inventory/wildcard-error` when a pattern matches nothing,
   * `bolt.inventory/validation-error` for a URI with another password than that target's, `bolt/validation-error`
   * for options that contradict each other, `bolt/unknown-transport-error`. A target with plugin references whose values
   * are not known has a fault instead.
   */
  select(words: readonly string[], options?: SelectOptions): readonly Target[];
  /** The names of those targets alone, which is far less work. @throws as {@link select} does for patterns. */
  names(words: readonly string[], options?: SelectOptions): readonly string[];
  /** The targets of these very names, which are taken for nothing else. @throws as {@link select} does for targets. */
  named(names: readonly string[], options?: SelectOptions): readonly Target[];
  /**
   * {@link named}, after plugins were asked for the values of references: for each level of the inventory when a target
   * needs it first, and again when it failed. Only the targets that need what failed have a fault.
   */
  resolve(names: readonly string[], options?: ResolveOptions): Promise<readonly Target[]>;
  /** What the file says of a fact, by its name or its dotted path, of every target of which it says something. */
  factValues(path: string): ReadonlyMap<string, Json>;
}
