export type { QueryAst } from './ast.ts';
