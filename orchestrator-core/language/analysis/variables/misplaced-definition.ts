import type { Definition, Expression, Span, TypeAlias, TypeDefinition } from '../../syntax/ast.ts';
import { referenceName } from '../../syntax/reference-name.ts';
import { analysisCodes } from '../analysis-codes.ts';
import type { AnalysisFinding, AnalysisSource } from '../analysis-finding.ts';
import type { World } from '../world.ts';

/** Where a file lies in its module. */
interface Place {
  readonly module: string;
  /** The module's directory, as far as the path tells. */
  readonly root: string;
  readonly kind: 'manifests' | 'functions' | 'types' | 'plans';
  /** The directories below, and the file's name without `.pp`. */
  readonly parts: readonly string[];
  /** The name that what is loaded from it must have; in lower case. */
  readonly expected: string;
}

interface Named {
  readonly node: Definition | TypeAlias | TypeDefinition;
  readonly kind: Definition['kind'] | 'type';
  readonly name: string;
  readonly span: Span;
}

const kinds: ReadonlySet<string> = new Set(['manifests', 'functions', 'types', 'plans']);

/** Below these nothing is loaded by its name. */
const others: ReadonlySet<string> = new Set(['spec', 'tests', 'test', 'examples', 'fixtures', 'acceptance', 'files']);

/**
 * Puppet finds a class, function, plan or type by making a path of its name, and refuses files that hold something else:
 * `Checker4_0#internal_check_file_namespace` and `#internal_check_top_construct_in_module`, and for functions, plans and
 * types, which have a file each, `Puppet::Pops::Loader`'s instantiators.
 */
export function findMisplaced({ path, parsed, dialect }: AnalysisSource, world: World): readonly AnalysisFinding[] {
  if (dialect === 'template' || !path.endsWith('.pp')) return [];
  const module = world.moduleOf(path);
  const place = module === undefined ? undefined : placeOf(path, module);
  if (place === undefined) return [];
  const { statements } = parsed.program;
  const definitions = statements.flatMap((statement) => named(statement) ?? []);
  if (!isSure(place, definitions, world)) return [];
  const found = place.kind === 'manifests' ? inManifests(definitions, place) : inOwnFile(definitions, place);
  // What defines nothing at all is the manifest of a site, which nobody finds by a name.
  if (definitions.length === 0 && place.kind === 'manifests') return found;
  // Behind an error the parser may take for the top what is not.
  return parsed.faults.length > 0 ? found : [...found, ...topCode(statements, place)];
}

/** Undefined where the module's directory cannot be told from the path. */
function placeOf(path: string, module: string): Place | undefined {
  const segments = path.split('/');
  const candidates = segments.flatMap((segment, index) =>
    kinds.has(segment) && index < segments.length - 1 ? [index] : [],
  );
  const sure = candidates.find((index) => {
    const directory = segments[index - 1];
    return directory === module || directory?.endsWith(`-${module}`) === true;
  });
  const [only, second] = candidates;
  const isPlain = second === undefined && !segments.some((segment) => others.has(segment));
  const at = sure ?? (isPlain ? only : undefined);
  const kind = at === undefined ? undefined : segments[at];
  if (at === undefined || !isKind(kind)) return undefined;
  const parts = [...segments.slice(at + 1, -1), (segments.at(-1) ?? '').replace(/\.pp$/, '')];
  const isInit = parts.length === 1 && parts[0] === (kind === 'types' ? 'init_typeset' : 'init');
  const root = segments.slice(0, at).join('/');
  return { module, root, kind, parts, expected: [module, ...(isInit ? [] : parts)].join('::').toLowerCase() };
}

/** Directories that modules lie in under their own names. */
const modulepaths: ReadonlySet<string> = new Set(['modules', 'site', 'site-modules']);

/**
 * Whether the module is called so: a checkout may have any directory. It is where modules lie under their names, and
 * where something else in it has that name.
 */
function isSure({ module, root }: Place, definitions: readonly Named[], world: World): boolean {
  const isOwn = (name: string) => name.toLowerCase().split('::', 1)[0] === module;
  if (modulepaths.has(root.split('/').at(-2) ?? '') && root.endsWith(`/${module}`)) return true;
  if (definitions.some(({ name }) => isOwn(name))) return true;
  for (const kind of ['plan', 'class', 'function', 'type', 'define'] as const) {
    for (const { name, origin } of world.all(kind)) {
      if (isOwn(name) && origin.kind === 'file' && origin.path.startsWith(`${root}/`)) return true;
    }
  }
  return false;
}

