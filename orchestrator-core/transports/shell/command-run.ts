import type { Clock, OrchestratorError } from '../../common/index.ts';
import type { OutputStream, RunObserver } from '../../jobs/index.ts';
import type { ShellOutcome } from '../outcome.ts';
import type { ShellConnection, ShellInput } from './connection.ts';
import { type ControlMessage, ControlStream } from './control-stream.ts';
import { endTreeProgram } from './end-tree.ts';
import { type Escalation, noPassword, notBecome, sudoRefusal } from './escalation.ts';
import { OutputRecord } from './output-record.ts';
import { quote } from './sh-text.ts';

/** A program of `sh` for a target, in one round trip. */
export interface ShellProgram {
  /** Commands; what they say to the transport stands between two occurrences of the token. */
  readonly text: (token: string) => string;
  /** What the program reads on its standard input. */
  readonly payload?: AsyncIterable<Uint8Array>;
  readonly escalation: Escalation | undefined;
  readonly tty: boolean;
  /** What it leaves behind when it is cut off: a directory that is removed then. */
  readonly directory?: string;
}

/** What a program needs of its surroundings. */
export interface ProgramSurroundings {
  readonly connection: ShellConnection;
  readonly clock: Clock;
  /** As messages name it. */
  readonly target: string;
  /** A text that occurs nowhere else. */
  readonly token: string;
  /** Takes the output while it comes; absent where nobody is to see it. */
  readonly observer?: RunObserver;
  readonly signal: AbortSignal;
}

/** How a program ended. */
export interface ProgramEnd extends ShellOutcome {
  readonly notes: readonly string[];
  /** What it could not do of its own part. */
  readonly failure?: { readonly code: string; readonly text: string };
  readonly tooMuch: boolean;
}

/** Milliseconds that a program has to say that it began, and to end after its processes were ended. */
const patience = { begin: 5000, end: 3000, endTree: 15_000 };
/** Bytes of what is said before a program begins. */
const mostPreamble = 64 * 1024;

/**
 * Runs a program on a target to its end; when the signal is aborted, or it writes too much, its processes are ended
 * there.
 * @throws OrchestratorError when the connection is lost (`puppetlabs.tasks/connect-error`), or the user could not be
 * become (`puppetlabs.tasks/escalate-error`).
 */
export function runProgram(program: ShellProgram, surroundings: ProgramSurroundings): Promise<ProgramEnd> {
  return new ProgramRun(program, surroundings).run();
}

class ProgramRun {
  readonly #program: ShellProgram;
  readonly #around: ProgramSurroundings;
  readonly #control: ControlStream;
  readonly #record: OutputRecord;
  readonly #channel = new AbortController();
  readonly #begun = Promise.withResolvers<void>();
  readonly #ended = Promise.withResolvers<void>();
  readonly #notes: string[] = [];
  #preamble: Buffer = Buffer.alloc(0);
  #asked = 0;
  #pid: number | undefined;
  #input: ShellInput | undefined;
  #failure: ProgramEnd['failure'];
  #refused: OrchestratorError | undefined;
  #cutOff: Promise<void> | undefined;

  constructor(program: ShellProgram, around: ProgramSurroundings) {
    this.#program = program;
    this.#around = around;
    this.#control = new ControlStream(around.token);
    this.#record = new OutputRecord(around.observer);
  }

  async run(): Promise<ProgramEnd> {
    const { connection, signal } = this.#around;
    const { tty, escalation } = this.#program;
    const onAbort = (): void => void this.#end();
    signal.addEventListener('abort', onAbort, { once: true });
    let exitCode = 143;
    try {
      signal.throwIfAborted();
      const ended = await connection.run({
        command: this.#command(),
        tty,
        begun: (input) => {
          this.#input = input;
          // What comes before the program would be read by sudo.
          if (escalation === undefined) this.#send();
        },
        output: (stream, bytes) => this.#take(stream, bytes),
        signal: this.#channel.signal,
      });
      exitCode = ended.exitCode;
    } catch (error) {
      if (this.#refused === undefined && !this.#wasCutOff()) throw error;
    } finally {
      this.#ended.resolve();
      signal.removeEventListener('abort', onAbort);
    }
    await this.#cutOff;
    await this.#finish();
    const failure = this.#failure === undefined ? {} : { failure: this.#failure };
    return { ...this.#record.outcome(exitCode), notes: this.#notes, tooMuch: this.#record.tooMuch, ...failure };
  }

  #wasCutOff(): boolean {
    return this.#around.signal.aborted || this.#record.tooMuch;
  }

  /** One line without a quote inside its quotes, which every login shell understands; the rest comes on standard input. */
  #command(): string {
    const { escalation, tty } = this.#program;
    const { connection, token } = this.#around;
    const text = this.#program.text(token);
    const home = escalation === undefined || connection.keepsDirectory === true ? '' : 'cd 2>/dev/null || cd /; ';
    const begin = `${home}echo "${token} begun $$ ${token}" >&2; `;
    const prefix = escalation === undefined ? '' : `${escalation.prefix} `;
    // What is read from a terminal is not what was written to it.
    if (tty) return `exec ${prefix}/bin/sh -c ${quote(begin + text)}`;
    const read = `eval "$(dd ibs=1 obs=4096 count=${Buffer.byteLength(text)} 2>/dev/null)"`;
    return `exec ${prefix}/bin/sh -c '${begin}${read}'`;
  }

