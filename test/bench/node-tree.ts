/**
 * The tree *Nodes* over 10,000 nodes, as the extension host has it: how long until it shows something, and how long the
 * extension host works for it. The orchestrator is a process of its own, as in the editor. `node test/bench/node-tree.ts`
 * prints the figures.
 */
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type NodeRow, NodeTree } from '../../client/nodes/node-tree.ts';
import { launch } from '../../client/orchestrator/launch.ts';
import { silentLog } from '../../orchestrator-core/common/index.ts';
import type { Grouping } from '../../orchestrator-core/orchestrator.ts';
import { root } from '../../scripts/build.ts';
import { serve } from '../e2e/serve.ts';
import type { Row } from './main.ts';
import { duration, summarize } from './measure.ts';

const nodes = 10_000;
const groups = 100;
const repeats = 15;

interface Figure {
  readonly wait: readonly number[];
  /** Milliseconds that this process worked. */
  readonly work: readonly number[];
}

/** Runs something several times; `before` is not measured. */
async function measured(action: () => Promise<unknown>, before?: () => unknown): Promise<Figure> {
  const figure = { wait: [] as number[], work: [] as number[] };
  for (let index = 0; index <= repeats; index += 1) {
    await before?.();
    const [begun, used] = [performance.now(), process.cpuUsage()];
    await action();
    const { user, system } = process.cpuUsage(used);
    // The first one warms up.
    if (index === 0) continue;
    figure.wait.push(performance.now() - begun);
    figure.work.push((user + system) / 1000);
  }
  return figure;
}

function row(what: string, { wait, work }: Figure): Row {
  const [waited, worked] = [summarize(wait), summarize(work)];
  const spread = `p95 ${duration(waited.p95)}; the extension host works ${duration(worked.median)}`;
  return { what, ours: duration(waited.median), spread, bolt: '—' };
}

function inventory(): string {
  const perGroup = nodes / groups;
  return [
    'groups:',
    ...Array.from({ length: groups }, (_, group) => [
      `  - name: group${group}`,
      '    targets:',
      ...Array.from({ length: perGroup }, (_each, at) => `      - node${group * perGroup + at}.example.net`),
    ]).flat(),
    'config:\n  transport: ssh\n',
  ].join('\n');
}

/** Facts of every node, as a Puppet server would send them, kept in the data directory. */
async function giveFacts(project: string, data: string): Promise<void> {
  const served = await serve(project, data, ['--data', data, '--puppetdb-port', '0']);
  const one = async (index: number): Promise<void> => {
    const certname = `node${index}.example.net`;
    const family = ['Debian', 'RedHat', 'Suse'][index % 3] ?? '';
    const values = { os: { family, release: { major: `${10 + (index % 7)}` } }, role: `role${index % 20}` };
    const producer_timestamp = new Date(1.7e12 + index).toISOString();
    const payload = { certname, environment: 'production', producer: null, producer_timestamp, values };
    const query = new URLSearchParams({ command: 'replace_facts', version: '5', certname });
    const answer = await fetch(`${served.ready['puppetDb']}/pdb/cmd/v1?${query}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(payload),
    });
    if (answer.status !== 200) throw new Error(await answer.text());
  };
  const begun = performance.now();
  const lanes = Array.from({ length: 16 }, async (_, lane) => {
    for (let index = lane; index < nodes; index += 16) await one(index);
  });
  await Promise.all(lanes);
  console.error(`${nodes} fact sets sent in ${duration(performance.now() - begun)}`);
  await served.stop();
}

/** The rows of the table of benchmarks; `dist/` has to be built. */
export async function nodeTree(): Promise<readonly Row[]> {
  const directory = await mkdtemp(join(tmpdir(), 'baton-tree-'));
  const project = join(directory, 'project');
  await writeProject(project);
  const dataDirectory = join(directory, 'data');
  await giveFacts(project, dataDirectory);
  const options = { program: join(root, 'dist/orchestrator.cjs'), project, localNodes: 0, dataDirectory };
  const launched = await launch(options, silentLog);
  try {
    const { orchestrator } = launched;
    const tree = (by: readonly Grouping[]): NodeTree => new NodeTree(() => orchestrator, by);
    const open = async (shown: NodeTree, count: number): Promise<void> => {
      const rows: readonly NodeRow[] = await shown.children();
      await Promise.all(rows.slice(0, count).map((each) => shown.children(each)));
    };
    const grouped = tree([{ kind: 'group' }]);
    const flat = tree([]);
    const byFact = tree([
      { kind: 'fact', fact: 'os.family' },
      { kind: 'fact', fact: 'os.release.major' },
    ]);
    const facts = await measured(
      () => open(byFact, 3),
      () => byFact.reset(),
    );
    const opened = await measured(
      () => open(grouped, 10),
      () => grouped.reset(),
    );
    const same = await measured(() => grouped.refresh());
    const filtered = await measured(
      () => open(grouped, 1),
      () => grouped.setFilter(grouped.filter === 'node77' ? 'node7' : 'node77'),
    );
    await flat.children();
    while ((await flat.children()).at(-1)?.value?.kind === 'more') await flat.more('nodes');
    const all = await measured(() => flat.refresh());
    return [
      row('tree of 10,000 nodes in 100 groups, 10 of them open, drawn', opened),
      row('… asked again for all that is shown, nothing changed', same),
      row('… filtered by a part of a name, a group open', filtered),
      row('… by os.family, then os.release.major, three open', facts),
      row('… in one list, all 10,000 shown, asked again, nothing changed', all),
    ];
  } finally {
    await launched.stop();
    await rm(directory, { recursive: true, force: true });
  }
}

async function writeProject(project: string): Promise<void> {
  await mkdir(project, { recursive: true });
  await writeFile(join(project, 'bolt-project.yaml'), 'name: bench\n');
  await writeFile(join(project, 'inventory.yaml'), inventory());
}

if (import.meta.main)
  for (const { what, ours, spread } of await nodeTree()) console.log(`${what}: ${ours} (${spread})`);
