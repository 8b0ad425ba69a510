import { DocumentHighlightKind, type Location, type LocationLink } from 'vscode-languageserver';
import type { Place, Span } from '../documents/words.ts';
import { codeLenses } from '../features/code-lenses.ts';
import { definition, typeDefinition } from '../features/definition.ts';
import { documentHighlight } from '../features/document-highlight.ts';
import { documentLinks } from '../features/document-links.ts';
import { documentSymbols } from '../features/document-symbols.ts';
import { folding } from '../features/folding.ts';
import { hover } from '../features/hover.ts';
import { linkedEditing, linkedPattern } from '../features/linked-editing.ts';
import { references } from '../features/references.ts';
import { selectionRanges } from '../features/selection-ranges.ts';
import { semanticTokens } from '../features/semantic-tokens.ts';
import { askedAgain, atPosition, inDocument, whenRead } from './requests.ts';
import { linesOf, type OpenDocument, type Session } from './session.ts';
import { toDocumentSymbol, toRange, toSelectionRange, toTokenData } from './translate.ts';

/** Registers what is asked about places: hover, definition and references. */
export function registerPlaces(session: Session): void {
  const { connection, workspace } = session;
  connection.onHover(
    atPosition(session, 'textDocument/hover', null, async ({ path, lines }, offset) => {
      const found = await hover(workspace, path, offset);
      if (found === undefined) return null;
      return { contents: { kind: 'markdown', value: found.markdown }, range: toRange(lines, found.span) };
    }),
  );
  const places = (method: string, find: typeof definition, asLinks: () => boolean) =>
    askedAgain(
      session,
      atPosition(session, method, null, async (document, offset) => {
        const { origin, places: found } = await find(workspace, document.path, offset);
        return asLinks() ? toLinks(session, document, origin, found) : toLocations(session, found);
      }),
    );
  connection.onDefinition(places('textDocument/definition', definition, () => session.client.linksDefinitions));
  connection.onDeclaration(places('textDocument/declaration', definition, () => session.client.linksDeclarations));
  connection.onTypeDefinition(places('textDocument/typeDefinition', typeDefinition, () => session.client.linksTypes));
  connection.onReferences(
    whenRead(
      session,
      atPosition(session, 'textDocument/references', null, async ({ path }, offset, { context }) =>
        toLocations(session, await references(workspace, path, offset, context.includeDeclaration)),
      ),
    ),
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

/** Registers what is asked about documents: outline, folding, links, lenses and colours. */
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
  connection.onCodeLens(
    inDocument(session, 'textDocument/codeLens', null, async ({ path, lines }) => {
      const lenses = await codeLenses(workspace, path);
      return lenses.map(({ title, command, arguments: given, ...span }) => ({
        range: toRange(lines, span),
        command: { title, command, arguments: [...given] },
      }));
    }),
  );
  connection.languages.semanticTokens.on(
    inDocument(session, 'textDocument/semanticTokens/full', { data: [] }, async ({ path, lines }) => ({
      data: toTokenData(lines, await semanticTokens(workspace, path)),
    })),
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

/** Links that underline what was asked about, where the editor's idea of a word is not the language's. */
async function toLinks(
  session: Session,
  { lines }: OpenDocument,
  origin: Span | undefined,
  places: readonly Place[],
): Promise<LocationLink[]> {
  const found = await toLocations(session, places);
  return found.map(({ uri, range }) => ({
    targetUri: uri,
    targetRange: range,
    targetSelectionRange: range,
    ...(origin === undefined ? {} : { originSelectionRange: toRange(lines, origin) }),
  }));
}
