import type { AskNodes } from '../pql/known-words.ts';
import type { Session } from './session.ts';

/** The server's own request to clients that say `answersQueries`; docs/features.md tells of it. */
const method = 'baton/query';

/**
 * Asks the client about nodes: `baton/query` with `{ query }`, the text of a query in PuppetDB's JSON form. Its rows are the
 * answer, and null where no orchestrator runs. Clients that know nothing of it are not asked.
 */
export function createAskNodes(session: () => Pick<Session, 'client' | 'connection'>): AskNodes {
  return async (query) => {
    const { client, connection } = session();
    if (!client.answersQueries) return undefined;
    const rows: unknown = await connection.sendRequest(method, { query });
    return Array.isArray(rows) ? rows : undefined;
  };
}
