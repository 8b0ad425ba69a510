/**
 * Inventories of thousands of targets in groups of 50: read for the first time in a process and again, listed, asked about
 * one target, and named one by one in a plan. Milliseconds that the process works. `node test/bench/inventory.ts` prints
 * the figures; with a number of targets it reads such an inventory once and prints that.
 */
import { execFileSync } from 'node:child_process';
import { effectiveValues, openPlanInventory, readInventory } from '../../orchestrator-core/inventory/index.ts';
import type { Row } from './main.ts';
import { duration, type Samples, summarize } from './measure.ts';

const repeats = 9;
const perGroup = 50;

function textOf(targets: number): string {
  const groups = Array.from({ length: targets / perGroup }, (_, group) => [
    `- name: group${group}`,
    `  config: {ssh: {user: user${group}}}`,
    '  targets:',
    ...Array.from({ length: perGroup }, (_each, at) => [
      `  - name: node${group}-${at}`,
      `    uri: ssh://node${group}-${at}.example.net`,
      `    vars: {number: ${at}}`,
    ]).flat(),
  ]);
  return ['config: {transport: ssh, ssh: {port: 2222}}', 'groups:', ...groups.flat(), ''].join('\n');
}

function workOf(action: () => unknown): number {
  const used = process.cpuUsage();
  action();
  const { user, system } = process.cpuUsage(used);
  return (user + system) / 1000;
}

function worked(action: () => unknown): Samples {
  action();
  return summarize(Array.from({ length: repeats }, () => workOf(action)));
}

function first(targets: number): Samples {
  const once = (): number => Number(execFileSync(process.execPath, [import.meta.filename, String(targets)]).toString());
  return summarize(Array.from({ length: repeats }, once));
}

/** The rows of the table. */
export function inventories(): readonly Row[] {
  const row = (what: string, samples: Samples): Row => ({
    what,
    ours: duration(samples.median),
    spread: `p95 ${duration(samples.p95)}, of work`,
    bolt: '—',
  });
  const rows = [600, 5000, 10_000].map((targets) =>
    row(`an inventory of ${targets} targets read at a start`, first(targets)),
  );
  for (const targets of [5000, 10_000]) {
    const text = textOf(targets);
    const inventory = readInventory({ text, path: '/inventory.yaml' });
    const names = inventory.targets().map(({ name }) => name);
    const changed = (): void => {
      const plan = openPlanInventory(inventory);
      for (const name of names.slice(0, 1000)) plan.select([name]);
    };
    rows.push(
      row(
        `${targets} targets read again`,
        worked(() => readInventory({ text, path: '/inventory.yaml' })),
      ),
      row(
        `${targets} targets listed with transport, groups and features`,
        worked(() => inventory.targets()),
      ),
      row(
        `one of ${targets} targets with who set each value`,
        worked(() => effectiveValues(inventory, 'node7-7')),
      ),
      row(`1000 of ${targets} targets named one by one in a plan`, worked(changed)),
    );
  }
  return rows;
}

if (process.argv[1] === import.meta.filename) {
  const targets = Number(process.argv[2]);
  if (targets > 0) {
    const text = textOf(targets);
    console.log(workOf(() => readInventory({ text, path: '/inventory.yaml' })));
  } else for (const { what, ours, spread } of inventories()) console.log(`${what}: ${ours} (${spread})`);
}
