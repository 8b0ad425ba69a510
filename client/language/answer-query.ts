import { type JsonObject, wholeAnswer } from '../../orchestrator-core/common/index.ts';
import type { Session } from '../orchestrator/session.ts';

/**
 * Answers the language server's questions about nodes, `baton/query`: names of facts and their values, for completion.
 * Nothing is started for that, and what cannot be answered is not: null.
 */
export async function answerQuery(
  session: Pick<Session, 'state'>,
  asked: unknown,
): Promise<readonly JsonObject[] | null> {
  const query: unknown = typeof asked === 'object' && asked !== null ? Reflect.get(asked, 'query') : undefined;
  const { state } = session;
  if (typeof query !== 'string' || state.kind !== 'running') return null;
  try {
    return (await wholeAnswer(state.orchestrator.query({ query }, new AbortController().signal))).rows;
  } catch {
    // Whoever runs the same query is told why it fails; a list of words is only shorter.
    return null;
  }
}
