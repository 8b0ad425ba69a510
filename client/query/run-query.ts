import type { App } from '../app.ts';

/** Runs the query that a lens gives, or one that is asked for, and shows what it finds. */
export async function runQuery(app: Pick<App, 'queries' | 'session' | 'memory'>, given: unknown): Promise<void> {
  const query = typeof given === 'string' ? given : await ask(app);
  if (query === undefined || query.trim() === '') return;
  app.memory.query(query);
  await app.queries.show(query);
}

async function ask({ session, memory }: Pick<App, 'session' | 'memory'>): Promise<string | undefined> {
  const orchestrator = await session.ready(new AbortController().signal);
  const { askQuery } = await import('./ask-query.ts');
  return askQuery(orchestrator, memory.get().queries);
}
