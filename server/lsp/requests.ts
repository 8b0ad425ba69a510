import type { CancellationToken, ResponseError } from 'vscode-languageserver';
import { type OpenDocument, openDocument, type Session } from './session.ts';

/** Answers one kind of request. */
export type Handler<P, R> = (parameters: P, token: CancellationToken) => Promise<R | ResponseError<never>>;

interface DocumentRequest {
  readonly textDocument: { readonly uri: string };
}

interface PositionRequest extends DocumentRequest {
  readonly position: { readonly line: number; readonly character: number };
}

/** A handler of requests about a place in an open document. */
export function atPosition<P extends PositionRequest, R>(
  session: Session,
  name: string,
  empty: R,
  handle: (document: OpenDocument, offset: number, parameters: P) => Promise<R>,
): Handler<P, R> {
  return session.guard<P, R>(name, empty, async (parameters) => {
    const document = openDocument(session, parameters.textDocument.uri);
    if (document === undefined) return empty;
    return handle(document, document.lines.offsetAt(parameters.position), parameters);
  });
}

/** A handler of requests about an open document as a whole. */
export function inDocument<P extends DocumentRequest, R>(
  session: Session,
  name: string,
  empty: R,
  handle: (document: OpenDocument, parameters: P) => Promise<R>,
): Handler<P, R> {
  return session.guard<P, R>(name, empty, async (parameters) => {
    const document = openDocument(session, parameters.textDocument.uri);
    return document === undefined ? empty : handle(document, parameters);
  });
}

/**
 * The handler, asked once all modules were read: for answers that must be about all files. The wait is not guarded,
 * since reading stops while a request is being answered.
 */
export function whenRead<P, R>({ workspace }: Session, handler: Handler<P, R>): Handler<P, R> {
  return async (parameters, token) => {
    await workspace.index.settled();
    return handler(parameters, token);
  };
}

/** The handler, asked once more when all modules were read if its first answer is empty: a file may not be known yet. */
export function askedAgain<P, R>({ workspace }: Session, handler: Handler<P, R>): Handler<P, R> {
  return async (parameters, token) => {
    const answer = await handler(parameters, token);
    const isEmpty = answer === null || (Array.isArray(answer) && answer.length === 0);
    if (!isEmpty) return answer;
    await workspace.index.settled();
    return handler(parameters, token);
  };
}
