import {
  type Disposable,
  DocumentFormattingRequest,
  DocumentRangeFormattingRequest,
  type FormattingOptions,
  type Range,
  type TextEdit,
} from 'vscode-languageserver';
import { formatting } from '../features/formatting.ts';
import { openDocument, type Session } from './session.ts';
import { toRange } from './translate.ts';

const documentSelector = [{ scheme: 'file', pattern: '**/*.{pp,pql}' }];

/**
 * Answers the three requests for a document's layout. Of the client's options only the width of tabs that stand in the text
 * counts: the Puppet style guide leaves no choice about the others.
 */
export function registerFormatting(session: Session): void {
  const { connection, guard, workspace } = session;
  const answer = async (
    uri: string,
    { tabSize }: FormattingOptions,
    ranges?: readonly Range[],
  ): Promise<TextEdit[] | null> => {
    const document = openDocument(session, uri);
    if (document === undefined || !session.client.wantsFormatting) return null;
    const { path, lines } = document;
    const within = ranges?.map(({ start, end }) => ({ start: lines.offsetAt(start), end: lines.offsetAt(end) }));
    const changes = await formatting(workspace, path, { tabWidth: tabSize }, within);
    return changes.map((change) => ({ range: toRange(lines, change), newText: change.text }));
  };
  connection.onDocumentFormatting(
    guard('textDocument/formatting', null, ({ textDocument, options }) => answer(textDocument.uri, options)),
  );
  connection.onDocumentRangeFormatting(
    guard('textDocument/rangeFormatting', null, ({ textDocument, options, range }) =>
      answer(textDocument.uri, options, [range]),
    ),
  );
  connection.onDocumentRangesFormatting(
    guard('textDocument/rangesFormatting', null, ({ textDocument, options, ranges }) =>
      answer(textDocument.uri, options, ranges),
    ),
  );
}

/**
 * Announces the formatter to clients to which that can be said and taken back later: an editor with several formatters
 * asks which to use, so one that is turned off must not be among them. The answer does it again after a change.
 */
export function announceFormatting(session: Session): () => void {
  const { connection } = session;
  let announced: Promise<readonly Disposable[]> | undefined;
  return () => {
    const { registersFormatting, wantsFormatting } = session.client;
    if (!registersFormatting || wantsFormatting === (announced !== undefined)) return;
    if (announced === undefined) {
      announced = Promise.all([
        connection.client.register(DocumentFormattingRequest.type, { documentSelector }),
        connection.client.register(DocumentRangeFormattingRequest.type, { documentSelector, rangesSupport: true }),
      ]);
      announced.catch((error: unknown) => connection.console.warn(`The client takes no formatter: ${String(error)}`));
    } else {
      void announced.then(
        (list) => {
          for (const each of list) each.dispose();
        },
        () => undefined,
      );
      announced = undefined;
    }
  };
}
