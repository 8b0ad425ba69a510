import { checkSource, children, type Parsed, parse, type SyntaxNode } from '../../orchestrator-core/language/index.ts';
import type { Source } from '../documents/overlay.ts';
import type { Problem } from '../documents/words.ts';
import { type HeredocTags, heredocTags } from './heredoc.ts';
import { type LineTable, lineTable } from './lines.ts';
import { findNames, type Name } from './names.ts';
import { problemsIn } from './problems.ts';

/**
 * By which rules a source is read: a plan with `plan` and `apply` as keywords and without a catalog, a manifest as
 * Puppet reads it, or a template.
 */
export type Dialect = 'plan' | 'manifest' | 'template';

/** One version of a Puppet source. What is asked about it is found out when it is first asked, once. */
export interface PuppetDocument {
  readonly source: Source;
  readonly dialect: Dialect;
  readonly parsed: Parsed;
  /** Every node of the tree, parents before what is in them. */
  nodes(): readonly SyntaxNode[];
  lines(): LineTable;
  problems(): readonly Problem[];
  /** Every name in the text with what it stands for. */
  names(): readonly Name[];
  heredocs(): readonly HeredocTags[];
}

/** Reads a source; never fails, since the parser never does. */
export function readPuppet(source: Source): PuppetDocument {
  const dialect = dialectOf(source.path, source.text);
  const parsed = parse(source.text, { tasks: dialect === 'plan', epp: dialect === 'template' });
  const nodes = once(() => nodesOf(parsed.program));
  return {
    source,
    dialect,
    parsed,
    nodes,
    lines: once(() => lineTable(source.text)),
    problems: once(() => problemsIn(parsed, checkSource(parsed, { scripting: dialect === 'plan' }))),
    names: once(() => findNames(parsed, nodes())),
    heredocs: once(() => nodes().flatMap((node) => (node.kind === 'heredoc' ? heredocTags(node, source.text) : []))),
  };
}

/** White space and comments before the first word. */
const leading = /(?:\s|#[^\n]*|\/\*[\s\S]*?\*\/)*/y;

/** Directories of a module; of those above a file the nearest says what it is. */
const places: ReadonlySet<string> = new Set([
  'examples',
  'files',
  'functions',
  'lib',
  'manifests',
  'plans',
  'spec',
  'templates',
  'tests',
  'types',
]);

/**
 * A plan is what begins with the word `plan`, and what lies under `plans/`, since that is where Bolt looks. A class may
 * be called `x::plans::y`: what is under `manifests/` is a manifest whatever the directories in it are called.
 */
export function dialectOf(path: string, text: string): Dialect {
  if (path.endsWith('.epp')) return 'template';
  leading.lastIndex = 0;
  leading.exec(text);
  if (/^plan[ \t]+[a-z:]/.test(text.slice(leading.lastIndex, leading.lastIndex + 100))) return 'plan';
  const directories = path.split('/').slice(0, -1);
  const nearest = directories.findLast((name) => places.has(name));
  return nearest === 'plans' && !directories.includes('manifests') ? 'plan' : 'manifest';
}

function nodesOf(program: SyntaxNode): readonly SyntaxNode[] {
  const found: SyntaxNode[] = [program];
  // The list grows while it is walked.
  for (const node of found) for (const child of children(node)) found.push(child);
  return found;
}

function once<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}
