import {
  completePql,
  formatPql,
  type PqlCompletion,
  type PqlToken,
  parsePql,
  pqlHover,
  pqlTokens,
  pqlWish,
} from '../../orchestrator-core/pql/index.ts';
import type {
  CodeLens,
  Completion,
  CompletionKind,
  DocumentSymbol,
  Fold,
  Hover,
  SemanticToken,
} from '../documents/answers.ts';
import type { Change } from '../documents/words.ts';
import type { Workspace } from '../documents/workspace.ts';
import { lineTable } from '../puppet/lines.ts';
import { type DocumentQuery, queriesOf, queryAt } from './queries.ts';

const completionKinds: Readonly<Record<PqlCompletion['kind'], CompletionKind>> = {
  entity: 'class',
  field: 'property',
  operator: 'keyword',
  keyword: 'keyword',
  function: 'function',
  value: 'value',
};

/** What can be written in the query around a place; undefined where there is none. */
export async function completeQuery(
  workspace: Workspace,
  path: string,
  offset: number,
): Promise<readonly Completion[] | undefined> {
  const found = (await queryAt(workspace, path, offset)) ?? (await emptyPlace(workspace, path, offset));
  if (found === undefined) return undefined;
  const { query, at } = found;
  const wish = pqlWish(query.text, at);
  const known = wish === undefined ? [] : await workspace.knownWords.of(wish);
  return completePql(query.text, at, () => known).flatMap((item) => completionOf(query, item));
}

/** Between the queries of a file a new one can begin. */
async function emptyPlace(
  workspace: Workspace,
  path: string,
  offset: number,
): Promise<{ readonly query: DocumentQuery; readonly at: number } | undefined> {
  if ((await workspace.kindOf(path)) !== 'pql') return undefined;
  const text = (await workspace.files.source(path))?.text ?? '';
  const line = text.slice(text.lastIndexOf('\n', offset - 1) + 1, offset);
  if (line.trim() !== '') return undefined;
  const start = offset;
  const query: DocumentQuery = {
    text: '',
    span: { start, end: start },
    toDocument: () => ({ start, end: start }),
    toQuery: () => 0,
    written: (words) => words,
  };
  return { query, at: 0 };
}

function completionOf(query: DocumentQuery, item: PqlCompletion): readonly Completion[] {
  const span = query.toDocument(item.span);
  const insert = query.written(item.insert);
  if (span === undefined || insert === undefined) return [];
  const { label, detail, documentation, sort, asksAgain } = item;
  return [
    {
      label,
      kind: completionKinds[item.kind],
      span,
      insert,
      isSnippet: true,
      sort,
      // In a string what is typed has no quotes, and labels have.
      filter: label.replace(/^["']|["']$/g, ''),
      ...(detail === undefined ? {} : { detail }),
      ...(documentation === undefined ? {} : { documentation }),
      ...(asksAgain === undefined ? {} : { asksAgain }),
    },
  ];
}

/** What the word of a query means. */
export async function hoverQuery(workspace: Workspace, path: string, offset: number): Promise<Hover | undefined> {
  const found = await queryAt(workspace, path, offset);
  const told = found === undefined ? undefined : pqlHover(found.query.text, found.at);
  const span = told === undefined ? undefined : found?.query.toDocument(told);
  return told === undefined || span === undefined ? undefined : { markdown: told.markdown, span };
}

const tokenKinds: Readonly<Record<PqlToken['kind'], SemanticToken['kind']>> = {
  entity: 'class',
  field: 'property',
  function: 'function',
  operator: 'operator',
  string: 'string',
  regexp: 'regexp',
  number: 'number',
  keyword: 'keyword',
};

/** Colours for the words of queries that can be read. */
export async function queryTokens(workspace: Workspace, path: string): Promise<readonly SemanticToken[]> {
  return (await queriesOf(workspace, path)).flatMap((query) => {
    const parsed = parsePql(query.text);
    if (!parsed.ok) return [];
    return pqlTokens(parsed.tree).flatMap((token): readonly SemanticToken[] => {
      const span = query.toDocument(token);
      // Editors take tokens of one line.
      const isLong = query.text.slice(token.start, token.end).includes('\n');
      return span === undefined || isLong ? [] : [{ ...span, kind: tokenKinds[token.kind] }];
    });
  });
}

/** *Run query* above each query, also one that is refused: whoever answers says why. */
export async function queryLenses(workspace: Workspace, path: string): Promise<readonly CodeLens[]> {
  return (await queriesOf(workspace, path)).flatMap(({ text, span }): readonly CodeLens[] =>
    text.trim() === '' ? [] : [{ ...span, title: 'Run query', command: 'baton.runQuery', arguments: [text.trimEnd()] }],
  );
}

/** The queries of a file with their titles. */
export async function querySymbols(workspace: Workspace, path: string): Promise<readonly DocumentSymbol[]> {
  return (await queriesOf(workspace, path)).map(({ text, span, title }) => {
    const [first = ''] = text.split('\n');
    const shown = first.length > 60 ? `${first.slice(0, 59)}…` : first;
    const nameSpan = { start: span.start, end: span.start + first.trimEnd().length };
    return {
      name: title ?? shown,
      ...(title === undefined ? {} : { detail: shown }),
      kind: 'object',
      span,
      nameSpan,
      children: [],
    };
  });
}

/** Each query that has several lines. */
export async function queryFolds(workspace: Workspace, path: string): Promise<readonly Fold[]> {
  const source = await workspace.files.source(path);
  const { lineAt } = lineTable(source?.text ?? '');
  return (await queriesOf(workspace, path))
    .map(({ span }) => ({ startLine: lineAt(span.start), endLine: lineAt(span.end) }))
    .filter(({ startLine, endLine }) => endLine > startLine);
}

/** Lays out every query of a file that can be read. Queries with lines for people in them stay as they are. */
export async function formatQueries(workspace: Workspace, path: string): Promise<readonly Change[]> {
  const source = await workspace.files.source(path);
  return (await queriesOf(workspace, path)).flatMap(({ text, span }): readonly Change[] => {
    const isAsWritten = source?.text.slice(span.start, span.end) === text;
    const laidOut = isAsWritten ? formatPql(text) : undefined;
    return laidOut === undefined || laidOut === text ? [] : [{ ...span, text: laidOut }];
  });
}
