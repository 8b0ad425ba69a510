import { type AstValue, isAstList, type QueryAst } from '../ast.ts';

const pagingClauses = new Set<AstValue>(['order_by', 'limit', 'offset']);

function isPaging(clause: AstValue): boolean {
  return isAstList(clause) && pagingClauses.has(clause[0] ?? null);
}

/** The query that finds only what meets the criterion, too: PuppetDB's `add-criteria`. */
export function restrict(query: QueryAst | undefined, criterion: QueryAst): QueryAst {
  if (query === undefined) return criterion;
  const [operator, what, filter = null, ...rest] = query;
  if (operator === 'extract' && what !== undefined && rest.length < 2) {
    if (isAstList(filter) && filter[0] === 'group_by' && rest.length === 0) return ['extract', what, criterion, filter];
    return ['extract', what, both(filter, criterion, rest.length > 0), ...rest];
  }
  if (operator === 'from' && what !== undefined && rest.every(isPaging)) {
    if (isPaging(filter)) return ['from', what, criterion, filter, ...rest];
    return ['from', what, both(filter, criterion, true), ...rest];
  }
  return ['and', query, criterion];
}

/** `deep` reaches into an `extract`, as PuppetDB does in some places. */
function both(filter: AstValue, criterion: QueryAst, deep: boolean): QueryAst {
  if (filter === null) return criterion;
  return deep && isAstList(filter) ? restrict(filter, criterion) : ['and', filter, criterion];
}
