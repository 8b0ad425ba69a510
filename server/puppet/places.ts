import { type Declaration, type SyntaxNode, variablesOf } from '../../orchestrator-core/language/index.ts';
import { taskAt } from '../documents/task-view.ts';
import type { Place, Span } from '../documents/words.ts';
import type { Workspace } from '../documents/workspace.ts';
import { placesOfName } from '../inventory/places.ts';
import { argumentsInPlan, parameterPlaces } from '../yaml-plan/meaning.ts';
import { usesInTasks } from './alias-uses.ts';
import { callSitesOf, wordOf } from './call-site.ts';
import { hieraKeys } from './hiera-keys.ts';
import type { Meaning } from './meaning.ts';

/** Where what is meant is declared: none for what Puppet and Bolt bring along. */
export async function placesOf(workspace: Workspace, meaning: Meaning): Promise<readonly Place[]> {
  switch (meaning.kind) {
    case 'declaration':
      return declarationPlaces(workspace, meaning.declaration);
    case 'parameter':
      return parameterPlace(meaning);
    case 'variable': {
      const [first] = meaning.variable.occurrences.filter(({ setBy }) => setBy === meaning.variable.declaration);
      const span = first ?? meaning.variable.occurrences[0];
      return span === undefined ? [] : [{ path: meaning.path, span: spanOf(span) }];
    }
    case 'files':
      for (const path of meaning.targets) if (await exists(workspace, path)) return [{ path, span: noSpan }];
      return [];
    case 'resource':
      return [meaning.title];
    case 'target':
      return meaning.name.places
        .filter(({ declares }) => declares)
        .map(({ start, end }) => ({ path: meaning.inventory, span: { start, end } }));
  }
}

/** Every place that names what is meant, in all files that are known; the declaration itself only if it is asked for. */
export async function usesOfMeaning(
  workspace: Workspace,
  meaning: Meaning,
  withDeclaration: boolean,
): Promise<readonly Place[]> {
  const found = await usesIn(workspace, meaning);
  const declared = meaning.kind === 'declaration' ? nameOf(meaning.declaration) : await placesOf(workspace, meaning);
  const isDeclared = (place: Place) => declared.some((each) => isSame(each, place));
  return [...(withDeclaration ? declared : []), ...found.filter((place) => !isDeclared(place))];
}

async function usesIn(workspace: Workspace, meaning: Meaning): Promise<readonly Place[]> {
  switch (meaning.kind) {
    case 'declaration':
      return declarationUses(workspace, meaning.declaration);
    case 'parameter':
      return parameterUses(workspace, meaning.of, meaning.parameter.name);
    case 'variable': {
      const { variable, path, owner } = meaning;
      const own = variable.occurrences.map((each) => ({ path, span: lastPart(each) }));
      // A class may name its own variables in full.
      return owner === undefined ? own : distinct([...own, ...(await qualifiedUses(workspace, owner, variable.name))]);
    }
    case 'files':
      return [];
    case 'resource':
      return resourceUses(workspace, meaning.title);
    case 'target':
      return (await placesOfName(workspace, meaning.inventory, meaning.name)).map(({ path, span }) => ({ path, span }));
  }
}

/** Every place that names a declaration, that of itself not among them. */
export async function declarationUses(workspace: Workspace, declaration: Declaration): Promise<readonly Place[]> {
  const uses = await workspace.index.usesOf(declaration);
  const data = (await hieraKeys(workspace, declaration)).map(({ owner }) => owner);
  return [...uses.map(({ path, span }) => ({ path, span })), ...(await usesInTasks(workspace, declaration)), ...data];
}

/** A task is its metadata and its scripts; everything else is the name in its declaration. */
async function declarationPlaces(workspace: Workspace, declaration: Declaration): Promise<readonly Place[]> {
  const { origin } = declaration;
  if (origin.kind !== 'file') return [];
  if (declaration.kind !== 'task') return [{ path: origin.path, span: origin.name }];
  const view = await taskAt(workspace, origin.path.replace(/\.[^./]+$/, '.json'));
  const scripts = view?.scripts.map(({ path }) => ({ path, span: noSpan })) ?? [];
  const metadata = view?.metadata === undefined ? [] : [{ path: view.metadataPath, span: noSpan }];
  return scripts.length + metadata.length === 0 ? [{ path: origin.path, span: noSpan }] : [...metadata, ...scripts];
}

/** The name in the declaration; a task's is nowhere but in the names of its files. */
function nameOf({ kind, origin }: Declaration): readonly Place[] {
  return origin.kind === 'file' && kind !== 'task' ? [{ path: origin.path, span: origin.name }] : [];
}

function parameterPlace({ of, parameter }: Meaning & { kind: 'parameter' }): readonly Place[] {
  return of.origin.kind === 'file' && parameter.span !== undefined
    ? [{ path: of.origin.path, span: parameter.span }]
    : [];
}

