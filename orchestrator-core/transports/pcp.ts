import type { Clock, Decoded, ErrorValue, IdSource, JsonObject, Log, Timer } from '../common/index.ts';
import type { Target } from '../inventory/index.ts';
import {
  type Action,
  failureResult,
  type NodeResult,
  type NodeRun,
  type OutputPosition,
  type OutputStream,
  type RunObserver,
  type Transport,
} from '../jobs/index.ts';
import { formatUri, type Message, messageType, parseUri } from '../pcp/index.ts';
import {
  decodeOutput,
  decodeProvisionalResponse,
  decodeRpcError,
  decodeRpcResponse,
  decodeStatusResults,
  extensionMessage,
  pxpMessage,
} from '../pxp/index.ts';
import type { AgentDirectory } from './agent-directory.ts';
import { failedResult } from './outcome.ts';
import { patience, type ResultOf, type StatusAnswer } from './pcp-ports.ts';
import { PcpRun } from './pcp-run.ts';
import { type KeepContent, Shims, shimResult } from './pcp-shim.ts';
import { notConnected, unsendable } from './pcp-status.ts';
import { waitForAgent } from './pcp-wait.ts';

export interface PcpTransportOptions {
  readonly clock: Clock;
  readonly ids: IdSource;
  readonly log: Log;
  readonly agents: AgentDirectory;
  /** Becomes a client of the broker; what is handed over is called with every message to it. */
  attach(receive: (message: Message) => void): { send(message: Message): void; detach(): void };
  readonly resultOf: ResultOf;
  /** Keeps a copy of a file where agents fetch it. */
  readonly keep: KeepContent;
  /** Until this moment agents may still be connecting: a run waits so long for one that is not there yet. */
  readonly connectingUntil?: number;
}

/** The transport `pcp`: the orchestrator's controller, a client of its own broker that sends requests to agents. */
export interface PcpTransport extends Transport {
  resume: NonNullable<Transport['resume']>;
  ping: NonNullable<Transport['ping']>;
  /** Leaves the broker; runs are left to their agents. */
  close(): void;
}

/** A blocking request that waits for its answer. */
interface Question {
  readonly agent: string;
  readonly id: string;
  /** With the results, or with what the agent said against it; undefined when it did not arrive. */
  answer(answer: { readonly results: JsonObject } | { readonly error: string } | undefined): void;
}

/** Makes the controller and attaches it to the broker. */
export function createPcpTransport(options: PcpTransportOptions): PcpTransport {
  return new Controller(options);
}

class Controller implements PcpTransport {
  readonly #options: PcpTransportOptions;
  readonly #link: { send(message: Message): void; detach(): void };
  readonly #runs = new Map<string, PcpRun>();
  readonly #questions = new Map<string, Question>();
  readonly #endListening: () => void;
  readonly #shims: Shims;

  constructor(options: PcpTransportOptions) {
    this.#options = options;
    this.#shims = new Shims(options.keep);
    this.#link = options.attach((message) => this.#receive(message));
    this.#endListening = options.agents.onChange((name, event) => {
      if (event !== 'hello') this.#forgetQuestions(({ agent }) => agent === name);
      for (const run of [...this.#runs.values()]) if (run.agent === name) run[event]();
    });
  }

  async run(run: NodeRun, observer: RunObserver, signal: AbortSignal): Promise<NodeResult> {
    const agent = agentOf(run);
    const { action } = run;
    if (run.runAs !== undefined) return noRunAs(run);
    if (action.kind === 'wait') return waitForAgent(agent, action, this.#options, signal);
    await this.#connecting(agent, signal);
    let sent: Action;
    try {
      sent = signal.aborted ? action : await this.#shims.of(action);
    } catch (error) {
      return failedResult(error);
    }
    const result = await this.#follow(run, agent, observed(action, observer), signal, { sent });
    // Only a run of an earlier life can be unknown.
    if (result === undefined) throw new Error(`the run ${run.transaction} has no result`);
    return shimResult(run, action, result);
  }

  async resume(
    run: NodeRun,
    from: Readonly<Record<OutputStream, OutputPosition>>,
    observer: RunObserver,
    signal: AbortSignal,
  ): Promise<NodeResult | undefined> {
    const { action } = run;
    const result = await this.#follow(run, agentOf(run), observed(action, observer), signal, { from });
    return result === undefined ? undefined : shimResult(run, action, result);
  }

  /** By the module `ping`, which every PXP agent has, and answers while it works. */
  async ping(target: Target, signal: AbortSignal): Promise<ErrorValue | undefined> {
    const agent = certnameOf(target);
    await this.#connecting(agent, signal);
    if (this.#options.agents.get(agent) === undefined)
      return { kind: connectError, msg: notConnected(agent), details: {} };
    return new Promise((resolve) => {
      let forget = (): unknown => undefined;
      const settle = (error?: ErrorValue): void => {
        signal.removeEventListener('abort', give);
        forget();
        resolve(error);
      };
      const give = (): void => settle({ kind: connectError, msg: `${agent} did not answer.`, details: {} });
      forget = this.#ask(agent, { module: 'ping', action: 'ping', params: {} }, (answer) => {
        // An agent that answers that it knows no such module is there too.
        settle(answer === undefined ? { kind: connectError, msg: `${agent} went away.`, details: {} } : undefined);
      });
      if (signal.aborted) give();
      else signal.addEventListener('abort', give);
    });
  }

