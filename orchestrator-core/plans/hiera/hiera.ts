import { type Files, joinPath, parentPath } from '../../common/index.ts';
import { entriesOf, entry, isHash, type PuppetValue, textOf } from '../../language/index.ts';
import { rubyRegex } from '../../regex/index.ts';
import { type HieraLevel, readHieraConfig } from './hiera-config.ts';
import { createHieraData, type HieraData } from './hiera-data.ts';
import { DataFault, HieraError } from './hiera-error.ts';
import { dig, type HieraKey, readKey } from './hiera-key.ts';
import { type MergeStrategy, mergeValues, readMerge } from './merge-values.ts';
import { readYaml } from './read-data.ts';

/** Where data come from, and what they are about. */
export interface HieraSource {
  readonly files: Files;
  /** The project's `hiera.yaml`, absolute; nothing is looked up there where it does not exist. */
  readonly configPath: string;
  /** The directory of a module; undefined where there is no such module. */
  readonly moduleDirectory: (name: string) => string | undefined;
  /** Plans look into `plan_hierarchy` where there is one. */
  readonly purpose: 'plan' | 'catalog';
  /** The value of a variable that data refer to; undefined where there is none. */
  readonly variable: (name: string) => PuppetValue | undefined;
}

/** What Hiera has under a key. */
export interface HieraAnswer {
  readonly value: PuppetValue;
  /** What `lookup_options` say the value is to be made: a type, and what `new` is given besides the value. */
  readonly convertTo?: readonly PuppetValue[];
}

/** Hiera 5 over the data of a project and its modules. */
export interface Hiera {
  /**
   * The value of a key; undefined where nothing has it. `merge` is the name of a strategy or a hash with options; null
   * leaves it to `lookup_options`. @throws HieraError
   */
  lookup(key: string, merge: PuppetValue): Promise<HieraAnswer | undefined>;
}

/** The key under which data say how other keys are merged and converted; nobody looks it up. */
const optionsKey = 'lookup_options';

/** Opens Hiera; each file is read when it is first needed, and once. */
export function openHiera(source: HieraSource): Hiera {
  return new Layers(source);
}

/** Options of keys by their names, and by patterns of names. */
interface LookupOptions {
  readonly named: PuppetValue;
  readonly patterns: readonly { readonly matches: (key: string) => boolean; readonly options: PuppetValue }[];
}

interface Layer {
  readonly levels: readonly HieraLevel[];
  /** Of a module: where its keys are looked up that nobody else has. */
  readonly defaultLevels?: readonly HieraLevel[];
  readonly data: HieraData;
}

class Layers implements Hiera {
  readonly #source: HieraSource;
  readonly #layers = new Map<string | undefined, Promise<Layer | undefined>>();
  readonly #options = new Map<string | undefined, Promise<LookupOptions>>();

  constructor(source: HieraSource) {
    this.#source = source;
  }

  lookup(key: string, merge: PuppetValue): Promise<HieraAnswer | undefined> {
    return this.#lookup(key, merge, []);
  }

