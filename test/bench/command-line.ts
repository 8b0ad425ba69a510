/** How long commands take from a cold start to their end. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
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

async function localProject(directory: string): Promise<void> {
  await writeFile(join(directory, 'bolt-project.yaml'), 'name: bench\n');
  await writeFile(join(directory, 'inventory.yaml'), inventory(100));
}

function row(what: string, samples: Samples, bolt: string): Row {
  const spread = `${duration(samples.best)} – ${duration(samples.worst)}, ${samples.count} runs`;
  return { what, ours: duration(samples.median), spread, bolt };
}

/** Measures; each command must succeed. */
export async function commandLine(): Promise<readonly Row[]> {
  const directory = await mkdtemp(join(tmpdir(), 'baton-bench-'));
  await localProject(directory);
  const env = { ...process.env, XDG_DATA_HOME: join(directory, 'data') };
  const baton =
    (cwd: string, ...args: readonly string[]) =>
    async () => {
      const child = spawn(process.execPath, [program, ...args], { cwd, env, stdio: 'ignore' });
      const [code] = (await once(child, 'exit')) as [number];
      if (code !== 0) throw new Error(`baton ${args.join(' ')} ended with ${code}`);
    };
  const targets = (count: number) => Array.from({ length: count }, (_, index) => `l${index + 1}`).join(',');
  const example = join(root, 'example');
  try {
    return [
      row('`baton --version`', await timed(20, baton(example, '--version')), '0.18 s'),
      row('`baton task show`, small project', await timed(20, baton(example, 'task', 'show')), '0.90 s'),
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
