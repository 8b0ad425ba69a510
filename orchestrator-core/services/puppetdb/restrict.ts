import { type QueryAst as Ast, type AstValue, isAstList as isAst, mentionsNodeState } from '../../pql/index.ts';

/** Whether a query says by itself whether it means inactive nodes, too. */
export function namesNodeState(query: Ast | undefined): boolean {
  if (query === undefined) return false;
  const criteria = query[0] === 'extract' && query.length === 3 && isAst(query[2]) ? query[2] : query;
  return mentionsNodeState(criteria);
}

const pagingClauses = new Set<AstValue>(['order_by', 'limit', 'offset']);

function isPaging(clause: AstValue): boolean {
  return isAst(clause) && pagingClauses.has(clause[0] ?? null);
}

/** The query that finds only what meets the criterion, too: PuppetDB's `add-criteria`. */
export function restrict(query: Ast | undefined, criterion: Ast): Ast {
  if (query === undefined || query.length === 0) return criterion;
  const [operator, what, filter, ...rest] = query;
  if (operator === 'extract' && what !== undefined) {
    if (filter === undefined || filter === null) return ['extract', what, criterion, ...rest];
    if (isAst(filter) && filter[0] === 'group_by') return ['extract', what, criterion, filter, ...rest];
    return ['extract', what, isAst(filter) ? restrict(filter, criterion) : filter, ...rest];
  }
  if (operator === 'from' && what !== undefined) {
    const clauses = query.slice(2);
    if (clauses.every(isPaging)) return ['from', what, criterion, ...clauses];
    return ['from', what, isAst(filter) ? restrict(filter, criterion) : (filter ?? criterion), ...rest];
  }
  return ['and', query, criterion];
}

/** The query of an entity with all criteria of its endpoint. */
export function queryOf(entity: string, query: Ast | undefined, criteria: readonly Ast[]): Ast {
  const whole = criteria.reduce<Ast | undefined>(restrict, query);
  return whole === undefined ? ['from', entity] : ['from', entity, whole];
}
