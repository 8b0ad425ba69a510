import { type FileStat, type Files, ManualClock } from '../../orchestrator-core/common/index.ts';
import { createOverlay } from '../documents/overlay.ts';
import { memoryFiles } from '../documents/test-project.ts';
import { createWorkspace, type Workspace } from '../documents/workspace.ts';
import { nodeRuntime } from '../node-runtime.ts';
import { createParsers } from '../task-script/parsers.ts';
import type { CacheStore } from './cache.ts';

/** A project at `/p` for tests whose files change on the disk. Its clock stands still. */
export interface ChangingProject {
  readonly workspace: Workspace;
  readonly clock: ManualClock;
  /** The files whose text was read since this was last emptied, relative to the project. */
  readonly read: string[];
  write(path: string, text: string): void;
  remove(path: string): void;
  /** What is done, once, right after the text of a file was read and before anyone has it. */
  whileReading(path: string, action: () => void): void;
  /** The editor shows a text. */
  show(path: string, text: string): void;
  hide(path: string): void;
  /** Tells of changes, waits until they were read. */
  changed(...paths: readonly string[]): Promise<void>;
  /** Waits until everything was read that `path` can name; answers the names of a kind that it finds. */
  names(path: string, kind: 'class' | 'task' | 'plan' | 'function'): Promise<readonly string[]>;
}

const runtime = nodeRuntime(new URL('..', import.meta.url).pathname);
const parsers = createParsers(runtime);
const home = '/p/';
/** Long after the files were written. */
const begin = 1_000_000_000;

/** The disk and the cache outlive a session; another project made of them is the next start of the server. */
export function changingProject(
  files: Readonly<Record<string, string>>,
  cache?: CacheStore,
  texts: Map<string, string> = new Map(),
  times: Map<string, number> = new Map(),
): ChangingProject {
  const clock = new ManualClock(begin);
  const read: string[] = [];
  const actions = new Map<string, () => void>();
  const write = (path: string, text: string) => {
    texts.set(home + path, text);
    times.set(home + path, (times.get(home + path) ?? 0) + 1);
  };
  for (const [path, text] of Object.entries(files)) write(path, text);
  const memory = memoryFiles(texts);
  const disk: Files = {
    ...memory,
    readText: async (path) => {
      const text = texts.get(path);
      if (text !== undefined) read.push(path.slice(home.length));
      const action = actions.get(path);
      actions.delete(path);
      action?.();
      return text;
    },
    stat: async (path): Promise<FileStat | undefined> => {
      const stat = await memory.stat(path);
      return stat && { ...stat, modified: times.get(path) ?? 0 };
    },
  };
  const workspace = createWorkspace(createOverlay(disk), { soon: setImmediate, clock, parsers });
  if (cache !== undefined) workspace.index.keepIn(cache);
  return {
    workspace,
    clock,
    read,
    write,
    remove: (path) => {
      for (const file of [...texts.keys()]) {
        if (file === home + path || file.startsWith(`${home}${path}/`)) texts.delete(file);
      }
    },
    whileReading: (path, action) => {
      actions.set(home + path, action);
    },
    show: (path, text) => workspace.files.show(home + path, 1, () => text),
    hide: (path) => workspace.files.hide(home + path),
    changed: async (...paths) => {
      workspace.changed(paths.map((path) => home + path));
      await workspace.index.settled();
    },
    names: async (path, kind) => {
      const world = await workspace.world(home + path);
      await workspace.index.settled();
      const found = [...world.all(kind)].filter(({ origin }) => origin.kind === 'file');
      return found.map(({ name }) => name).sort();
    },
  };
}

/** A cache in memory, with its texts. */
export function memoryCache(): CacheStore & { readonly texts: Map<string, string> } {
  const texts = new Map<string, string>();
  return {
    texts,
    read: async (name) => texts.get(name),
    write: async (name, text) => {
      texts.set(name, text);
    },
  };
}
