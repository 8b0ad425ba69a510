/**
 * What ssh costs: connections and commands over a local sshd, on targets that are each a host of their own and on
 * targets that are one host, with how much of it this process worked. Prints a table; nothing here is asserted.
 *
 *   node test/bench/ssh.ts [--native]
 */
import { readFile } from 'node:fs/promises';
import type { Target } from '../../orchestrator-core/inventory/index.ts';
import { systemClock } from '../../orchestrator-core/node/index.ts';
import { createSshConnector } from '../../orchestrator-core/transports/index.ts';
import type { ShellConnector } from '../../orchestrator-core/transports/shell/connection.ts';
import { never, said, targetOn } from '../support/ssh-lab.ts';
import { startSshd } from '../support/sshd.ts';
import { duration, summarize } from './measure.ts';

const rounds = 5;
const isNative = process.argv.includes('--native');

interface Case {
  readonly what: string;
  readonly action: (connector: ShellConnector) => Promise<unknown>;
}

async function commandOn(connector: ShellConnector, target: Target): Promise<void> {
  const connection = await connector.connect(target, never);
  const { code } = await said(connection, 'true');
  if (code !== 0) throw new Error(`true ended with ${code}`);
}

/** The median of wall time and of this process's own work. */
async function measure({ what, action }: Case, home: string): Promise<string> {
  const [walls, works]: [number[], number[]] = [[], []];
  for (let round = -1; round < rounds; round += 1) {
    const environment = { HOME: home, PATH: process.env['PATH'] };
    const connector = createSshConnector({ clock: systemClock, random: Math.random, environment, configFiles: [] });
    const [begun, used] = [performance.now(), process.cpuUsage()];
    await action(connector);
    const { user, system } = process.cpuUsage(used);
    if (round >= 0) {
      walls.push(performance.now() - begun);
      works.push((user + system) / 1000);
    }
    await connector.close();
  }
  const [wall, work] = [summarize(walls), summarize(works)];
  const spread = `${duration(wall.best)} – ${duration(wall.worst)}`;
  return `${what.padEnd(48)}${duration(wall.median).padStart(9)}  ${spread.padEnd(20)}  ${duration(work.median).padStart(9)} in this process`;
}

const sshd = await startSshd();
try {
  const key = await readFile(sshd.privateKey, 'utf8');
  const options = isNative ? { 'native-ssh': true } : {};
  // Options that differ keep connections apart, as hosts do.
  const host = (index: number): Target =>
    targetOn(sshd, isNative ? options : { 'private-key': { 'key-data': key + '\n'.repeat(index) } });
  const same = targetOn(sshd, options);
  const on = (count: number, target: (index: number) => Target) => (connector: ShellConnector) =>
    Promise.all(Array.from({ length: count }, (_, index) => commandOn(connector, target(index))));
  const cases: readonly Case[] = [
    { what: '`true` on 1 host', action: on(1, host) },
    { what: '`true` on 10 hosts', action: on(10, host) },
    { what: '`true` on 100 hosts', action: on(100, host) },
    { what: '`true` on 100 targets that are one host', action: on(100, () => same) },
    {
      what: '`true` 20 times, one after the other, on 10 hosts',
      action: async (connector) => {
        for (let step = 0; step < 20; step += 1) await on(10, host)(connector);
      },
    },
  ];
  for (const one of cases) console.log(await measure(one, sshd.directory));
} finally {
  await sshd.close();
}
