/** A file that agents may fetch. */
export interface Content {
  /** Bytes. */
  readonly size: number;
  /** Opens the file; called at most once, and not for a HEAD request. */
  read(): AsyncIterable<Uint8Array>;
}

/** Where the files come from that task runs refer to by URL. */
export interface ContentSource {
  /**
   * Finds what `GET /puppet/v3/file_content/<path>?<query>` names; undefined when there is no such thing. The path is
   * already decoded, and holds no empty, `.` or `..` segment.
   */
  find(path: string, query: Readonly<Record<string, string>>): Promise<Content | undefined>;
}
