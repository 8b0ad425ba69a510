/** How long commands take from a cold start to their end. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { root } from '../../scripts/build.ts';
import type { Row } from './main.ts';
import { duration, type Samples, timed } from './measure.ts';

const program = join(root, 'dist/baton.cjs');

function inventory(count: number): string {
  const targets = Array.from({ length: count }, (_, index) => `  - name: l${index + 1}`);
  return `targets:\n${targets.join('\n')}\nconfig:\n  transport: local\n`;
}

async function noopProject(directory: string): Promise<void> {
  await writeFile(join(directory, 'bolt-project.yaml'), 'name: bench\n');
  await writeFile(join(directory, 'inventory.yaml'), inventory(100));
  const tasks = join(directory, 'tasks');
  await mkdir(tasks);
  await writeFile(join(tasks, 'noop.sh'), '#!/bin/sh\necho {}\n', { mode: 0o755 });
}

function row(what: string, samples: Samples, bolt: string): Row {
  const spread = `${duration(samples.best)} – ${duration(samples.worst)}, ${samples.count} runs`;
  return { what, ours: duration(samples.median), spread, bolt };
}

/** Measures; each command must succeed. */
export async function commandLine(): Promise<readonly Row[]> {
  const directory = await mkdtemp(join(tmpdir(), 'baton-bench-'));
  await noopProject(directory);
  const env = { ...process.env, XDG_DATA_HOME: join(directory, 'data') };
  const baton =
    (cwd: string, ...args: readonly string[]) =>
    async () => {
      const child = spawn(process.execPath, [program, ...args], { cwd, env, stdio: 'ignore' });
      const [code] = (await once(child, 'exit')) as [number];
      if (code !== 0) throw new Error(`baton ${args.join(' ')} ended with ${code}`);
    };
  const targets = (count: number) => Array.from({ length: count }, (_, index) => `l${index + 1}`).join(',');
  const task = (count: number) => baton(directory, 'task', 'run', 'bench::noop', '-t', targets(count));
  const example = join(root, 'example');
  try {
    return [
      row('`baton --version`', await timed(20, baton(example, '--version')), '0.18 s'),
      row('`baton task show`, small project', await timed(20, baton(example, 'task', 'show')), '0.90 s'),
      row('no-op task, 1 local target', await timed(10, task(1)), '1.07 s'),
      row('no-op task, 10 local targets', await timed(10, task(10)), '1.17 s'),
      row('no-op task, 100 local targets', await timed(5, task(100)), '4.22 s'),
      row(
        '`true` on 100 local targets',
        await timed(5, baton(directory, 'command', 'run', 'true', '-t', targets(100))),
        '1.30 s',
      ),
    ];
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}
