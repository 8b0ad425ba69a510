import type { Connection, TextDocuments } from 'vscode-languageserver';
import { TextDocument } from 'vscode-languageserver-textdocument';
import type { Workspace } from '../documents/workspace.ts';
import type { Runtime } from '../runtime.ts';
import type { Addresses } from './addresses.ts';
import type { Client } from './capabilities.ts';
import type { Guard } from './guard.ts';
import type { Lines } from './translate.ts';

/** What the handlers of one connection share. */
export interface Session {
  readonly connection: Connection;
  readonly runtime: Runtime;
  readonly workspace: Workspace;
  readonly documents: TextDocuments<TextDocument>;
  readonly addresses: Addresses;
  readonly guard: Guard;
  /** What the client said of itself; before `initialize` it can do nothing. */
  client: Client;
}

/** The lines of a file, open or on the disk. */
export async function linesOf(session: Session, path: string): Promise<Lines | undefined> {
  const open = session.documents.get(session.addresses.toUri(path));
  if (open !== undefined) return open;
  const source = await session.workspace.files.source(path);
  return source === undefined ? undefined : TextDocument.create(path, '', 0, source.text);
}

/** An open document of the client: its path, and its text to count lines in. */
export interface OpenDocument {
  readonly path: string;
  readonly lines: TextDocument;
}

/** The open document at an address; undefined for those that are not files. */
export function openDocument(session: Session, uri: string): OpenDocument | undefined {
  const path = session.addresses.toPath(uri);
  const document = session.documents.get(uri);
  if (path === undefined || document === undefined) return undefined;
  // Later keystrokes change the document in place; the answer is about the text as it is now.
  const lines = TextDocument.create(uri, document.languageId, document.version, document.getText());
  return { path, lines };
}
