import { type JsonObject, OrchestratorError, type Timer } from '../common/index.ts';
import {
  failureResult,
  type NodeResult,
  type NodeRun,
  type OutputPosition,
  type OutputStream,
  type RunObserver,
  type StopReason,
} from '../jobs/index.ts';
import {
  type ActionResults,
  decodeActionResults,
  extensionMessage,
  type OutputMessage,
  pxpMessage,
  type StatusResults,
} from '../pxp/index.ts';
import { OutputIntake } from './pcp-output.ts';
import { type PcpRunPorts, patience } from './pcp-ports.ts';
import { largestMessage, pxpAction } from './pcp-request.ts';
import { executionErrorIn, notConnected, reasonIn } from './pcp-status.ts';
import { PcpStop } from './pcp-stop.ts';

/** One action on one agent, from its request to its result, through lost connections and restarts on either side. */
export class PcpRun {
  readonly #run: NodeRun;
  readonly #agent: string;
  readonly #observer: RunObserver;
  readonly #ports: PcpRunPorts;
  readonly #intake: OutputIntake;
  readonly #resumed: boolean;
  readonly #settled = Promise.withResolvers<NodeResult | undefined>();
  #requestId: string | undefined;
  #resent = false;
  /** The agent has taken the request. */
  #begun = false;
  #ended = false;
  #querying = false;
  #away = false;
  /** Another connection took the place of its own. */
  #superseded = false;
  readonly #stop: PcpStop;
  #poll: Timer | undefined;
  #pollDelay: number = patience.calm;
  /** Milliseconds in which it answered no query; counted, for a clock may jump and a machine may sleep. */
  #silence = 0;

