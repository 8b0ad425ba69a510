import {
  type Declaration,
  type DeclarationKind,
  declarationsOf,
  type ParameterDeclaration,
  type SyntaxNode,
  type Use,
  usesOf,
  type Variable,
  variablesOf,
  type World,
} from '../../orchestrator-core/language/index.ts';
import { type Place, type Span, touches } from '../documents/words.ts';
import type { Workspace } from '../documents/workspace.ts';
import type { InventoryName } from '../inventory/model.ts';
import { targetAt } from '../inventory/places.ts';
import { callSiteAt, type Word, wordOf } from './call-site.ts';
import type { PuppetDocument } from './document.ts';
import { namedFiles } from './links.ts';

/** What a name in a Puppet source stands for, and where that name is: without quotes, `$` and a leading `::`. */
export type Meaning = { readonly span: Span } & (
  | { readonly kind: 'declaration'; readonly declaration: Declaration }
  /** A parameter of a plan, task, class or defined type: in its body, at a call, or qualified by its class. */
  | { readonly kind: 'parameter'; readonly of: Declaration; readonly parameter: ParameterDeclaration }
  /** A variable; `owner` is the class that other files can name it by. */
  | { readonly kind: 'variable'; readonly path: string; readonly variable: Variable; readonly owner?: Declaration }
  | { readonly kind: 'files'; readonly targets: readonly string[] }
  | { readonly kind: 'resource'; readonly title: Place }
  /** A group, target or alias of an inventory, in a plan. */
  | { readonly kind: 'target'; readonly name: InventoryName; readonly inventory: string }
);

/** What the name at `offset` stands for; undefined for what is no name, or names nothing that is known. */
export async function meaningAt(workspace: Workspace, path: string, offset: number): Promise<Meaning | undefined> {
  const document = await workspace.puppet(path);
  if (document === undefined) return undefined;
  const world = await workspace.world(path);
  return (
    (await variableAt(workspace, world, document, offset)) ??
    argumentAt(world, document, offset) ??
    nameAt(world, document, offset) ??
    resourceAt(document, offset) ??
    (await fileAt(workspace, document, offset)) ??
    (await targetMeaning(workspace, path, offset))
  );
}

/** The group, target or alias that a text in a plan names. */
export async function targetMeaning(workspace: Workspace, path: string, offset: number): Promise<Meaning | undefined> {
  const found = await targetAt(workspace, path, offset);
  return found === undefined ? undefined : { kind: 'target', ...found };
}

/** The declarations of a document itself, whatever other files declare by the same names. */
export function ownDeclarations({ parsed, source }: PuppetDocument): readonly Declaration[] {
  return declarationsOf(parsed, source.path);
}

/** What a kind and a name of a source stand for. A `define` may be a resource type written in Ruby. */
export function findDeclaration(world: World, kind: DeclarationKind, name: string): Declaration | undefined {
  return world.find(kind, name) ?? (kind === 'define' ? world.find('resource-type', name) : undefined);
}

async function variableAt(
  workspace: Workspace,
  world: World,
  document: PuppetDocument,
  offset: number,
): Promise<Meaning | undefined> {
  const occurrence = variablesOf(document.parsed).at(offset);
  if (occurrence === undefined) return undefined;
  const written = occurrence.written.replace(/^::/, '');
  const split = written.lastIndexOf('::');
  const nameStart = occurrence.end - (split < 0 ? written.length : written.length - split - 2);
  const span = { start: nameStart, end: occurrence.end };
  if (occurrence.variable !== undefined) return meaningOfVariable(document, occurrence.variable, span);
  // Before the last `::` stands the name of a class.
  if (split <= 0 || offset < nameStart - 1) return undefined;
  const owner = world.find('class', written.slice(0, split));
  if (owner?.origin.kind !== 'file') return undefined;
  const home = await workspace.puppet(owner.origin.path);
  const variable = home === undefined ? undefined : classVariable(home, owner, written.slice(split + 2));
  return home === undefined || variable === undefined ? undefined : meaningOfVariable(home, variable, span);
}

/** The variable or parameter of that name in the body of a class. */
function classVariable(document: PuppetDocument, { origin }: Declaration, name: string): Variable | undefined {
  const at = origin.kind === 'file' ? origin.name.start : -1;
  const scope = variablesOf(document.parsed).scopes.find(
    ({ node }) => node.kind === 'class' && node.nameSpan.start <= at && at <= node.nameSpan.end,
  );
  return scope?.variables.get(name);
}

