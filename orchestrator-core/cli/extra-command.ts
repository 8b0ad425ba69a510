import type { Paint } from './output/paint.ts';
import type { ParsedLine } from './parse-options.ts';
import type { Terminal } from './terminal.ts';

/** What a command is told that stands outside the core. */
export interface ExtraCall {
  /** The words behind the command's name. */
  readonly words: readonly string[];
  readonly options: ParsedLine;
  readonly terminal: Terminal;
  /** Colors for standard output. */
  readonly paint: Paint;
  readonly format: 'human' | 'json';
}

/** Runs to its end; the answer is the exit code. Refusals are thrown as `OrchestratorError`s. */
export type ExtraCommand = (call: ExtraCall) => Promise<number>;

/** The commands that need more than the core knows; each is loaded when it is called. */
export type ExtraCommands = Readonly<Record<'lint' | 'format', () => Promise<ExtraCommand>>>;
