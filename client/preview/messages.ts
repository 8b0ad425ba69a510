import type { PlanPlace, PlanPreview } from '../../orchestrator-core/plans/index.ts';
import type { ParameterForm } from '../../orchestrator-core/tasks/index.ts';
import type { ReadyMessage, WordsMessage } from '../webview/messages.ts';
import type { LiveEvent } from './model/live.ts';

/** The type of the panels, by which VS Code brings them back after a reload. */
export const panelType = 'baton.preview';

/** What the extension tells the page. Everything is told again when the page was hidden and comes back. */
export type ToPage =
  | WordsMessage
  /** `draft`: of a text that is not saved. */
  | { readonly kind: 'preview'; readonly preview: PlanPreview; readonly draft: boolean }
  /** Why there is no newer preview; what is shown stays. */
  | { readonly kind: 'fault'; readonly message: string }
  | {
      readonly kind: 'forms';
      readonly forms: readonly ParameterForm[];
      /** As typed, without secrets. */
      readonly values: Readonly<Record<string, string>>;
      /** Names of groups and nodes, to be offered where targets are meant. */
      readonly targets: readonly string[];
    }
  /** Values that were typed elsewhere take the place of those in the form. */
  | { readonly kind: 'values'; readonly values: Readonly<Record<string, string>> }
  /** What is wrong with the values that were typed, by parameter. */
  | { readonly kind: 'verdicts'; readonly verdicts: Readonly<Record<string, string>> }
  /** A run is followed from its first event on. */
  | { readonly kind: 'run'; readonly job: string }
  | { readonly kind: 'events'; readonly events: readonly LiveEvent[] };

/** What the page asks for. */
export type FromPage =
  | ReadyMessage
  | { readonly kind: 'reveal'; readonly place: PlanPlace }
  | { readonly kind: 'values'; readonly values: Readonly<Record<string, string>> }
  | { readonly kind: 'start' }
  | { readonly kind: 'text' }
  /** What came of a step of the run that is shown. */
  | { readonly kind: 'result'; readonly step: string };

/** What the page keeps for the next window: nothing secret. */
export interface PageState {
  readonly plan: string;
  readonly values: Readonly<Record<string, string>>;
  /** The run that was shown. */
  readonly job?: string;
  readonly closed: readonly string[];
  readonly focused?: string;
  readonly mode: 'both' | 'tree' | 'graph';
}

/** What an earlier version or a stranger left, or nothing: the plan is all that is needed. */
export function readPageState(stored: unknown): Pick<PageState, 'plan' | 'values' | 'job'> | undefined {
  if (typeof stored !== 'object' || stored === null || !('plan' in stored)) return undefined;
  const { plan, values, job } = stored as Readonly<Record<string, unknown>>;
  if (typeof plan !== 'string') return undefined;
  const known = Object.entries(typeof values === 'object' && values !== null ? values : {}).filter(
    (entry): entry is [string, string] => typeof entry[1] === 'string',
  );
  return { plan, values: Object.fromEntries(known), ...(typeof job === 'string' ? { job } : {}) };
}