/** Parameters of what is called by name are known to callers, variables of classes to every file. */
function meaningOfVariable(document: PuppetDocument, variable: Variable, span: Span): Meaning {
  const { path } = document.source;
  const { node } = variable.scope;
  const owner = isNamed(node)
    ? ownDeclarations(document).find(
        ({ origin }) => origin.kind === 'file' && origin.name.start === node.nameSpan.start,
      )
    : undefined;
  if (owner !== undefined && variable.kind === 'parameter' && owner.kind !== 'function') {
    const parameter = owner.signatures[0]?.parameters.find(({ name }) => name === variable.name);
    if (parameter !== undefined) return { kind: 'parameter', of: owner, parameter, span };
  }
  const isShared = owner?.kind === 'class';
  return { kind: 'variable', path, variable, span, ...(isShared ? { owner } : {}) };
}

function isNamed(node: SyntaxNode): node is SyntaxNode & { kind: 'class' | 'define' | 'plan' | 'function' } {
  return node.kind === 'class' || node.kind === 'define' || node.kind === 'plan' || node.kind === 'function';
}

function argumentAt(world: World, document: PuppetDocument, offset: number): Meaning | undefined {
  const { site, argument } = callSiteAt(document.nodes(), document.source.text, offset) ?? {};
  if (site === undefined || argument === undefined) return undefined;
  const of = findDeclaration(world, site.kind, site.name);
  const parameter = of?.signatures[0]?.parameters.find(({ name }) => name === argument.name);
  return of === undefined || parameter === undefined
    ? undefined
    : { kind: 'parameter', of, parameter, span: argument.nameSpan };
}

function nameAt(world: World, document: PuppetDocument, offset: number): Meaning | undefined {
  const own = ownDeclarations(document).find(({ origin }) => origin.kind === 'file' && touches(origin.name, offset));
  if (own?.origin.kind === 'file') return { kind: 'declaration', declaration: own, span: own.origin.name };
  const use = useAt(usesOf(document.parsed), document.source.text, offset);
  const declaration = use === undefined ? undefined : findDeclaration(world, use.kind, use.name);
  if (use === undefined || declaration === undefined) return undefined;
  return { kind: 'declaration', declaration, span: { start: use.start, end: use.end } };
}

/** The use that is touched; of two that touch the one that begins there. A leading `::` belongs to a name. */
function useAt(uses: readonly Use[], text: string, offset: number): Use | undefined {
  const touched = uses.filter(({ start, end }) => {
    const first = text.startsWith('::', start - 2) ? start - 2 : start;
    return first <= offset && offset <= end;
  });
  return touched.find(({ start }) => start === offset) ?? touched[0];
}

/** The resource `file { 'x': }` of this file, at its title or where `File['x']` names it. */
function resourceAt(document: PuppetDocument, offset: number): Meaning | undefined {
  const { text, path } = document.source;
  for (const node of document.nodes()) {
    if (node.kind === 'resource-body') {
      for (const { nameSpan } of titlesOf(node, text)) {
        if (touches(nameSpan, offset)) return { kind: 'resource', title: { path, span: nameSpan }, span: nameSpan };
      }
    }
    if (node.kind !== 'access' || node.left.kind !== 'reference') continue;
    const key = node.keys.find((each) => each.kind === 'string' && touches(each, offset));
    const word = wordOf(key, text);
    const span = word === undefined ? undefined : titleSpan(document, node.left.value, word.name);
    if (word !== undefined && span !== undefined) {
      return { kind: 'resource', title: { path, span }, span: word.nameSpan };
    }
  }
  return undefined;
}

/** The titles of a resource that are written out. */
function titlesOf({ title }: SyntaxNode & { kind: 'resource-body' }, text: string): readonly Word[] {
  const titles = title.kind === 'list' ? title.values : [title];
  return titles.flatMap((each) => wordOf(each, text) ?? []);
}

function titleSpan(document: PuppetDocument, type: string, title: string): Span | undefined {
  const wanted = type.replace(/^::/, '').toLowerCase();
  for (const node of document.nodes()) {
    if (node.kind !== 'resource' || node.type.kind !== 'name') continue;
    if (node.type.value.replace(/^::/, '') !== wanted) continue;
    const titles = node.bodies.flatMap((body) => titlesOf(body, document.source.text));
    const found = titles.find(({ name }) => name === title);
    if (found !== undefined) return found.nameSpan;
  }
  return undefined;
}

async function fileAt(workspace: Workspace, document: PuppetDocument, offset: number): Promise<Meaning | undefined> {
  const files = namedFiles(document, await workspace.modulesAround(document.source.path));
  const file = files.find(({ span }) => touches(span, offset));
  return file === undefined ? undefined : { kind: 'files', targets: file.targets, span: file.span };
}
