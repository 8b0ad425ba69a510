export { type AstObject, type AstValue, astOfJson, astText, clojureText, isAstList, type QueryAst } from './ast.ts';
export { type CompiledQuery, compileCount, compileQuery, type QueryPaging } from './compile/compile.ts';
export { jsonPath } from './compile/dotted-path.ts';
export { mentionsNodeState } from './compile/filter.ts';
export { executionError, isExecutionError, queryError } from './compile/problem.ts';
export { restrict } from './compile/restrict.ts';
export type { SqlValue } from './compile/sql.ts';
export { findTimestamp } from './compile/timestamp.ts';
export { briefPqlError } from './edit/brief.ts';
export { checkPql, type PqlFinding, type PqlMistake } from './edit/check.ts';
export { completePql, type PqlCompletion, type PqlVocabulary } from './edit/complete.ts';
export { formatPql } from './edit/format.ts';
export { type PqlHover, pqlHover } from './edit/hover.ts';
export { type PqlToken, pqlTokens } from './edit/tokens.ts';
export { type PqlWish, pqlWish, wishedWords } from './edit/wish.ts';
export {
  type PqlEntity,
  type PqlField,
  type PqlType,
  pqlEntities,
  type Relation,
} from './entities.ts';
export { type AstParse, firstJson, parseAst, parseQueryText } from './parse-ast.ts';
export { type PqlError, type PqlParse, parsePql } from './parse-pql.ts';
export { printPql } from './print-pql.ts';
export type * from './syntax/tree.ts';
