import type { Writable } from 'node:stream';

/** Where a command writes and what it knows of its surroundings. */
export interface Terminal {
  /** Writes to standard output; resolves when a slow reader has room for more. */
  out(text: string): Promise<void>;
  /** Writes to standard error. */
  err(text: string): void;
  /** Everything of standard input, as text. */
  readInput(): Promise<string>;
  /**
   * Asks a person for a line, `hidden` without showing what is typed. The question is on standard error.
   * @throws OrchestratorError `bolt/no-tty-error` where nobody can answer.
   */
  ask(question: string, options: { readonly hidden: boolean; readonly signal?: AbortSignal }): Promise<string>;
  /** Whether somebody can be asked. */
  readonly inIsTerminal: boolean;
  readonly outIsTerminal: boolean;
  readonly errIsTerminal: boolean;
  /** How wide standard output is, in letters; a common width where it is no terminal. */
  readonly columns: number;
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** The working directory, absolute. */
  readonly directory: string;
}

/** This process's own. A reader that has gone (`baton … | head`) is no error: the rest goes nowhere. */
export function processTerminal(): Terminal {
  for (const stream of [process.stdout, process.stderr]) {
    stream.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code !== 'EPIPE') throw error;
    });
  }
  return {
    out: (text) => write(process.stdout, text),
    err: (text) => void process.stderr.write(text),
    readInput: async () => {
      const parts: Buffer[] = [];
      for await (const part of process.stdin) parts.push(part);
      return Buffer.concat(parts).toString('utf8');
    },
    ask: async (question, options) => (await import('./ask.ts')).askOnTerminal(question, options),
    inIsTerminal: process.stdin.isTTY === true,
    outIsTerminal: process.stdout.isTTY === true,
    errIsTerminal: process.stderr.isTTY === true,
    columns: process.stdout.columns || 100,
    environment: process.env,
    directory: process.cwd(),
  };
}

function write(stream: Writable, text: string): Promise<void> {
  if (stream.destroyed || stream.errored || stream.write(text)) return Promise.resolve();
  return new Promise((resolve) => {
    const done = () => {
      stream.off('drain', done);
      stream.off('close', done);
      stream.off('error', done);
      resolve();
    };
    stream.on('drain', done);
    stream.on('close', done);
    stream.on('error', done);
  });
}
