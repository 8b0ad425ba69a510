import type { Overlay } from '../documents/overlay.ts';
import { type Unit, unitsOf } from './module-files.ts';
import type { Entry, ModuleStore } from './module-store.ts';
import { type RubyReader, readUnit } from './read-unit.ts';

/** What reading modules needs. */
export interface ReadTools {
  readonly files: Overlay;
  /** Resolves when the next file may be parsed. */
  turn(): Promise<void>;
  /** Milliseconds since the Unix epoch. */
  now(): number;
  readonly readRuby: RubyReader | undefined;
}

/** Files larger than this are no source that people write. */
const largest = 4 * 1024 * 1024;
/** Units that are read from the disk at the same time. */
const atOnce = 16;
/** Milliseconds in which a file can change twice without a different time on some file systems. */
const youngest = 2000;

/** What reading a module came to. */
export interface ModuleRead {
  /** Others see a difference. */
  readonly isDifferent: boolean;
  /** Something is not as `known` had it. */
  readonly isNews: boolean;
}

/**
 * Reads what of a module is not as it is known, from an earlier reading or session. What is open in the editor is left
 * to who knows its text.
 */
export async function readModule(
  tools: ReadTools,
  store: ModuleStore,
  wanted: (unit: Unit) => boolean,
  known: ReadonlyMap<string, Entry>,
): Promise<ModuleRead> {
  const found = (await unitsOf(tools.files, store.module)).filter(wanted);
  const units = found.filter((unit) => !isOpen(tools, unit));
  let isDifferent = !store.isRead;
  let isNews = false;
  for (let at = 0; at < units.length; at += atOnce) {
    const loaded = await Promise.all(units.slice(at, at + atOnce).map((unit) => loadUnit(tools, store, unit, known)));
    for (const take of loaded) {
      if (take === undefined) continue;
      await tools.turn();
      isDifferent = (await take.run()) || isDifferent;
      isNews ||= take.isNews;
    }
  }
  const present = new Set(found.map(({ path }) => path));
  for (const { unit } of [...store.entries.values()]) {
    const isGone = !present.has(unit.path) && wanted(unit) && !isOpen(tools, unit);
    if (!isGone) continue;
    isDifferent = store.remove(unit.path) || isDifferent;
    isNews = true;
  }
  store.isRead = true;
  return { isDifferent, isNews: isNews || [...known.keys()].some((path) => !present.has(path)) };
}

/** Reads one unit whatever its files' times say. Answers whether others see a difference. */
export async function readAgain(tools: ReadTools, store: ModuleStore, unit: Unit): Promise<boolean> {
  if (isOpen(tools, unit)) return false;
  const take = await loadUnit(tools, store, unit, new Map());
  await tools.turn();
  return take === undefined ? false : take.run();
}

function isOpen({ files }: ReadTools, unit: Unit): boolean {
  return unit.kind !== 'task' && unit.files.some((file) => files.isOpen(file));
}

/** Takes in what was loaded. */
interface Take {
  /** Answers whether others see a difference. */
  run(): boolean | Promise<boolean>;
  readonly isNews: boolean;
}

/** Reads the texts of a unit; what it gives back takes them in. Undefined when nothing changed. */
async function loadUnit(
  tools: ReadTools,
  store: ModuleStore,
  unit: Unit,
  known: ReadonlyMap<string, Entry>,
): Promise<Take | undefined> {
  const { files } = tools;
  const stats = await Promise.all(unit.files.map((file) => files.stat(file).catch(() => undefined)));
  const isReadable = stats.every((stat) => stat?.kind === 'file' && stat.size <= largest);
  // Taken before the text, so that a change in between makes the next comparison fail, never succeed.
  const isShown = unit.files.some((file) => files.isOpen(file));
  const stamp = isShown ? 'open' : stats.map((stat) => `${stat?.modified}:${stat?.size}`).join(' ');
  const before = known.get(unit.path);
  if (isReadable && before !== undefined && isSame(before, unit, stamp)) {
    const isThere = store.entries.get(unit.path) === before;
    return isThere ? undefined : { run: () => store.put(before), isNews: false };
  }
  const texts = isReadable ? await Promise.all(unit.files.map((file) => textOf(files, file))) : [];
  const readable = texts.filter((text) => text !== undefined);
  if (!isReadable || readable.length < unit.files.length) {
    return { run: () => store.remove(unit.path), isNews: true };
  }
  const youngerThan = tools.now() - youngest;
  const isUncertain = isShown || stats.some((stat) => stat === undefined || stat.modified > youngerThan);
  const run = async () => {
    const summary = await readUnit(store.module, unit, readable, tools.readRuby);
    // It may have been opened meanwhile: then what the editor shows counts.
    return isOpen(tools, unit) ? false : store.put({ ...summary, unit, stamp, isUncertain });
  };
  return { run, isNews: true };
}

async function textOf(files: Overlay, path: string): Promise<string | undefined> {
  return files.readText(path).catch(() => undefined);
}

function isSame(before: Entry, unit: Unit, stamp: string): boolean {
  const isSameUnit = before.unit.kind === unit.kind && before.unit.files.join('\n') === unit.files.join('\n');
  return isSameUnit && before.stamp === stamp && !before.isUncertain;
}
