import { ErrorCodes, type MessageConnection, ResponseError } from 'vscode-jsonrpc/node';
import { type ErrorValue, type Log, OrchestratorError, toErrorValue } from '../common/index.ts';
import type { Orchestrator } from '../orchestrator.ts';
import { callMethod, methods, parseOpen, parseStream } from './arguments.ts';
import { rpc, type StreamItem } from './protocol.ts';

/** JSON-RPC's range for errors of the application. */
const applicationError = -32000;

/**
 * Answers for `orchestrator` on a connection, which this starts to listen to, until the connection closes: then every
 * iterable that the peer had open is ended. Everything that arrives is checked; the peer may be anybody with a token.
 */
export function serveOrchestrator(connection: MessageConnection, orchestrator: Orchestrator, log: Log): void {
  const open = new Map<number, OutgoingStream>();
  for (const method of methods) {
    connection.onRequest(`orchestrator/${method}`, (params: unknown) =>
      answer(log, method, () => callMethod(orchestrator, method, params)),
    );
  }
  connection.onRequest(rpc.open, (params: unknown) =>
    answer(log, rpc.open, async () => {
      const { stream, credit, start } = parseOpen(orchestrator, params);
      if (open.has(stream)) throw new OrchestratorError('baton/invalid-request', `Stream ${stream} is open already.`);
      const outgoing = new OutgoingStream(connection, stream, credit);
      open.set(stream, outgoing);
      void outgoing.pump(start, log).finally(() => open.delete(stream));
      return null;
    }),
  );
  connection.onNotification(rpc.credit, (params: unknown) => {
    const { stream, credit } = parseStream(params);
    open.get(stream)?.grant(credit);
  });
  connection.onNotification(rpc.close, (params: unknown) => open.get(parseStream(params).stream)?.close());
  const closeAll = (): void => {
    for (const outgoing of open.values()) outgoing.close();
  };
  connection.onClose(closeAll);
  connection.onDispose(closeAll);
  connection.onError(([error]) => log.log('debug', `JSON-RPC: ${error.message}`));
  connection.listen();
}

async function answer(log: Log, method: string, call: () => Promise<unknown>): Promise<unknown> {
  try {
    return await call();
  } catch (error) {
    if (!(error instanceof OrchestratorError)) {
      log.log('error', `${method}: ${error instanceof Error ? error.stack : String(error)}`);
    }
    const value = toErrorValue(error);
    const code = value.kind === 'baton/invalid-request' ? ErrorCodes.InvalidParams : applicationError;
    return new ResponseError(code, value.msg, value);
  }
}

/** One iterable on its way to the peer; it is asked for the next item only when the peer has room for it. */
class OutgoingStream {
  readonly #connection: MessageConnection;
  readonly #stream: number;
  readonly #abort = new AbortController();
  #credit: number;
  #wake: () => void = () => {};

  constructor(connection: MessageConnection, stream: number, credit: number) {
    this.#connection = connection;
    this.#stream = stream;
    this.#credit = credit;
  }

  grant(credit: number): void {
    this.#credit += credit;
    this.#wake();
  }

  close(): void {
    this.#abort.abort();
    this.#wake();
  }

  async pump(start: (signal: AbortSignal) => AsyncIterable<StreamItem>, log: Log): Promise<void> {
    let error: ErrorValue | undefined;
    try {
      for await (const value of start(this.#abort.signal)) {
        await this.#room();
        if (this.#abort.signal.aborted) break;
        this.#credit -= 1;
        await this.#connection.sendNotification(rpc.item, { stream: this.#stream, value });
      }
    } catch (thrown) {
      if (!(thrown instanceof OrchestratorError)) log.log('debug', `stream ${this.#stream}: ${String(thrown)}`);
      error = toErrorValue(thrown);
    }
    if (this.#abort.signal.aborted) return;
    const end = { stream: this.#stream, ...(error === undefined ? {} : { error }) };
    await this.#connection.sendNotification(rpc.end, end).catch(() => {});
  }

  async #room(): Promise<void> {
    while (this.#credit <= 0 && !this.#abort.signal.aborted) {
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
  }
}
