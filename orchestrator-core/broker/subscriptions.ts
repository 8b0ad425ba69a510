import type { Clock, Timer } from '../common/index.ts';
import { type InventoryChange, matchesUri } from '../pcp/index.ts';

/** Milliseconds between the updates of a subscriber, as the reference broker has it. */
const updatePeriod = 1000;
/** Changes that wait for the next update at most; more send it early, so that nothing grows without a bound. */
const mostChanges = 1000;

interface Subscription {
  readonly query: readonly string[];
  /** Changes that the `inventory_response` of the subscription already showed. */
  seen: number;
}

/** Who wants to know of which clients, and what they have not been told yet. */
export class Subscriptions<Subscriber> {
  readonly #clock: Clock;
  readonly #deliver: (subscriber: Subscriber, changes: readonly InventoryChange[]) => void;
  readonly #subscriptions = new Map<Subscriber, Subscription>();
  #changes: InventoryChange[] = [];
  #timer: Timer | undefined;

  constructor(clock: Clock, deliver: (subscriber: Subscriber, changes: readonly InventoryChange[]) => void) {
    this.#clock = clock;
    this.#deliver = deliver;
  }

  get size(): number {
    return this.#subscriptions.size;
  }

  /** Registers or replaces; what changed before now is not told, since the response to the request shows it. */
  subscribe(subscriber: Subscriber, query: readonly string[]): void {
    this.#subscriptions.set(subscriber, { query, seen: this.#changes.length });
  }

  unsubscribe(subscriber: Subscriber): void {
    this.#subscriptions.delete(subscriber);
  }

  /** Notes a change, to be told with the next update. */
  add(change: InventoryChange): void {
    if (this.#subscriptions.size === 0) return;
    this.#changes.push(change);
    if (this.#changes.length >= mostChanges) this.#flush();
    else this.#timer ??= this.#clock.after(updatePeriod, () => this.#flush());
  }

  /** Forgets everyone. */
  clear(): void {
    this.#timer?.cancel();
    this.#timer = undefined;
    this.#changes = [];
    this.#subscriptions.clear();
  }

  #flush(): void {
    this.#timer?.cancel();
    this.#timer = undefined;
    const changes = this.#changes;
    this.#changes = [];
    for (const [subscriber, subscription] of [...this.#subscriptions]) {
      const news = changes
        .slice(subscription.seen)
        .filter(({ client }) => subscription.query.some((pattern) => matchesUri(pattern, client)));
      subscription.seen = 0;
      if (news.length > 0) this.#deliver(subscriber, news);
    }
  }
}
