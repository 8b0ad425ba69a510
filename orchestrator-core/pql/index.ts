export { type AstObject, type AstValue, astText, isAstList, type QueryAst, wholeNumber } from './ast.ts';
export {
  filterableFields,
  nodeStates,
  type PqlEntity,
  type PqlField,
  type PqlType,
  pqlEntities,
  projectableFields,
  type Relation,
} from './entities.ts';
export { type AstParse, parseAst, parseQueryText } from './parse-ast.ts';
export { type PqlError, type PqlParse, parsePql } from './parse-pql.ts';
export type * from './syntax/tree.ts';