  async #follow(
    run: NodeRun,
    agent: string,
    observer: RunObserver,
    signal: AbortSignal,
    { sent = run.action, from }: Following,
  ): Promise<NodeResult | undefined> {
    const { clock, log, agents, resultOf } = this.#options;
    const started = new PcpRun(
      run,
      agent,
      observer,
      {
        clock,
        log,
        agents,
        resultOf,
        sent,
        send: (type, data) => this.#send(agent, type, data),
        query: () => this.#query(agent, run.transaction),
      },
      from,
    );
    const stop = (): void => started.stop(signal.reason === 'timed out' ? 'timed out' : 'stopped');
    this.#runs.set(run.transaction, started);
    signal.addEventListener('abort', stop, { once: true });
    try {
      started.begin(signal.aborted);
      if (signal.aborted) stop();
      return await started.result;
    } finally {
      signal.removeEventListener('abort', stop);
      this.#runs.delete(run.transaction);
    }
  }

  /** Resolves when the agent is connected, or when there is nothing more to wait for. */
  #connecting(agent: string, signal: AbortSignal): Promise<void> {
    const { clock, agents, connectingUntil = 0 } = this.#options;
    const left = connectingUntil - clock.now();
    if (left <= 0 || signal.aborted || agents.get(agent) !== undefined) return Promise.resolve();
    return new Promise((resolve) => {
      let helloTimer: Timer | undefined;
      const done = (): void => {
        timer.cancel();
        helloTimer?.cancel();
        endListening();
        signal.removeEventListener('abort', done);
        resolve();
      };
      const timer = clock.after(left, done);
      // With its hello, so that its output is live from the beginning; a foreign agent says none.
      const endListening = agents.onChange((name, event) => {
        if (name !== agent) return;
        if (event === 'hello') done();
        else if (event === 'connected') helloTimer ??= clock.after(patience.hello, done);
      });
      signal.addEventListener('abort', done);
    });
  }

  #send(agent: string, type: string, data: JsonObject): string {
    const id = this.#options.ids.uuid();
    this.#link.send({ id, message_type: type, target: formatUri(agent, 'agent'), data });
    return id;
  }

  /** Asks the agent for the state of a transaction. */
  #query(agent: string, transaction: string): Promise<StatusAnswer> {
    const { clock, agents } = this.#options;
    const since = agents.get(agent)?.since;
    return new Promise((resolve) => {
      const ends: (() => void)[] = [];
      const settle = (answer: StatusAnswer): void => {
        for (const end of ends) end();
        resolve(answer);
      };
      const after = (delay: number, callback: () => void): void => {
        const timer = clock.after(delay, callback);
        ends.push(() => timer.cancel());
      };
      after(patience.query, () => settle({ status: 'unanswered' }));
      // The reference agent answers in order, and leaves out, without a word, an answer that it cannot encode.
      const isForeign = (): boolean => agents.get(agent)?.since === since && agents.get(agent)?.hello === undefined;
      after(patience.answer, () => {
        if (!isForeign()) return;
        const ping = this.#ask(agent, { module: 'ping', action: 'ping', params: {} }, (answer) => {
          if (answer !== undefined && isForeign()) settle({ status: 'untold', why: unsendable(agent, transaction) });
        });
        ends.push(ping);
      });
      const params = { transaction_id: transaction };
      ends.push(
        this.#ask(agent, { module: 'status', action: 'query', params }, (answer) =>
          settle(this.#statusIn(agent, answer)),
        ),
      );
    });
  }

  #statusIn(agent: string, answer: Parameters<Question['answer']>[0]): StatusAnswer {
    if (answer === undefined) return { status: 'unanswered' };
    if ('error' in answer) {
      // The answer holds all of the output.
      const isTooLarge = answer.error.includes('exceeded max-message-size');
      return isTooLarge ? { status: 'untold', why: answer.error } : { status: 'unanswered' };
    }
    const status = decodeStatusResults(answer.results);
    if (status.ok) return status.value;
    this.#options.log.log('warn', `${agent} answered a status query with ${status.error}`);
    return { status: 'unanswered' };
  }

  /** Sends a blocking request; returns what takes it back. */
  #ask(
    agent: string,
    request: { readonly module: string; readonly action: string; readonly params: JsonObject },
    answer: Question['answer'],
  ): () => void {
    const own = this.#options.ids.uuid();
    const forget = (): boolean => this.#questions.delete(own);
    const asked = { agent, answer: (given: Parameters<Question['answer']>[0]) => forget() && answer(given) };
    // Known before it is sent: a refusal may be on its way at once.
    this.#questions.set(own, { ...asked, id: '' });
    const id = this.#send(agent, pxpMessage.blockingRequest, { transaction_id: own, ...request });
    if (this.#questions.has(own)) this.#questions.set(own, { ...asked, id });
    return forget;
  }

  #forgetQuestions(which: (question: Question) => boolean): void {
    for (const question of [...this.#questions.values()]) if (which(question)) question.answer(undefined);
  }

  /** Takes what an agent says of its own runs, and of no other's: the broker has proved who the sender is. */
  #receive(message: Message): void {
    if (message.message_type === messageType.error) this.#refused(message);
    else this.#takes[message.message_type]?.(message);
  }

  /** How each type of message is taken. */
  readonly #takes: Readonly<Record<string, (message: Message) => void>> = {
    [pxpMessage.provisionalResponse]: this.#taking(decodeProvisionalResponse, (run) => run.provisional()),
    [pxpMessage.nonBlockingResponse]: this.#taking(decodeRpcResponse, (run, { results }) => run.final(results)),
    [extensionMessage.output]: this.#taking(decodeOutput, (run, output) => run.output(output)),
    [pxpMessage.error]: this.#taking(
      decodeRpcError,
      (run, { description }) => run.rpcError(description),
      (question, { description }) => question.answer({ error: description }),
    ),
    [pxpMessage.blockingResponse]: this.#taking(
      decodeRpcResponse,
      () => {},
      (question, { results }) => question.answer({ results }),
    ),
  };

  #taking<T extends { readonly transaction_id: string }>(
    decode: (data: unknown) => Decoded<T>,
    byRun: (run: PcpRun, value: T) => void,
    byQuestion: (question: Question, value: T) => void = () => {},
  ): (message: Message) => void {
    return (message) => {
      const decoded = decode(message.data);
      if (!decoded.ok) {
        this.#options.log.log('warn', `${message.sender} sent ${message.message_type}: ${decoded.error}`);
        return;
      }
      const sender = parseUri(message.sender ?? '')?.name;
      const transaction = decoded.value.transaction_id;
      const run = this.#runs.get(transaction);
      if (run !== undefined && run.agent === sender) byRun(run, decoded.value);
      const question = this.#questions.get(transaction);
      if (question !== undefined && question.agent === sender) byQuestion(question, decoded.value);
    };
  }

  /** A plain PCP error: the broker could not deliver, or the agent could not read. */
  #refused({ in_reply_to: about, data }: Message): void {
    this.#forgetQuestions(({ id }) => id === about);
    for (const run of [...this.#runs.values()]) if (run.isRequest(about)) run.refused(String(data));
  }

  close(): void {
    this.#endListening();
    this.#link.detach();
    for (const run of this.#runs.values()) run.abandon();
    this.#forgetQuestions(() => true);
  }
}

/** How a run is followed. */
interface Following {
  /** What the agent is asked to do, where that is not the action itself. */
  readonly sent?: Action;
  /** Of a run of an earlier life, what is known of its output. */
  readonly from?: Readonly<Record<OutputStream, OutputPosition>>;
}

/** What copies files says nothing that people want to see: an archive, perhaps. */
function observed(action: Action, observer: RunObserver): RunObserver {
  if (action.kind !== 'upload' && action.kind !== 'download') return observer;
  return { output: async () => {}, message: (text) => observer.message(text) };
}

function noRunAs({ target, runAs }: NodeRun): NodeResult {
  const msg = `An agent runs everything as its own user: ${target.name} cannot be asked to run as '${String(runAs)}' over pcp.`;
  return failureResult('baton/unsupported-option', msg, { reached: false });
}

function agentOf({ target }: NodeRun): string {
  return certnameOf(target);
}

/** The certname of a target's agent: the host of its URI or config, else its name. */
function certnameOf({ name, options: { host } }: Target): string {
  return typeof host === 'string' && host !== '' ? host : name;
}

const connectError = 'puppetlabs.tasks/connect-error';
