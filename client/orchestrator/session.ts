import * as l10n from '@vscode/l10n';
import { type Clock, type Log, OrchestratorError, type Timer } from '../../orchestrator-core/common/index.ts';
import type { Orchestrator } from '../../orchestrator-core/orchestrator.ts';
import { formatDuration } from '../common/format.ts';
import { Signal } from '../common/signal.ts';

/** A started orchestrator process and the interface it speaks. */
export interface Launched {
  readonly orchestrator: Orchestrator;
  readonly pid: number;
  /** Resolves when the process is gone, with how it went. Never rejects. */
  readonly gone: Promise<string>;
  /** Ends it: politely, then not. Resolves when it is gone. */
  stop(): Promise<void>;
}

/** Starts the orchestrator of a project; rejects with what it said when it did not come up. */
export type Launch = (project: string) => Promise<Launched>;

/** What the person is told about the orchestrator, and what runs. */
export type SessionState =
  | { readonly kind: 'untrusted' }
  | { readonly kind: 'no-project' }
  | { readonly kind: 'stopped' }
  /** Also before it is known whether there is a project. `retryOf` says why it stopped, when this is another attempt. */
  | { readonly kind: 'starting'; readonly retryOf?: string }
  | { readonly kind: 'running'; readonly orchestrator: Orchestrator }
  | { readonly kind: 'failed'; readonly reason: string };

/** Waits between attempts, in milliseconds; the last one is used for every further attempt. */
export const backOff: readonly number[] = [500, 2000, 5000, 15_000];
/** After so many ends within {@link crashWindow} milliseconds nothing is tried any more until somebody asks. */
export const mostCrashes = 5;
const crashWindow = 180_000;

/**
 * The life of the one orchestrator that the window uses: started when the folder is trusted and a project is known,
 * started again with growing pauses when its process ends, stopped with the window.
 */
export class Session {
  readonly changed: Signal<SessionState> = new Signal();
  readonly #launch: Launch;
  readonly #clock: Clock;
  readonly #log: Log;
  #state: SessionState = { kind: 'starting' };
  #project: string | undefined;
  #searched = false;
  #trusted: boolean;
  #launched: Launched | undefined;
  #timer: Timer | undefined;
  #crashes: number[] = [];
  /** Grows with every start and stop, so that what an earlier attempt brings later is let go. */
  #attempt = 0;

  constructor(options: { launch: Launch; clock: Clock; log: Log; trusted: boolean }) {
    this.#launch = options.launch;
    this.#clock = options.clock;
    this.#log = options.log;
    this.#trusted = options.trusted;
    if (!options.trusted) this.#state = { kind: 'untrusted' };
  }

  get state(): SessionState {
    return this.#state;
  }

  /** The directory of the project that it serves, absolute. */
  get project(): string | undefined {
    return this.#project;
  }

