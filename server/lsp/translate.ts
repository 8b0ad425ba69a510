import {
  type CodeAction,
  type CompletionItem,
  CompletionItemKind,
  CompletionItemTag,
  type Diagnostic,
  DiagnosticSeverity,
  DiagnosticTag,
  type DocumentSymbol,
  InsertTextFormat,
  InsertTextMode,
  type Range,
  type SelectionRange,
  SymbolKind,
  type WorkspaceEdit,
} from 'vscode-languageserver';
import type { TextDocument } from 'vscode-languageserver-textdocument';
import {
  type Completion,
  type CompletionKind,
  type DocumentSymbol as OutlineEntry,
  type SymbolKind as OutlineKind,
  type SemanticToken,
  tokenKinds,
} from '../documents/answers.ts';
import type { CodeAction as Action, Problem, Severity, Span } from '../documents/words.ts';

/** Turns offsets of one text into lines and columns. */
export type Lines = Pick<TextDocument, 'positionAt' | 'offsetAt' | 'getText'>;

/** A span as lines and columns. */
export function toRange(lines: Lines, span: Span): Range {
  return { start: lines.positionAt(span.start), end: lines.positionAt(span.end) };
}

const severities: Readonly<Record<Severity, DiagnosticSeverity>> = {
  error: DiagnosticSeverity.Error,
  warning: DiagnosticSeverity.Warning,
  information: DiagnosticSeverity.Information,
  hint: DiagnosticSeverity.Hint,
};

/** `uri` is the document's address, for clients that show related places. */
export function toDiagnostic(lines: Lines, problem: Problem, uri?: string): Diagnostic {
  const tags = [
    ...(problem.unnecessary ? [DiagnosticTag.Unnecessary] : []),
    ...(problem.deprecated ? [DiagnosticTag.Deprecated] : []),
  ];
  return {
    range: toRange(lines, problem),
    severity: severities[problem.severity],
    code: problem.code,
    source: 'baton',
    message: problem.message,
    ...(tags.length === 0 ? {} : { tags }),
    ...(uri === undefined || problem.related === undefined
      ? {}
      : {
          relatedInformation: problem.related.map(({ span, message }) => ({
            location: { uri, range: toRange(lines, span) },
            message,
          })),
        }),
  };
}

const completionKinds: Readonly<Record<CompletionKind, CompletionItemKind>> = {
  key: CompletionItemKind.Property,
  value: CompletionItemKind.Value,
  type: CompletionItemKind.Class,
  parameter: CompletionItemKind.Variable,
  file: CompletionItemKind.File,
  directory: CompletionItemKind.Folder,
  variable: CompletionItemKind.Variable,
  function: CompletionItemKind.Function,
  method: CompletionItemKind.Method,
  property: CompletionItemKind.Property,
  keyword: CompletionItemKind.Keyword,
  snippet: CompletionItemKind.Snippet,
  task: CompletionItemKind.Event,
  plan: CompletionItemKind.Module,
  class: CompletionItemKind.Module,
  resource: CompletionItemKind.Struct,
  target: CompletionItemKind.Reference,
};

/** `about` is what the client sends back to have the documentation resolved. */
export function toCompletionItem(
  lines: Lines,
  completion: Completion,
  snippets: boolean,
  path?: string,
): CompletionItem {
  const { about, asksAgain, commit, detail, documentation, filter, isDeprecated, kind, label, sort } = completion;
  const range = toRange(lines, completion.span);
  const isQuoted = filter === undefined && lines.getText(range).startsWith('"');
  const insert = completion.isSnippet && !snippets ? withoutStops(completion.insert) : completion.insert;
  return {
    label,
    kind: completionKinds[kind],
    textEdit: { range, newText: insert },
    // What the client compares with the text it finds there, quotes included.
    filterText: filter ?? (isQuoted && !label.startsWith('"') ? `"${label}"` : label),
    insertTextFormat: completion.isSnippet && snippets ? InsertTextFormat.Snippet : InsertTextFormat.PlainText,
    ...(completion.keepsIndent ? { insertTextMode: InsertTextMode.asIs } : {}),
    ...(detail === undefined ? {} : { detail }),
    ...(documentation === undefined ? {} : { documentation: { kind: 'markdown', value: documentation } }),
    ...(sort === undefined ? {} : { sortText: sort }),
    ...(commit === undefined ? {} : { commitCharacters: [...commit] }),
    ...(isDeprecated ? { tags: [CompletionItemTag.Deprecated] } : {}),
    ...toData(path, about, asksAgain === true && snippets),
  };
}

