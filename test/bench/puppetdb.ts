/** `node test/bench/puppetdb.ts`: how many commands a second Baton takes as a PuppetDB, over HTTP, each on the disk. */
import { mkdtemp, rm } from 'node:fs/promises';
import { Agent, request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { silentLog } from '../../orchestrator-core/common/index.ts';
import type { StoreCommand } from '../../orchestrator-core/inventory/index.ts';
import { systemClock, systemIds } from '../../orchestrator-core/node/index.ts';
import { listenPuppetDb } from '../../orchestrator-core/services/index.ts';
import { openNodeStore } from '../../orchestrator-core/store/index.ts';
import { puppetDbCommands } from '../support/puppetdb-commands.ts';
import type { Row } from './main.ts';
import { duration } from './measure.ts';

const nodes = 1000;
/** What PuppetDB 7.12.1 took in a second of the same kind of commands, on two cores. */
const theirs = '101/s (PuppetDB)';

async function giveAll(url: string, commands: readonly StoreCommand[], clients: number): Promise<number> {
  const agent = new Agent({ keepAlive: true, maxSockets: clients });
  const bodies = commands.map(({ payload }) => JSON.stringify(payload));
  let next = 0;
  const client = async (): Promise<void> => {
    while (next < commands.length) {
      const index = next++;
      const { command = '', version = 0, certname = '' } = commands[index] ?? {};
      const params = new URLSearchParams({ command, version: String(version), certname });
      await post(`${url}/pdb/cmd/v1?${params}`, bodies[index] ?? '', agent);
    }
  };
  const begun = performance.now();
  await Promise.all(Array.from({ length: clients }, client));
  agent.destroy();
  return performance.now() - begun;
}

function post(url: string, body: string, agent: Agent): Promise<void> {
  return new Promise((resolve, reject) => {
    const headers = { 'Content-Type': 'application/json', 'Content-Length': Buffer.byteLength(body) };
    const sent = request(url, { method: 'POST', headers, agent }, (response) => {
      response.resume();
      response.on('end', () => (response.statusCode === 200 ? resolve() : reject(new Error(`${response.statusCode}`))));
    });
    sent.on('error', reject);
    sent.end(body);
  });
}

/** The rows of the table. */
export async function puppetDb(): Promise<readonly Row[]> {
  const directory = await mkdtemp(join(tmpdir(), 'baton-bench-puppetdb-'));
  const store = await openNodeStore({ path: join(directory, 'nodes.sqlite') });
  const ports = { store, discarded: join(directory, 'discarded'), ids: systemIds, clock: systemClock, log: silentLog };
  const listener = await listenPuppetDb({ ...ports, plainPort: 0 });
  const url = listener.plain?.url ?? '';
  try {
    const commands = [...puppetDbCommands(nodes)];
    const all = await giveAll(url, commands, 8);
    const facts = commands.filter(({ command }) => command === 'replace facts');
    const again = await giveAll(url, facts, nodes);
    const rate = (count: number, milliseconds: number): string => `${Math.round((count / milliseconds) * 1000)}/s`;
    return [
      {
        what: `commands as a PuppetDB: facts, catalogs, reports of ${nodes} nodes`,
        ours: rate(commands.length, all),
        spread: `${commands.length} over HTTP by 8 clients, each on the disk`,
        bolt: theirs,
      },
      {
        what: `… the facts of ${nodes} nodes again, all at once`,
        ours: duration(again),
        spread: rate(facts.length, again),
        bolt: '—',
      },
    ];
  } finally {
    await listener.close();
    await store.close();
    await rm(directory, { recursive: true });
  }
}

if (import.meta.main)
  for (const row of await puppetDb()) console.log(`${row.what}: ${row.ours} (${row.spread}; ${row.bolt})`);
