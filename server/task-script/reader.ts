import type { Node } from 'web-tree-sitter';
import { readBash } from './bash.ts';
import { type Reading, walk } from './nodes.ts';
import type { Parsers } from './parsers.ts';
import { readPowershell } from './powershell.ts';
import { readPython } from './python.ts';
import type { ScriptLanguage, ScriptReads } from './reads.ts';
import { readRuby } from './ruby.ts';

/** Finds out what a script reads. Rejects only when the WebAssembly cannot be loaded. */
export type ScriptReader = (language: ScriptLanguage, text: string) => Promise<ScriptReads>;

const readers: Readonly<Record<ScriptLanguage, (root: Node) => Reading>> = {
  bash: readBash,
  powershell: readPowershell,
  python: readPython,
  ruby: readRuby,
};

/** Reads scripts with the parsers of their languages. */
export function createScriptReader(parsers: Parsers): ScriptReader {
  return async (language, text) => {
    const tree = (await parsers(language)).parse(text);
    if (tree === null) return { language, reads: [], open: true, mentions: new Set() };
    try {
      const { reads, open } = readers[language](tree.rootNode);
      return { language, reads: inOrder(reads), open, mentions: mentionsOf(tree.rootNode) };
    } finally {
      // The tree lives in WebAssembly's memory, which no garbage collector sees.
      tree.delete();
    }
  };
}

function inOrder(reads: ScriptReads['reads']): ScriptReads['reads'] {
  return [...reads].sort((a, b) => a.span.start - b.span.start);
}

function mentionsOf(root: Node): ReadonlySet<string> {
  const mentions = new Set<string>();
  for (const node of walk(root)) {
    if (node.childCount > 0) continue;
    for (const match of node.text.matchAll(/PT_(\w+)/g)) mentions.add(match[1] ?? '');
    const isText = /string|symbol|member|simple_name|word|heredoc|raw/.test(node.type);
    const whole = isText ? /^[:'".]?(\w+)['"]?$/.exec(node.text)?.[1] : undefined;
    if (whole !== undefined && node.type !== 'word') mentions.add(whole.toLowerCase());
  }
  return mentions;
}
