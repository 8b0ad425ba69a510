import type { JsonObject } from '../../orchestrator-core/common/index.ts';
import type { QueryEnd } from '../../orchestrator-core/orchestrator.ts';
import type { ReadyMessage, WordsMessage } from '../webview/messages.ts';
import type { ExportFormat } from './model/export.ts';

/** The type of the panel, which menus name. */
export const queryPanelType = 'baton.query';

/** What the page of a query's result is told. */
export type ToPage =
  | WordsMessage
  /** Another query, or the same once more, is being answered; what is shown is old. */
  | { readonly kind: 'asking'; readonly query: string }
  | { readonly kind: 'rows'; readonly rows: readonly JsonObject[] }
  /** There are no more rows. */
  | ({ readonly kind: 'answered' } & QueryEnd)
  | { readonly kind: 'fault'; readonly message: string }
  /** Hands over a file's text, piece by piece: the first one now, each other when `more` is said. */
  | { readonly kind: 'export'; readonly format: ExportFormat }
  | { readonly kind: 'more' }
  | { readonly kind: 'copy'; readonly what: 'cell' | 'row' };

/** What the page tells. */
export type FromPage =
  | ReadyMessage
  | { readonly kind: 'again' }
  /** `isAll`: they are all that the query found. */
  | { readonly kind: 'targets'; readonly names: readonly string[]; readonly isAll: boolean }
  | { readonly kind: 'export'; readonly format: ExportFormat }
  | { readonly kind: 'piece'; readonly text: string }
  | { readonly kind: 'exported'; readonly rows: number }
  | { readonly kind: 'copied'; readonly text: string };
