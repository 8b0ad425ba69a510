import { isJsonObject, type JsonObject } from '../common/index.ts';
import type { QueryAnswer, QueryRequest } from '../orchestrator.ts';
import { exactJson } from './exact-json.ts';
import type { NodeServices } from './node-methods.ts';

/** Answers a query from the embedded store. */
export async function answerQuery(
  { nodes: { store } }: Pick<NodeServices, 'nodes'>,
  request: QueryRequest,
): Promise<QueryAnswer> {
  const { instance: _, includeTotal = false, ...query } = request;
  const begun = performance.now();
  const rows: JsonObject[] = [];
  const total = includeTotal ? await store.count(query) : undefined;
  for await (const page of store.query(query)) {
    for (const text of page) {
      const row = exactJson(text);
      if (isJsonObject(row)) rows.push(row);
    }
  }
  return {
    rows,
    ...(total === undefined ? {} : { total }),
    source: 'baton',
    elapsed: performance.now() - begun,
  };
}
