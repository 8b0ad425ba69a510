import { join } from 'node:path';
import type { Clock, Timer } from '../common/index.ts';
import { formatUri, serverUri } from '../pcp/index.ts';
import { type AgentHello, extensionMessage, transactionIdPattern } from '../pxp/index.ts';
import { Connection } from './connection.ts';
import { ContentCache } from './content-cache.ts';
import { Delivery } from './delivery.ts';
import { createDownload, type Download } from './download.ts';
import { FactReporter, factsDelay } from './fact-reporter.ts';
import { findFeatures } from './facts/built-in.ts';
import { gatherFacts } from './facts/gather.ts';
import { MessageSender } from './message-sender.ts';
import { createModules } from './modules.ts';
import type { AgentOptions } from './options.ts';
import { OutputHub } from './output-hub.ts';
import { type Watch, watchDirectory } from './output-stream.ts';
import { Processor } from './processor.ts';
import { startPurge } from './purge.ts';
import { Runner } from './runner.ts';
import { type OpenSocket, webSocketOpener } from './socket.ts';
import { Spool } from './spool.ts';
import { installWrapper } from './wrapper.ts';

/** How an agent reaches the world; tests hand in their own. */
export interface AgentPorts {
  readonly openSocket: OpenSocket;
  readonly download: Download;
  readonly watch: Watch;
}

/**
 * Runs a PXP agent until `signal` is aborted, or until the IPC channel closes over which a supervisor started this
 * process. Programs that tasks started go on; the next agent on the same data directory takes up their results.
 * Rejects when the data directory cannot be used.
 */
export async function runAgent(options: AgentOptions, signal: AbortSignal): Promise<void> {
  const { credentials, clock } = options;
  const ports: AgentPorts = {
    openSocket: webSocketOpener(credentials),
    download: createDownload(credentials, clock),
    watch: watchDirectory,
  };
  const orphaned = new AbortController();
  const onDisconnect = (): void => orphaned.abort();
  // False, where there never was a channel undefined: the supervisor was killed while this process began.
  if (process.connected === false) onDisconnect();
  else if (process.connected) process.once('disconnect', onDisconnect);
  try {
    const agent = await openAgent(options, ports);
    const ends = AbortSignal.any([signal, orphaned.signal]);
    await new Promise<void>((resolve) => {
      if (ends.aborted) resolve();
      else ends.addEventListener('abort', () => resolve(), { once: true });
    });
    agent.close();
  } finally {
    process.removeListener('disconnect', onDisconnect);
  }
}

/** Composes an agent and begins to connect; resolves once it has taken up what an earlier life left. */
async function openAgent(options: AgentOptions, ports: AgentPorts): Promise<{ close(): void }> {
  const { ids, log, data, certname } = options;
  const clock = scopedClock(options.clock);
  const features = findFeatures();
  const spool = new Spool(join(data, 'spool'), clock);
  const { primaries } = options;
  const cache = new ContentCache({ root: join(data, 'tasks-cache'), primaries, download: ports.download, clock, log });
  await spool.open();
  await cache.open();
  const wrapper = await installWrapper(data);

  const connection = new Connection({
    urls: options.brokers,
    open: ports.openSocket,
    clock,
    random: options.random,
    log,
    onOpen: () => {
      void greet(options, features, sender).catch((error: unknown) =>
        log.log('warn', `cannot say hello: ${String(error)}`),
      );
      reporter?.connected();
      delivery.flush();
    },
    onMessage: (text) => void processor.receive(text),
    onClose: () => outputs.clear(),
  });
  const sender = new MessageSender(connection, formatUri(certname, 'agent'), ids);
  const delivery = new Delivery({ spool, connection, sender, clock, log });
  const runner = new Runner({
    blockingRoot: join(data, 'blocking'),
    wrapper,
    spool,
    delivery,
    clock,
    ids,
    log,
    beforeFinal: (transaction) => outputs.drain(transaction),
  });
  const outputs = new OutputHub({
    sender,
    clock,
    watch: ports.watch,
    log,
    find: (transaction) => findOutput(runner, spool, transaction),
  });
  const isActive = (transaction: string): boolean => runner.isActive(transaction);
  const modules = createModules({ cache, spool, features, isActive });
  const reporter = openReporter(options, sender, clock);
  const processor = new Processor({ modules, runner, outputs, delivery, reporter, sender, log });
  await runner.takeUp();
  startPurge({ spool, cache, clock, log, isActive });
  connection.connect();
  return {
    close: () => {
      connection.close();
      reporter?.close();
      clock.close();
    },
  };
}

/** Says what this agent is. */
async function greet(options: AgentOptions, features: readonly string[], sender: MessageSender): Promise<void> {
  const extensions = options.facts.source === 'off' ? ['output', 'stop'] : ['output', 'stop', 'facts'];
  const hello: AgentHello = { version: options.version, extensions, features };
  await sender.send(sender.compose(extensionMessage.hello, serverUri, { ...hello }));
}

function openReporter(options: AgentOptions, sender: MessageSender, clock: Clock): FactReporter | undefined {
  const { certname, random, log, facts } = options;
  const { source, interval } = facts;
  if (source === 'off') return undefined;
  return new FactReporter({
    gather: (signal) => gatherFacts(certname, source, signal),
    interval,
    // Whoever started this one finds them once for all that it started.
    spread: process.connected ? 0 : factsDelay.spread,
    sender,
    clock,
    random,
    log,
  });
}

/** A clock whose timers all end with the agent, so that nothing of it keeps the process. */
function scopedClock(clock: Clock): Clock & { close(): void } {
  const pending = new Set<Timer>();
  let closed = false;
  return {
    now: () => clock.now(),
    after: (delay, callback) => {
      if (closed) return { cancel: () => {} };
      const timer = clock.after(delay, () => {
        pending.delete(timer);
        callback();
      });
      pending.add(timer);
      return {
        cancel: () => {
          pending.delete(timer);
          timer.cancel();
        },
      };
    },
    close: () => {
      closed = true;
      for (const timer of pending) timer.cancel();
      pending.clear();
    },
  };
}

async function findOutput(
  runner: Runner,
  spool: Spool,
  transaction: string,
): Promise<{ requester: string; directory: string; ended: boolean } | undefined> {
  if (!transactionIdPattern.test(transaction)) return undefined;
  const active = await runner.find(transaction);
  if (active !== undefined) return { ...active, ended: false };
  const read = await spool.read(transaction);
  if (read === undefined || !read.ok) return undefined;
  return { requester: read.value.requester, directory: spool.directory(transaction), ended: true };
}