function isKind(word: string | undefined): word is Place['kind'] {
  return word !== undefined && kinds.has(word);
}

function named(node: Expression): Named | undefined {
  switch (node.kind) {
    case 'class':
    case 'define':
    case 'plan':
    case 'function':
      return { node, kind: node.kind, name: plain(node.name), span: node.nameSpan };
    case 'type-alias':
      return node.left.kind === 'reference'
        ? { node, kind: 'type', name: plain(node.left.value), span: node.left }
        : undefined;
    case 'type-definition':
      return { node, kind: 'type', name: plain(node.name), span: { start: node.start, end: node.start + 4 } };
    default:
      return undefined;
  }
}

function plain(name: string): string {
  return name.replace(/^::/, '');
}

/** A manifest may hold several definitions, as long as their names begin with that of the file. */
function inManifests(definitions: readonly Named[], place: Place): readonly AnalysisFinding[] {
  const found: AnalysisFinding[] = [];
  for (const each of definitions) {
    const name = each.name.toLowerCase();
    if (name === '') continue;
    if (each.kind === 'plan') found.push(elsewhere(each, place, `Plans are found under plans/, and only there.`));
    else if (each.kind !== 'type' && !name.startsWith(place.expected)) found.push(wrongName(each, place));
  }
  return found;
}

const singular = { functions: 'function', types: 'type', plans: 'plan' } as const;

/** A function, type or plan has its file for itself. */
function inOwnFile(definitions: readonly Named[], place: Place): readonly AnalysisFinding[] {
  if (place.kind === 'manifests') return [];
  const wanted = singular[place.kind];
  const own = definitions.find(({ kind, name }) => kind === wanted && name.toLowerCase() === place.expected);
  const [first] = definitions.filter(({ kind }) => kind === wanted);
  return definitions.flatMap((each) => {
    if (each.name === '' || each === own) return [];
    if (each.kind === wanted && own === undefined && each === first) return [wrongName(each, place)];
    const message = `A file under ${place.kind}/ holds one ${wanted} and nothing else: with the ${each.kind} '${each.name}' it cannot be loaded.`;
    return [elsewhere(each, place, message)];
  });
}

function wrongName(each: Named, place: Place): AnalysisFinding {
  const expected = each.kind === 'type' ? referenceName(place.expected) : place.expected;
  const target = pathOf(each, place);
  const move = target === undefined ? '' : `, or move it to ${target}`;
  const message = `The ${each.kind} '${each.name}' is never found in this file. Call it '${expected}'${move}.`;
  return {
    ...finding(each.span, message),
    name: each.name,
    suggestion: expected,
    ...(target === undefined ? {} : { path: target }),
  };
}

function elsewhere(each: Named, place: Place, message: string): AnalysisFinding {
  const path = pathOf(each, place);
  const where = path === undefined ? '' : ` Its place is ${path}.`;
  return { ...finding(each.span, `${message}${where}`), name: each.name, ...(path === undefined ? {} : { path }) };
}

const homes = { class: 'manifests', define: 'manifests', function: 'functions', plan: 'plans', type: 'types' } as const;

/** Where a definition of that name is looked for; undefined for names of other modules. */
function pathOf({ kind, name }: Named, { module }: Place): string | undefined {
  const [first, ...rest] = name.toLowerCase().split('::');
  if (first !== module) return undefined;
  const own = kind === 'type' ? 'init_typeset' : 'init';
  return `${homes[kind]}/${rest.length === 0 ? own : rest.join('/')}.pp`;
}

/** Definitions of other kinds, and what an error is already about. */
const accepted: ReadonlySet<string> = new Set(['application', 'site', 'produces', 'consumes', 'missing', 'type-alias']);

/** Code that is no definition: it would run whenever the file is loaded, so Puppet refuses the file. */
function topCode(statements: readonly Expression[], place: Place): readonly AnalysisFinding[] {
  const first = statements.find(
    (node) => named(node) === undefined && !accepted.has(node.kind) && node.end > node.start,
  );
  if (first === undefined) return [];
  const holds = place.kind === 'manifests' ? 'definitions' : `the ${singular[place.kind]} ${place.expected}`;
  const what = first.kind === 'node' ? 'A node definition' : 'Code';
  const message = `${what} cannot stand at the top of a module's file: it holds ${holds} and nothing else.`;
  return [finding(first, message)];
}

function finding({ start, end }: Span, message: string): AnalysisFinding {
  const code = 'misplaced-definition';
  return { code, severity: analysisCodes[code], message, start, end };
}
