import type { TextEdit, WorkspaceEdit } from 'vscode-languageserver';
import type { Change, FileChange } from '../documents/words.ts';
import type { Addresses } from './addresses.ts';
import type { Client } from './capabilities.ts';
import { type Lines, toRange } from './translate.ts';

/** Gives the lines of any file that is changed. */
export type LinesOf = (path: string) => Promise<Lines | undefined>;

/** What of a client decides which edits it can make. */
export type Editing = Pick<Client, 'createsFiles' | 'renamesFiles' | 'deletesFiles'>;

type DocumentChange = NonNullable<WorkspaceEdit['documentChanges']>[number];

/** The edit of several files; undefined when a file is to be made, moved or deleted and the client cannot. */
export async function toWorkspaceEdit(
  files: readonly FileChange[],
  linesOf: LinesOf,
  addresses: Addresses,
  client: Editing,
): Promise<WorkspaceEdit | undefined> {
  if (!files.every((file) => isPossible(file, client))) return undefined;
  const edited = await Promise.all(
    files.map(async (file) => {
      const lines = file.changes.length === 0 ? undefined : await linesOf(file.path);
      return { file, edits: lines === undefined ? [] : file.changes.map((change) => toTextEdit(lines, change)) };
    }),
  );
  if (!client.createsFiles && !files.some(isResource)) {
    return {
      changes: Object.fromEntries(
        edited.filter(({ edits }) => edits.length > 0).map(({ file, edits }) => [addresses.toUri(file.path), edits]),
      ),
    };
  }
  return { documentChanges: edited.flatMap(({ file, edits }) => documentChanges(file, edits, addresses)) };
}

function isResource(file: FileChange): boolean {
  return file.create !== undefined || file.moveTo !== undefined || file.isDeleted === true;
}

function isPossible(file: FileChange, client: Editing): boolean {
  return (
    (file.create === undefined || client.createsFiles) &&
    (file.moveTo === undefined || client.renamesFiles) &&
    (file.isDeleted !== true || client.deletesFiles)
  );
}

function documentChanges(
  file: FileChange,
  edits: readonly TextEdit[],
  addresses: Addresses,
): readonly DocumentChange[] {
  const uri = addresses.toUri(file.path);
  const start = { line: 0, character: 0 };
  if (file.create !== undefined) {
    return [
      { kind: 'create', uri, options: { ignoreIfExists: true } },
      { textDocument: { uri, version: null }, edits: [{ range: { start, end: start }, newText: file.create }] },
    ];
  }
  return [
    ...(edits.length === 0 ? [] : [{ textDocument: { uri, version: null }, edits: [...edits] }]),
    ...(file.moveTo === undefined
      ? []
      : [{ kind: 'rename' as const, oldUri: uri, newUri: addresses.toUri(file.moveTo) }]),
    ...(file.isDeleted === true ? [{ kind: 'delete' as const, uri }] : []),
  ];
}

function toTextEdit(lines: Lines, change: Change): TextEdit {
  return { range: toRange(lines, change), newText: change.text };
}
