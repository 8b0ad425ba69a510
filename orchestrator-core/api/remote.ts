import { type MessageConnection, ResponseError } from 'vscode-jsonrpc/node';
import { type ErrorValue, fromErrorValue, isJsonObject, OrchestratorError } from '../common/index.ts';
import type { JobEvent } from '../jobs/index.ts';
import type { Notice, Orchestrator, Pong, QueryPage } from '../orchestrator.ts';
import {
  type EndParams,
  type ItemParams,
  type Method,
  queryWindow,
  rpc,
  type StreamItem,
  type StreamMethod,
  streamWindow,
} from './protocol.ts';

/** An orchestrator in another process. */
export interface RemoteOrchestrator extends Orchestrator {
  /** Resolves when the connection is over, whoever ended it. */
  readonly closed: Promise<void>;
  /** Ends the connection; what is pending rejects with `baton/disconnected`. Idempotent. */
  dispose(): void;
}

/**
 * The `Orchestrator` at the other end of a connection, which this starts to listen to. When the connection is lost,
 * calls and iterables fail with `baton/disconnected`; whoever reconnects asks `events` again from the next number.
 */
export function remoteOrchestrator(connection: MessageConnection): RemoteOrchestrator {
  const remote = new Remote(connection);
  connection.listen();
  const call = <M extends Method>(method: M, ...args: Parameters<Orchestrator[M]>): ReturnType<Orchestrator[M]> =>
    remote.call(method, args) as ReturnType<Orchestrator[M]>;
  return {
    status: () => call('status'),
    nodes: () => call('nodes'),
    node: (name) => call('node', name),
    nodeList: (request) => call('nodeList', request),
    factHistory: (node) => call('factHistory', node),
    groups: () => call('groups'),
    refresh: () => call('refresh'),
    query: (request, signal) => remote.open<QueryPage>('query', [request], signal),
    select: (selection, sample) => call('select', selection, sample),
    savedSelections: () => call('savedSelections'),
    saveSelection: (name, words) => call('saveSelection', name, words),
    ping: (selection, timeout, signal) => remote.open<Pong>('ping', [selection, timeout], signal),
    targets: (selection) => call('targets', selection),
    tasks: () => call('tasks'),
    task: (name) => call('task', name),
    parameterForms: (task) => call('parameterForms', task),
    checkParameter: (task, parameter, text) => call('checkParameter', task, parameter, text),
    run: (request) => call('run', request),
    rerun: (request) => call('rerun', request),
    stop: (job, when) => call('stop', job, when),
    plans: () => call('plans'),
    plan: (name) => call('plan', name),
    planForms: (plan) => call('planForms', plan),
    checkPlanParameter: (plan, parameter, text) => call('checkPlanParameter', plan, parameter, text),
    runPlan: (request) => call('runPlan', request),
    resumePlan: (request) => call('resumePlan', request),
    previewPlan: (request, source) => call('previewPlan', request, source),
    answer: (job, prompt, answer) => call('answer', job, prompt, answer),
    reply: (question, answer) => call('reply', question, answer),
    openConsole: (request) => call('openConsole', request),
    evaluate: (job, source) => call('evaluate', job, source),
    interrupt: (job) => call('interrupt', job),
    closeConsole: (job) => call('closeConsole', job),
    jobs: (options) => call('jobs', options),
    job: (id) => call('job', id),
    events: (job, start, signal) => remote.open<JobEvent>('events', [job, start], signal),
    notices: (signal) => remote.open<Notice>('notices', [], signal),
    closed: remote.closed,
    dispose: () => remote.dispose(),
  };
}

function disconnected(): OrchestratorError {
  return new OrchestratorError('baton/disconnected', 'The connection to the orchestrator was lost. Connect again.');
}

class Remote {
  readonly #connection: MessageConnection;
  readonly #inboxes = new Map<number, Inbox>();
  readonly #pending = new Set<(error: OrchestratorError) => void>();
  readonly #closed = Promise.withResolvers<void>();
  #nextStream = 1;
  #ended = false;

