import { Language, type Node, Parser } from 'web-tree-sitter';
import type { Runtime } from '../runtime.ts';
import { readBash } from './bash.ts';
import { type Reading, walk } from './nodes.ts';
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

/** Loads the engine with the first script and each grammar with the first script of its language. */
export function createScriptReader(runtime: Pick<Runtime, 'wasm'>): ScriptReader {
  let engine: Promise<void> | undefined;
  const parsers = new Map<ScriptLanguage, Promise<Parser>>();
  const load = async (language: ScriptLanguage): Promise<Parser> => {
    engine ??= runtime.wasm('web-tree-sitter').then((wasmBinary) => Parser.init({ wasmBinary }));
    await engine;
    const parser = new Parser();
    parser.setLanguage(await Language.load(await runtime.wasm(`tree-sitter-${language}`)));
    return parser;
  };
  return async (language, text) => {
    const loading = parsers.get(language) ?? load(language);
    parsers.set(language, loading);
    // What could not be loaded is tried again with the next script.
    loading.catch(() => parsers.delete(language));
    const tree = (await loading).parse(text);
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
