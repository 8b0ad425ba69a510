import { type CallHierarchyItem, type Range, SymbolKind, type WorkspaceSymbol } from 'vscode-languageserver';
import type { DeclarationKind } from '../../orchestrator-core/language/index.ts';
import type { Place } from '../documents/words.ts';
import {
  type HierarchyCall,
  type HierarchyItem,
  incomingCalls,
  outgoingCalls,
  prepareCallHierarchy,
} from '../features/call-hierarchy.ts';
import { workspaceSymbols } from '../features/workspace-symbols.ts';
import { askedAgain, atPosition, whenRead } from './requests.ts';
import { linesOf, type Session } from './session.ts';
import { toRange } from './translate.ts';

const symbolKinds: Readonly<Record<DeclarationKind, SymbolKind>> = {
  class: SymbolKind.Class,
  define: SymbolKind.Struct,
  function: SymbolKind.Function,
  plan: SymbolKind.Function,
  'resource-type': SymbolKind.Struct,
  task: SymbolKind.Event,
  type: SymbolKind.Interface,
};

/** Registers what is asked about all modules at once: names, and who calls whom. */
export function registerSymbols(session: Session): void {
  const { connection, workspace, guard } = session;
  connection.onWorkspaceSymbol(
    askedAgain(
      session,
      guard<{ readonly query: string }, WorkspaceSymbol[]>('workspace/symbol', [], async ({ query }) => {
        const symbols = (await workspaceSymbols(workspace, query)).map(async ({ name, kind, place }) => {
          const range = await rangeOf(session, place);
          const location = { uri: session.addresses.toUri(place.path), range };
          return { name, kind: symbolKinds[kind], location, containerName: kind };
        });
        return Promise.all(symbols);
      }),
    ),
  );
  const { callHierarchy } = connection.languages;
  callHierarchy.onPrepare(
    askedAgain(
      session,
      atPosition(session, 'textDocument/prepareCallHierarchy', null, async ({ path }, offset) => {
        const item = await prepareCallHierarchy(workspace, path, offset);
        return item === undefined ? null : [await toItem(session, item)];
      }),
    ),
  );
  callHierarchy.onIncomingCalls(
    whenRead(
      session,
      guard<Asked, Incoming[] | null>('callHierarchy/incomingCalls', null, async ({ item }) => {
        const asked = itemOf(session, item);
        const calls = asked === undefined ? [] : await incomingCalls(workspace, asked);
        return Promise.all(
          calls.map(async (call) => ({
            from: await toItem(session, call.item),
            fromRanges: await rangesIn(session, call.item.place.path, call),
          })),
        );
      }),
    ),
  );
  callHierarchy.onOutgoingCalls(
    whenRead(
      session,
      guard<Asked, Outgoing[] | null>('callHierarchy/outgoingCalls', null, async ({ item }) => {
        const asked = itemOf(session, item);
        const calls = asked === undefined ? [] : await outgoingCalls(workspace, asked);
        return Promise.all(
          calls.map(async (call) => ({
            to: await toItem(session, call.item),
            fromRanges: asked === undefined ? [] : await rangesIn(session, asked.place.path, call),
          })),
        );
      }),
    ),
  );
}

interface Asked {
  readonly item: CallHierarchyItem;
}

interface Incoming {
  from: CallHierarchyItem;
  fromRanges: Range[];
}

interface Outgoing {
  to: CallHierarchyItem;
  fromRanges: Range[];
}

const start = { line: 0, character: 0 };

async function rangeOf(session: Session, { path, span }: Place): Promise<Range> {
  const lines = await linesOf(session, path);
  return lines === undefined ? { start, end: start } : toRange(lines, span);
}

async function rangesIn(session: Session, path: string, { spans }: HierarchyCall): Promise<Range[]> {
  const lines = await linesOf(session, path);
  return lines === undefined ? [] : spans.map((span) => toRange(lines, span));
}

/** The editor gives `data` back with each further question. */
async function toItem(session: Session, item: HierarchyItem): Promise<CallHierarchyItem> {
  const range = await rangeOf(session, item.place);
  const uri = session.addresses.toUri(item.place.path);
  const { kind, name } = item;
  return { name, kind: symbolKinds[kind], detail: kind, uri, range, selectionRange: range, data: item.kind };
}

const kinds: readonly HierarchyItem['kind'][] = ['plan', 'task', 'function', 'class', 'define'];

function itemOf({ addresses }: Session, { name, uri, data }: CallHierarchyItem): HierarchyItem | undefined {
  const path = addresses.toPath(uri);
  const kind = kinds.find((each) => each === data);
  return path === undefined || kind === undefined
    ? undefined
    : { name, kind, place: { path, span: { start: 0, end: 0 } } };
}
