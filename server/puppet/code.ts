import {
  type Declaration,
  type Dialect,
  type Parsed,
  type PuppetType,
  type SyntaxNode,
  type TypeContext,
  typeContext,
  typeOfParameter,
  type Variable,
  variablesOf,
  type World,
} from '../../orchestrator-core/language/index.ts';
import type { Workspace } from '../documents/workspace.ts';
import type { Cursor } from './cursor.ts';

/**
 * Puppet code with all that it can name: a whole file, or an expression in a document of another kind. What helps to
 * write and read code is written against this, so that an expression in a YAML plan has the same help.
 */
export interface PuppetCode {
  /** Of the file that it stands in. */
  readonly path: string;
  readonly parsed: Parsed;
  readonly dialect: Dialect;
  readonly world: World;
  /** The module that the file belongs to. */
  readonly module: string | undefined;
  readonly types: TypeContext;
  /** Variables that come from outside the text: the parameters and steps of a YAML plan. */
  readonly given: readonly GivenVariable[];
}

/** A variable that is set outside the text. */
export interface GivenVariable {
  readonly name: string;
  /** A type expression. */
  readonly type?: string;
  /** Markdown. */
  readonly description?: string;
  /** What it is, in a word or two: `parameter`, `step`. */
  readonly what: string;
}

/** Code from a parsed text. */
export function puppetCode(
  path: string,
  parsed: Parsed,
  dialect: Dialect,
  world: World,
  given: readonly GivenVariable[] = [],
): PuppetCode {
  const types = typeContext(parsed, variablesOf(parsed), world);
  return { path, parsed, dialect, world, module: world.moduleOf(path), types, given };
}

/** The code of a file; undefined for files that are not in the Puppet language. */
export async function codeOf(workspace: Workspace, path: string): Promise<PuppetCode | undefined> {
  const document = await workspace.puppet(path);
  if (document === undefined) return undefined;
  return puppetCode(path, document.parsed, document.dialect, await workspace.world(path));
}

/** Where code runs, which says what it may call. In a function nobody knows who called it. */
export type Place = 'plan' | 'catalog' | 'function';

/** Where the code at the cursor runs: a plan on the controller, a catalog for one node, or a function for either. */
export function placeOf({ dialect }: PuppetCode, { frames, tokens }: Cursor): Place {
  for (const { kind, word } of frames) {
    const keyword = kind === 'block' && word !== undefined ? tokens[word]?.value : undefined;
    if (keyword === 'apply') return 'catalog';
    if (keyword === 'plan' || keyword === 'function') return keyword;
    if (keyword === 'class' || keyword === 'define' || keyword === 'node') return 'catalog';
  }
  return dialect === 'plan' ? 'plan' : 'catalog';
}

/** Whether something of another place could be called here. */
export function isAllowed(declaration: Declaration, place: Place): boolean {
  return declaration.place === undefined || place === 'function' || declaration.place === place;
}

/** The type of what a variable of the text holds; undefined where that isn't certain. */
export function typeOfVariable({ types }: PuppetCode, variable: Variable): PuppetType | undefined {
  if (variable.declaration.kind === 'parameter') return typeOfParameter(variable.declaration, types);
  const last = variable.occurrences.findLast(({ writes, node }) => !writes && node.kind === 'variable')?.node;
  if (last?.kind === 'variable') return types.typeOf(last);
  const { declaration } = variable;
  if (declaration.kind !== 'assignment' || declaration.left.kind !== 'variable') return undefined;
  return types.typeOf(declaration.right);
}

/** The type that a variable is declared with, as it is written. */
export function writtenType({ parsed }: PuppetCode, { declaration }: Variable): string | undefined {
  if (declaration.kind !== 'parameter' || declaration.type === undefined) return undefined;
  return textOf(parsed, declaration.type);
}

/** What is written at a node. */
export function textOf({ source }: Parsed, { start, end }: SyntaxNode): string {
  return source.slice(start, end);
}

/** Whether a name is of the same module as the code. */
export function isOwn({ module }: PuppetCode, name: string): boolean {
  return module !== undefined && (name === module || name.startsWith(`${module}::`));
}

/** Whether a declaration of another module is only for that module. */
export function isHidden(code: PuppetCode, { name, documentation }: Declaration): boolean {
  return documentation?.isPrivate === true && !isOwn(code, name);
}
