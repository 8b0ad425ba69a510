import {
  type CodeAction,
  DocumentHighlightKind,
  type Location,
  LSPErrorCodes,
  ResponseError,
} from 'vscode-languageserver';
import type { Place } from '../documents/words.ts';
import { codeActions } from '../features/code-actions.ts';
import { completion } from '../features/completion.ts';
import { definition } from '../features/definition.ts';
import { documentHighlight } from '../features/document-highlight.ts';
import { documentLinks } from '../features/document-links.ts';
import { documentSymbols } from '../features/document-symbols.ts';
import { folding } from '../features/folding.ts';
import { hover } from '../features/hover.ts';
import { linkedEditing, linkedPattern } from '../features/linked-editing.ts';
import { references } from '../features/references.ts';
import { prepareRename, rename } from '../features/rename.ts';
import { selectionRanges } from '../features/selection-ranges.ts';
import { semanticTokens } from '../features/semantic-tokens.ts';
import { linesOf, type OpenDocument, openDocument, type Session } from './session.ts';
import {
  toCodeAction,
  toCompletionItem,
  toDocumentSymbol,
  toRange,
  toSelectionRange,
  toTokenData,
} from './translate.ts';
import { toWorkspaceEdit } from './workspace-edit.ts';

interface DocumentRequest {
  readonly textDocument: { readonly uri: string };
}

interface PositionRequest extends DocumentRequest {
  readonly position: { readonly line: number; readonly character: number };
}

/** A handler of requests about a place in an open document. */
function atPosition<P extends PositionRequest, R>(
  session: Session,
  name: string,
  empty: R,
  handle: (document: OpenDocument, offset: number, parameters: P) => Promise<R>,
) {
  return session.guard<P, R>(name, empty, async (parameters) => {
    const document = openDocument(session, parameters.textDocument.uri);
    if (document === undefined) return empty;
    return handle(document, document.lines.offsetAt(parameters.position), parameters);
  });
}

/** A handler of requests about an open document as a whole. */
function inDocument<P extends DocumentRequest, R>(
  session: Session,
  name: string,
  empty: R,
  handle: (document: OpenDocument, parameters: P) => Promise<R>,
) {
  return session.guard<P, R>(name, empty, async (parameters) => {
    const document = openDocument(session, parameters.textDocument.uri);
    return document === undefined ? empty : handle(document, parameters);
  });
}

/** Registers what is asked about places: completion, hover, definition, references and rename. */
export function registerPlaces(session: Session): void {
  const { connection, workspace } = session;
  connection.onCompletion(
    atPosition(session, 'textDocument/completion', null, async ({ path, lines }, offset) => {
      const found = await completion(workspace, path, offset);
      return found.map((item) => toCompletionItem(lines, item, session.client.snippets));
    }),
  );
  connection.onHover(
    atPosition(session, 'textDocument/hover', null, async ({ path, lines }, offset) => {
      const found = await hover(workspace, path, offset);
      if (found === undefined) return null;
      return { contents: { kind: 'markdown', value: found.markdown }, range: toRange(lines, found.span) };
    }),
  );
  connection.onDefinition(
    atPosition(session, 'textDocument/definition', null, async ({ path }, offset) =>
      toLocations(session, await definition(workspace, path, offset)),
    ),
  );
  connection.onReferences(
    atPosition(session, 'textDocument/references', null, async ({ path }, offset, { context }) =>
      toLocations(session, await references(workspace, path, offset, context.includeDeclaration)),
    ),
  );
  connection.onPrepareRename(
    atPosition(session, 'textDocument/prepareRename', null, async ({ path, lines }, offset) => {
      const found = await prepareRename(workspace, path, offset);
      return found === undefined ? null : { range: toRange(lines, found.span), placeholder: found.name };
    }),
  );
  connection.onRenameRequest(
    atPosition(session, 'textDocument/rename', null, async ({ path }, offset, { newName }) => {
      const found = await rename(workspace, path, offset, newName);
      if ('refused' in found) throw new ResponseError(LSPErrorCodes.RequestFailed, found.refused);
      const { addresses, client } = session;
      const edit = await toWorkspaceEdit(found.files, (file) => linesOf(session, file), addresses, client);
      return edit ?? null;
    }),
  );
}

