import { spawn } from 'node:child_process';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { type BoltCase, type Stage, type StageHost, setStage } from './case-files.ts';
import { type Answer, isSameAnswer } from './normalize.ts';

/** What became of one case. */
export interface Outcome {
  readonly case: BoltCase;
  readonly answer: Answer;
  readonly same: boolean;
}

/** Plays cases against a command, some at the same time, each of these on a stage of its own. */
export async function play(
  cases: readonly BoltCase[],
  options: {
    readonly command: readonly string[];
    readonly fixtures: string;
    readonly concurrency: number;
    readonly sshd: StageHost;
  },
): Promise<readonly Outcome[]> {
  const root = await mkdtemp(join(tmpdir(), 'baton-cases-'));
  const queue = cases.map((one, index) => ({ one, index }));
  const outcomes: Outcome[] = [];
  const worker = async (_value: unknown, number: number) => {
    const directory = join(root, String(number));
    await mkdir(directory);
    const stage = await setStage(directory, options.fixtures, options.sshd);
    for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
      const answer = await playOne(next.one, options.command, stage);
      outcomes[next.index] = { case: next.one, answer, same: isSameAnswer(next.one, answer) };
    }
  };
  try {
    await Promise.all(Array.from({ length: options.concurrency }, worker));
    return outcomes;
  } finally {
    await rm(root, { recursive: true, force: true });
  }
}

async function playOne(one: BoltCase, command: readonly string[], stage: Stage): Promise<Answer> {
  const [file = '', ...before] = command;
  const child = spawn(file, [...before, ...one.args.map(stage.locate)], {
    cwd: stage.project,
    env: { ...stage.environment, ...one.env },
    stdio: 'pipe',
  });
  child.stdin.on('error', () => {});
  child.stdin.end(one.stdin ?? '');
  const ended = new Promise<number>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => resolve(code ?? -1));
  });
  const [rc, stdout, stderr] = await Promise.all([ended, text(child.stdout), text(child.stderr)]);
  return { rc, stdout: stage.anonymize(stdout), stderr: stage.anonymize(stderr) };
}
