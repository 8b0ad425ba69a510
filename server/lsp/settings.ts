import { configured } from './capabilities.ts';
import type { Session } from './session.ts';

/**
 * Takes the settings from the client: those that `workspace/didChangeConfiguration` brings along, else, from a client
 * that can be asked (`workspace/configuration`), those that it answers. `changed` is called with other settings only.
 * The answer asks for them at the start.
 */
export function registerSettings(session: Session, changed: (before: Session['client']) => void): () => void {
  const { connection } = session;
  const take = (settings: unknown) => {
    const before = session.client;
    session.client = configured(before, settings);
    if (JSON.stringify(session.client) !== JSON.stringify(before)) changed(before);
  };
  const ask = () => {
    if (!session.client.answersSettings) return;
    connection.workspace.getConfiguration('baton').then(
      (baton: unknown) => take({ baton }),
      (error: unknown) => connection.console.warn(`The client does not tell its settings: ${String(error)}`),
    );
  };
  connection.onDidChangeConfiguration(({ settings }: { readonly settings: unknown }) => {
    if (typeof settings === 'object' && settings !== null && 'baton' in settings) take(settings);
    else ask();
  });
  return ask;
}