  constructor(
    run: NodeRun,
    agent: string,
    observer: RunObserver,
    ports: PcpRunPorts,
    resumedFrom?: Readonly<Record<OutputStream, OutputPosition>>,
  ) {
    this.#run = run;
    this.#agent = agent;
    this.#observer = observer;
    this.#ports = ports;
    this.#resumed = resumedFrom !== undefined;
    const start = { bytes: 0, characters: 0 };
    this.#intake = new OutputIntake(
      resumedFrom ?? { stdout: start, stderr: start },
      observer,
      (taken) => this.#tell(extensionMessage.outputAcknowledge, taken),
      () => this.#subscribe(),
    );
    this.#stop = new PcpStop(agent, ports, {
      ask: () => this.#tell(extensionMessage.stop, {}),
      giveUp: (why) => void this.#intake.settled().then(() => this.#settle(this.#stop.result({}, ` ${why}`))),
    });
  }

  get transaction(): string {
    return this.#run.transaction;
  }

  get agent(): string {
    return this.#agent;
  }

  /** Whether the message with this id was this run's request. */
  isRequest(id: string | undefined): boolean {
    return id !== undefined && id === this.#requestId;
  }

  /** The result; undefined when a resumed run is unknown to its agent. */
  get result(): Promise<NodeResult | undefined> {
    return this.#settled.promise;
  }

  /** Sends the request, or asks for the state of a run that an earlier life began. */
  begin(isStopped: boolean): void {
    const connected = this.#ports.agents.get(this.#agent) !== undefined;
    if (!this.#resumed && isStopped) {
      this.#fail('baton/stopped', `The job was stopped before it began on ${this.#agent}.`, false);
    } else if (!this.#resumed) {
      if (connected) this.#request();
      else this.#fail('baton/not-connected', notConnected(this.#agent), false);
    } else if (connected) this.#doubt();
    else {
      this.#away = true;
      this.#say(`The agent of ${this.#agent} is not connected; the node is followed when it is.`);
    }
  }

  #request(): void {
    const { transaction, target } = this.#run;
    let data: JsonObject;
    try {
      data = { transaction_id: transaction, notify_outcome: true, ...pxpAction(this.#ports.sent, target) };
    } catch (error) {
      if (!(error instanceof OrchestratorError)) throw error;
      this.#fail(error.kind, error.message, false);
      return;
    }
    // The envelope around the data takes a few hundred bytes.
    const size = Buffer.byteLength(JSON.stringify(data)) + 1000;
    if (size > largestMessage) {
      const msg = `The request for ${this.#agent} has ${size} bytes, and an agent takes at most ${largestMessage}. Make its parameters smaller, or pass large data as one of the task's files.`;
      this.#fail('baton/message-too-large', msg, false);
      return;
    }
    this.#requestId = this.#ports.send(pxpMessage.nonBlockingRequest, data);
    this.#schedule(patience.provisional, () => this.#doubt());
  }

  // What the agent says.

  provisional(): void {
    if (this.#begun) return;
    this.#begun = true;
    this.#subscribe();
    if (this.#ports.agents.get(this.#agent)?.hello === undefined) this.#pollDelay = patience.foreign;
    this.#schedule(this.#pollDelay, () => void this.#query());
  }

  final(results: JsonObject): void {
    const decoded = decodeActionResults(results);
    if (decoded.ok) void this.#finish(decoded.value);
    else
      this.#fail(
        'baton/protocol-error',
        `The agent of ${this.#agent} sent a result that is none: ${decoded.error}`,
        true,
      );
  }

  /** The agent could not run the action, or not tell what came of it. */
  rpcError(description: string): void {
    // The action ran; only its output is no text, or too much of it.
    const ran = /returned invalid UTF-8|exceeded max-message-size/.test(description);
    this.#executionError(description, ran);
  }

  #executionError(msg: string, ran: boolean): void {
    void this.#intake.settled().then(() => this.#fail('puppetlabs.tasks/task-error', msg, ran));
  }

  /** The broker did not deliver the request, or the agent did not understand it. It was not run. */
  refused(description: string): void {
    if (this.#begun) return;
    if (description === 'Not connected.') this.#fail('baton/not-connected', notConnected(this.#agent), false);
    else this.#fail('baton/protocol-error', `The request to ${this.#agent} was refused: ${description}`, false);
  }

  output(message: OutputMessage): void {
    if (!this.#ended) this.#intake.take(message);
  }

  // What becomes of its connection.

  connected(): void {
    if (this.#ended) return;
    if (this.#away) this.#say(`The agent of ${this.#agent} is back.`);
    else this.#superseded = true;
    this.#away = false;
    this.#doubt();
    this.#stop.again();
  }

  hello(): void {
    if (this.#ended) return;
    if (this.#begun) this.#subscribe();
    this.#stop.again();
  }

  gone(): void {
    if (this.#ended || this.#away) return;
    this.#away = true;
    this.#poll?.cancel();
    this.#say(
      `The connection to the agent of ${this.#agent} was lost. What it runs goes on, and is followed when the agent is back.`,
    );
  }

  // Stopping.

  stop(reason: StopReason): void {
    if (!this.#ended) this.#stop.begin(reason);
  }

  // Doubt.

  /** Nobody knows whether a message was lost: the agent is asked, again and again, until the run is over. */
  #doubt(): void {
    this.#pollDelay = patience.doubt;
    void this.#query();
  }

  async #query(): Promise<void> {
    if (this.#ended || this.#away || this.#querying) return;
    this.#querying = true;
    const status = await this.#ports.query();
    this.#querying = false;
    if (this.#ended || this.#away) return;
    if (status.status === 'unanswered') this.#unanswered();
    else {
      this.#silence = 0;
      if (status.status === 'untold') this.#executionError(status.why, true);
      else this.#learn(status);
    }
    if (this.#ended) return;
    if (status.status === 'unanswered') this.#silence += this.#pollDelay;
    this.#schedule(this.#pollDelay, () => void this.#query());
    if (this.#pollDelay < patience.calm) this.#pollDelay = Math.min(this.#pollDelay * 2, patience.longestDoubt);
  }

  #unanswered(): void {
    this.#silence += patience.query;
    if (this.#silence < patience.silence) return;
    const minutes = patience.silence / 60_000;
    this.#fail(
      execution,
      `The agent of ${this.#agent} is connected but has not answered for ${minutes} minutes: nobody knows what came of the run.`,
      false,
    );
  }

  #learn(status: StatusResults): void {
    if (status.status === 'running') {
      const first = !this.#begun;
      this.#begun = true;
      if (first || this.#resumed) this.#subscribe();
    } else if (status.status !== 'unknown') {
      const error = executionErrorIn(status);
      if (error !== undefined) {
        this.rpcError(error);
        return;
      }
      const { exitcode = status.status === 'success' ? 0 : 1, stdout = '', stderr = '' } = status;
      void this.#finish({ exitcode, stdout, stderr });
    } else if (this.#resumed && !this.#begun) this.#settle(undefined);
    else if (!this.#begun && !this.#resent) {
      // It never arrived. The agent runs a transaction once, however often it is asked to.
      this.#resent = true;
      this.#ports.log.log('warn', `The request to ${this.#agent} was lost on the way; it is sent again.`);
      this.#request();
    } else {
      const why = reasonIn(status.stdout);
      const because = why === undefined ? '' : ` (${why})`;
      this.#fail(
        execution,
        `The agent of ${this.#agent} lost the run${because}: nobody knows what came of it. It was not run again.${this.#superseded ? twins : ''}`,
        false,
      );
    }
  }

  // The end.

  async #finish(results: ActionResults): Promise<void> {
    if (this.#ended) return;
    this.#end();
    const { exitcode, stdout = '', stderr = '' } = results;
    await this.#intake.settled();
    await this.#intake.complete({ stdout, stderr });
    const outcome = { stdout: new TextEncoder().encode(stdout), stderr, exitCode: exitcode };
    const result = { ...this.#ports.resultOf(this.#run.action, outcome), reached: true };
    // What had succeeded before it could be stopped has succeeded.
    if (!this.#stop.isWanted || result.status === 'success') this.#settled.resolve(result);
    else this.#settled.resolve(this.#stop.result(result.value, ' Its process was ended.'));
  }

  #fail(kind: string, msg: string, reached: boolean): void {
    this.#settle(failureResult(kind, msg, { reached }));
  }

  #settle(result: NodeResult | undefined): void {
    if (this.#ended) return;
    this.#end();
    this.#settled.resolve(result);
  }

  /** The orchestrator ends: the run is left to its agent and settles no more. */
  abandon(): void {
    this.#end();
  }

  #end(): void {
    this.#ended = true;
    this.#poll?.cancel();
    this.#stop.end();
  }

  // Small things.

  #subscribe(): void {
    const hello = this.#ports.agents.get(this.#agent)?.hello;
    if (this.#ended || hello?.extensions.includes('output') !== true) return;
    this.#intake.subscribed();
    this.#tell(extensionMessage.outputSubscribe, this.#intake.offsets());
  }

  #tell(type: string, data: JsonObject): void {
    if (!this.#ended && this.#ports.agents.get(this.#agent)?.hello !== undefined) {
      this.#ports.send(type, { transaction_id: this.#run.transaction, ...data });
    }
  }

  #say(text: string): void {
    this.#observer.message(text).catch((error) => this.#ports.log.log('error', String(error)));
  }

  #schedule(delay: number, callback: () => void): void {
    this.#poll?.cancel();
    this.#poll = this.#ports.clock.after(delay, callback);
  }
}

const execution = 'puppetlabs.orchestrator/execution-failure';

const twins = ' Its connection was taken over meanwhile: two agents may be using its certificate.';
