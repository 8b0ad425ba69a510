import type { JsonObject } from '../../../orchestrator-core/common/index.ts';
import type { FactChange, NodeDetails } from '../../../orchestrator-core/orchestrator.ts';
import type { ReadyMessage, WordsMessage } from '../../webview/messages.ts';
import type { Order } from '../../webview/sort.ts';

/** The type of the panels, by which VS Code brings them back after a reload. */
export const panelType = 'baton.node';

/** The parts of the page, in their order. */
export const tabs = ['facts', 'classes', 'configuration', 'jobs', 'resources', 'reports', 'packages'] as const;

/** A part of the page. */
export type Tab = (typeof tabs)[number];

/** Rows that are asked for when somebody looks at them. */
export type RowKind = 'resources' | 'reports' | 'events' | 'packages';

/** Which rows are wanted. */
export interface RowsWish {
  readonly rows: RowKind;
  readonly filter: string;
  readonly order?: Order;
  readonly offset: number;
  /** Of events: the report they are of. */
  readonly report?: string;
}

/** What the page has somebody else do. */
export type PageAction = 'task' | 'command' | 'plan' | 'ping' | 'facts' | 'terminal' | 'inventory';

/** What the extension tells the page. */
export type ToPage =
  | WordsMessage
  | { readonly kind: 'node'; readonly node: NodeDetails; readonly now: number }
  /** Why there is nothing newer; what is shown stays. */
  | { readonly kind: 'fault'; readonly message: string }
  /** Newest first. */
  | { readonly kind: 'history'; readonly changes: readonly FactChange[] }
  /** Another node's facts, to be compared with. */
  | { readonly kind: 'other'; readonly name: string; readonly facts: JsonObject }
  | {
      readonly kind: 'rows';
      readonly wish: RowsWish;
      readonly rows: readonly JsonObject[];
      /** Of all that the filter lets through. */
      readonly total: number;
    }
  | { readonly kind: 'noRows'; readonly wish: RowsWish; readonly message: string };

/** What the page asks for. */
export type FromPage =
  | ReadyMessage
  /** Somebody has done something on the page: it stays when another node is opened. */
  | { readonly kind: 'touched' }
  | { readonly kind: 'history' }
  /** Asks which node to compare with. */
  | { readonly kind: 'compare' }
  | { readonly kind: 'rows'; readonly wish: RowsWish }
  | { readonly kind: 'copy'; readonly text: string }
  | { readonly kind: 'job'; readonly job: string }
  | { readonly kind: 'act'; readonly action: PageAction };

/** What the page keeps for the next window. */
export interface PageState {
  readonly node: string;
  readonly tab: Tab;
  /** Of the facts. */
  readonly filter: string;
  /** Facts that are open, by their ids. */
  readonly open: readonly string[];
}

/** What an earlier version or a stranger left, or nothing: the node is all that is needed. */
export function readPageState(stored: unknown): PageState | undefined {
  if (typeof stored !== 'object' || stored === null) return undefined;
  const { node, tab, filter, open } = stored as Readonly<Record<string, unknown>>;
  if (typeof node !== 'string' || node === '') return undefined;
  return {
    node,
    tab: tabs.find((each) => each === tab) ?? 'facts',
    filter: typeof filter === 'string' ? filter : '',
    open: Array.isArray(open) ? open.filter((id) => typeof id === 'string') : [],
  };
}
