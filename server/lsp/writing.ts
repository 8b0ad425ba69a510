import {
  type CompletionItem,
  type CompletionList,
  InlayHintKind,
  type MarkupContent,
  type SignatureHelp,
} from 'vscode-languageserver';
import type { Completion, SignatureHelp as Help } from '../documents/answers.ts';
import { completion, completionDocumentation, longestList, narrowed } from '../features/completion.ts';
import { inlayHints } from '../features/inlay-hints.ts';
import { signatureHelp } from '../features/signature-help.ts';
import { atPosition, inDocument } from './requests.ts';
import type { Session } from './session.ts';
import { type Lines, toCompletionItem } from './translate.ts';

/** Registers what helps to write: completion, signatures, hints. */
export function registerWriting(session: Session): void {
  const { connection, workspace } = session;
  connection.onCompletion(
    atPosition(session, 'textDocument/completion', null, async ({ path, lines }, offset, { context }) => {
      const found = await completion(workspace, path, offset, context?.triggerCharacter);
      return toCompletionList(session, path, lines, offset, found);
    }),
  );
  connection.onCompletionResolve(async (item, token) => {
    const resolve = session.guard('completionItem/resolve', item, () => resolved(session, item));
    return resolve(item, token);
  });
  registerHints(session);
  connection.onSignatureHelp(
    atPosition(session, 'textDocument/signatureHelp', null, async ({ path }, offset) => {
      const found = await signatureHelp(workspace, path, offset);
      return found === undefined ? null : toSignatureHelp(found);
    }),
  );
}

/** Registers the hints between the words of a text. */
function registerHints(session: Session): void {
  const { connection, workspace } = session;
  connection.languages.inlayHint.on(
    inDocument(session, 'textDocument/inlayHint', null, async ({ path, lines }, { range }) => {
      const span = { start: lines.offsetAt(range.start), end: lines.offsetAt(range.end) };
      const hints = await inlayHints(workspace, path, span, session.client.hints);
      return hints.map(({ offset, label, kind }) => ({
        position: lines.positionAt(offset),
        label,
        kind: kind === 'type' ? InlayHintKind.Type : InlayHintKind.Parameter,
        paddingRight: kind === 'parameter',
      }));
    }),
  );
}

/** Signature help in the protocol's words. */
function toSignatureHelp({ signatures, activeSignature }: Help): SignatureHelp {
  return {
    activeSignature,
    activeParameter: signatures[activeSignature]?.activeParameter ?? 0,
    signatures: signatures.map(({ label, documentation, parameters, activeParameter }) => ({
      label,
      activeParameter,
      parameters: parameters.map((parameter) => ({
        label: [parameter.label.start, parameter.label.end],
        ...(parameter.documentation === undefined ? {} : { documentation: markdown(parameter.documentation) }),
      })),
      ...(documentation === undefined ? {} : { documentation: markdown(documentation) }),
    })),
  };
}

function markdown(value: string): MarkupContent {
  return { kind: 'markdown', value };
}

/** A long list is cut, and marked so that the client asks again with the next letter. */
function toCompletionList(
  { client }: Session,
  path: string,
  lines: Lines,
  offset: number,
  found: readonly Completion[],
): CompletionList {
  const isIncomplete = found.length > longestList;
  const [first] = found;
  const written = first === undefined ? '' : lines.getText().slice(first.span.start, offset);
  const shown = isIncomplete ? narrowed(found, written) : found;
  return { isIncomplete, items: shown.map((item) => toCompletionItem(lines, item, client.snippets, path)) };
}

/** What a client sends back of an item: the declaration that its documentation is asked from. */
async function resolved({ workspace }: Session, item: CompletionItem): Promise<CompletionItem> {
  const { path, kind, name } = (item.data ?? {}) as Readonly<Record<string, unknown>>;
  if (typeof path !== 'string' || typeof name !== 'string' || !isDeclarationKind(kind)) return item;
  const value = await completionDocumentation(workspace, path, { kind, name });
  return value === undefined ? item : { ...item, documentation: markdown(value) };
}

type DeclarationKind = NonNullable<Completion['about']>['kind'];

const declarationKinds: readonly DeclarationKind[] = [
  'function',
  'plan',
  'task',
  'class',
  'define',
  'type',
  'resource-type',
];

function isDeclarationKind(kind: unknown): kind is DeclarationKind {
  return declarationKinds.some((each) => each === kind);
}
