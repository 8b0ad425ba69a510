import { mkdir, rm, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { OrchestratorError } from '../../common/index.ts';
import type { Action, NodeResult } from '../../jobs/index.ts';
import { putDownload } from '../local-files.ts';
import { downloadPlace, downloadResult, uploadResult } from '../outcome.ts';
import { escalationOf } from './escalation.ts';
import { chownProgram, copyProgram, moveProgram, uploadProgram } from './programs.ts';
import type { ShellSession } from './session.ts';

type Upload = Extract<Action, { kind: 'upload' }>;
type Download = Extract<Action, { kind: 'download' }>;

/** Copies a file or a directory to the target: first beside, then with one move to its place. */
export async function upload(session: ShellSession, { source, destination }: Upload): Promise<NodeResult> {
  const { directory, cleanup, given, escalation } = session;
  const done = uploadResult(given.run.target, source, destination);
  if ((await stat(source)).isFile()) {
    try {
      const program = await uploadProgram(source, destination, { directory, cleanup });
      await session.prepare(program, { directory });
      if (!cleanup) await session.leave();
      return done;
    } catch (error) {
      const unmade = error instanceof OrchestratorError && error.issueCode === 'TMPDIR_ERROR';
      if (!unmade || escalation === undefined) throw error;
    }
  }
  await session.makeDirectory([]);
  try {
    const there = `${directory}/${basename(source)}`;
    await given.connection.upload(source, there, given.signal);
    await session.handOver();
    await session.prepare(moveProgram(there, destination), { directory });
    return done;
  } finally {
    await session.leave();
  }
}

/** Copies a file or a directory of the target to the target's own directory here; what is there is replaced. */
export async function download(session: ShellSession, { source, destination }: Download): Promise<NodeResult> {
  const { connection, run, signal } = session.given;
  const place = downloadPlace(run.target, source, destination);
  await mkdir(place.directory, { recursive: true });
  const partial = join(place.directory, `.${run.transaction}`);
  try {
    // Files are copied as the connection's own user; where nobody knows who that is, it may read anything.
    if (session.escalation === undefined || connection.user === undefined) {
      await connection.download(source, partial, signal);
    } else await downloadCopy(session, source, partial);
    signal.throwIfAborted();
    await putDownload(partial, place);
    return downloadResult(run.target, source, place);
  } finally {
    await rm(partial, { recursive: true, force: true });
  }
}

/** Has the other user copy it first, and takes the copy. */
async function downloadCopy(session: ShellSession, source: string, partial: string): Promise<void> {
  const { directory, given } = session;
  const { connection, run, signal } = given;
  try {
    await session.prepare(copyProgram(source, directory), { directory });
    const root = escalationOf(run, connection, 'root');
    await session.prepare(chownProgram(directory, connection.user ?? 'root'), { escalation: root });
    await connection.download(`${directory}/${basename(source)}`, partial, signal);
  } finally {
    await session.leave(true);
  }
}
