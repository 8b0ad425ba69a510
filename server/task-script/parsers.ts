import { Language, Parser } from 'web-tree-sitter';
import type { Runtime } from '../runtime.ts';
import type { ScriptLanguage } from './reads.ts';

/** The parser of a language. Rejects when its WebAssembly cannot be loaded. */
export type Parsers = (language: ScriptLanguage) => Promise<Parser>;

/** Loads the engine with the first text and each grammar with the first text of its language. */
export function createParsers(runtime: Pick<Runtime, 'wasm'>): Parsers {
  let engine: Promise<void> | undefined;
  const parsers = new Map<ScriptLanguage, Promise<Parser>>();
  const load = async (language: ScriptLanguage): Promise<Parser> => {
    engine ??= runtime.wasm('web-tree-sitter').then((wasmBinary) => Parser.init({ wasmBinary }));
    await engine;
    const parser = new Parser();
    parser.setLanguage(await Language.load(await runtime.wasm(`tree-sitter-${language}`)));
    return parser;
  };
  return (language) => {
    const loading = parsers.get(language) ?? load(language);
    parsers.set(language, loading);
    // What could not be loaded is tried again with the next text.
    loading.catch(() => parsers.delete(language));
    return loading;
  };
}
