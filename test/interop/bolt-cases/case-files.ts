import { chmod, cp, mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** One recorded command line of Bolt with its answer. */
export interface BoltCase {
  readonly id: string;
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  readonly stdin: string | null;
  readonly rc: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Reads recorded cases; an id that occurs again gets a number (`…#2`). */
export async function readCases(path: string, groups: readonly string[]): Promise<readonly BoltCase[]> {
  const seen = new Map<string, number>();
  const cases = (await readFile(path, 'utf8'))
    .split('\n')
    .filter((line) => line !== '')
    .map((line): BoltCase => JSON.parse(line))
    .filter(({ id }) => groups.includes(id.split('/')[0] ?? ''));
  return cases.map((one) => {
    const count = (seen.get(one.id) ?? 0) + 1;
    seen.set(one.id, count);
    return count === 1 ? one : { ...one, id: `${one.id}#${count}` };
  });
}

/** A place to play cases in: a copy of the recorded project, and nothing of the user's own. */
export interface Stage {
  readonly project: string;
  readonly environment: Readonly<Record<string, string>>;
  /** Replaces the recording's names for places by ours. */
  locate(text: string): string;
  /** Replaces our places by the recording's names. */
  anonymize(text: string): string;
}

/** Sets a stage in an empty directory. */
export async function setStage(directory: string, fixtures: string): Promise<Stage> {
  const project = join(directory, 'project');
  const keys = join(directory, 'sshd');
  const list = join(directory, 'golden_targets.txt');
  const bin = join(directory, 'bin');
  await cp(join(fixtures, 'project'), project, { recursive: true });
  const inventory = await readFile(join(project, 'inventory.yaml'), 'utf8');
  await writeFile(join(project, 'inventory.yaml'), inventory.replaceAll('$SSHD', keys));
  await writeFile(list, 'l1\nl2,s1\n');
  await mkdir(bin);
  // Bolt brings a Ruby along; what is recorded is its path. Nothing is run with it here.
  await writeFile(join(bin, 'ruby'), '#!/bin/sh\n');
  await chmod(join(bin, 'ruby'), 0o755);
  return {
    project,
    environment: {
      PATH: `${bin}:${process.env['PATH'] ?? ''}`,
      HOME: directory,
      XDG_DATA_HOME: join(directory, 'data'),
      LANG: 'C.UTF-8',
    },
    locate: (text) => text.replaceAll('$PROJECT', project).replaceAll('/tmp/golden_targets.txt', list),
    anonymize: (text) =>
      text
        .replaceAll(join(bin, 'ruby'), '/usr/bin/ruby3.1')
        .replace(/\/opt\/puppetlabs\/(?:puppet|bolt)\/bin\/ruby/g, '/usr/bin/ruby3.1')
        .replaceAll(join(project, 'modules'), '$FIXTURES/modules')
        .replaceAll(project, '$PROJECT')
        .replaceAll(keys, '$SSHD')
        .replaceAll(directory, '/root'),
  };
}