/** What the client sends back of an item, and reads itself: whether the next list is to open. */
function toData(
  path: string | undefined,
  about: Completion['about'],
  asksAgain: boolean,
): Pick<CompletionItem, 'data'> {
  const asked = path === undefined ? undefined : about;
  if (asked === undefined && !asksAgain) return {};
  return { data: { ...(asked === undefined ? {} : { path, ...asked }), ...(asksAgain ? { asksAgain } : {}) } };
}

/** The text of a snippet for clients that know none: of a choice the first, of a stop what stands in it. */
function withoutStops(snippet: string): string {
  const plain = snippet
    .replace(/\$\{\d+\|((?:[^,|\\]|\\.)*)[^}]*\|\}/g, '$1')
    .replace(/\$\{\d+:((?:[^}\\]|\\.)*)\}/g, '$1')
    .replace(/(?<!\\)\$(?:\d+|\{\d+\})/g, '');
  return plain.replace(/\\(.)/gs, '$1');
}

const symbolKinds: Readonly<Record<OutlineKind, SymbolKind>> = {
  parameter: SymbolKind.Variable,
  object: SymbolKind.Module,
  array: SymbolKind.Array,
  string: SymbolKind.String,
  number: SymbolKind.Number,
  boolean: SymbolKind.Boolean,
  null: SymbolKind.Null,
  file: SymbolKind.File,
  class: SymbolKind.Class,
  define: SymbolKind.Struct,
  plan: SymbolKind.Function,
  function: SymbolKind.Function,
  type: SymbolKind.Interface,
  node: SymbolKind.Namespace,
  resource: SymbolKind.Object,
  variable: SymbolKind.Variable,
};

/** An entry of the outline with those below it. */
export function toDocumentSymbol(lines: Lines, entry: OutlineEntry): DocumentSymbol {
  return {
    name: entry.name,
    kind: symbolKinds[entry.kind],
    range: toRange(lines, entry.span),
    selectionRange: toRange(lines, entry.nameSpan),
    children: entry.children.map((child) => toDocumentSymbol(lines, child)),
    ...(entry.detail === undefined ? {} : { detail: entry.detail }),
  };
}

/** A chain of spans, smallest first, as the protocol nests them. */
export function toSelectionRange(lines: Lines, chain: readonly Span[]): SelectionRange {
  const [whole = { start: 0, end: 0 }, ...inner] = chain.toReversed();
  return inner.reduce<SelectionRange>((parent, span) => ({ range: toRange(lines, span), parent }), {
    range: toRange(lines, whole),
  });
}

/** The protocol's form of tokens: five numbers each, relative to the one before. A token never spans lines. */
export function toTokenData(lines: Lines, tokens: readonly SemanticToken[]): number[] {
  const data: number[] = [];
  let before = { line: 0, character: 0 };
  for (const token of [...tokens].sort((a, b) => a.start - b.start)) {
    const at = lines.positionAt(token.start);
    const character = at.line === before.line ? at.character - before.character : at.character;
    data.push(
      at.line - before.line,
      character,
      token.end - token.start,
      tokenKinds.indexOf(token.kind),
      token.declares ? 1 : 0,
    );
    before = at;
  }
  return data;
}

/** A code action; `shows` is the address of a file that it makes, for clients that show it afterwards. */
export function toCodeAction(lines: Lines, action: Action, edit: WorkspaceEdit, shows?: string): CodeAction {
  return {
    title: action.fix.title,
    kind: action.kind,
    edit,
    ...(action.problem === undefined ? {} : { diagnostics: [toDiagnostic(lines, action.problem)] }),
    ...(action.fix.isPreferred ? { isPreferred: true } : {}),
    ...(shows === undefined ? {} : { data: { shows } }),
  };
}
