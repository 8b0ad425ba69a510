/** What many real agents, each a process of its own, cost and how fast they answer. `node test/bench/agents.ts [AGENTS]` */
import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { availableParallelism, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { promisify } from 'node:util';
import { build, root } from '../../scripts/build.ts';
import { duration, summarize, timed } from './measure.ts';
import { type BenchedOrchestrator, residentOf, serveProcess } from './serve-process.ts';

/** One line of the table: what MCollective needs for it, where that is known. */
export interface AgentRow {
  readonly what: string;
  readonly ours: string;
  readonly spread: string;
  readonly theirs: string;
}

/** How the rows were taken. */
export const aboutAgents = `\`node test/bench/agents.ts [AGENTS]\` starts so many agents beside one orchestrator, each a process of its own as on any machine, and
asks them. MCollective's figures are those of 2.12.5 with ActiveMQ and three real daemons on 2 cores at a load of 1.6 to 5;
\`mco ping\` waits out its five seconds, \`mco find\` two, however many nodes there are.`;

/** The rows as a table. */
export function agentTable(rows: readonly AgentRow[]): string {
  const lines = rows.map(({ what, ours, spread, theirs }) => `| ${what} | ${ours} | ${spread} | ${theirs} |`);
  return ['| case | Baton | spread | MCollective |', '| --- | --- | --- | --- |', ...lines].join('\n');
}

/** Milliseconds of processor time that a process has had. */
async function processorTime(pid: number): Promise<number> {
  const fields = (await readFile(`/proc/${pid}/stat`, 'utf8')).replace(/^.*\) /, '').split(' ');
  return (Number(fields[11]) + Number(fields[12])) * 10;
}

/** The agents that the orchestrator started: its children that are agents. */
async function agentsOf(pid: number | undefined): Promise<readonly number[]> {
  const children = await readFile(`/proc/${pid}/task/${pid}/children`, 'utf8');
  return children.trim().split(/\s+/).map(Number);
}

/** Asks again and again until it is so; milliseconds since `begun`. */
async function until(begun: number, isSo: () => Promise<boolean>): Promise<number> {
  while (!(await isSo())) await delay(50);
  return performance.now() - begun;
}

async function pinged({ remote }: BenchedOrchestrator): Promise<readonly number[]> {
  const times: number[] = [];
  for await (const { ok, milliseconds } of remote.ping(['all'], 60_000, new AbortController().signal)) {
    if (ok) times.push(milliseconds);
  }
  return times;
}

/** Starts so many agents, and measures until all is quiet. */
export async function agents(count: number): Promise<readonly AgentRow[]> {
  const directory = await mkdtemp(join(tmpdir(), 'baton-bench-'));
  const [project, data] = [join(directory, 'project'), join(directory, 'data')];
  await mkdir(project);
  await writeFile(join(project, 'bolt-project.yaml'), 'name: bench\n');
  const begun = performance.now();
  const served = await serveProcess(project, data, ['--local-nodes', String(count)]);
  const rows: AgentRow[] = [];
  const row = (what: string, ours: string, spread: string, theirs = '—') =>
    void rows.push({ what, ours, spread, theirs });
  try {
    const { remote, child } = served;
    const nodes = () => remote.nodes();
    const connected = await until(begun, async () => {
      return (await nodes()).filter(({ connection }) => connection.kind === 'connected').length === count;
    });
    row(`${count} agents, each a process, started and connected`, duration(connected), 'with the orchestrator');
    const found = await until(begun, async () => {
      return (await nodes()).filter(({ factsAt }) => factsAt !== undefined).length === count;
    });
    row('… with their facts', duration(found), 'since the start');
    await delay(5000);
    const [before, asked] = [await times(child.pid), performance.now()];
    const pings: number[] = [];
    const walls: number[] = [];
    for (let round = 0; round < 20; round += 1) {
      const start = performance.now();
      pings.push(...(await pinged(served)));
      walls.push(performance.now() - start);
    }
    const [after, seconds] = [await times(child.pid), (performance.now() - asked) / 1000];
    const [each, wall] = [summarize(pings), summarize(walls)];
    const spread = `best ${duration(each.best)}, p95 ${duration(each.p95)}, worst ${duration(each.worst)}; ${each.count} replies`;
    row(`ping of ${count} agents: each`, duration(each.median), spread, '47 ms, p95 53 ms, of 3');
    row('… all of them', duration(wall.median), `p95 ${duration(wall.p95)}, 20 runs`);
    const per = (total: number): string => duration(total / count / 20);
    row(
      '… processor time of an agent for a ping',
      per(sum(after.agents) - sum(before.agents)),
      `${Math.round(seconds)} s of pings`,
    );
    const main = [join(root, 'dist/baton.cjs'), '--project', project];
    const command = async (...words: readonly string[]): Promise<void> => {
      const [program = '', ...rest] = [...main.slice(0, 1), ...words, ...main.slice(1)];
      await promisify(execFile)(process.execPath, [program, ...rest, '--data', data]);
    };
    const pingCommand = await timed(5, () => command('ping', '-t', 'all'));
    row('`baton ping -t all`, the whole command', duration(pingCommand.median), 'median of 5', '5.25 s');
    const findCommand = await timed(5, () => command('find', '-F', 'kernel=Linux'));
    row('`baton find -F kernel=Linux`', duration(findCommand.median), 'median of 5', '2.25 s');
    const pids = await agentsOf(child.pid);
    const memory = summarize(await Promise.all(pids.map(residentOf)));
    const mebibytes = (bytes: number): string => `${Math.round(bytes / 2 ** 20)} MiB`;
    row(
      'memory of an agent',
      mebibytes(memory.median),
      `worst ${mebibytes(memory.worst)}`,
      '28 MB, with the agents of Puppet 66 to 68 MB',
    );
    row('memory of the orchestrator', mebibytes(await residentOf(child.pid)), `with ${count} agents`);
    const quiet = await times(child.pid);
    await delay(10_000);
    const later = await times(child.pid);
    const share = (sum(later.agents) - sum(quiet.agents)) / count / 10_000;
    row('processor time of an idle agent', `${(share * 1000).toFixed(2)} ms`, 'a second, over 10 s');
    return rows;
  } finally {
    await served.close();
    await rm(directory, { recursive: true, force: true, maxRetries: 5 });
  }
}

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);

async function times(pid: number | undefined): Promise<{ readonly agents: readonly number[] }> {
  return { agents: await Promise.all((await agentsOf(pid)).map(processorTime)) };
}

if (import.meta.main) {
  await build();
  const count = Number(process.argv[2] ?? 100);
  console.log(`${availableParallelism()} processors, load ${loadavg()[0]?.toFixed(1)}, Node ${process.versions.node}`);
  for (const { what, ours, spread, theirs } of await agents(count)) {
    console.log(`${what.padEnd(56)}${ours.padStart(10)}  ${spread.padEnd(64)}${theirs}`);
  }
}
