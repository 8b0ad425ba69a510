import { rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { OrchestratorError } from '../../common/index.ts';
import type { NodeResult } from '../../jobs/index.ts';
import { makeTemporary } from '../../node/index.ts';
import type { Invocation } from '../invocation.ts';
import { laidOutProgram, mostInline, wholeProgram, wrapperText } from './programs.ts';
import type { ShellSession } from './session.ts';

/**
 * Runs a task or a script. Nearly always that is one round trip: a program of `sh` makes the directory, reads the files
 * from its standard input, runs and cleans up. Where that cannot be (a terminal, many files, a directory that only the
 * connection's own user can make) files are laid out first.
 */
export async function runInvocation(session: ShellSession, invocation: Invocation): Promise<NodeResult> {
  const { directory, cleanup, escalation, tty } = session;
  if (tty || (await sharedBytes(invocation)) > mostInline) return runLaidOut(session, invocation);
  const program = await wholeProgram(invocation, { directory, cleanup });
  try {
    const result = await session.finish(program, directory, invocation.environment);
    if (!cleanup) await session.leave();
    return result;
  } catch (error) {
    const unmade = error instanceof OrchestratorError && error.issueCode === 'TMPDIR_ERROR';
    if (!unmade || escalation === undefined) throw error;
    return runLaidOut(session, invocation);
  }
}

async function sharedBytes({ files }: Invocation): Promise<number> {
  const sizes = await Promise.all(files.slice(1).map(async ({ content }) => (await stat(content.path)).size));
  return sizes.reduce((sum, size) => sum + size, 0);
}

async function runLaidOut(session: ShellSession, given: Invocation): Promise<NodeResult> {
  const { directory, tty, given: action } = session;
  const files = [...given.files];
  let invocation = given;
  let local: string | undefined;
  try {
    if (tty && (given.input !== undefined || Object.keys(given.environment).length > 0)) {
      // What is written to a terminal does not arrive as it was, and command lines can be seen by others there.
      local = await makeTemporary(tmpdir(), 'baton-wrapper');
      const path = join(local, 'wrapper.sh');
      await writeFile(path, wrapperText(given, directory), { mode: 0o700 });
      files.push({ name: 'wrapper.sh', content: { filename: 'wrapper.sh', sha256: '', size: 0, path } });
      invocation = { files, words: ['/bin/sh', { file: 'wrapper.sh' }], environment: {} };
    }
    await session.makeDirectory(files.map(({ name }) => name));
    try {
      for (const { name, content } of files) {
        await action.connection.upload(content.path, `${directory}/${name}`, action.signal);
      }
      const executable = given.files[0]?.name ?? 'wrapper.sh';
      await session.handOver();
      const program = laidOutProgram(invocation, directory, executable, tty);
      return await session.finish(program, directory, given.environment);
    } finally {
      await session.leave();
    }
  } finally {
    if (local !== undefined) await rm(local, { recursive: true, force: true });
  }
}
