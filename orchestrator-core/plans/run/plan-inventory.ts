import type { Json, JsonObject } from '../../common/index.ts';

/** A target as plans see it, with what the plan changed of it. */
export interface PlanTarget {
  readonly name: string;
  readonly uri: string | undefined;
  readonly safeName: string;
  /** As the inventory or the plan wrote it. */
  readonly alias: string | readonly string[];
  readonly transport: string;
  readonly protocol: string | undefined;
  readonly host: string | undefined;
  readonly port: number | undefined;
  readonly user: string | undefined;
  readonly password: string | undefined;
  /** As the inventory has it, merged. */
  readonly config: JsonObject;
  /** The options of its transport with their defaults. */
  readonly transportConfig: JsonObject;
  readonly vars: JsonObject;
  readonly facts: JsonObject;
  readonly features: readonly string[];
  readonly pluginHooks: JsonObject;
  readonly groups: readonly string[];
}

/** The inventory of one run of a plan: what the plan changes is gone with it. Names are those of targets. */
export interface PlanInventory {
  /**
   * The targets that words mean: groups, names, aliases, patterns, URIs; each once, in order. What is unknown becomes a
   * target. An answer that must be waited for, such as that of a plugin, is a promise. @throws OrchestratorError as Bolt
   * words it.
   */
  select(words: readonly string[]): readonly string[] | Promise<readonly string[]>;
  /** @throws OrchestratorError when there is no target of that name. */
  target(name: string): PlanTarget;
  /** `Target.new`: makes the target or replaces it; its name. @throws OrchestratorError `bolt.inventory/validation-error`. */
  create(data: JsonObject): string;
  addFacts(name: string, facts: JsonObject): void;
  setVar(name: string, key: string, value: Json): void;
  setFeature(name: string, feature: string, present: boolean): void;
  setConfig(name: string, path: readonly string[], value: Json): void;
  /** @throws OrchestratorError when there is no such group. */
  addToGroup(names: readonly string[], group: string): void;
  removeFromGroup(name: string, group: string): void;
}

/** An inventory that knows all it can know: nobody is asked, and nothing is waited for. */
export interface KnownInventory extends PlanInventory {
  select(words: readonly string[]): readonly string[];
}
