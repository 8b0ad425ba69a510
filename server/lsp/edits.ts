import {
  type CodeAction,
  LSPErrorCodes,
  MessageType,
  ResponseError,
  ShowMessageNotification,
  type WorkspaceEdit,
} from 'vscode-languageserver';
import type { FileChange } from '../documents/words.ts';
import { codeActions } from '../features/code-actions.ts';
import { prepareRename, rename } from '../features/rename.ts';
import { type FileMove, renameFiles } from '../features/rename-files.ts';
import { askedAgain, atPosition, inDocument, whenRead } from './requests.ts';
import { linesOf, type Session } from './session.ts';
import { toCodeAction, toRange } from './translate.ts';
import { toWorkspaceEdit } from './workspace-edit.ts';

/** Registers what changes files: renaming, code actions, and the names that depend on paths. */
export function registerEdits(session: Session): void {
  registerRenaming(session);
  registerActions(session);
  registerMoves(session);
}

/** What is to be done to files, in the words that the client knows; undefined where it cannot do that. */
function editOf(session: Session, files: readonly FileChange[]): Promise<WorkspaceEdit | undefined> {
  return toWorkspaceEdit(files, (file) => linesOf(session, file), session.addresses, session.client);
}

function registerRenaming(session: Session): void {
  const { connection, workspace } = session;
  connection.onPrepareRename(
    askedAgain(
      session,
      atPosition(session, 'textDocument/prepareRename', null, async ({ path, lines }, offset) => {
        const found = await prepareRename(workspace, path, offset);
        if (found !== undefined && 'refused' in found) throw refusal(found.refused);
        return found === undefined ? null : { range: toRange(lines, found.span), placeholder: found.name };
      }),
    ),
  );
  connection.onRenameRequest(
    whenRead(
      session,
      atPosition(session, 'textDocument/rename', null, async ({ path }, offset, { newName }) => {
        const found = await rename(workspace, path, offset, newName);
        if ('refused' in found) throw refusal(found.refused);
        const edit = await editOf(session, found.files);
        if (edit === undefined)
          throw refusal(`${movesIn(found.files)} would have to move, and this editor cannot do that.`);
        return edit;
      }),
    ),
  );
}

function registerActions(session: Session): void {
  const { connection, workspace, addresses } = session;
  connection.onCodeAction(
    inDocument(session, 'textDocument/codeAction', null, async ({ path, lines }, { range, context }) => {
      const span = { start: lines.offsetAt(range.start), end: lines.offsetAt(range.end) };
      const actions: CodeAction[] = [];
      for (const action of await codeActions(workspace, path, span, context.only)) {
        const edit = await editOf(session, action.fix.files);
        // Whoever takes a part out goes on with what is left.
        const isExtracted = action.kind === 'refactor.extract';
        const made = isExtracted ? undefined : action.fix.files.find(({ create }) => create !== undefined)?.path;
        const shows = made === undefined ? undefined : addresses.toUri(made);
        if (edit !== undefined) actions.push(toCodeAction(lines, action, edit, shows));
      }
      return actions;
    }),
  );
}

/** Names that depend on the paths of files which are about to be moved. */
function registerMoves(session: Session): void {
  const { connection, workspace } = session;
  connection.workspace.onWillRenameFiles(
    whenRead(
      session,
      session.guard<Parameters<typeof movesOf>[1], WorkspaceEdit | null>(
        'workspace/willRenameFiles',
        null,
        async (parameters) => {
          const { files, refused } = await renameFiles(workspace, await movesOf(session, parameters));
          if (refused.length > 0) {
            const message = `Names stay as they are: ${refused.join(' ')}`;
            await connection.sendNotification(ShowMessageNotification.type, { type: MessageType.Warning, message });
          }
          return files.length === 0 ? null : ((await editOf(session, files)) ?? null);
        },
      ),
    ),
  );
}

function refusal(sentence: string): ResponseError<never> {
  return new ResponseError(LSPErrorCodes.RequestFailed, sentence);
}

function movesIn(files: readonly FileChange[]): string {
  return files
    .filter(({ moveTo }) => moveTo !== undefined)
    .map(({ path }) => path)
    .join(', ');
}

/** Directories deeper than this are links that go round in a circle. */
const deepest = 20;

/** The files that move; of a directory all that lie in it. */
async function movesOf(
  { addresses, workspace }: Session,
  { files }: { readonly files: readonly { readonly oldUri: string; readonly newUri: string }[] },
): Promise<readonly FileMove[]> {
  const below = async (from: string, to: string, depth: number): Promise<readonly FileMove[]> => {
    if ((await workspace.files.stat(from))?.kind !== 'directory') return [{ from, to }];
    const entries = depth > deepest ? [] : await workspace.files.list(from);
    return (await Promise.all(entries.map(({ name }) => below(`${from}/${name}`, `${to}/${name}`, depth + 1)))).flat();
  };
  const moves = files.map(async ({ oldUri, newUri }) => {
    const [from, to] = [addresses.toPath(oldUri), addresses.toPath(newUri)];
    return from === undefined || to === undefined ? [] : below(from, to, 0);
  });
  return (await Promise.all(moves)).flat();
}