  #send(): void {
    const input = this.#input;
    if (input === undefined || this.#program.tty) return;
    // A connection that fails says so where it is run.
    void this.#write(input).catch(() => input.end());
  }

  async #write(input: ShellInput): Promise<void> {
    const { signal, token } = this.#around;
    if (!signal.aborted) await input.write(this.#program.text(token));
    for await (const bytes of this.#program.payload ?? []) {
      if (signal.aborted || this.#channel.signal.aborted) break;
      await input.write(bytes);
    }
    input.end();
  }

  async #take(stream: OutputStream, bytes: Uint8Array): Promise<void> {
    if (stream !== (this.#program.tty ? 'stdout' : 'stderr')) return this.#pass(stream, bytes);
    for (const part of this.#control.take(bytes)) {
      if ('message' in part) await this.#understand(part.message, stream);
      else if (this.#pid !== undefined) await this.#pass(stream, part.bytes);
      else await this.#before(part.bytes);
    }
  }

  async #pass(stream: OutputStream, bytes: Uint8Array): Promise<void> {
    await this.#record.take(stream, bytes);
    if (this.#record.tooMuch) void this.#end();
  }

  async #understand(message: ControlMessage, stream: OutputStream): Promise<void> {
    if (message.kind === 'note') this.#notes.push(message.text);
    else if (message.kind === 'failed') this.#failure = { code: message.code, text: message.text };
    else {
      this.#pid = message.pid;
      this.#begun.resolve();
      if (this.#program.escalation !== undefined) this.#send();
      // Becoming somebody else may be commented on (sudo's lecture): that is nothing of the program's.
      else await this.#pass(stream, this.#preamble);
    }
  }

  /** What is said before the program begins: questions and refusals of sudo, greetings of a login shell. */
  async #before(bytes: Uint8Array): Promise<void> {
    this.#preamble = Buffer.concat([this.#preamble, bytes]).subarray(-mostPreamble);
    const sudo = this.#program.escalation?.sudo;
    if (sudo === undefined || this.#refused !== undefined) return;
    const said = this.#preamble.toString('utf8');
    const asked = said.split(sudo.prompt).length - 1;
    const refusal = sudoRefusal(said, asked, sudo);
    if (refusal !== undefined) return this.#refuse(refusal);
    if (asked === this.#asked) return;
    this.#asked = asked;
    if (sudo.password === undefined) return this.#refuse(noPassword(sudo));
    await this.#input?.write(`${sudo.password}\n`);
  }

  #refuse(error: OrchestratorError): void {
    this.#refused = error;
    this.#input?.end();
    // sudo asks no more when there is nothing to read; where it does not end, it is left.
    void this.#within(patience.end, this.#ended.promise).then(() => this.#channel.abort(error));
  }

  async #finish(): Promise<void> {
    const { escalation, tty } = this.#program;
    if (this.#refused !== undefined) throw this.#refused;
    const rest = this.#control.end();
    if (this.#pid === undefined) {
      const said = Buffer.concat([this.#preamble, rest]);
      if (escalation !== undefined && !this.#wasCutOff()) {
        throw notBecome(escalation, this.#around.target, said.toString('utf8'));
      }
      await this.#record.take(tty ? 'stdout' : 'stderr', said);
    } else await this.#record.take(tty ? 'stdout' : 'stderr', rest);
    await this.#record.finish();
  }

  /** Ends the program with all its processes, and gives it up where that takes too long. */
  #end(): Promise<void> {
    this.#cutOff ??= this.#endAll()
      .catch(() => {})
      .finally(() => this.#channel.abort(this.#around.signal.reason));
    return this.#cutOff;
  }

  async #endAll(): Promise<void> {
    // It ends by itself where it gets nothing to run.
    if (this.#program.escalation !== undefined && this.#pid === undefined) this.#input?.end();
    await this.#within(patience.begin, this.#begun.promise, this.#ended.promise);
    if (this.#pid === undefined) return;
    const { connection, clock, target, token, observer } = this.#around;
    const { escalation, directory, tty } = this.#program;
    const text = endTreeProgram(this.#pid, directory);
    const limit = new AbortController();
    const timer = clock.after(patience.endTree, () => limit.abort('timed out'));
    try {
      await runProgram(
        { text: () => text, escalation, tty: tty && escalation !== undefined },
        { connection, clock, target, token: `${token}-end`, signal: limit.signal },
      );
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      await observer?.message(`Nobody could end what runs on ${target}: ${reason}`);
    } finally {
      timer.cancel();
    }
    await this.#within(patience.end, this.#ended.promise);
  }

  async #within(milliseconds: number, ...promises: readonly Promise<unknown>[]): Promise<void> {
    const late = Promise.withResolvers<void>();
    const timer = this.#around.clock.after(milliseconds, late.resolve);
    await Promise.race([late.promise, ...promises]);
    timer.cancel();
  }
}
