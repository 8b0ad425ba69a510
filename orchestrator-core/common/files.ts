/** What a path is, and enough of it to tell that it changed. */
export interface FileStat {
  readonly kind: 'file' | 'directory' | 'other';
  readonly size: number;
  /** Milliseconds since the Unix epoch. */
  readonly modified: number;
  readonly executable: boolean;
  /** Whether anyone on the machine may write to it; absent where that is not known. */
  readonly worldWritable?: boolean;
}

/** One name in a directory; `kind` is that of what a symbolic link points to. */
export interface DirectoryEntry {
  readonly name: string;
  readonly kind: FileStat['kind'];
}

/**
 * The read-only file system the pure rooms see. Paths are absolute, with `/` between names.
 * The language server lays unsaved documents over the disk behind this same interface.
 */
export interface Files {
  /** The file's text as UTF-8; undefined when there is no such file. Other failures reject. */
  readText(path: string): Promise<string | undefined>;
  /** The file's bytes; undefined when there is no such file. Other failures reject. */
  readBytes(path: string): Promise<Uint8Array | undefined>;
  /** The directory's entries sorted by name; empty when there is no such directory. */
  list(path: string): Promise<readonly DirectoryEntry[]>;
  /** Follows symbolic links; undefined when nothing is there. */
  stat(path: string): Promise<FileStat | undefined>;
}
