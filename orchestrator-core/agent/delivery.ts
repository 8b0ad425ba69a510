import type { Clock, Log } from '../common/index.ts';
import type { Outcome } from './action.ts';
import type { Connection } from './connection.ts';
import type { MessageSender } from './message-sender.ts';
import { describeRequest, readExitCode, readOutcome } from './outcome.ts';
import type { Spool, SpoolMetadata } from './spool.ts';

export interface DeliveryOptions {
  readonly spool: Spool;
  readonly connection: Connection;
  readonly sender: MessageSender;
  readonly clock: Clock;
  readonly log: Log;
}

/** How many final responses are remembered in case the broker sends one back. */
const remembered = 1000;

/** Milliseconds before a response that the broker sent back is tried again: first, and at most. */
const retry = { first: 1000, longest: 60_000 };

/** What the spool says came of a transaction; undefined while it has not ended. */
async function outcomeOf(spool: Spool, metadata: SpoolMetadata): Promise<Outcome | undefined> {
  const { module, action, transaction_id: transaction, execution_error } = metadata;
  const name = { kind: 'non blocking', module, action, transaction } as const;
  if (metadata.status === 'failure') return { kind: 'error', description: execution_error ?? 'the task failed' };
  const exitcode = await readExitCode(spool.directory(transaction));
  if (exitcode !== undefined) return readOutcome(spool.directory(transaction), name, exitcode);
  if (metadata.status === 'running') return undefined;
  const reason = execution_error ?? 'failed to retrieve the output';
  return {
    kind: 'error',
    description: `Failed to execute the task for the ${describeRequest(name)}. Error: ${reason}`,
  };
}

/**
 * Brings final responses to those who asked, at least once: a response is owed until the broker has read it, across
 * lost connections and lives of the agent, and again when the broker says that its receiver is not connected.
 */
export class Delivery {
  readonly #options: DeliveryOptions;
  readonly #owed: Set<string> = new Set();
  /** Sent messages by id, oldest first, so that one that comes back is known. */
  readonly #sent: Map<string, string> = new Map();
  readonly #returns: Map<string, number> = new Map();
  #flushing = false;

  constructor(options: DeliveryOptions) {
    this.#options = options;
  }

  /** The transaction has ended and its final response is owed: sends it as soon as there is a connection. */
  owe(transaction: string): void {
    this.#owed.add(transaction);
    this.flush();
  }

  /** Sends what is owed; called on every connect. */
  flush(): void {
    if (this.#flushing) return;
    this.#flushing = true;
    void this.#sendAll()
      .catch((error: unknown) => {
        this.#options.log.log('error', `cannot deliver a result: ${String(error)}`);
        return false;
      })
      .then((complete) => {
        this.#flushing = false;
        // What became owed after the last look and before this.
        if (complete && this.#owed.size > 0) this.flush();
      });
  }

  /** The broker sent an error_message about one of our messages. */
  returned(messageId: string, reason: string): void {
    const transaction = this.#sent.get(messageId);
    if (transaction === undefined) return;
    this.#sent.delete(messageId);
    const count = this.#returns.get(transaction) ?? 0;
    this.#returns.set(transaction, count + 1);
    forgetOldest(this.#returns);
    const delay = Math.min(retry.longest, retry.first * 2 ** count);
    this.#options.log.log(
      'info',
      `the result of ${transaction} came back: ${reason} Trying again in ${delay / 1000} s`,
    );
    this.#options.spool.setUndelivered(transaction).then(
      () => void this.#options.clock.after(delay, () => this.owe(transaction)),
      () => {},
    );
  }

  /** False when something is left for the next connection. */
  async #sendAll(): Promise<boolean> {
    for (;;) {
      const [transaction] = this.#owed;
      if (transaction === undefined) return true;
      if (!this.#options.connection.isOpen) return false;
      this.#owed.delete(transaction);
      if (!(await this.#sendOne(transaction))) {
        this.#owed.add(transaction);
        return false;
      }
    }
  }

  /** False when the connection was lost on the way. */
  async #sendOne(transaction: string): Promise<boolean> {
    const { spool, sender, connection } = this.#options;
    const read = await spool.read(transaction);
    if (read === undefined || !read.ok) return true;
    const { requester, request_id: requestId } = read.value;
    const outcome = await outcomeOf(spool, read.value);
    if (outcome === undefined) return true;
    const message = sender.final({ requester, requestId, transaction, kind: 'non blocking' }, outcome);
    this.#remember(message.id, transaction);
    if (!(await sender.send(message))) return false;
    this.#settle(message.id, transaction, connection.confirm()).catch((error: unknown) => {
      this.#options.log.log('warn', `cannot note the delivery of ${transaction}: ${String(error)}`);
    });
    return true;
  }

  /** Strikes the debt off when the broker has read the message and has not sent it back. */
  async #settle(messageId: string, transaction: string, confirmed: Promise<boolean>): Promise<void> {
    if (!(await confirmed)) this.#owed.add(transaction);
    else if (this.#sent.has(messageId)) await this.#options.spool.setDelivered(transaction);
  }

  #remember(messageId: string, transaction: string): void {
    this.#sent.set(messageId, transaction);
    forgetOldest(this.#sent);
  }
}

function forgetOldest(entries: Map<string, unknown>): void {
  const [oldest] = entries.keys();
  if (entries.size > remembered && oldest !== undefined) entries.delete(oldest);
}
