/** A project with its data directory, and orchestrators as real processes on them, cleaned up after the test. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import type { TestContext } from 'node:test';
import { dialOrchestrator, type RemoteOrchestrator } from '../../orchestrator-core/api/index.ts';
import type { JobDetails, JobEvent } from '../../orchestrator-core/jobs/index.ts';
import { endProcess } from './agent-lab.ts';

/** An orchestrator process, and a connection to it. */
export interface RunningOrchestrator {
  readonly child: ChildProcess;
  readonly remote: RemoteOrchestrator;
  /** What it logged. */
  readonly lines: string[];
  readonly broker: string;
  readonly api: string;
}

export interface OrchestratorLab {
  /** Holds `project/`, `data/` and whatever tasks leave. */
  readonly root: string;
  readonly project: string;
  readonly data: string;
  /** Writes a file of the project, by its path in it. */
  write(name: string, text: string): Promise<void>;
  /** Starts an orchestrator and connects to it. @throws with what it said when it does not start. */
  start(localNodes?: number): Promise<RunningOrchestrator>;
}

const never = new AbortController().signal;

/** @param files texts of the project's files by their paths in it. */
export async function orchestratorLab(
  context: TestContext,
  files: Readonly<Record<string, string>> = {},
): Promise<OrchestratorLab> {
  const root = await mkdtemp(join(tmpdir(), 'baton-lab-'));
  const [project, data] = [join(root, 'project'), join(root, 'data')];
  await mkdir(project);
  const write = async (name: string, text: string): Promise<void> => {
    await mkdir(dirname(join(project, name)), { recursive: true });
    await writeFile(join(project, name), text, { mode: 0o755 });
  };
  for (const [name, text] of Object.entries(files)) await write(name, text);
  const children: ChildProcess[] = [];
  context.after(async () => {
    for (const child of children) await endProcess(child);
    await rm(root, { recursive: true, force: true, maxRetries: 5 });
  });
  const start = async (localNodes = 0): Promise<RunningOrchestrator> => {
    const program = join(import.meta.dirname, 'serve-process.ts');
    const args = [program, '--project', project, '--data', data, '--local-nodes', String(localNodes)];
    const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'pipe'] });
    children.push(child);
    const lines: string[] = [];
    createInterface({ input: child.stderr }).on('line', (line) => lines.push(line));
    const [said] = (await once(createInterface({ input: child.stdout }), 'line')) as [string];
    const ready = JSON.parse(said) as { broker?: string; api?: string; tokenFile?: string };
    if (ready.broker === undefined || ready.api === undefined) throw new Error(said);
    const token = (await readFile(join(data, 'token'), 'utf8')).trim();
    const ca = await readFile(join(data, 'ssl/certs/ca.pem'), 'utf8');
    const remote = await dialOrchestrator({ url: ready.api, token, ca });
    return { child, remote, lines, broker: ready.broker, api: ready.api };
  };
  return { root, project, data, write, start };
}

/** All events of a job, once it is over. */
export async function wholeJob(remote: RemoteOrchestrator, id: string): Promise<JobEvent[]> {
  const events: JobEvent[] = [];
  for await (const event of remote.events(id, 1, never)) events.push(event);
  return events;
}

/** Waits for the first event of a job that is so. */
export async function eventOf(
  remote: RemoteOrchestrator,
  id: string,
  accept: (event: JobEvent) => boolean,
): Promise<JobEvent> {
  for await (const event of remote.events(id, 1, never)) if (accept(event)) return event;
  throw new Error(`job ${id} ended without it`);
}

/** The standard output that a job's events hold, of all nodes. */
export function outputIn(events: readonly JobEvent[]): string {
  return events
    .flatMap((event) => (event.type === 'node_output' && event.stream === 'stdout' ? [event.text] : []))
    .join('');
}

/** The states of a job and its nodes: `failed: finished errored`. */
export function statesOf({ state, nodes }: JobDetails): string {
  return `${state}: ${nodes.map((node) => node.state).join(' ')}`;
}

/** Every file below a directory that holds the text, whatever kind of file it is. */
export function filesWith(directory: string, text: string): string[] {
  return readdirSync(directory, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((path) => readFileSync(path).includes(text));
}
