import {
  isJsonObject,
  type Json,
  type JsonObject,
  OrchestratorError,
  rubyClass,
  rubyInspect,
} from '../common/index.ts';
import { bubbleBabble } from './bubble-babble.ts';
import { validationError } from './plugin-error.ts';
import type { PluginPorts } from './ports.ts';

/** Values of references that are kept between commands. */
export interface ValueCache {
  /** @throws OrchestratorError `bolt/validation-error` for a `_cache` that will not do. */
  find(reference: JsonObject): Promise<Json | undefined>;
  keep(reference: JsonObject, value: Json): Promise<void>;
}

/** The cache of a project. Everything that is too old goes when something is looked for. */
export function openValueCache({ cache, cacheTtl, now, sha256, warn }: PluginPorts): ValueCache {
  let hasWarned = false;
  // Where the file is not ours to read or to write, plugins are asked each time.
  const goWithout = (error: unknown): void => {
    if (error instanceof OrchestratorError) throw error;
    const reason = error instanceof Error ? error.message : String(error);
    if (!hasWarned) warn('unwriteable_file', `What plugins give cannot be kept: ${reason}`);
    hasWarned = true;
  };
  const read = (): Promise<JsonObject> =>
    cache.read().catch((error) => {
      goWithout(error);
      return {};
    });
  const write = (entries: JsonObject): Promise<void> => cache.write(entries).catch(goWithout);
  // One after the other, since the file is read and written as a whole.
  let last: Promise<unknown> = Promise.resolve();
  const alone = async <T>(act: () => Promise<T>): Promise<T> => {
    const next = last.then(act, act);
    last = next.catch(() => {});
    return next;
  };
  const id = (reference: JsonObject): string => {
    const parts = Object.entries(reference).filter(([key]) => key !== '_cache');
    const sorted = parts.sort(([a], [b]) => (a < b ? -1 : 1));
    return bubbleBabble(sha256(rubyInspect(sorted))).slice(0, 21);
  };
  return {
    find: async (reference) => {
      const ttl = ttlOf(reference, cacheTtl);
      if (ttl === undefined || ttl === 0) return undefined;
      return alone(async () => {
        const entries = await read();
        const fresh = Object.entries(entries).filter(([, entry]) => isFresh(entry, now()));
        if (fresh.length < Object.keys(entries).length && fresh.length > 0) await write(Object.fromEntries(fresh));
        const found = fresh.find(([key]) => key === id(reference))?.[1];
        const value = isJsonObject(found) ? found['result'] : undefined;
        return value ?? undefined;
      });
    },
    keep: async (reference, value) => {
      const ttl = ttlOf(reference, cacheTtl);
      if (ttl === undefined || ttl === 0) return;
      await alone(async () => {
        const entry = { result: value, mtime: timeText(now()), ttl };
        await write({ ...(await read()), [id(reference)]: entry });
      });
    },
  };
}

/** Seconds; undefined where nothing is kept. */
function ttlOf(reference: JsonObject, usual: number | undefined): number | undefined {
  const given = reference['_cache'];
  if (given === undefined || given === null) return usual;
  if (!isJsonObject(given)) {
    throw validationError(`_cache must be a Hash, received ${rubyClass(given)}: ${rubyInspect(given)}`);
  }
  const { ttl } = given;
  if (ttl === undefined) throw validationError("_cache must set 'ttl' key.");
  if (typeof ttl !== 'number')
    throw validationError(`'ttl' key under '_cache' must be a number, not ${rubyInspect(ttl)}.`);
  if (ttl < 0) throw validationError("'ttl' key under '_cache' must be a minimum of 0.");
  return ttl;
}

function isFresh(entry: Json, now: number): boolean {
  if (!isJsonObject(entry)) return false;
  const { mtime, ttl } = entry;
  const written = typeof mtime === 'string' ? Date.parse(mtime.replace(/ (?=[+-]\d{4}$)/, '')) : Number.NaN;
  return typeof ttl === 'number' && now - written < ttl * 1000;
}

/** As Ruby writes a time into JSON. */
function timeText(time: number): string {
  return `${new Date(time).toISOString().slice(0, 19).replace('T', ' ')} +0000`;
}
