import { baseName, type DirectoryEntry, type Files, parentPath } from '../common/index.ts';

/** Files that exist in a test alone: absolute path to text. `worldWritable` directories can be written by anyone. */
export function memoryFiles(texts: Readonly<Record<string, string>>, worldWritable: readonly string[] = []): Files {
  const entries = new Map<string, DirectoryEntry['kind']>([['/', 'directory']]);
  for (const path of Object.keys(texts)) {
    entries.set(path, 'file');
    for (let parent = parentPath(path); parent !== '/'; parent = parentPath(parent)) entries.set(parent, 'directory');
  }
  return {
    readText: async (path) => texts[path],
    readBytes: async (path) =>
      texts[path] === undefined ? undefined : Uint8Array.from(texts[path], (c) => c.charCodeAt(0)),
    list: async (path) =>
      [...entries]
        .filter(([name]) => name !== '/' && parentPath(name) === path)
        .map(([name, kind]) => ({ name: baseName(name), kind }))
        .sort((a, b) => (a.name < b.name ? -1 : 1)),
    stat: async (path) => {
      const kind = entries.get(path);
      if (kind === undefined) return undefined;
      const size = texts[path]?.length ?? 0;
      return { kind, size, modified: 0, executable: false, worldWritable: worldWritable.includes(path) };
    },
  };
}
