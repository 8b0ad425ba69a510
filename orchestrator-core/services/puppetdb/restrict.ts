import { type QueryAst as Ast, isAstList as isAst, mentionsNodeState, restrict } from '../../pql/index.ts';

/** Whether a query says by itself whether it means inactive nodes, too. */
export function namesNodeState(query: Ast | undefined): boolean {
  if (query === undefined) return false;
  const criteria = query[0] === 'extract' && query.length === 3 && isAst(query[2]) ? query[2] : query;
  return mentionsNodeState(criteria);
}

/** The query of an entity with all criteria of its endpoint. */
export function queryOf(entity: string, query: Ast | undefined, criteria: readonly Ast[]): Ast {
  const whole = criteria.reduce<Ast | undefined>(restrict, query);
  // Without a criterion nothing is asked by an empty query.
  return whole === undefined || whole.length === 0 ? ['from', entity] : ['from', entity, whole];
}
