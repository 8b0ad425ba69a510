import type { Session } from './session.ts';

/** Shows that modules are read, to clients that can show it, until all that is known of was read. */
export async function showReading({ client, connection, workspace }: Session): Promise<void> {
  if (!client.showsProgress) return;
  const progress = await connection.window.createWorkDoneProgress();
  progress.begin('Baton: reading modules');
  await workspace.index.settled();
  progress.done();
}
