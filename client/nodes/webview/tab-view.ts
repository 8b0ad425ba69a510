import type { NodeDetails } from '../../../orchestrator-core/orchestrator.ts';
import type { Host } from '../../webview/browser/host.ts';
import type { FromPage, PageState, ToPage } from '../page/messages.ts';

/** What every part of the page may do. */
export interface Parts {
  readonly host: Host<FromPage, PageState>;
  /** Says what a person who does not see the page must know. */
  tell(text: string): void;
}

/** What stands on a tab. */
export interface TabView {
  readonly root: HTMLElement;
  /** The node says something new. */
  draw(node: NodeDetails): void;
  /** Somebody looks at it; what has to be asked for is asked for now. */
  show?(): void;
  take?(message: ToPage): void;
}

/** A moment as the person's own clock and calendar say it. */
export function timeText(at: number | string): string {
  const moment = new Date(at);
  return Number.isNaN(moment.getTime()) ? String(at) : moment.toLocaleString();
}