  async #lookup(text: string, merge: PuppetValue, stack: readonly string[]): Promise<HieraAnswer | undefined> {
    if (text === optionsKey || text.startsWith(`${optionsKey}.`)) return undefined;
    if (stack.includes(text)) {
      const message = `Recursive lookup detected in [${stack.join(', ')}]`;
      throw new DataFault(`Lookup of key '${text}' failed: ${message}`);
    }
    const key = readKey(text);
    const below = [...stack, text];
    // What options themselves refer to has none: they are not known before.
    const known = stack.includes(optionsKey) ? compile({}) : await this.#optionsFor(key.module, below);
    const options = optionsOf(key, known);
    const how = merge ?? option(options, 'merge');
    const own = await this.#find(key, how, below);
    const found = own === undefined ? await this.#findDefault(key, below) : own;
    if (found === undefined) return undefined;
    const convertTo = option(options, 'convert_to');
    if (convertTo === null) return { value: found };
    return { value: found, convertTo: Array.isArray(convertTo) ? convertTo : [convertTo] };
  }

  async #find(key: HieraKey, merge: PuppetValue, stack: readonly string[]): Promise<PuppetValue | undefined> {
    const strategy = readMerge(merge);
    try {
      const merged = await this.#merged(key, strategy, stack);
      return merged === undefined ? undefined : dig(merged, key.segments, key.text);
    } catch (error) {
      if (!(error instanceof DataFault)) throw error;
      throw new DataFault(`Lookup of key '${key.text}' failed: ${error.message}`, { cause: error });
    }
  }

  async #merged(key: HieraKey, strategy: MergeStrategy, stack: readonly string[]): Promise<PuppetValue | undefined> {
    return mergeValues(await this.#values(key.module, key.root, strategy.name === 'first', stack), strategy);
  }

  /** The values of a key in the data of the project and of a module, the highest priority first. */
  async #values(module: string | undefined, key: string, first: boolean, stack: readonly string[]) {
    const values: PuppetValue[] = [];
    for (const { levels, data } of await this.#layersOf(module)) {
      values.push(...(await data.values(levels, key, this.#seenBy(stack), first)));
      if (first && values.length > 0) break;
    }
    return values;
  }

  /** What a module says of its keys where nobody else does. */
  async #findDefault(key: HieraKey, stack: readonly string[]): Promise<PuppetValue | undefined> {
    const layer = key.module === undefined ? undefined : await this.#layer(key.module);
    const levels = layer?.defaultLevels;
    if (layer === undefined || levels === undefined) return undefined;
    const seen = this.#seenBy(stack);
    const own = mergeValues(await layer.data.values(levels, optionsKey, seen, false), readMerge('hash'));
    const strategy = readMerge(option(optionsOf(key, compile(own ?? {})), 'merge'));
    const values = await layer.data.values(levels, key.root, seen, strategy.name === 'first');
    const merged = mergeValues(values, strategy);
    return merged === undefined ? undefined : dig(merged, key.segments, key.text);
  }

  #seenBy(stack: readonly string[]): Parameters<HieraData['values']>[2] {
    return {
      variable: this.#source.variable,
      lookup: async (key) => (await this.#lookup(key, null, stack))?.value,
    };
  }

  async #layersOf(module: string | undefined): Promise<readonly Layer[]> {
    const layers = [await this.#layer(undefined), module === undefined ? undefined : await this.#layer(module)];
    return layers.filter((layer) => layer !== undefined);
  }

  #layer(module: string | undefined): Promise<Layer | undefined> {
    const known = this.#layers.get(module);
    if (known !== undefined) return known;
    const opened = this.#open(module);
    this.#layers.set(module, opened);
    return opened;
  }

  async #open(module: string | undefined): Promise<Layer | undefined> {
    const { files, configPath, moduleDirectory, purpose } = this.#source;
    const directory = module === undefined ? undefined : moduleDirectory(module);
    if (module !== undefined && directory === undefined) return undefined;
    const path = directory === undefined ? configPath : joinPath(directory, 'hiera.yaml');
    // A named project is a module too; its data are not asked twice.
    if (module !== undefined && path === configPath) return undefined;
    const text = await files.readText(path);
    if (text === undefined) return undefined;
    const config = readHieraConfig(readYaml(text, path), path, module === undefined ? 'project' : 'module');
    const { hierarchy, planHierarchy, defaultHierarchy } = config;
    return {
      levels: purpose === 'plan' ? (planHierarchy ?? hierarchy) : hierarchy,
      ...(defaultHierarchy === undefined ? {} : { defaultLevels: defaultHierarchy }),
      data: createHieraData(files, parentPath(path)),
    };
  }

  #optionsFor(module: string | undefined, stack: readonly string[]): Promise<LookupOptions> {
    const known = this.#options.get(module);
    if (known !== undefined) return known;
    const read = this.#readOptions(module, stack);
    this.#options.set(module, read);
    return read;
  }

  async #readOptions(module: string | undefined, stack: readonly string[]): Promise<LookupOptions> {
    const values = await this.#values(module, optionsKey, false, [...stack, optionsKey]);
    for (const value of values) if (!isHash(value)) throw new HieraError('value of lookup_options must be a hash');
    return compile(mergeValues(values, readMerge('hash')) ?? {});
  }
}

function compile(options: PuppetValue): LookupOptions {
  const patterns = (entriesOf(options) ?? []).flatMap(([name, value]) => {
    const text = textOf(name);
    if (!text.startsWith('^')) return [];
    const regex = rubyRegex(text);
    return regex === undefined ? [] : [{ matches: (key: string) => regex.test(key), options: value }];
  });
  return { named: options, patterns };
}

function optionsOf(key: HieraKey, { named, patterns }: LookupOptions): PuppetValue {
  return entry(named, key.root) ?? patterns.find(({ matches }) => matches(key.root))?.options ?? {};
}

function option(options: PuppetValue, name: string): PuppetValue {
  return isHash(options) ? (entry(options, name) ?? null) : null;
}