/** Registers what is asked about the words around places: highlights, growing selections, and words edited together. */
export function registerWords(session: Session): void {
  const { connection, workspace } = session;
  connection.onDocumentHighlight(
    atPosition(session, 'textDocument/documentHighlight', null, async ({ path, lines }, offset) => {
      const { Read, Write } = DocumentHighlightKind;
      const found = await documentHighlight(workspace, path, offset);
      return found.map((each) => ({ range: toRange(lines, each), kind: each.declares ? Write : Read }));
    }),
  );
  connection.onSelectionRanges(
    inDocument(session, 'textDocument/selectionRange', null, async ({ path, lines }, { positions }) => {
      const offsets = positions.map((position) => lines.offsetAt(position));
      return (await selectionRanges(workspace, path, offsets)).map((chain) => toSelectionRange(lines, chain));
    }),
  );
  connection.languages.onLinkedEditingRange(
    atPosition(session, 'textDocument/linkedEditingRange', null, async ({ path, lines }, offset) => {
      const spans = await linkedEditing(workspace, path, offset);
      if (spans.length === 0) return null;
      return { ranges: spans.map((span) => toRange(lines, span)), wordPattern: linkedPattern };
    }),
  );
}

/** Registers what is asked about documents: outline, folding, links, colours and fixes. */
export function registerDocuments(session: Session): void {
  const { connection, workspace, addresses } = session;
  const isOthers = (path: string) => session.client.hasJsonServer && path.endsWith('.json');
  connection.onDocumentSymbol(
    inDocument(session, 'textDocument/documentSymbol', null, async ({ path, lines }) => {
      if (isOthers(path)) return null;
      return (await documentSymbols(workspace, path)).map((entry) => toDocumentSymbol(lines, entry));
    }),
  );
  connection.onFoldingRanges(
    inDocument(session, 'textDocument/foldingRange', null, async ({ path }) =>
      isOthers(path) ? null : [...(await folding(workspace, path))],
    ),
  );
  connection.onDocumentLinks(
    inDocument(session, 'textDocument/documentLink', null, async ({ path, lines }) => {
      const links = await documentLinks(workspace, path);
      const files = links.filter((link) => !link.isDirectory);
      return files.map((link) => ({ range: toRange(lines, link), target: addresses.toUri(link.target) }));
    }),
  );
  connection.languages.semanticTokens.on(
    inDocument(session, 'textDocument/semanticTokens/full', { data: [] }, async ({ path, lines }) => ({
      data: toTokenData(lines, await semanticTokens(workspace, path)),
    })),
  );
  connection.onCodeAction(
    inDocument(session, 'textDocument/codeAction', null, async ({ path, lines }, { range, context }) => {
      const span = { start: lines.offsetAt(range.start), end: lines.offsetAt(range.end) };
      const actions: CodeAction[] = [];
      for (const action of await codeActions(workspace, path, span, context.only)) {
        const { files } = action.fix;
        const edit = await toWorkspaceEdit(files, (file) => linesOf(session, file), addresses, session.client);
        if (edit !== undefined) actions.push(toCodeAction(lines, action, edit));
      }
      return actions;
    }),
  );
}

async function toLocations(session: Session, places: readonly Place[]): Promise<Location[]> {
  const locations = await Promise.all(
    places.map(async (place): Promise<readonly Location[]> => {
      const lines = await linesOf(session, place.path);
      if (lines === undefined) return [];
      return [{ uri: session.addresses.toUri(place.path), range: toRange(lines, place.span) }];
    }),
  );
  return locations.flat();
}
