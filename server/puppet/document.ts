import {
  checkSource,
  children,
  type Dialect,
  dialectOf,
  type Parsed,
  parse,
  type SyntaxNode,
} from '../../orchestrator-core/language/index.ts';
import type { Source } from '../documents/overlay.ts';
import type { Problem } from '../documents/words.ts';
import { type HeredocTags, heredocTags } from './heredoc.ts';
import { type LineTable, lineTable } from './lines.ts';
import { findNames, type Name } from './names.ts';
import { problemsIn } from './problems.ts';

export { type Dialect, dialectOf };

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
  return readDialect(source, dialectOf(source.path, source.text));
}

/** Reads a source by the rules of a dialect, whatever its path and text say. */
export function readDialect(source: Source, dialect: Dialect): PuppetDocument {
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

/** Every node of a tree, parents before what is in them. */
export function nodesOf(program: SyntaxNode): readonly SyntaxNode[] {
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
