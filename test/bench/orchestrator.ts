/** How long a task takes on connected agents, and what agents and connections cost. */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { WebSocket } from 'ws';
import type { RemoteOrchestrator } from '../../orchestrator-core/api/index.ts';
import { eventually } from '../support/eventually.ts';
import type { Row } from './main.ts';
import { duration, timed } from './measure.ts';
import { type BenchedOrchestrator, residentOf, serveProcess } from './serve-process.ts';

/** Starts `baton serve` with so many local nodes and waits until all of them are connected. */
async function serve(directory: string, nodes: number): Promise<BenchedOrchestrator> {
  const project = join(directory, 'project');
  const data = join(directory, 'data');
  await mkdir(join(project, 'tasks'), { recursive: true });
  await writeFile(join(project, 'bolt-project.yaml'), 'name: bench\n');
  await writeFile(join(project, 'tasks/noop.sh'), '#!/bin/sh\necho {}\n', { mode: 0o755 });
  const names = Array.from({ length: nodes }, (_, index) => `  - node${index + 1}`);
  await writeFile(join(project, 'inventory.yaml'), `targets:\n${names.join('\n')}\nconfig:\n  transport: pcp\n`);
  const served = await serveProcess(project, data, ['--local-nodes', String(nodes)]);
  await eventually(
    'connecting the nodes',
    async () => (await served.remote.status()).connectedNodes,
    (connected) => connected === nodes,
    300,
  );
  return served;
}

/** Runs the no-op task on all nodes and waits for the job's end. */
async function noop(remote: RemoteOrchestrator, states: readonly string[]): Promise<void> {
  const parameters = { kind: 'literal', values: {} } as const;
  const job = await remote.run({ kind: 'task', task: 'bench::noop', targets: ['all'], parameters });
  for await (const event of remote.events(job, 1, new AbortController().signal)) {
    if (states.includes(event.type)) return;
  }
  throw new Error(`job ${job} did not finish`);
}

async function onNodes(nodes: number, runs: number): Promise<readonly Row[]> {
  const directory = await mkdtemp(join(tmpdir(), 'baton-bench-'));
  try {
    const begun = performance.now();
    const { remote, child, close } = await serve(directory, nodes);
    const started = performance.now() - begun;
    const samples = await timed(runs, () => noop(remote, ['job_finished']));
    const resident = await residentOf(child.pid);
    await close();
    const spread = `p95 ${duration(samples.p95)}, ${samples.count} runs`;
    const what =
      nodes === 1 ? 'no-op task on 1 connected agent, warm' : `no-op task on ${nodes} connected agents, warm`;
    return [
      { what, ours: duration(samples.median), spread, bolt: nodes === 1 ? '1.55 s (ssh)' : '3.80 s (ssh)' },
      {
        what: `${nodes === 1 ? '1 agent' : `${nodes} agents`} started and connected`,
        ours: duration(started),
        spread: '1 run',
        bolt: '—',
      },
      { what: 'memory of the orchestrator then', ours: `${Math.round(resident / 1e6)} MB`, spread: '', bolt: '—' },
    ];
  } finally {
    await rm(directory, { recursive: true, force: true, maxRetries: 5 });
  }
}

/** The memory that a connection costs the broker, from a thousand of them. */
async function perConnection(): Promise<Row> {
  const count = 1000;
  const broker = fork(join(import.meta.dirname, 'broker-process.ts'), { execArgv: ['--expose-gc'] });
  const answer = async <T>(): Promise<T> => ((await once(broker, 'message')) as [T])[0];
  const resident = async (): Promise<number> => {
    const answered = answer<{ readonly resident: number }>();
    broker.send('resident?');
    return (await answered).resident;
  };
  const { url, ...tls } = await answer<{ url: string; ca: string; cert: string; key: string }>();
  const sockets: WebSocket[] = [];
  const connect = async (path: string) => {
    const socket = new WebSocket(`${url}/${path}`, tls);
    sockets.push(socket);
    await once(socket, 'open');
  };
  for (let index = 0; index < 100; index += 1) await connect(`warm${index}`);
  const before = await resident();
  for (let index = 0; index < count; index += 1) await connect(`bench${index}`);
  const after = await resident();
  for (const socket of sockets) socket.terminate();
  const ended = once(broker, 'exit');
  broker.disconnect();
  await ended;
  const each = `${((after - before) / count / 1000).toFixed(1)} kB`;
  return { what: 'memory of the broker per connection (TLS)', ours: each, spread: `${count} connections`, bolt: '—' };
}

/** Measures; each job must finish. */
export async function orchestrator(): Promise<readonly Row[]> {
  return [...(await onNodes(1, 50)), ...(await onNodes(100, 10)), await perConnection()];
}
