import type { CancelSignal, Json, JsonObject } from '../common/index.ts';
import type { Module } from '../project/index.ts';

/** What plugins touch of the world: plans hand in that of their run, the inventory that of the machine. */
export interface PluginPorts extends PluginHost {
  /** The project's directory, absolute: files that references name are relative to it. */
  readonly directory: string;
  readonly modules: readonly Module[];
  /** Undefined where there is no such file. */
  readText(path: string): Promise<string | undefined>;
  environment(name: string): string | undefined;
  /** Asks a person for a value that nobody may see. @throws OrchestratorError `bolt/no-tty-error` when there is nobody. */
  ask(message: string, signal: CancelSignal): Promise<string>;
  readonly puppetdb: PluginPuppetDb;
  /** Runs a task on this machine, with these parameters alone; its result, with `_error` where it failed. */
  runTask(name: string, parameters: JsonObject, signal: CancelSignal): Promise<JsonObject>;
  /** Tells people something odd; `id` is Bolt's. */
  warn(id: string, message: string): void;
  /** Milliseconds since 1970. */
  now(): number;
}

/** What of {@link PluginPorts} belongs to the project and not to what is going on. */
export interface PluginHost {
  /** `plugins` of the project: the configuration of each by its name. */
  readonly settings: JsonObject;
  /** Seconds that values are kept where a reference does not say: `plugin-cache` of the project. */
  readonly cacheTtl?: number;
  readonly cache: PluginCache;
  readonly keys: SecretKeys;
  /** Whether a value is of a Puppet type; no value is of a type that nobody knows. */
  isOfType(value: Json, type: string): Promise<boolean>;
  sha256(text: string): Uint8Array;
  /** Undefined where there is no such task. */
  describeTask(name: string): Promise<PluginTask | undefined>;
  /** @throws OrchestratorError for parameters that the task does not take as they are, without its defaults. */
  checkTask(name: string, parameters: JsonObject): Promise<void>;
}

/** The file of values that are kept between commands, in Bolt's format. */
export interface PluginCache {
  /** Empty where there is none. @throws OrchestratorError `bolt/file-error` for one that cannot be read. */
  read(): Promise<JsonObject>;
  write(entries: JsonObject): Promise<void>;
}

/** What of a task a plugin has to know. */
export interface PluginTask {
  /** Absent where the task says nothing of its parameters: then it takes any. */
  readonly parameters?: Readonly<Record<string, PluginParameter>>;
}

/** A parameter as the metadata of its task has it. */
export interface PluginParameter {
  readonly type?: string;
  readonly default?: Json;
  readonly sensitive?: boolean;
}

/** What references ask of PuppetDB; the signal ends a question. */
export interface PluginPuppetDb {
  query(query: string, instance: string | undefined, signal?: CancelSignal): Promise<Json>;
  facts(
    certnames: readonly string[],
    instance: string | undefined,
    signal?: CancelSignal,
  ): Promise<Readonly<Record<string, JsonObject>>>;
}

/** Where the keys of the plugin pkcs7 are, absolute, and how long new ones are, in bits. */
export interface KeyFiles {
  readonly privateKey: string;
  readonly publicKey: string;
  readonly size: number;
}

/** Does what needs the keys of the plugin pkcs7. Each throws OrchestratorError in words that fit into a sentence. */
export interface SecretKeys {
  /** Existing keys are only replaced with `force`. */
  create(files: KeyFiles, force: boolean): Promise<void>;
  /** `ENC[PKCS7,…]` */
  encrypt(text: string, files: KeyFiles): Promise<string>;
  decrypt(text: string, files: KeyFiles): Promise<string>;
}
