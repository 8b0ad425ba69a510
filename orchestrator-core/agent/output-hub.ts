import type { Clock, Log } from '../common/index.ts';
import { extensionMessage, type OutputAcknowledge, type OutputMessage, type OutputSubscribe } from '../pxp/index.ts';
import type { MessageSender } from './message-sender.ts';
import { OutputStream, type Watch } from './output-stream.ts';

export interface OutputHubOptions {
  readonly sender: MessageSender;
  readonly clock: Clock;
  readonly watch: Watch;
  readonly log: Log;
  /** Where the output of a transaction is, who may have it, and whether its program still runs. */
  find(transaction: string): Promise<{ requester: string; directory: string; ended: boolean } | undefined>;
}

interface Subscription {
  readonly requester: string;
  /** Undefined until the files are found; undefined for good when there are none, or another took its place. */
  readonly stream: Promise<OutputStream | undefined>;
}

/** The subscriptions to live output, one for each transaction; they end with the connection they came over. */
export class OutputHub {
  readonly #options: OutputHubOptions;
  readonly #subscriptions: Map<string, Subscription> = new Map();

  constructor(options: OutputHubOptions) {
    this.#options = options;
  }

  /** Sends the output of a transaction from these offsets on to the one who asked for the transaction. */
  subscribe(requester: string, wanted: OutputSubscribe): void {
    const transaction = wanted.transaction_id;
    this.#drop(transaction);
    const stream = this.#open(requester, wanted).catch((error: unknown) => {
      this.#options.log.log('warn', `no output of ${transaction}: ${String(error)}`);
      return undefined;
    });
    this.#subscriptions.set(transaction, { requester, stream });
  }

  async #open(requester: string, wanted: OutputSubscribe): Promise<OutputStream | undefined> {
    const transaction = wanted.transaction_id;
    const found = await this.#options.find(transaction);
    if (found === undefined || found.requester !== requester) return undefined;
    const { sender, clock, watch } = this.#options;
    const send = ({ ...message }: OutputMessage) =>
      sender.send(sender.compose(extensionMessage.output, requester, message));
    const from = { stdout: wanted.stdout, stderr: wanted.stderr };
    const stream = new OutputStream({ transaction, directory: found.directory, from, send, clock, watch });
    if (found.ended) void stream.drained().then(() => this.#forget(transaction, stream));
    return stream;
  }

  async #forget(transaction: string, stream: OutputStream): Promise<void> {
    const current = this.#subscriptions.get(transaction);
    if ((await current?.stream) === stream) this.#subscriptions.delete(transaction);
  }

  /** The subscriber has taken its output up to these offsets. */
  acknowledge(requester: string, taken: OutputAcknowledge): void {
    const subscription = this.#subscriptions.get(taken.transaction_id);
    if (subscription?.requester === requester) void subscription.stream.then((stream) => stream?.acknowledge(taken));
  }

  /** The program of the transaction has ended: resolves when its subscriber was sent all of its output. */
  async drain(transaction: string): Promise<void> {
    const subscription = this.#subscriptions.get(transaction);
    await (await subscription?.stream)?.drained();
    if (this.#subscriptions.get(transaction) === subscription) this.#subscriptions.delete(transaction);
  }

  #drop(transaction: string): void {
    const subscription = this.#subscriptions.get(transaction);
    this.#subscriptions.delete(transaction);
    void subscription?.stream.then((stream) => stream?.stop());
  }

  /** The connection is gone: whoever wants output asks again over the next. */
  clear(): void {
    for (const transaction of this.#subscriptions.keys()) this.#drop(transaction);
  }
}
