import { isJsonObject, type Json, type JsonObject, joinPath, rubyInspect } from '../common/index.ts';
import { readYaml } from '../project/index.ts';
import { isTrue, type Plugin } from './plugin.ts';
import { invalidPlugin, unknownTask, validationError } from './plugin-error.ts';
import type { KeyFiles, PluginParameter, PluginPorts } from './ports.ts';
import { resolvePuppetdb } from './puppetdb-reference.ts';
import { successOf } from './task-value.ts';

const always = (): boolean => true;
const never = (): boolean => false;

/** The plugins that Bolt has itself. */
export const builtIn: Readonly<Record<string, (ports: PluginPorts) => Plugin>> = {
  env_var: ({ environment }) => ({
    isSecret: never,
    check: async ({ var: name, optional, default: usual }) => {
      if (!isTrue(name)) throw validationError("env_var plugin requires that the 'var' is specified");
      if (isTrue(optional) || isTrue(usual) || environment(String(name)) !== undefined) return;
      throw validationError(`env_var plugin requires that the var '${String(name)}' be set`);
    },
    resolve: async ({ var: name, json, default: usual = null }) => {
      const value = environment(String(name));
      if (value === undefined || !isTrue(json)) return value ?? usual;
      try {
        return JSON.parse(value) as Json;
      } catch (error) {
        // What was read may be a secret, and the parser quotes it.
        throw invalidPlugin(`the value of ${String(name)} is not JSON`, 'env_var', error);
      }
    },
  }),
  prompt: ({ ask }) => ({
    isSecret: always,
    isCached: false,
    check: async ({ message }) => {
      if (!isTrue(message)) throw validationError("Prompt requires a 'message'");
    },
    resolve: ({ message }, signal) => ask(String(message), signal),
  }),
  puppet_connect_data: connectData,
  puppetdb: (ports) => ({ isSecret: never, resolve: (reference, signal) => resolvePuppetdb(reference, ports, signal) }),
  task: ({ describeTask, checkTask, runTask }) => ({
    isSecret: never,
    check: async ({ task, parameters = {} }) => {
      if (!isTrue(task)) throw validationError("Task plugin requires that the 'task' is specified");
      if ((await describeTask(String(task))) === undefined) throw unknownTask(String(task));
      await checkTask(String(task), isJsonObject(parameters) ? parameters : {});
    },
    resolve: async ({ task, parameters = {} }, signal) => {
      const given = isJsonObject(parameters) ? parameters : {};
      const value = successOf(await runTask(String(task), given, signal));
      if ('value' in value) return value['value'] ?? null;
      throw validationError(`Task result did not return 'value': ${rubyInspect(value)}`);
    },
  }),
};

/** A plugin that can be configured. */
export interface BundledPlugin {
  /** What can be. */
  readonly parameters: Readonly<Record<string, PluginParameter>>;
  open(ports: PluginPorts, config: JsonObject): Plugin;
}

/** Plugins that come with Bolt as modules; a module of the project with that name is used instead. */
export const bundled: Readonly<Record<string, BundledPlugin>> = {
  yaml: { parameters: { filepath: { type: 'String' } }, open: openYaml },
  pkcs7: {
    parameters: { private_key: { type: 'String' }, public_key: { type: 'String' }, keysize: { type: 'Integer' } },
    open: openPkcs7,
  },
};

function openYaml({ directory, readText }: PluginPorts, config: JsonObject): Plugin {
  return {
    isSecret: never,
    check: async ({ filepath = config['filepath'] }) => {
      if (typeof filepath !== 'string' || filepath === '')
        throw validationError("yaml plugin requires that the 'filepath' is specified");
    },
    resolve: async ({ filepath = config['filepath'] }) => {
      const path = joinPath(directory, String(filepath));
      const text = await readText(path);
      if (text === undefined) throw validationError(`The file ${path} does not exist`);
      return yamlIn(text, path);
    },
  };
}

function openPkcs7({ directory, keys }: PluginPorts, config: JsonObject): Plugin {
  const files = keyFiles(config, directory);
  return {
    isSecret: always,
    isCached: false,
    check: async ({ encrypted_value: text }) => {
      if (typeof text !== 'string')
        throw validationError("pkcs7 plugin requires that the 'encrypted_value' is specified");
    },
    resolve: ({ encrypted_value: text }) => keys.decrypt(String(text), files),
    secrets: {
      secret_createkeys: async ({ force }) => {
        await keys.create(files, isTrue(force));
        return `Created keys: ${files.privateKey}, ${files.publicKey}`;
      },
      secret_decrypt: ({ encrypted_value: text }) => keys.decrypt(String(text), files),
      secret_encrypt: ({ plaintext_value: text }) => keys.encrypt(String(text), files),
    },
  };
}

function keyFiles(config: JsonObject, directory: string): KeyFiles {
  const { keysize: size, private_key: privateKey, public_key: publicKey } = config;
  const path = (given: Json | undefined, usual: string) =>
    joinPath(directory, typeof given === 'string' ? given : usual);
  return {
    size: typeof size === 'number' ? size : 2048,
    privateKey: path(privateKey, 'keys/private_key.pkcs7.pem'),
    publicKey: path(publicKey, 'keys/public_key.pkcs7.pem'),
  };
}

function yamlIn(text: string, path: string): Json {
  const { value, faults } = readYaml(text);
  const fault = faults.find(({ kind }) => kind !== 'duplicate');
  if (fault === undefined) return value;
  const { line, column } = fault.place;
  throw validationError(`Could not parse ${path}, line ${line}, column ${column}: ${fault.message}`);
}

const inputVariable = 'PUPPET_CONNECT_INPUT_DATA';

function connectData({ directory, environment, readText }: PluginPorts): Plugin {
  const input = environment(inputVariable);
  const path = input === undefined ? joinPath(directory, 'puppet_connect_data.yaml') : joinPath(directory, input);
  const read = async (): Promise<JsonObject> => {
    const text = await readText(path);
    const data = text === undefined ? {} : (yamlIn(text, path) ?? {});
    if (!isJsonObject(data)) throw validationError(`Invalid content for ${path}: it should be a Hash or empty`);
    const referring = input === undefined ? undefined : Object.keys(data).find((key) => hasReference(data[key]));
    if (referring === undefined) return data;
    throw validationError(`invalid input data ${path}: the ${referring} key's value contains a plugin reference`);
  };
  return {
    // It is for what no file of the project may hold.
    isSecret: always,
    isCached: false,
    check: async ({ key }) => {
      if (!isTrue(key)) throw validationError("puppet_connect_data plugin requires that 'key' be specified");
      if (input === undefined || Object.hasOwn(await read(), String(key))) return;
      throw validationError(`invalid input data ${path}: a value for the ${String(key)} key is not specified`);
    },
    resolve: async ({ key }) => (await read())[String(key)] ?? null,
  };
}

/** Whether there is a plugin reference in a value. */
export function hasReference(value: Json | undefined): boolean {
  if (typeof value !== 'object' || value === null) return false;
  return isReference(value) || Object.values(value).some(hasReference);
}

/** Whether a plugin is to give the value. */
export function isReference(value: Json | undefined): value is JsonObject & { readonly _plugin: Json } {
  return isJsonObject(value) && '_plugin' in value;
}
