import { createInterface, type Interface } from 'node:readline';
import { Writable } from 'node:stream';
import { OrchestratorError } from '../../common/index.ts';

/** What an editor of lines is made of. */
export interface LineEditorOptions {
  readonly input: NodeJS.ReadableStream;
  readonly output: NodeJS.WritableStream & { readonly columns?: number };
  /** The newest first. */
  readonly history: readonly string[];
  /** What can stand for the last word of a line; nothing with something to read instead. */
  readonly complete: (line: string) => Promise<{
    readonly word: string;
    readonly candidates: readonly string[];
    readonly note?: string;
  }>;
}

/** A line that was typed, or what was pressed instead. */
export type Typed =
  | { readonly kind: 'line'; readonly text: string }
  | { readonly kind: 'interrupt' }
  | { readonly kind: 'end' };

/** A person at a terminal who types lines. What is typed while nobody reads waits. */
export interface LineEditor {
  read(prompt: string): Promise<Typed>;
  /** Asks something else than a line of input. @throws OrchestratorError `bolt/no-tty-error` when it is not answered. */
  ask(question: string, options: { readonly hidden: boolean; readonly signal?: AbortSignal }): Promise<string>;
  /** What Ctrl-C does while nobody reads. */
  onInterrupt(listener: () => void): void;
  close(): void;
}

/** Opens Node's readline on a terminal. */
export function openLineEditor(options: LineEditorOptions): LineEditor {
  return new Editor(options);
}

class Editor implements LineEditor {
  readonly #reader: Interface;
  readonly #screen: Screen;
  readonly #typed: Typed[] = [];
  #reading: ((typed: Typed) => void) | undefined;
  #answering: ((answer: Typed) => void) | undefined;
  #interrupt: () => void = () => {};

  constructor({ input, output, history, complete }: LineEditorOptions) {
    this.#screen = new Screen(output);
    this.#reader = createInterface({
      input,
      output: this.#screen,
      terminal: true,
      history: [...history],
      historySize: 1000,
      removeHistoryDuplicates: true,
      completer: (line: string, done: (error: null, result: [string[], string]) => void) => {
        const finish = ({ word, candidates, note }: Awaited<ReturnType<typeof complete>>) => {
          if (note !== undefined && candidates.length === 0) this.#note(note);
          done(null, [[...candidates], word]);
        };
        void complete(line).then(finish, () => done(null, [[], line]));
      },
    });
    this.#reader.on('line', (text) => this.#take({ kind: 'line', text }));
    this.#reader.on('SIGINT', () => this.#interrupted());
    this.#reader.on('close', () => this.#take({ kind: 'end' }));
    // Answers are no lines to go back to, least of all hidden ones.
    this.#reader.on('history', (lines: string[]) => {
      if (this.#answering !== undefined) lines.shift();
    });
    this.#screen.isMuted = true;
  }

  read(prompt: string): Promise<Typed> {
    const waiting = this.#typed.shift();
    if (waiting !== undefined) return Promise.resolve(waiting);
    return new Promise((resolve) => {
      this.#screen.isMuted = false;
      this.#reader.setPrompt(prompt);
      // What was typed meanwhile stays.
      this.#reader.prompt(true);
      this.#reading = (typed) => {
        this.#reading = undefined;
        this.#screen.isMuted = true;
        resolve(typed);
      };
    });
  }

  async ask(question: string, { hidden, signal }: { hidden: boolean; signal?: AbortSignal }): Promise<string> {
    signal?.throwIfAborted();
    this.#screen.isMuted = false;
    this.#reader.setPrompt(question);
    this.#reader.prompt();
    this.#screen.isMuted = hidden;
    try {
      const typed = await new Promise<Typed>((resolve, reject) => {
        this.#answering = resolve;
        signal?.addEventListener('abort', () => reject(signal.reason), { once: true });
      });
      if (typed.kind === 'line') return typed.text;
      if (typed.kind === 'interrupt') this.#interrupt();
      throw new OrchestratorError('bolt/no-tty-error', 'Nothing was answered');
    } finally {
      this.#answering = undefined;
      this.#screen.isMuted = false;
      if (hidden) this.#screen.write('\n');
      this.#screen.isMuted = true;
    }
  }

  onInterrupt(listener: () => void): void {
    this.#interrupt = listener;
  }

  close(): void {
    this.#reader.close();
  }

  #take(typed: Typed): void {
    if (this.#answering !== undefined) this.#answering(typed);
    else if (this.#reading !== undefined) this.#reading(typed);
    else this.#typed.push(typed);
    // The end is read again and again.
    if (typed.kind === 'end' && this.#typed.at(-1)?.kind !== 'end') this.#typed.push(typed);
  }

  #interrupted(): void {
    if (this.#answering !== undefined) this.#answering({ kind: 'interrupt' });
    else if (this.#reading === undefined) this.#interrupt();
    else {
      // What was typed is left where it stands.
      this.#reader.write(null, { ctrl: true, name: 'e' });
      this.#screen.write('^C\n');
      this.#screen.isMuted = true;
      this.#reader.write(null, { ctrl: true, name: 'u' });
      this.#reading({ kind: 'interrupt' });
    }
  }

  /** Something to read above the line that is typed. */
  #note(text: string): void {
    this.#screen.write(`\n${text}\n`);
    this.#reader.prompt(true);
  }
}

/** The terminal as readline writes to it, which can be silent: what is typed while something runs is not shown there. */
class Screen extends Writable {
  readonly #output: LineEditorOptions['output'];
  isMuted = false;

  constructor(output: LineEditorOptions['output']) {
    super({ decodeStrings: false });
    this.#output = output;
    output.on('resize', () => this.emit('resize'));
  }

  get columns(): number {
    return this.#output.columns ?? 80;
  }

  override _write(chunk: string | Uint8Array, _encoding: BufferEncoding, done: () => void): void {
    if (!this.isMuted) this.#output.write(chunk);
    done();
  }
}
