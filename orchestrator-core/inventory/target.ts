import type { ErrorValue, Json, JsonObject } from '../common/index.ts';

/** How an action reaches a target. */
export type TransportName = 'pcp' | 'ssh' | 'winrm' | 'local' | 'docker' | 'podman' | 'lxd' | 'jail' | 'remote';

/** A target with everything that the inventory says of it, merged. */
export interface Target {
  /** What selects it, and what is kept and shown of it. Of a target with a URI alone that is the URI without its password. */
  readonly name: string;
  /** As it was given, with the password that may stand in it. */
  readonly uri?: string;
  readonly aliases: readonly string[];
  /** The alias where the inventory has this one and does not write it as a list: Bolt shows it as it is written. */
  readonly soleAlias?: string;
  readonly transport: TransportName;
  /** The merged options of this target's transport, defaults included; `host`, `port`, `user`, `password` of the URI already laid over them. */
  readonly options: JsonObject;
  /** The transport and its options with their defaults, without what the URI says, as `inventory show --detail` prints it. */
  readonly config: JsonObject;
  readonly vars: Readonly<Record<string, Json>>;
  readonly facts: JsonObject;
  readonly features: readonly string[];
  /** Bolt's `plugin_hooks`, merged over its defaults. */
  readonly pluginHooks: JsonObject;
  /** Whether nothing but the selection itself named it: neither the file nor a connected agent. */
  readonly adhoc: boolean;
  /** The groups it is in, innermost first, `all` last. */
  readonly groups: readonly string[];
  /** Why it cannot be used: a plugin did not give what its options, variables … refer to. */
  readonly fault?: ErrorValue;
  /** Values that plugins gave and nobody may see, in clear. They leave the orchestrator nowhere but to the target. */
  readonly secrets?: readonly Json[];
}

/** A target of which no inventory says anything, such as one that only a job of an earlier life names. */
export function bareTarget(name: string, transport: TransportName): Target {
  const nothing = { aliases: [], options: {}, config: {}, vars: {}, facts: {}, features: [], pluginHooks: {} };
  return { ...nothing, name, transport, adhoc: true, groups: ['all'] };
}
