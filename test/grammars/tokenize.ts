import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import oniguruma from 'vscode-oniguruma';
import textmate from 'vscode-textmate';
import { root } from '../../scripts/build.ts';

/** A stretch of one line that has the same scopes, as VS Code sees it. */
interface ScopedText {
  /** Offset into the whole text. */
  readonly start: number;
  readonly text: string;
  /** From the grammar's own scope inwards. */
  readonly scopes: readonly string[];
}

/** A text as its grammar sees it. */
export interface Tokenized {
  readonly lines: readonly (readonly ScopedText[])[];
  /** The scopes that are still open behind the text, the grammar's own aside. */
  readonly open: readonly string[];
}

const files: Readonly<Record<string, string>> = {
  'source.puppet': 'syntaxes/puppet.tmLanguage.json',
  'text.epp': 'syntaxes/epp.tmLanguage.json',
  'source.pql': 'syntaxes/pql.tmLanguage.json',
};

const wasm = createRequire(import.meta.url).resolve('vscode-oniguruma/release/onig.wasm');

const registry = new textmate.Registry({
  onigLib: oniguruma.loadWASM(readFileSync(wasm)).then(() => ({
    createOnigScanner: (patterns) => new oniguruma.OnigScanner(patterns),
    createOnigString: (text) => new oniguruma.OnigString(text),
  })),
  loadGrammar: (scope) => {
    const file = files[scope];
    if (file === undefined) return Promise.resolve(null);
    return Promise.resolve(textmate.parseRawGrammar(readFileSync(join(root, file), 'utf8'), file));
  },
});

/** Reads a text with the grammar of this scope, by the engine that VS Code uses. */
export async function tokenize(scope: string, source: string): Promise<Tokenized> {
  const grammar = await registry.loadGrammar(scope);
  if (grammar === null) throw new Error(`no grammar has the scope ${scope}`);
  const lines: ScopedText[][] = [];
  let state = textmate.INITIAL;
  let offset = 0;
  for (const line of source.split('\n')) {
    const { tokens, ruleStack } = grammar.tokenizeLine(line, state);
    state = ruleStack;
    const start = offset;
    lines.push(
      tokens.map((token) => ({
        start: start + token.startIndex,
        text: line.slice(token.startIndex, token.endIndex),
        scopes: token.scopes,
      })),
    );
    offset += line.length + 1;
  }
  const last = grammar.tokenizeLine('', state).tokens[0]?.scopes ?? [];
  return { lines, open: last.slice(1) };
}
