import {
  AbstractMessageReader,
  AbstractMessageWriter,
  createMessageConnection,
  type DataCallback,
  type Disposable,
  type Message,
  type MessageConnection,
  type MessageReader,
  type MessageWriter,
} from 'vscode-jsonrpc/node';
import type { RawData, WebSocket } from 'ws';
import { parseExact } from '../common/index.ts';

/** Bytes of one JSON-RPC message: a node's result may be as large as an agent can send, and is then escaped. */
export const largestFrame: number = 256 * 1024 * 1024;

/** JSON-RPC over a WebSocket, one message per text frame. Closing one closes the other. */
export function webSocketConnection(socket: WebSocket): MessageConnection {
  const connection = createMessageConnection(new Reader(socket), new Writer(socket));
  connection.onDispose(() => socket.close(1000));
  return connection;
}

class Reader extends AbstractMessageReader implements MessageReader {
  readonly #socket: WebSocket;

  constructor(socket: WebSocket) {
    super();
    this.#socket = socket;
  }

  override listen(callback: DataCallback): Disposable {
    const onMessage = (data: RawData): void => {
      try {
        callback(parseExact(String(data)) as unknown as Message);
      } catch (error) {
        this.fireError(error);
        this.#socket.close(1007, 'Expected JSON');
      }
    };
    const onClose = (): void => this.fireClose();
    const onError = (error: Error): void => this.fireError(error);
    this.#socket.on('message', onMessage).on('close', onClose).on('error', onError);
    return { dispose: () => this.#socket.off('message', onMessage).off('close', onClose).off('error', onError) };
  }
}

class Writer extends AbstractMessageWriter implements MessageWriter {
  readonly #socket: WebSocket;

  constructor(socket: WebSocket) {
    super();
    this.#socket = socket;
  }

  /** Resolves when the network has taken the message, so that whoever waits for it does not run ahead of it. */
  write(message: Message): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#socket.send(JSON.stringify(message), (error) => {
        if (error == null) resolve();
        else reject(error);
      });
    });
  }

  end(): void {}
}
