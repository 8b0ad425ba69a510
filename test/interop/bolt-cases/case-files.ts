import { chmod, cp, mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
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

/** The groups of cases that are played: all. */
export const groups: readonly string[] = [
  'task',
  'command',
  'script',
  'file',
  'plan',
  'clierr',
  'inventory',
  'inv',
  'group',
];

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

/** The ssh server that the recorded inventory names. */
export interface StageHost {
  readonly port: number;
  readonly user: string;
  readonly privateKey: string;
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

/** Sets a stage in an empty directory; its ssh targets are the server's. */
export async function setStage(directory: string, fixtures: string, sshd: StageHost): Promise<Stage> {
  const project = join(directory, 'project');
  const bin = join(directory, 'bin');
  // The recording's temporary files have names of their own for each stage: several are played at the same time.
  const temporary = (text: string) => text.replaceAll('/tmp/golden_', join(directory, 'golden_'));
  await cp(join(fixtures, 'project'), project, { recursive: true });
  for (const name of await readdir(join(project, 'plans'))) {
    const path = join(project, 'plans', name);
    await writeFile(path, temporary(await readFile(path, 'utf8')));
  }
  const inventory = await readFile(join(project, 'inventory.yaml'), 'utf8');
  const ours = inventory
    .replaceAll('$SSHD/id_throwaway', sshd.privateKey)
    .replaceAll('port: 2222, user: root', `port: ${sshd.port}, user: ${sshd.user}`);
  await writeFile(join(project, 'inventory.yaml'), ours);
  await writeFile(join(directory, 'golden_targets.txt'), 'l1\nl2,s1\n');
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
    locate: (text) => temporary(text.replaceAll('$PROJECT', project)),
    anonymize: (text) =>
      text
        .replaceAll(join(bin, 'ruby'), '/usr/bin/ruby3.1')
        .replace(/\/opt\/puppetlabs\/(?:puppet|bolt)\/bin\/ruby/g, '/usr/bin/ruby3.1')
        .replaceAll(join(project, 'modules'), '$FIXTURES/modules')
        .replaceAll(project, '$PROJECT')
        .replaceAll(sshd.privateKey, '$SSHD/id_throwaway')
        .replaceAll(`"port":${sshd.port}`, '"port":2222')
        .replaceAll(`port: ${sshd.port}`, 'port: 2222')
        .replaceAll(`"user":"${sshd.user}"`, '"user":"root"')
        .replaceAll(join(directory, 'golden_'), '/tmp/golden_')
        .replaceAll(directory, '/root'),
  };
}
