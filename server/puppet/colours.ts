import type { SyntaxNode } from '../../orchestrator-core/language/index.ts';
import type { SemanticToken } from '../documents/answers.ts';

import type { PuppetDocument } from './document.ts';
import type { Name, NameKind } from './names.ts';

const kindOf: Readonly<Record<NameKind, SemanticToken['kind']>> = {
  variable: 'variable',
  parameter: 'parameter',
  function: 'function',
  plan: 'function',
  class: 'class',
  type: 'type',
};

/**
 * Colours for what only the tree knows: what a name stands for, attributes, titles, the tags of heredocs, and words that
 * are keywords in some places only.
 */
export function puppetColours(document: PuppetDocument): readonly SemanticToken[] {
  const { parsed, source } = document;
  const tokens = new Map<number, SemanticToken>();
  // What comes first at a place stays: a class's name in a title is a name.
  const add = (token: SemanticToken): void => {
    if (token.end > token.start && !tokens.has(token.start)) tokens.set(token.start, token);
  };
  for (const name of document.names()) add(nameColour(name));
  for (const node of document.nodes()) for (const token of nodeColours(node)) add(token);
  for (const { opening, closing } of document.heredocs()) {
    add({ ...opening, kind: 'macro' });
    add({ ...closing, kind: 'macro' });
  }
  for (const { kind, value, start, end } of parsed.tokens) {
    if (kind === 'keyword' && contextual.has(value)) add({ start, end, kind: 'keyword' });
  }
  return withoutOverlaps([...tokens.values()], source.text);
}

/** Words that are keywords in plans, or where application orchestration is on, and names everywhere else. */
const contextual: ReadonlySet<string> = new Set(['plan', 'apply', 'application', 'site', 'produces', 'consumes']);

function nameColour({ start, end, kind, declares }: Name): SemanticToken {
  return { start, end, kind: kindOf[kind], ...(declares ? { declares } : {}) };
}

function nodeColours(node: SyntaxNode): readonly SemanticToken[] {
  switch (node.kind) {
    case 'attribute':
      return node.name === '' ? [] : [{ start: node.start, end: node.start + node.name.length, kind: 'property' }];
    case 'resource':
      return node.type.kind === 'name' ? [{ start: node.type.start, end: node.type.end, kind: 'class' }] : [];
    case 'resource-body': {
      const titles = node.title.kind === 'list' ? node.title.values : [node.title];
      return titles.flatMap(({ kind, start, end }): readonly SemanticToken[] =>
        kind === 'string' || kind === 'name' ? [{ start, end, kind: 'string', declares: true }] : [],
      );
    }
    default:
      return [];
  }
}

/** The protocol has no tokens that span lines or lie in one another. */
function withoutOverlaps(tokens: SemanticToken[], text: string): readonly SemanticToken[] {
  let end = 0;
  return tokens
    .sort((a, b) => a.start - b.start)
    .filter((token) => {
      if (token.start < end || text.slice(token.start, token.end).includes('\n')) return false;
      end = token.end;
      return true;
    });
}
