import { isJsonObject, type JsonObject, type Timer } from '../common/index.ts';
import { failureResult, type NodeResult, type StopReason } from '../jobs/index.ts';
import { type PcpRunPorts, patience } from './pcp-ports.ts';

/** How a run on an agent is stopped. */
export interface StopActions {
  /** Sends the wish to the agent. */
  ask(): void;
  /** Nothing more can be done: `why` says what becomes of the run. */
  giveUp(why: string): void;
}

/** The wish that a run on an agent ends: it is sent whenever the agent can take it, and given up when that is no use. */
export class PcpStop {
  readonly #agent: string;
  readonly #ports: Pick<PcpRunPorts, 'agents' | 'clock'>;
  readonly #how: StopActions;
  #reason: StopReason | undefined;
  #timer: Timer | undefined;

  constructor(agent: string, ports: Pick<PcpRunPorts, 'agents' | 'clock'>, how: StopActions) {
    this.#agent = agent;
    this.#ports = ports;
    this.#how = how;
  }

  get isWanted(): boolean {
    return this.#reason !== undefined;
  }

  /** Idempotent: the first reason counts. */
  begin(reason: StopReason): void {
    if (this.#reason !== undefined) return;
    this.#reason = reason;
    this.#ask();
  }

  /** The agent came back, or said what it can do. */
  again(): void {
    if (this.#reason !== undefined) this.#ask();
  }

  /** The run is over. */
  end(): void {
    this.#timer?.cancel();
  }

  #ask(): void {
    const connected = this.#ports.agents.get(this.#agent);
    this.#timer?.cancel();
    if (connected?.hello?.extensions.includes('stop') === true) {
      this.#how.ask();
      this.#timer = this.#ports.clock.after(patience.stop, () =>
        this.#how.giveUp('It was asked to, and has not ended.'),
      );
    } else if (connected === undefined) {
      this.#timer = this.#ports.clock.after(patience.stop, () =>
        this.#how.giveUp('Its agent is not connected: it may go on there.'),
      );
    } else {
      // At most so long from now, also when the clock was set back.
      const left = Math.min(patience.hello, connected.since + patience.hello - this.#ports.clock.now());
      const known = connected.hello === undefined ? left : 0;
      const giveUp = (): void => this.#how.giveUp('Its agent cannot stop a task: it goes on there.');
      if (known <= 0) giveUp();
      else this.#timer = this.#ports.clock.after(known, giveUp);
    }
  }

  /** What came of a run that was stopped: `value` is what it had said by then, `why` how it ended. */
  result(value: JsonObject, why: string): NodeResult {
    const timedOut = this.#reason === 'timed out';
    const what = timedOut
      ? `${this.#agent} took longer than the job allows.`
      : `The job was stopped on ${this.#agent}.`;
    const { _error: error, ...rest } = value;
    const details = isJsonObject(error) && isJsonObject(error['details']) ? error['details'] : {};
    return failureResult(timedOut ? 'baton/timeout' : 'baton/stopped', what + why, {
      reached: true,
      details,
      value: rest,
    });
  }
}
