import { type Disposable, Position, Range, Uri, ViewColumn, type WebviewPanel, window } from 'vscode';
import type { PlanPlace } from '../../orchestrator-core/plans/index.ts';
import type { JobRunner } from '../jobs/runner.ts';
import { type PageState, panelType, readPageState } from './messages.ts';
import type { PanelParts, PanelStart, PreviewPanel } from './panel.ts';
import { registerTextDocuments } from './text-documents.ts';

/** The previews of a window, one for each plan. */
export interface Previews {
  /** Shows the preview of a plan, with parameters as typed where there are any. */
  show(plan: string, values?: Readonly<Record<string, string>>): Promise<PreviewPanel>;
  /** Shows the preview of a plan as a text. */
  showText(plan: string): Promise<void>;
  /** Shows a run over the preview of its plan. */
  follow(plan: string, job: string): Promise<void>;
  /** The preview that is in front. */
  readonly active: PreviewPanel | undefined;
  dispose(): void;
}

/** Nothing is loaded until a preview is asked for, or comes back after a reload of the window. */
export function createPreviews(
  parts: Omit<PanelParts, 'reveal' | 'showText' | 'previewed'>,
  jobs: JobRunner,
): Previews {
  const panels = new Map<string, PreviewPanel>();
  // A text that comes back with its window is asked for before there is a panel.
  const texts = registerTextDocuments(async (plan) => (panels.get(plan) ?? (await show(plan))).text());
  const own = { reveal, showText: texts.open, previewed: texts.changed };
  const adopt = async (panel: WebviewPanel | undefined, start: PanelStart): Promise<PreviewPanel> => {
    const { makePanel, PreviewPanel: Made } = await import('./panel.ts');
    const made = new Made(panel ?? makePanel(start.plan), { ...parts, ...own }, start);
    panels.get(start.plan)?.panel.dispose();
    panels.set(start.plan, made);
    made.panel.onDidDispose(() => {
      if (panels.get(start.plan) === made) panels.delete(start.plan);
    });
    return made;
  };
  const show: Previews['show'] = async (plan, values) => {
    const known = panels.get(plan);
    if (known === undefined) return adopt(undefined, { plan, values: values ?? {} });
    known.panel.reveal(undefined, true);
    if (values !== undefined) await known.setValues(values);
    return known;
  };
  const disposables: readonly Disposable[] = [
    ...texts.disposables,
    window.registerWebviewPanelSerializer(panelType, {
      deserializeWebviewPanel: async (panel, state: PageState | undefined) => {
        const start = readPageState(state);
        if (start === undefined) panel.dispose();
        else await adopt(panel, start);
      },
    }),
    jobs.events.on((event) => {
      if (event.type !== 'job_created' || event.description.command !== 'plan') return;
      panels.get(event.description.object)?.follow(event.job);
    }),
  ];
  return {
    show,
    showText: texts.open,
    follow: async (plan, job) => (await show(plan)).follow(job),
    get active() {
      return [...panels.values()].find(({ panel }) => panel.active);
    },
    dispose: () => {
      for (const disposable of disposables) disposable.dispose();
    },
  };
}

/** Shows a line of the plan where the plan is open already, else beside the preview, and leaves the focus to the line. */
async function reveal({ path, line, column }: PlanPlace, from: WebviewPanel): Promise<void> {
  const at = new Position(line - 1, column - 1);
  const open = window.visibleTextEditors.find(({ document }) => document.uri.fsPath === path);
  const elsewhere = window.tabGroups.all.find(({ viewColumn }) => viewColumn !== from.viewColumn);
  const viewColumn = open?.viewColumn ?? elsewhere?.viewColumn ?? ViewColumn.Beside;
  await window.showTextDocument(Uri.file(path), { viewColumn, selection: new Range(at, at), preview: true });
}
