import { type FileStat, type Files, parentPath } from '../../orchestrator-core/common/index.ts';

/** A file's text with a mark that differs whenever the text may differ. */
export interface Source {
  readonly path: string;
  readonly text: string;
  readonly version: string;
}

/** The disk with the editor's unsaved documents laid over it. */
export interface Overlay extends Files {
  /** Says what the editor shows for `path`; `version` is the editor's own count. */
  show(path: string, version: number, text: () => string): void;
  /** The editor closed the document: the disk counts again. */
  hide(path: string): void;
  /** Whether the editor's text counts. */
  isOpen(path: string): boolean;
  /** Every path whose text the editor has. */
  opened(): Iterable<string>;
  /** Calls back after the editor showed or closed a document. */
  onEdit(callback: (path: string) => void): void;
  /** Lets go of the texts of the disk that were kept: of one file, or of all. */
  forget(path?: string): void;
  /** The open document's text, else the disk's; undefined when there is no such file or it cannot be read. */
  source(path: string): Promise<Source | undefined>;
}

interface OpenDocument {
  readonly version: string;
  /** Asked late: most keystrokes of one document never need the text of another. */
  readonly text: () => string;
}

/** Larger files are not task scripts or metadata; reading them would only cost memory. */
const largest = 4 * 1024 * 1024;

/** Lays documents over `disk`; texts of the disk are kept until their time or size changes. */
export function createOverlay(disk: Files): Overlay {
  const open = new Map<string, OpenDocument>();
  const read = new Map<string, Source>();
  const listeners: ((path: string) => void)[] = [];
  const tell = (path: string) => {
    for (const listener of listeners) listener(path);
  };
  let opened = 0;
  const source = async (path: string): Promise<Source | undefined> => {
    const document = open.get(path);
    if (document !== undefined) return { path, text: document.text(), version: document.version };
    const stat = await disk.stat(path).catch(() => undefined);
    if (stat?.kind !== 'file' || stat.size > largest) return undefined;
    const version = `disk:${stat.modified}:${stat.size}`;
    const known = read.get(path);
    if (known?.version === version) return known;
    const text = await disk.readText(path).catch(() => undefined);
    if (text === undefined) return undefined;
    const fresh: Source = { path, text, version };
    read.set(path, fresh);
    return fresh;
  };
  return {
    show: (path, version, text) => {
      open.set(path, { version: `open:${++opened}:${version}`, text });
      read.delete(path);
      tell(path);
    },
    hide: (path) => {
      open.delete(path);
      tell(path);
    },
    isOpen: (path) => open.has(path),
    opened: () => open.keys(),
    onEdit: (callback) => {
      listeners.push(callback);
    },
    forget: (path) => {
      if (path === undefined) read.clear();
      else read.delete(path);
    },
    source,
    readText: async (path) => open.get(path)?.text() ?? disk.readText(path),
    readBytes: async (path) => {
      const document = open.get(path);
      return document === undefined ? disk.readBytes(path) : new TextEncoder().encode(document.text());
    },
    stat: async (path) => {
      const document = open.get(path);
      const stat = await disk.stat(path);
      if (document === undefined || stat !== undefined) return stat;
      return openStat(document);
    },
    list: async (path) => {
      const entries = await disk.list(path);
      const names = new Set(entries.map((entry) => entry.name));
      const unsaved = [...open.keys()].filter((name) => parentPath(name) === path);
      const added = unsaved.map((name) => name.slice(path.length + 1)).filter((name) => !names.has(name));
      return added.length === 0
        ? entries
        : [...entries, ...added.map((name) => ({ name, kind: 'file' as const }))].sort((a, b) =>
            a.name < b.name ? -1 : 1,
          );
    },
  };
}

function openStat(document: OpenDocument): FileStat {
  return { kind: 'file', size: document.text().length, modified: 0, executable: false };
}
