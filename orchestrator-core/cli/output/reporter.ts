import type { ErrorValue, Json } from '../../common/index.ts';

/** What came of one target, as Bolt's documents have it. */
export interface ItemResult {
  readonly target: string;
  readonly action: string;
  /** The task's name, the command, the file; null when it never ran on the target. */
  readonly object: string | null;
  readonly status: 'success' | 'failure';
  readonly value: Readonly<Record<string, Json>>;
}

/** Prints a run while it goes on. */
export interface RunReporter {
  /** Before anything else. */
  begin(): Promise<void>;
  started(target: string): Promise<void>;
  /** A piece of live output; only asked for with `--stream`. */
  output(target: string, stream: 'stdout' | 'stderr', text: string): Promise<void>;
  result(item: ItemResult): Promise<void>;
  /** After the last result; `items` in the order of the targets. */
  summary(items: readonly ItemResult[], seconds: number): Promise<void>;
  /** The run cannot go on, or never began. */
  fail(error: ErrorValue): Promise<void>;
}