/** Where a parameter is given by name, read in the body that declares it, and named by other files through its class. */
async function parameterUses(workspace: Workspace, of: Declaration, name: string): Promise<readonly Place[]> {
  const given = await argumentsFor(workspace, of, name);
  const inBody = of.origin.kind === 'file' ? await bodyUses(workspace, of, name) : [];
  const qualified = of.kind === 'class' ? await qualifiedUses(workspace, of, name) : [];
  const data = (await hieraKeys(workspace, of)).filter((key) => key.name === name).map(({ parameter }) => parameter);
  return distinct([...inBody, ...given, ...qualified, ...data]);
}

/** Where a parameter of a task, plan, class or resource is given by name. */
export async function argumentsFor(workspace: Workspace, of: Declaration, name: string): Promise<readonly Place[]> {
  const places: Place[] = [];
  for (const [path, spans] of byPath(await workspace.index.usesOf(of))) {
    const plan = await workspace.yamlPlan(path);
    if (plan !== undefined) places.push(...argumentsInPlan(plan, of, name).map((span) => ({ path, span })));
    const document = await workspace.puppet(path);
    for (const node of document?.nodes() ?? []) {
      for (const site of callSitesOf(node, document?.source.text ?? '')) {
        if (!spans.some((span) => span.start >= site.nameSpan.start && span.end === site.nameSpan.end)) continue;
        const argument = site.named.find((each) => each.name === name);
        if (argument !== undefined) places.push({ path, span: argument.nameSpan });
      }
    }
  }
  return places;
}

async function bodyUses(workspace: Workspace, of: Declaration, name: string): Promise<readonly Place[]> {
  const { origin } = of;
  const plan = origin.kind === 'file' ? await workspace.yamlPlan(origin.path) : undefined;
  if (plan !== undefined) return parameterPlaces(plan, name).map((span) => ({ path: plan.source.path, span }));
  const document = origin.kind === 'file' ? await workspace.puppet(origin.path) : undefined;
  if (origin.kind !== 'file' || document === undefined) return [];
  const scope = variablesOf(document.parsed).scopes.find(({ node }) => nameStartOf(node) === origin.name.start);
  const occurrences = scope?.variables.get(name)?.occurrences ?? [];
  return occurrences.map((each) => ({ path: origin.path, span: lastPart(each) }));
}

function nameStartOf(node: SyntaxNode): number | undefined {
  return 'nameSpan' in node ? node.nameSpan.start : undefined;
}

/** `$a::b::name` in the files that name class `a::b`. */
async function qualifiedUses(workspace: Workspace, owner: Declaration, name: string): Promise<readonly Place[]> {
  const places: Place[] = [];
  for (const [path] of byPath(await workspace.index.usesOf(owner))) {
    const document = await workspace.puppet(path);
    if (document === undefined) continue;
    for (const occurrence of variablesOf(document.parsed).occurrences) {
      if (occurrence.written.replace(/^::/, '') !== `${owner.name}::${name}`) continue;
      places.push({ path, span: lastPart(occurrence) });
    }
  }
  return places;
}

async function resourceUses(workspace: Workspace, place: Place): Promise<readonly Place[]> {
  const document = await workspace.puppet(place.path);
  if (document === undefined) return [];
  const resource = document
    .nodes()
    .findLast((node) => node.kind === 'resource' && node.start <= place.span.start && place.span.end <= node.end);
  if (resource?.kind !== 'resource' || resource.type.kind !== 'name') return [];
  const type = resource.type.value.replace(/^::/, '');
  const { text } = document.source;
  const title = text.slice(place.span.start, place.span.end);
  return document.nodes().flatMap((node): readonly Place[] => {
    const isReference = node.kind === 'access' && node.left.kind === 'reference';
    if (!isReference || node.left.value.replace(/^::/, '').toLowerCase() !== type) return [];
    const words = node.keys.flatMap((key) => wordOf(key, text) ?? []);
    return words.filter(({ name }) => name === title).map(({ nameSpan }) => ({ path: place.path, span: nameSpan }));
  });
}

/** The name of a variable without its name space. */
function lastPart({ written, end }: Span & { readonly written: string }): Span {
  return { start: end - (written.split('::').at(-1) ?? '').length, end };
}

function byPath(places: readonly Place[]): ReadonlyMap<string, readonly Span[]> {
  const found = new Map<string, Span[]>();
  for (const { path, span } of places) {
    const spans = found.get(path) ?? [];
    spans.push(span);
    found.set(path, spans);
  }
  return found;
}

function distinct(places: readonly Place[]): readonly Place[] {
  const seen = new Map(places.map((place) => [`${place.span.start} ${place.span.end} ${place.path}`, place]));
  return [...seen.values()];
}

function isSame(a: Place, b: Place): boolean {
  return a.path === b.path && a.span.start === b.span.start && a.span.end === b.span.end;
}

async function exists(workspace: Workspace, path: string): Promise<boolean> {
  return (await workspace.files.stat(path)) !== undefined;
}

function spanOf({ start, end }: Span): Span {
  return { start, end };
}

const noSpan: Span = { start: 0, end: 0 };
