import { mkdir, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Clock, IdSource, JsonObject, Log, Timer } from '../common/index.ts';
import { endProcessTree } from '../node/index.ts';
import { ActionError, type Outcome, type ProgramAction } from './action.ts';
import type { Delivery } from './delivery.ts';
import { concludeLingering, copierPids, isWrapperRunning, launch, lingerPatience, wrapperPid } from './execution.ts';
import type { Reply } from './message-sender.ts';
import { describeRequest, type RequestName, readExitCode, readOutcome } from './outcome.ts';
import { createOutputFiles, type Spool, type SpoolMetadata } from './spool.ts';
import { lostReason } from './status-query.ts';
import { installPrefix } from './task-run.ts';
import { isTransient } from './wrapper.ts';

/** Milliseconds between TERM and KILL when a program is stopped. */
const stopGrace = 5000;

/** Milliseconds between looks at a program that an earlier life of the agent started. */
const adoptedPoll = 200;

/** Milliseconds until a spool that would not take how a program ended is tried again. */
const spoolRetry = 5000;

/** A request that this agent is at work on. */
interface Active {
  readonly requester: string;
  readonly directory: string;
  readonly abort: AbortController;
  /** Settles when the files of the transaction are there; false when they could not be made. */
  readonly ready: Promise<boolean>;
}

export interface RunnerOptions {
  /** Where blocking requests keep their files while they run. */
  readonly blockingRoot: string;
  readonly wrapper: string;
  readonly spool: Spool;
  readonly delivery: Delivery;
  readonly clock: Clock;
  readonly ids: IdSource;
  readonly log: Log;
  /** Awaited before the final response of a transaction: its live output goes first. */
  beforeFinal(transaction: string): Promise<void>;
}

/** A request for a program, understood. */
export interface ProgramRequest {
  readonly name: RequestName;
  readonly reply: Reply;
  readonly action: ProgramAction;
  readonly params: JsonObject;
  readonly notifyOutcome: boolean;
}

/** Runs programs for requests, keeps their files, and takes up those of an earlier life of the agent. */
export class Runner {
  readonly #options: RunnerOptions;
  readonly #active: Map<string, Active> = new Map();

  constructor(options: RunnerOptions) {
    this.#options = options;
  }

  /** Whether this life of the agent is at work on the transaction. */
  isActive(transaction: string): boolean {
    return this.#active.has(transaction);
  }

  /** The files and the requester of a transaction that is being worked on, once they are there. */
  async find(transaction: string): Promise<{ requester: string; directory: string } | undefined> {
    const active = this.#active.get(transaction);
    return active !== undefined && (await active.ready) ? active : undefined;
  }

