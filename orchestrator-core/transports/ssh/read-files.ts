import { stat } from 'node:fs/promises';

/** What was made of files, each read again only when it changed: by its time, size and inode. */
export class ReadFiles<Value> {
  readonly #read: (path: string) => Promise<Value>;
  readonly #values = new Map<string, { readonly stamp: string; readonly value: Promise<Value> }>();

  /** @param read makes the value of a file, also of one that is not there. */
  constructor(read: (path: string) => Promise<Value>) {
    this.#read = read;
  }

  async get(path: string): Promise<Value> {
    const stamp = await stat(path).then(
      ({ mtimeMs, size, ino }) => `${mtimeMs} ${size} ${ino}`,
      () => 'none',
    );
    const before = this.#values.get(path);
    if (before?.stamp === stamp) return before.value;
    const value = this.#read(path);
    this.#values.set(path, { stamp, value });
    return value;
  }
}
