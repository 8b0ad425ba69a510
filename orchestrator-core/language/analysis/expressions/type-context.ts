import type { Expression, KeyedEntry, Lambda, SyntaxNode } from '../../syntax/ast.ts';
import type { FindAlias } from '../../types/read-type.ts';
import type { PuppetType } from '../../types/type.ts';
import type { Declaration } from '../declaration.ts';
import type { Variable, Variables } from '../variables/variables.ts';
import type { World } from '../world.ts';
import type { FindOwn } from './own-declarations.ts';

/** What the types of a source's expressions are found with, and what was found: one for each version of a document. */
export interface TypeContext {
  readonly variables: Variables;
  /** The types of variables that were asked for. */
  readonly known: Map<Variable, PuppetType | undefined>;
  readonly world: World;
  /** What the source itself declares. */
  readonly findOwn: FindOwn;
  /** The function of that name, of the source or its world. */
  readonly findFunction: (name: string) => Declaration | undefined;
  /** The aliases of the world and those of Puppet and Bolt. */
  readonly findAlias: FindAlias;
  /** The type of what an expression gives; undefined where that isn't certain. */
  readonly typeOf: (expression: Expression | KeyedEntry) => PuppetType | undefined;
  /** The type of what a lambda gives when it is called. */
  readonly typeOfLambda: (lambda: Lambda) => PuppetType | undefined;
  /** What a node stands in; undefined for the program, and where the text has it elsewhere, as in heredocs. */
  readonly parentOf: (node: SyntaxNode) => SyntaxNode | undefined;
}