  /** Runs the program of a blocking request; nothing of it is kept. */
  async runBlocking(request: ProgramRequest): Promise<Outcome> {
    const { blockingRoot, ids } = this.#options;
    const directory = join(blockingRoot, ids.uuid());
    const ready = mkdir(directory, { recursive: true, mode: 0o750 })
      .then(() => createOutputFiles(directory))
      .then(() => true);
    const { transaction } = request.name;
    const active = { requester: request.reply.requester, directory, abort: new AbortController(), ready };
    if (!this.#active.has(transaction)) this.#active.set(transaction, active);
    try {
      await ready;
      const outcome = await this.#run(request, active);
      await this.#options.beforeFinal(transaction);
      if (outcome === undefined) throw new ActionError(lostReason.died);
      return outcome;
    } catch (error) {
      return { kind: 'error', description: failure(request.name, error) };
    } finally {
      if (this.#active.get(transaction) === active) this.#active.delete(transaction);
      await rm(directory, { recursive: true, force: true });
    }
  }

  /**
   * Takes a non-blocking request on. Resolves with false when the transaction is known already, else with true once
   * that is durable; the program then runs, and its final response is delivered when it was asked for. `taken` is
   * called in both cases, before anything of the program is sent. Rejects when the spool cannot be written.
   */
  async begin(request: ProgramRequest, taken: () => void): Promise<boolean> {
    const { transaction, module, action } = request.name;
    const { spool } = this.#options;
    if (this.#active.has(transaction)) {
      taken();
      return false;
    }
    const metadata: SpoolMetadata = {
      requester: request.reply.requester,
      module,
      action,
      request_params: '{}',
      transaction_id: transaction,
      request_id: request.reply.requestId,
      notify_outcome: request.notifyOutcome,
      start: spool.timestamp(),
      status: 'running',
    };
    const ready = spool.create(metadata);
    const directory = spool.directory(transaction);
    const active = { requester: metadata.requester, directory, abort: new AbortController(), ready };
    this.#active.set(transaction, active);
    const created = await ready.catch(async (error: unknown) => {
      this.#active.delete(transaction);
      // Half a transaction would make a repeated request look like a known one.
      await spool.remove(transaction);
      throw error;
    });
    taken();
    if (!created) this.#active.delete(transaction);
    else void this.#work(request, active, metadata);
    return created;
  }

  async #work(request: ProgramRequest, active: Active, metadata: SpoolMetadata): Promise<void> {
    const outcome = await this.#run(request, active).catch(
      (error: unknown): Outcome => ({ kind: 'error', description: failure(request.name, error) }),
    );
    const finished = outcome === undefined ? this.#lose(metadata, lostReason.died) : this.#finish(metadata, outcome);
    await finished.catch((error: unknown) => this.#report(metadata.transaction_id, error));
  }

  /** Raises what speaks against running it; undefined when its wrapper was killed and nobody knows its exit code. */
  async #run(request: ProgramRequest, active: Active): Promise<Outcome | undefined> {
    const { directory, abort } = active;
    try {
      const program = await request.action.prepare(request.params, { directory, signal: abort.signal });
      abort.signal.throwIfAborted();
      const { ended } = await launch(this.#options.wrapper, directory, program);
      if (abort.signal.aborted) this.#end(directory);
      else abort.signal.addEventListener('abort', () => this.#end(directory), { once: true });
      await this.#endedOrLingering(ended, directory);
    } finally {
      await this.#tidy(directory);
    }
    const exitcode = await readExitCode(directory);
    return exitcode === undefined ? undefined : readOutcome(directory, request.name, exitcode);
  }

  /** Resolves when the wrapper has ended, or its program has and only its output is still held open. */
  async #endedOrLingering(ended: Promise<void>, directory: string): Promise<void> {
    const { clock } = this.#options;
    let timer: Timer | undefined;
    let over = false;
    const lingering = new Promise<void>((resolve, reject) => {
      const wait = (): void => {
        if (!over) timer = clock.after(lingerPatience, look);
      };
      const look = (): void => {
        concludeLingering(directory, Date.now()).then((concluded) => (concluded ? resolve() : wait()), reject);
      };
      wait();
    });
    await Promise.race([ended, lingering]);
    over = true;
    timer?.cancel();
  }

  async #finish(metadata: SpoolMetadata, outcome: Outcome): Promise<void> {
    const end = this.#options.spool.timestamp();
    await this.#conclude(
      outcome.kind === 'results'
        ? { ...metadata, status: 'success', end, results_are_valid: true }
        : { ...metadata, status: 'failure', end, execution_error: outcome.description },
    );
  }

  async #lose(metadata: SpoolMetadata, reason: string): Promise<void> {
    const end = this.#options.spool.timestamp();
    await this.#conclude({ ...metadata, status: 'undetermined', end, execution_error: reason });
  }

  async #conclude(metadata: SpoolMetadata): Promise<void> {
    const { spool, delivery, beforeFinal } = this.#options;
    await this.#write(metadata);
    this.#active.delete(metadata.transaction_id);
    await beforeFinal(metadata.transaction_id);
    if (await spool.isUndelivered(metadata.transaction_id)) delivery.owe(metadata.transaction_id);
  }

  /** Tries until the spool takes it, a full disk being the usual reason: nobody would ever hear of the end otherwise. */
  async #write(metadata: SpoolMetadata): Promise<void> {
    const { spool, clock } = this.#options;
    for (let failed = false; ; failed = true) {
      try {
        return await spool.write(metadata);
      } catch (error) {
        if (!failed) this.#report(`${metadata.transaction_id} waits for the spool`, error);
        // Somebody removed it: there is nothing to be kept, or asked for, any more.
        if ((await spool.read(metadata.transaction_id).catch(() => null)) === undefined) return;
        await new Promise<void>((resolve) => void clock.after(spoolRetry, resolve));
      }
    }
  }

  /**
   * A request for a transaction that is known already: the final response is owed to its requester (again), who may
   * have lost the first. Nobody else is told what came of it.
   */
  async repeat(transaction: string, requester: string): Promise<void> {
    const { spool, delivery } = this.#options;
    const isOwn = async (): Promise<SpoolMetadata['status'] | undefined> => {
      const read = await spool.read(transaction);
      return read?.ok === true && read.value.requester === requester ? read.value.status : undefined;
    };
    if ((await isOwn()) === undefined) return;
    await spool.setUndelivered(transaction);
    const status = await isOwn();
    if (status !== undefined && status !== 'running') delivery.owe(transaction);
  }

  /**
   * Ends the program of a transaction with its children, for the requester alone; its final response follows as usual.
   * False when there is nothing to end.
   */
  stop(transaction: string, requester: string): boolean {
    const active = this.#active.get(transaction);
    if (active === undefined || active.requester !== requester) return false;
    active.abort.abort(new ActionError('stopped before it was started'));
    return true;
  }

  #end(directory: string): void {
    this.#endProgram(directory).catch((error: unknown) => this.#report(directory, error));
  }

  async #endProgram(directory: string): Promise<void> {
    // The wrapper writes its number first of all; it may just have been started.
    let root = await wrapperPid(directory);
    for (
      let tries = 0;
      root === undefined && tries < 100 && (await readExitCode(directory)) === undefined;
      tries += 1
    ) {
      await new Promise<void>((resolve) => void this.#options.clock.after(10, resolve));
      root = await wrapperPid(directory);
    }
    if (root === undefined || (await isWrapperRunning(directory)) !== true) return;
    const spare = new Set([root, ...(await copierPids(directory))]);
    await endProcessTree(root, { clock: this.#options.clock, grace: stopGrace, spare });
  }

  /** Removes what a program needs only while it runs. */
  async #tidy(directory: string): Promise<void> {
    const names = await readdir(directory);
    const needless = names.filter((name) => isTransient(name) || name.startsWith(installPrefix));
    await Promise.all(needless.map((name) => rm(join(directory, name), { recursive: true, force: true })));
  }

  #report(what: string, error: unknown): void {
    this.#options.log.log('error', `${what}: ${error instanceof Error ? error.message : String(error)}`);
  }

  /** Looks through the spool for what an earlier life of the agent left: follows what runs, delivers what is owed. */
  async takeUp(): Promise<void> {
    const { spool, blockingRoot } = this.#options;
    for (const transaction of await spool.list()) {
      const read = await spool.read(transaction);
      if (read === undefined || !read.ok) continue;
      if (read.value.status === 'running') this.#adopt(read.value);
      else if (await spool.isUndelivered(transaction)) this.#options.delivery.owe(transaction);
    }
    for (const name of await readdir(blockingRoot).catch((): string[] => [])) {
      const directory = join(blockingRoot, name);
      if ((await isWrapperRunning(directory)) !== true) await rm(directory, { recursive: true, force: true });
    }
  }

  #adopt(metadata: SpoolMetadata): void {
    const { transaction_id: transaction, requester } = metadata;
    const directory = this.#options.spool.directory(transaction);
    const active: Active = { requester, directory, abort: new AbortController(), ready: Promise.resolve(true) };
    this.#active.set(transaction, active);
    active.abort.signal.addEventListener('abort', () => this.#end(directory), { once: true });
    this.#followAdopted(metadata, directory).catch((error: unknown) => {
      this.#active.delete(transaction);
      this.#report(transaction, error);
    });
  }

  async #followAdopted(metadata: SpoolMetadata, directory: string): Promise<void> {
    const { clock } = this.#options;
    const { module, action, transaction_id: transaction } = metadata;
    // A wrapper that was just started may not have said its number yet.
    let chances = 5;
    for (;;) {
      const running = await isWrapperRunning(directory);
      await concludeLingering(directory, Date.now());
      const exitcode = await readExitCode(directory);
      if (exitcode !== undefined) {
        await this.#tidy(directory);
        const name: RequestName = { kind: 'non blocking', module, action, transaction };
        return this.#finish(metadata, await readOutcome(directory, name, exitcode));
      }
      if (running === undefined) chances -= 1;
      if (running === false || chances === 0) {
        await this.#tidy(directory);
        return this.#lose(metadata, running === false ? lostReason.died : lostReason.neverSeen);
      }
      await new Promise<void>((resolve) => void clock.after(adoptedPoll, resolve));
    }
  }
}

/** The reference agent's text for an action that did not come to an end of its own. */
export function failure(name: RequestName, error: unknown): string {
  const expected = error instanceof ActionError;
  const message = error instanceof Error ? error.message : String(error);
  return `Failed to execute the task for the ${describeRequest(name)}. ${expected ? 'Error' : 'Unexpected error'}: ${message}`;
}