  /** Takes a project, or none; a running orchestrator of another project is stopped first. */
  async setProject(project: string | undefined): Promise<void> {
    if (this.#searched && project === this.#project) return;
    this.#searched = true;
    await this.#end();
    this.#project = project;
    this.#rest();
  }

  /** The person has trusted the folder; trust is never taken back within a window. */
  trust(): void {
    this.#trusted = true;
    if (this.#state.kind === 'untrusted') this.#rest();
  }

  /** Starts when it can and has not yet; what came of it is told by {@link Session.changed}. */
  start(): void {
    if (this.#state.kind === 'stopped' || this.#state.kind === 'failed') {
      this.#crashes = [];
      this.#begin(undefined);
    }
  }

  async restart(): Promise<void> {
    await this.stop();
    this.start();
  }

  async stop(): Promise<void> {
    await this.#end();
    this.#rest();
  }

  /**
   * The orchestrator, started if need be; waits while it starts.
   * @throws OrchestratorError with the sentence that says why nothing can run here.
   */
  async ready(signal: AbortSignal): Promise<Orchestrator> {
    for (this.start(); ; ) {
      const state = this.#state;
      if (state.kind === 'running') return state.orchestrator;
      // Asked for before the project was known, and nothing starts it by itself.
      if (state.kind === 'stopped') this.start();
      else if (state.kind !== 'starting') throw refusal(state);
      else await this.#nextState(signal);
    }
  }

  /**
   * The orchestrator that runs after `lost`, whose connection broke; does not start one that somebody stopped.
   * @throws OrchestratorError as {@link Session.ready}.
   */
  async after(lost: Orchestrator | undefined, signal: AbortSignal): Promise<Orchestrator> {
    for (;;) {
      const state = this.#state;
      if (state.kind === 'running' && state.orchestrator !== lost) return state.orchestrator;
      if (state.kind !== 'running' && state.kind !== 'starting') throw refusal(state);
      await this.#nextState(signal);
    }
  }

  #nextState(signal: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      const leave = () => {
        listener.dispose();
        reject(signal.reason);
      };
      const listener = this.changed.on(() => {
        listener.dispose();
        signal.removeEventListener('abort', leave);
        resolve();
      });
      if (signal.aborted) leave();
      else signal.addEventListener('abort', leave, { once: true });
    });
  }

  #become(state: SessionState): void {
    this.#state = state;
    this.changed.fire(state);
  }

  #rest(): void {
    if (!this.#trusted) this.#become({ kind: 'untrusted' });
    else this.#become({ kind: this.#project === undefined ? 'no-project' : 'stopped' });
  }

  async #end(): Promise<void> {
    this.#attempt += 1;
    this.#timer?.cancel();
    this.#timer = undefined;
    const launched = this.#launched;
    this.#launched = undefined;
    await launched?.stop();
  }

  #begin(retryOf: string | undefined): void {
    const project = this.#project;
    if (project === undefined) return;
    this.#attempt += 1;
    const attempt = this.#attempt;
    this.#become({ kind: 'starting', ...(retryOf === undefined ? {} : { retryOf }) });
    this.#launch(project).then(
      (launched) => {
        if (attempt !== this.#attempt) {
          void launched.stop();
          return;
        }
        this.#launched = launched;
        this.#become({ kind: 'running', orchestrator: launched.orchestrator });
        void launched.gone.then((how) => this.#crashed(attempt, how));
      },
      (error: unknown) => this.#crashed(attempt, error instanceof Error ? error.message : String(error)),
    );
  }

  #crashed(attempt: number, how: string): void {
    if (attempt !== this.#attempt) return;
    this.#launched = undefined;
    const now = this.#clock.now();
    this.#crashes = [...this.#crashes.filter((time) => time > now - crashWindow), now];
    if (this.#crashes.length >= mostCrashes) {
      this.#log.log('error', `The orchestrator stopped ${this.#crashes.length} times in a row: ${how}`);
      this.#become({ kind: 'failed', reason: how });
      return;
    }
    const delay = backOff[Math.min(this.#crashes.length, backOff.length) - 1] ?? 0;
    this.#log.log('warn', `The orchestrator stopped: ${how} It is started again in ${formatDuration(delay)}.`);
    this.#become({ kind: 'starting', retryOf: how });
    this.#timer = this.#clock.after(delay, () => {
      if (attempt === this.#attempt) this.#begin(how);
    });
  }
}

/** The one clear sentence for a run that cannot start now. */
function refusal(state: SessionState): OrchestratorError {
  switch (state.kind) {
    case 'untrusted':
      return new OrchestratorError(
        'baton/untrusted-workspace',
        l10n.t('Nothing is run from a folder in Restricted Mode: trust this workspace first.'),
      );
    case 'failed':
      return new OrchestratorError(
        'baton/orchestrator-failed',
        l10n.t('The orchestrator could not be started: {0}', state.reason),
      );
    case 'stopped':
      return new OrchestratorError('baton/orchestrator-stopped', l10n.t('The orchestrator was stopped.'));
    default:
      return new OrchestratorError(
        'baton/no-project',
        l10n.t('No project is open: open a folder with a bolt-project.yaml, a control repository or a module.'),
      );
  }
}
