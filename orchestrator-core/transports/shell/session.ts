import { join } from 'node:path/posix';
import { OrchestratorError } from '../../common/index.ts';
import type { NodeResult } from '../../jobs/index.ts';
import type { Invocation } from '../invocation.ts';
import { cutOffResult, fileError, outcomeResult, stopReason, tooBigFor } from '../outcome.ts';
import { type ProgramEnd, runProgram } from './command-run.ts';
import { type Escalation, escalationOf } from './escalation.ts';
import { chownProgram, directoryProgram, type Program, removeProgram } from './programs.ts';
import type { ShellAction } from './shell-transport.ts';

/** Milliseconds in which a directory is removed after everything else. */
const patience = 15_000;

/** How a program is run. */
export interface RunOptions {
  /** Default: the user that the action is to run as. */
  readonly escalation?: Escalation | undefined;
  /** Whether people see what it writes. */
  readonly shown?: boolean;
  readonly tty?: boolean;
  /** Removed when it is cut off. */
  readonly directory?: string;
}

/** One action on one target: its directory there, whom it becomes, and what it says. */
export class ShellSession {
  readonly given: ShellAction;
  /** The directory of the run, on the target. */
  readonly directory: string;
  readonly escalation: Escalation | undefined;
  readonly cleanup: boolean;
  readonly tty: boolean;
  /** Whether nobody else can have made a directory of that name, and it is to go. */
  readonly #isOwn: boolean;

  constructor(given: ShellAction) {
    this.given = given;
    const { options } = given.run.target;
    this.directory = join(textOf(options['tmpdir']) ?? '/tmp', textOf(options['script-dir']) ?? given.run.transaction);
    this.escalation = escalationOf(given.run, given.connection);
    this.cleanup = options['cleanup'] !== false;
    this.tty = options['tty'] === true;
    this.#isOwn = this.cleanup && textOf(options['script-dir']) === undefined;
  }

  /** Runs a program to its end. @throws CutOff when it was cut off, OrchestratorError what it could not do. */
  async execute(program: Program, options: RunOptions = {}): Promise<ProgramEnd> {
    const { run, connection, observer, ports, signal } = this.given;
    const { shown = false, tty = false, directory } = options;
    const end = await runProgram(
      {
        ...program,
        escalation: 'escalation' in options ? options.escalation : this.escalation,
        tty,
        ...(directory === undefined || !this.#isOwn ? {} : { directory }),
      },
      {
        connection,
        clock: ports.clock,
        target: run.target.name,
        token: `baton-${ports.ids.uuid()}`,
        signal,
        ...(shown ? { observer } : {}),
      },
    );
    for (const note of end.notes) await observer.message(note);
    if (end.tooMuch) throw new CutOff(cutOffResult(run.action, 'too much', end));
    if (signal.aborted) throw new CutOff(cutOffResult(run.action, stopReason(signal), end));
    if (end.failure !== undefined) throw this.failure(end.failure.code, end.failure.text);
    return end;
  }

  /** The result of a program whose output is that of the action. */
  async finish(program: Program, directory?: string, environment: Invocation['environment'] = {}): Promise<NodeResult> {
    const end = await this.execute(program, {
      shown: true,
      tty: this.tty,
      ...(directory === undefined ? {} : { directory }),
    });
    return tooBigFor(environment, end.exitCode) ?? outcomeResult(this.given.run.action, end);
  }

  /** Does the transport's own part, of which people see only that it failed. */
  async prepare(program: Program, options: RunOptions = {}): Promise<void> {
    const end = await this.execute(program, options);
    if (end.exitCode === 0) return;
    const said = Buffer.from(end.merged).toString('utf8').trim();
    const reason = said === '' ? `its shell ended with exit code ${end.exitCode}` : said;
    throw fileError(`Could not prepare ${this.given.run.target.name}: ${reason}`, 'PREPARE_ERROR');
  }

  /** Makes the directory as the connection's own user, with sub-directories for files of these names. */
  async makeDirectory(files: readonly string[]): Promise<void> {
    try {
      await this.prepare(directoryProgram(this.directory, files), { escalation: undefined });
    } catch (error) {
      // One that was there already is somebody else's.
      if (!(error instanceof OrchestratorError && error.issueCode === 'TMPDIR_ERROR')) await this.leave(true);
      throw error;
    }
  }

  /** Hands the directory over to whom the action is to run as, which only root can do. */
  async handOver(): Promise<void> {
    if (this.escalation === undefined) return;
    const root = escalationOf(this.given.run, this.given.connection, 'root');
    await this.prepare(chownProgram(this.directory, this.escalation.user), { escalation: root, tty: this.tty });
  }

  /** Removes the directory, cut off or not; says so where that is not wanted or not possible. */
  async leave(force = false): Promise<void> {
    const { observer, ports } = this.given;
    if (!this.cleanup && !force) {
      await observer.message(`Skipping cleanup of tmpdir ${this.directory}`);
      return;
    }
    // However the action was cut off, this is still done.
    const limit = new AbortController();
    const timer = ports.clock.after(patience, () => limit.abort('timed out'));
    const fresh = new ShellSession({ ...this.given, signal: limit.signal });
    let reason = '';
    // What belongs to the other user goes with that user; an empty directory of ours may be left.
    for (const escalation of new Set([this.escalation, undefined])) {
      try {
        const tty = this.tty && escalation !== undefined;
        await fresh.prepare(removeProgram(this.directory), { escalation, tty });
        reason = '';
        break;
      } catch (error) {
        if (!(error instanceof OrchestratorError || error instanceof CutOff)) throw error;
        reason = error.message;
      }
    }
    timer.cancel();
    if (reason !== '') await observer.message(`Failed to clean up tmpdir '${this.directory}': ${reason}`);
  }

  /** What the transport could not do on the target, in Bolt's words. */
  failure(code: string, text: string): OrchestratorError {
    return fileError(failures[code]?.(this, text) ?? text, `${code}_ERROR`);
  }
}

const failures: Readonly<Record<string, (session: ShellSession, text: string) => string>> = {
  TMPDIR: (_, text) => `Could not make tmpdir: ${text}`,
  MKDIR: ({ directory }, text) => `Could not create subdirectories in '${directory}': ${text}`,
  WRITE: ({ given: { run } }, text) => `Could not write files to ${run.target.name}: ${text}`,
  CHMOD: (_, text) => `Could not make file '${text.replace('\n', "' executable: ")}`,
  MODE: (_, text) => `Could not give the file its mode: ${text}`,
  ID: ({ escalation }, text) => `Could not identify group of user ${escalation?.user ?? 'root'}: ${text}`,
  CHOWN: ({ directory, escalation }, text) =>
    `Could not change owner of '${directory}' to ${escalation?.user ?? 'root'}: ${text}`,
  MV: ({ directory, given: { run } }, text) => {
    const { action } = run;
    const [source, destination] = action.kind === 'upload' ? [action.source, action.destination] : ['', ''];
    return `Could not move temporary file '${join(directory, source.split('/').at(-1) ?? '')}' to ${destination}: ${text}`;
  },
  CP: ({ directory, given: { run } }, text) =>
    `Could not copy file '${run.action.kind === 'download' ? run.action.source : ''}' to temporary directory '${directory}': ${text}`,
};

/** Leaves the middle of an action with the result that says why it was cut off. */
export class CutOff extends Error {
  readonly result: NodeResult;

  constructor(result: NodeResult) {
    super('cut off');
    this.result = result;
  }
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}
