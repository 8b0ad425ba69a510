import type { Module } from '../../orchestrator-core/project/index.ts';
import type { Unit, UnitKind } from './module-files.ts';
import type { Entry } from './module-store.ts';

/** Where texts are kept from one start of the server to the next. */
export interface CacheStore {
  /** Undefined when nothing is kept under that name, or when it cannot be read. */
  read(name: string): Promise<string | undefined>;
  /** Replaces the text as a whole or not at all. Rejects when it cannot be written. */
  write(name: string, text: string): Promise<void>;
}

/** Differs whenever an entry means something else than before. */
const format = 1;

/** A line of a cache: path, kind and files of a unit, its stamp, declarations and mentions. */
type Line = readonly [string, UnitKind, readonly string[], string, Entry['declarations'], Entry['mentions']];

/** What was known of a module's files at the end of another session; `version` is that of the program. */
export async function loadEntries(
  cache: CacheStore,
  module: Module,
  version: string,
  turn: () => Promise<void>,
): Promise<ReadonlyMap<string, Entry>> {
  const text = await cache.read(nameOf(module)).catch(() => undefined);
  const end = text?.indexOf('\n') ?? -1;
  if (text === undefined || end < 0) return new Map();
  const body = text.slice(end + 1);
  if (text.slice(0, end) !== header(module, version, body)) return new Map();
  const found = new Map<string, Entry>();
  for (const line of body.split('\n')) {
    if (line === '') continue;
    await turn();
    const [path, kind, files, stamp, declarations, mentions] = JSON.parse(line) as Line;
    const unit: Unit = { path, kind, files };
    found.set(path, { unit, stamp, declarations, mentions, isUncertain: false });
  }
  return found;
}

/** Keeps what is known of a module's files, but for what is not certain. */
export async function saveEntries(
  cache: CacheStore,
  module: Module,
  version: string,
  entries: ReadonlyMap<string, Entry>,
  turn: () => Promise<void>,
): Promise<void> {
  const lines: string[] = [];
  for (const { unit, stamp, declarations, mentions, isUncertain } of entries.values()) {
    await turn();
    const line: Line = [unit.path, unit.kind, unit.files, stamp, declarations, mentions];
    if (!isUncertain) lines.push(JSON.stringify(line));
  }
  const body = lines.join('\n');
  await cache.write(nameOf(module), `${header(module, version, body)}\n${body}`);
}

/** The first line; a text that does not begin with it is damaged, or of another program or module. */
function header({ name, directory }: Module, version: string, body: string): string {
  return JSON.stringify({ format, version, name, directory, sum: hash(body, 0) });
}

function nameOf({ name, directory }: Module): string {
  const key = `${name} ${directory}`;
  return `${name || 'loose'}-${hash(key, 0)}${hash(key, 1)}.jsonl`;
}

/** FNV-1a: tells damage and names apart; nobody would gain by forging it. */
function hash(text: string, seed: number): string {
  let value = (0x811c9dc5 ^ seed) >>> 0;
  for (let index = 0; index < text.length; index += 1) {
    value = Math.imul(value ^ text.charCodeAt(index), 0x01000193) >>> 0;
  }
  return value.toString(16).padStart(8, '0');
}
