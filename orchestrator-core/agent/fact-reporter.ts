import type { Clock, Log, Random, Timer } from '../common/index.ts';
import { serverUri } from '../pcp/index.ts';
import { extensionMessage, type FactsMessage } from '../pxp/index.ts';
import { factsDigest } from './facts/digest.ts';
import type { Gathered } from './facts/gather.ts';
import type { MessageSender } from './message-sender.ts';
import { maxMessageSize } from './outcome.ts';

export interface FactReporterOptions {
  /** Finds the facts; ended by `signal`. */
  readonly gather: (signal: AbortSignal) => Promise<Gathered>;
  /** Milliseconds between two times; a tenth more or less, so that many agents do not ask their machines at once. */
  readonly interval: number;
  /** Milliseconds that the first time may be later, chance decides; {@link factsDelay} has what is usual. */
  readonly spread: number;
  readonly sender: MessageSender;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
}

/** Milliseconds after the first connection: whoever is only there for a moment finds no facts, and many come at once. */
export const factsDelay: { readonly first: number; readonly spread: number } = { first: 1000, spread: 2000 };

interface Report extends Omit<Gathered, 'warnings'> {
  readonly digest: string;
  readonly at: number;
}

/**
 * Finds the facts of the machine some moments after the first connection and then on a schedule, says what they look
 * like, and sends them to who asks. Nothing waits for it.
 */
export class FactReporter {
  readonly #options: FactReporterOptions;
  readonly #ended = new AbortController();
  readonly #waiting = new Set<string>();
  /** What was warned of the last time: the same is not said each half hour. */
  #warned: readonly string[] = [];
  #report: Report | undefined;
  #timer: Timer | undefined;

  constructor(options: FactReporterOptions) {
    this.#options = options;
  }

  /** There is a connection, on which nobody has heard of the facts. */
  connected(): void {
    this.#waiting.clear();
    const { clock, random, spread } = this.#options;
    if (this.#report !== undefined) this.#announce(this.#report.digest);
    else this.#timer ??= clock.after(factsDelay.first + random() * spread, () => void this.#find());
  }

  /** A controller asks for the facts. */
  requested(requester: string): void {
    if (this.#report === undefined) this.#waiting.add(requester);
    else this.#send(this.#report, requester);
  }

  close(): void {
    this.#ended.abort();
    this.#timer?.cancel();
  }

  async #find(): Promise<void> {
    const { gather, interval, clock, random, log } = this.#options;
    try {
      const { facts, classes, warnings } = await gather(this.#ended.signal);
      if (this.#ended.signal.aborted) return;
      for (const text of warnings) if (!this.#warned.includes(text)) log.log('warn', text);
      this.#warned = warnings;
      const report = { facts, classes, digest: factsDigest(facts, classes), at: clock.now() };
      this.#report = report;
      this.#announce(report.digest);
      for (const requester of this.#waiting) this.#send(report, requester);
      this.#waiting.clear();
    } catch (error) {
      log.log('warn', `cannot find the facts: ${String(error)}`);
    }
    this.#timer = clock.after(interval * (0.9 + random() / 5), () => void this.#find());
  }

  #announce(digest: string): void {
    this.#give(serverUri, extensionMessage.factsDigest, { digest });
  }

  #send({ facts, classes, digest, at }: Report, requester: string): void {
    const { clock, log } = this.#options;
    const data = { digest, age: Math.max(0, clock.now() - at), facts, classes: [...classes] } satisfies FactsMessage;
    const size = Buffer.byteLength(JSON.stringify(data));
    if (size > maxMessageSize - 4096) log.log('warn', `the facts are too large to be sent: ${size} bytes`);
    else this.#give(requester, extensionMessage.facts, data);
  }

  #give(target: string, type: string, data: Parameters<MessageSender['compose']>[2]): void {
    const { sender, log } = this.#options;
    sender.send(sender.compose(type, target, data)).catch((error: unknown) => {
      log.log('warn', `cannot send ${type}: ${String(error)}`);
    });
  }
}
