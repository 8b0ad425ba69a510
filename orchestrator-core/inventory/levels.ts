import { type CancelSignal, isJsonObject, type Json, type JsonObject, OrchestratorError } from '../common/index.ts';
import type { PluginResolver } from '../plugins/index.ts';
import { readData } from './group.ts';
import type { InventoryData } from './merge.ts';

/** Where a level stands: a group, or an entry for a target in it. */
export interface LevelPlace {
  readonly said: InventoryData;
  readonly group: string;
}

/** What the levels of an inventory say once plugins gave the values of references, each when it is first needed. */
export interface Levels {
  /** With values as far as they were given; until then references stand where they are. */
  data(said: InventoryData): InventoryData;
  /** Why a value of the level is not known: a plugin failed, or was not asked. */
  fault(said: InventoryData): OrchestratorError | undefined;
  /** What plugins gave for the level that nobody may see, in clear. */
  secrets(said: InventoryData): readonly Json[];
  /** Whether the level has references whose values are not known. */
  isOpen(said: InventoryData): boolean;
  /** Asks plugins for values; one that failed is asked again. Never rejects: see {@link fault}. */
  resolve(place: LevelPlace, signal: CancelSignal): Promise<void>;
}

type State =
  | { readonly data: InventoryData; readonly secrets: readonly Json[] }
  | { readonly fault: OrchestratorError };

const none: readonly Json[] = [];

/** Levels that ask these plugins; without any, references stay references. */
export function createLevels(plugins: PluginResolver | undefined): Levels {
  const states = new Map<InventoryData, State>();
  const running = new Map<InventoryData, Promise<void>>();
  const abandoned = new Set<InventoryData>();
  const stateOf = (said: InventoryData): State | undefined =>
    said.unresolved === undefined ? undefined : states.get(said);
  const isOpen = (said: InventoryData): boolean => {
    if (said.unresolved === undefined) return false;
    const state = states.get(said);
    return state === undefined || 'fault' in state;
  };
  const ask = async ({ said, group }: LevelPlace, resolver: PluginResolver, signal: CancelSignal): Promise<State> => {
    try {
      const keys = Object.entries(said.unresolved ?? {}).filter(([key]) => dataKeys.has(key));
      const { value, origins, secrets } = await resolver.resolve(Object.fromEntries(keys), signal);
      const data = readData(settled(value), said, group);
      return { data: { ...data, origins }, secrets };
    } catch (error) {
      if (error instanceof OrchestratorError) return { fault: error };
      const why = error instanceof Error ? error.message : String(error);
      return { fault: new OrchestratorError('baton/internal-error', why, { cause: error }) };
    }
  };
  /** Whoever asked first may have given up: that is nobody else's fault. */
  const again = (place: LevelPlace, signal: CancelSignal): Promise<void> | undefined =>
    abandoned.has(place.said) && !signal.aborted ? levels.resolve(place, signal) : undefined;
  const levels: Levels = {
    data: (said) => {
      const state = stateOf(said);
      return state !== undefined && 'data' in state ? state.data : said;
    },
    fault: (said) => {
      if (!isOpen(said)) return undefined;
      const state = stateOf(said);
      return state !== undefined && 'fault' in state ? state.fault : notAsked(said);
    },
    secrets: (said) => {
      const state = stateOf(said);
      return state !== undefined && 'data' in state ? state.secrets : none;
    },
    isOpen,
    resolve: (place, signal) => {
      const { said } = place;
      if (plugins === undefined || !isOpen(said)) return Promise.resolve();
      const known = running.get(said);
      if (known !== undefined) return known.then(() => again(place, signal));
      abandoned.delete(said);
      const begun = ask(place, plugins, signal).then((state) => {
        states.set(said, state);
        running.delete(said);
        if ('fault' in state && signal.aborted) abandoned.add(said);
      });
      running.set(said, begun);
      return begun;
    },
  };
  return levels;
}

const dataKeys: ReadonlySet<string> = new Set(['config', 'vars', 'facts', 'features', 'plugin_hooks']);

function notAsked({ unresolved = {} }: InventoryData): OrchestratorError {
  const found = findReference(unresolved, []);
  const where = found?.path.join('.') ?? '';
  const message = `The value at '${where}' comes from the plugin '${String(found?.plugin)}', which was not asked.`;
  return new OrchestratorError('baton/unresolved-reference', message);
}

function findReference(value: Json, path: readonly string[]): { plugin: Json; path: readonly string[] } | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  if (isJsonObject(value) && '_plugin' in value) return { plugin: value['_plugin'] ?? null, path };
  for (const [key, item] of Object.entries(value)) {
    const found = findReference(item, [...path, key]);
    if (found) return found;
  }
  return undefined;
}

/** Lists of features that plugins gave within the list become one. */
function settled(value: Json): JsonObject {
  if (!isJsonObject(value)) return {};
  const { features, ...rest } = value;
  return {
    ...rest,
    ...(features === undefined ? {} : { features: Array.isArray(features) ? flat(features) : features }),
  };
}

function flat(list: readonly Json[]): readonly Json[] {
  return list.flatMap((each) => (Array.isArray(each) ? flat(each as readonly Json[]) : [each]));
}
