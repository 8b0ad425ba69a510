export { type AstObject, type AstValue, astText, isAstList, type QueryAst, wholeNumber } from './ast.ts';
export { type PqlError, type PqlParse, parsePql } from './parse-pql.ts';
export type * from './syntax/tree.ts';
