import type { DirectoryEntry, FileStat, Files } from '../../orchestrator-core/common/index.ts';
import { nodeRuntime } from '../node-runtime.ts';
import type { Runtime } from '../runtime.ts';
import { createParsers, type Parsers } from '../task-script/parsers.ts';
import { createOverlay } from './overlay.ts';
import type { Span } from './words.ts';
import { createWorkspace, type Workspace } from './workspace.ts';

/** A workspace in memory for tests, made from texts with marks: `$0` is the cursor, `«…»` a range. */
export interface TestProject {
  readonly workspace: Workspace;
  /** Where `$0` was. */
  readonly cursor: { readonly path: string; readonly offset: number };
  /** The text of a file without its marks. */
  text(path: string): string;
  /** The text with `«…»` around the spans. */
  marked(path: string, spans: readonly Span[]): string;
}

const runtime: Runtime = nodeRuntime(import.meta.dirname.replace(/documents$/, ''));
const parsers: Parsers = createParsers(runtime);

/** Files in memory: text by absolute path. Directories are those that files lie in. */
export function memoryFiles(texts: ReadonlyMap<string, string>): Files {
  const statOf = (path: string): FileStat | undefined => {
    const text = texts.get(path);
    if (text !== undefined) return { kind: 'file', size: text.length, modified: 0, executable: false };
    const isDirectory = [...texts.keys()].some((file) => file.startsWith(path.endsWith('/') ? path : `${path}/`));
    return isDirectory ? { kind: 'directory', size: 0, modified: 0, executable: true } : undefined;
  };
  return {
    readText: async (path) => texts.get(path),
    readBytes: async (path) => new TextEncoder().encode(texts.get(path) ?? ''),
    stat: async (path) => statOf(path),
    list: async (path) => {
      const names = new Set<string>();
      for (const file of texts.keys()) {
        if (file.startsWith(`${path}/`)) names.add(file.slice(path.length + 1).split('/')[0] ?? '');
      }
      const entry = (name: string): DirectoryEntry => ({ name, kind: statOf(`${path}/${name}`)?.kind ?? 'other' });
      return [...names].sort().map(entry);
    },
  };
}

/** A project at `/p`; the keys of `files` are relative to it. */
export function testProject(files: Readonly<Record<string, string>>): TestProject {
  const texts = new Map<string, string>();
  let cursor = { path: '', offset: 0 };
  for (const [name, written] of Object.entries(files)) {
    const path = `/p/${name}`;
    const unmarked = written.replace(/[«»]/g, '');
    if (unmarked.includes('$0')) cursor = { path, offset: unmarked.indexOf('$0') };
    texts.set(path, unmarked.replace('$0', ''));
  }
  const text = (path: string) => texts.get(path) ?? '';
  return {
    workspace: createWorkspace(createOverlay(memoryFiles(texts)), { ...runtime, parsers }),
    cursor,
    text,
    marked: (path, spans) => mark(text(path), spans),
  };
}

function mark(text: string, spans: readonly Span[]): string {
  const marks = spans.flatMap(({ start, end }) => [
    { at: start, mark: '«', order: 1 },
    { at: end, mark: '»', order: 0 },
  ]);
  let marked = text;
  for (const { at, mark: sign } of marks.sort((a, b) => b.at - a.at || b.order - a.order)) {
    marked = marked.slice(0, at) + sign + marked.slice(at);
  }
  return marked;
}
