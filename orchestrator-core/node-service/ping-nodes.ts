import { type Clock, type ErrorValue, type IdSource, OrchestratorError, toErrorValue } from '../common/index.ts';
import type { GivenUris, Inventory, Target, TransportName } from '../inventory/index.ts';
import type { Transport } from '../jobs/index.ts';
import type { Pong } from '../orchestrator.ts';
import { pingTarget } from '../transports/index.ts';

/** What nodes are pinged with. */
export interface PingPorts {
  readonly clock: Clock;
  readonly ids: IdSource;
  /** Milliseconds since some moment, finer than the clock's. */
  readonly elapsed: () => number;
  readonly transportOf: (target: Target) => Transport;
}

/** Which nodes are pinged. */
export interface PingRequest {
  readonly names: readonly string[];
  readonly inventory: Pick<Inventory, 'resolve'>;
  /** Certnames of the agents that are connected now. */
  readonly connected: readonly string[];
  /** By which targets with passwords were given. */
  readonly uris?: GivenUris;
  /** Milliseconds for each node. */
  readonly timeout: number;
  readonly signal: AbortSignal;
}

/** Nodes that are asked at the same time: as many as a job runs on. */
const atOnce = 250;

/** Asks each node whether it answers, and says so as each does. Nothing is written of it. */
export async function* pingNodes(request: PingRequest, ports: PingPorts): AsyncGenerator<Pong> {
  const { names, signal } = request;
  const waiting = new Map<string, Promise<Pong>>();
  const ending = new AbortController();
  const all = AbortSignal.any([signal, ending.signal]);
  const aborted = new Promise<undefined>((resolve) => {
    if (all.aborted) resolve(undefined);
    else all.addEventListener('abort', () => resolve(undefined), { once: true });
  });
  // Answers in the order in which they come: a race of all that are asked would be made anew for each.
  const ready: Pong[] = [];
  let wake = Promise.withResolvers<void>();
  let next = 0;
  const begin = (): void => {
    while (next < names.length && waiting.size < atOnce && !all.aborted) {
      const name = names[next++] ?? '';
      const pong = pingOne(name, { ...request, signal: all }, ports);
      waiting.set(name, pong);
      void pong.then((answer) => {
        waiting.delete(name);
        ready.push(answer);
        wake.resolve();
      });
    }
  };
  try {
    for (begin(); waiting.size > 0 || ready.length > 0; begin()) {
      const answer = ready.shift();
      if (answer !== undefined) {
        yield answer;
        continue;
      }
      await Promise.race([wake.promise, aborted]);
      if (all.aborted) return;
      wake = Promise.withResolvers<void>();
    }
  } finally {
    // Whoever reads no further wants no answers.
    ending.abort();
  }
}

async function pingOne(name: string, request: PingRequest, ports: PingPorts): Promise<Pong> {
  const { inventory, connected, uris = new Map() } = request;
  let transport: TransportName = 'pcp';
  const started = ports.elapsed();
  let error: ErrorValue | undefined;
  try {
    const [target] = await inventory.resolve([name], { connected, uris });
    if (target === undefined) throw new OrchestratorError('bolt/unknown-target', `There is no target ${name}.`);
    transport = target.transport;
    error = target.fault ?? (await within(target, request, ports));
  } catch (thrown) {
    error = toErrorValue(thrown);
  }
  const milliseconds = Math.max(0, ports.elapsed() - started);
  if (error === undefined) return { node: name, transport, ok: true, milliseconds };
  return { node: name, transport, ok: false, error, milliseconds };
}

/** Pings a target; after its time the answer is that there was none, whatever its transport still waits for. */
async function within(
  target: Target,
  { timeout, signal }: PingRequest,
  { clock, ids, transportOf }: PingPorts,
): Promise<ErrorValue | undefined> {
  const late = Promise.withResolvers<ErrorValue>();
  const ending = new AbortController();
  const timer = clock.after(timeout, () => {
    const msg = `${target.name} did not answer within ${seconds(timeout)}.`;
    late.resolve({ kind: 'baton/ping-timeout', msg, details: { timeout } });
    ending.abort('timed out');
  });
  try {
    const either = AbortSignal.any([signal, ending.signal]);
    const answer = pingTarget(target, transportOf(target), { ids, signal: either });
    // What comes too late is nobody's.
    answer.catch(() => {});
    return await Promise.race([answer, late.promise]);
  } finally {
    timer.cancel();
  }
}

function seconds(milliseconds: number): string {
  const value = milliseconds / 1000;
  return `${value} second${value === 1 ? '' : 's'}`;
}