  constructor(connection: MessageConnection) {
    this.#connection = connection;
    connection.onNotification(rpc.item, (params: ItemParams) => this.#inboxes.get(params.stream)?.put(params.value));
    connection.onNotification(rpc.end, (params: EndParams) => {
      const error = params.error === undefined ? undefined : fromErrorValue(params.error);
      this.#inboxes.get(params.stream)?.end(error);
      this.#inboxes.delete(params.stream);
    });
    // Both come when the peer goes; the first one settles everything.
    connection.onClose(() => this.#lost());
    connection.onDispose(() => this.#lost());
    connection.onError(() => {});
  }

  get closed(): Promise<void> {
    return this.#closed.promise;
  }

  call(method: Method, args: readonly unknown[]): Promise<unknown> {
    return this.#request(`orchestrator/${method}`, { args });
  }

  async #request(method: string, params: object): Promise<unknown> {
    if (this.#ended) throw disconnected();
    let abandon: (error: OrchestratorError) => void = () => {};
    const lost = new Promise<never>((_, reject) => {
      abandon = reject;
    });
    this.#pending.add(abandon);
    try {
      return await Promise.race([this.#connection.sendRequest(method, params), lost]);
    } catch (error) {
      throw asOrchestratorError(error);
    } finally {
      this.#pending.delete(abandon);
    }
  }

  open<T extends StreamItem>(method: StreamMethod, args: readonly unknown[], signal: AbortSignal): AsyncIterable<T> {
    const stream = this.#nextStream++;
    const tell = (name: string, params: object): void => {
      if (!this.#ended) this.#connection.sendNotification(name, params).catch(() => {});
    };
    const window = method === 'query' ? queryWindow : streamWindow;
    const inbox = new Inbox(window, (credit) => tell(rpc.credit, { stream, credit }));
    const close = (): void => {
      signal.removeEventListener('abort', close);
      if (this.#inboxes.delete(stream)) tell(rpc.close, { stream });
      inbox.end(undefined);
    };
    if (signal.aborted) inbox.end(undefined);
    else if (this.#ended) inbox.end(disconnected());
    else {
      this.#inboxes.set(stream, inbox);
      signal.addEventListener('abort', close, { once: true });
      this.#request(rpc.open, { stream, method, args, credit: window }).catch((error) => {
        this.#inboxes.delete(stream);
        inbox.end(asOrchestratorError(error));
      });
    }
    return { [Symbol.asyncIterator]: () => inbox.reader<T>(close, signal) };
  }

  dispose(): void {
    if (this.#ended) return;
    this.#lost();
    this.#connection.dispose();
  }

  #lost(): void {
    if (this.#ended) return;
    this.#ended = true;
    for (const abandon of this.#pending) abandon(disconnected());
    for (const inbox of this.#inboxes.values()) inbox.end(disconnected());
    this.#inboxes.clear();
    this.#closed.resolve();
  }
}

/** What has arrived of one iterable and was not read yet: never more than the window, for the server has no more credit. */
class Inbox {
  readonly #items: unknown[] = [];
  readonly #window: number;
  readonly #grant: (credit: number) => void;
  #read = 0;
  #ended = false;
  #error: OrchestratorError | undefined;
  #wake: () => void = () => {};

  constructor(window: number, grant: (credit: number) => void) {
    this.#window = window;
    this.#grant = grant;
  }

  put(item: unknown): void {
    if (this.#ended) return;
    this.#items.push(item);
    this.#wake();
  }

  /** The first end counts. */
  end(error: OrchestratorError | undefined): void {
    if (this.#ended) return;
    this.#ended = true;
    this.#error = error;
    this.#wake();
  }

  reader<T>(close: () => void, signal: AbortSignal): AsyncIterator<T> {
    return {
      next: async () => {
        while (!signal.aborted) {
          if (this.#items.length > 0) return { done: false, value: this.#take() as T };
          if (this.#error !== undefined) throw this.#error;
          if (this.#ended) break;
          await new Promise<void>((resolve) => {
            this.#wake = resolve;
          });
        }
        close();
        return { done: true, value: undefined };
      },
      return: async () => {
        close();
        return { done: true, value: undefined };
      },
    };
  }

  #take(): unknown {
    this.#read += 1;
    if (this.#read >= this.#window / 2 && !this.#ended) {
      this.#grant(this.#read);
      this.#read = 0;
    }
    return this.#items.shift();
  }
}

function asOrchestratorError(error: unknown): OrchestratorError {
  if (error instanceof OrchestratorError) return error;
  if (error instanceof ResponseError && isErrorValue(error.data)) return fromErrorValue(error.data);
  if (error instanceof ResponseError) return new OrchestratorError('baton/rpc-error', error.message, { cause: error });
  return new OrchestratorError('baton/disconnected', disconnected().message, { cause: error });
}

function isErrorValue(value: unknown): value is ErrorValue {
  return isJsonObject(value) && typeof value['kind'] === 'string' && typeof value['msg'] === 'string';
}
