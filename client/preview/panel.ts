import { type Disposable, l10n, type Uri, ViewColumn, type WebviewPanel, window, workspace } from 'vscode';
import type { Orchestrator, PlanRequest } from '../../orchestrator-core/orchestrator.ts';
import type { PlanPreview } from '../../orchestrator-core/plans/index.ts';
import type { ParameterForm } from '../../orchestrator-core/tasks/index.ts';
import { latest } from '../common/latest.ts';
import { followJob } from '../jobs/follow.ts';
import type { Session } from '../orchestrator/session.ts';
import type { Report } from '../report.ts';
import { planChecker } from '../run/check.ts';
import { knownValues, selectionIn, takesTargets } from '../run/plan-parameters.ts';
import type { Store } from '../state/store.ts';
import { showPage, words } from '../webview/panel.ts';
import { type FromPage, panelType, type ToPage } from './messages.ts';
import { type LiveEvent, liveEvent } from './model/live.ts';

/** How long a person may go on typing before the preview is made anew, in milliseconds. */
const pause = 250;
/** How long events of a run are collected before the page is told, in milliseconds. */
const collect = 100;

/** What a panel needs of the window. */
export interface PanelParts {
  readonly session: Session;
  readonly store: Store;
  readonly report: Report;
  /** The extension's directory. */
  readonly extension: Uri;
  /** What the page asks others to do. */
  readonly reveal: (
    place: Extract<FromPage, { readonly kind: 'reveal' }>['place'],
    from: WebviewPanel,
  ) => Promise<void>;
  readonly run: (plan: string, values: Readonly<Record<string, string>>) => Promise<unknown>;
  readonly showResult: (job: string, step: string) => Promise<void>;
  readonly showText: (plan: string) => Promise<void>;
  /** There is a new preview of the plan. */
  readonly previewed: (plan: string) => void;
}

/** What a panel shows at first. */
export interface PanelStart {
  readonly plan: string;
  /** As typed, without secrets. */
  readonly values: Readonly<Record<string, string>>;
  /** The run to be shown. */
  readonly job?: string;
}

/** Makes an empty panel beside the editor. */
export function makePanel(plan: string): WebviewPanel {
  return window.createWebviewPanel(panelType, title(plan), { viewColumn: ViewColumn.Beside, preserveFocus: true });
}

function title(plan: string): string {
  return l10n.t('Preview of {0}', plan);
}

/**
 * The preview of one plan. It hands on what the orchestrator says; whatever is laid out or drawn is so in the page. The
 * page may be gone at any time and come back empty: it is told everything when it says that it is ready.
 */
export class PreviewPanel {
  readonly plan: string;
  readonly panel: WebviewPanel;
  readonly #parts: PanelParts;
  readonly #leaving = new AbortController();
  readonly #disposables: Disposable[] = [];
  readonly #refresh: () => Promise<void>;
  #values: Readonly<Record<string, string>>;
  #forms: readonly ParameterForm[] = [];
  #verdicts: Readonly<Record<string, string>> = {};
  #preview: PlanPreview | undefined;
  #draft = false;
  #fault: string | undefined;
  #job: string | undefined;
  #events: readonly LiveEvent[] = [];
  #following = new AbortController();
  #timer: NodeJS.Timeout | undefined;

  constructor(panel: WebviewPanel, parts: PanelParts, start: PanelStart) {
    this.plan = start.plan;
    this.panel = panel;
    this.#parts = parts;
    this.#values = start.values;
    this.#refresh = latest(() => this.#load());
    panel.title = title(start.plan);
    this.#listen();
    showPage(panel, parts.extension, 'preview');
    if (start.job !== undefined) this.follow(start.job);
  }

  /** Takes other parameters, as typed. */
  async setValues(values: Readonly<Record<string, string>>): Promise<void> {
    this.#values = values;
    this.#tell({ kind: 'values', values });
    await this.#refresh();
  }

  /** Lays a run over the preview, from its first event on. */
  follow(job: string): void {
    this.#following.abort();
    const following = new AbortController();
    this.#following = following;
    this.#job = job;
    this.#events = [];
    this.#tell({ kind: 'run', job });
    let collected: LiveEvent[] = [];
    const flush = (): void => {
      if (following.signal.aborted) return;
      const events = collected;
      collected = [];
      this.#events = [...this.#events, ...events];
      this.#tell({ kind: 'events', events });
    };
    const take = (event: LiveEvent | undefined): void => {
      if (event === undefined) return;
      collected.push(event);
      if (collected.length === 1) setTimeout(flush, collect);
    };
    followJob(this.#parts.session, job, (event) => take(liveEvent(event)), following.signal).catch((error: unknown) => {
      if (!following.signal.aborted) this.#parts.report(error);
    });
  }

  #listen(): void {
    const { store } = this.#parts;
    const storeChanged = store.changed.on((part) => {
      if (part === 'plans' || part === 'nodes' || part === 'tasks') this.#soon();
    });
    this.#disposables.push(
      storeChanged,
      this.panel.webview.onDidReceiveMessage((message: FromPage) => {
        this.#take(message).catch(this.#parts.report);
      }),
      workspace.onDidChangeTextDocument(({ document }) => {
        if (document.uri.fsPath === this.#path()) this.#soon();
      }),
      workspace.onDidSaveTextDocument((document) => {
        if (document.uri.fsPath === this.#path()) this.#soon();
      }),
      this.panel.onDidDispose(() => this.#end()),
    );
  }

  #end(): void {
    clearTimeout(this.#timer);
    this.#leaving.abort();
    this.#following.abort();
    for (const disposable of this.#disposables) disposable.dispose();
  }

  /** The plan's file, also of a plan that could not be previewed yet. */
  #path(): string | undefined {
    return this.#preview?.path ?? this.#parts.store.plans.plans.find(({ name }) => name === this.plan)?.path;
  }

  #soon(): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.#refresh().catch(this.#parts.report), pause);
  }

  #tell(message: ToPage): void {
    void this.panel.webview.postMessage(message);
  }

  async #take(message: FromPage): Promise<void> {
    switch (message.kind) {
      case 'ready':
        this.#tellAll();
        await this.#refresh();
        break;
      case 'reveal':
        await this.#parts.reveal(message.place, this.panel);
        break;
      case 'values':
        this.#values = message.values;
        await this.#refresh();
        break;
      case 'start':
        await this.#parts.run(this.plan, this.#values);
        break;
      case 'text':
        await this.#parts.showText(this.plan);
        break;
      case 'result':
        if (this.#job !== undefined) await this.#parts.showResult(this.#job, message.step);
        break;
    }
  }

  /** To a page that knows nothing. */
  #tellAll(): void {
    this.#tell(words());
    this.#tellForms();
    if (this.#preview !== undefined) this.#tell({ kind: 'preview', preview: this.#preview, draft: this.#draft });
    if (this.#fault !== undefined) this.#tell({ kind: 'fault', message: this.#fault });
    if (this.#job === undefined) return;
    this.#tell({ kind: 'run', job: this.#job });
    this.#tell({ kind: 'events', events: this.#events });
  }

  #tellForms(): void {
    const { groups, nodes } = this.#parts.store;
    const targets = [...groups, ...nodes].map(({ name }) => name);
    this.#tell({ kind: 'forms', forms: this.#forms, values: this.#values, targets: [...new Set(targets)] });
    this.#tell({ kind: 'verdicts', verdicts: this.#verdicts });
  }

  /** Asks for the preview of the text as it stands in the editor. Never twice at a time: the last answer is the newest. */
  async #load(): Promise<void> {
    try {
      const orchestrator = await this.#parts.session.ready(this.#leaving.signal);
      await this.#check(orchestrator);
      const usable = this.#forms.filter(({ name }) => this.#verdicts[name] === undefined);
      const values = knownValues(usable, this.#values);
      const request: PlanRequest = { plan: this.plan, parameters: { kind: 'text', values } };
      const path = this.#path();
      const open = workspace.textDocuments.find(
        (document) => document.uri.scheme === 'file' && document.uri.fsPath === path,
      );
      const draft = open?.isDirty === true ? open.getText() : undefined;
      const preview = await orchestrator.previewPlan(request, draft);
      if (this.#leaving.signal.aborted) return;
      this.#preview = preview;
      this.#fault = undefined;
      this.#draft = draft !== undefined;
      this.#tell({ kind: 'preview', preview, draft: this.#draft });
      this.#parts.previewed(this.plan);
    } catch (error) {
      if (this.#leaving.signal.aborted) return;
      this.#fault = error instanceof Error ? error.message : String(error);
      this.#tell({ kind: 'fault', message: this.#fault });
    }
  }

  /** What is asked for, and what is wrong with what was typed; of a plan that cannot be read the forms stay. */
  async #check(orchestrator: Orchestrator): Promise<void> {
    this.#forms = await orchestrator.planForms(this.plan).catch(() => this.#forms);
    const given = Object.entries(knownValues(this.#forms, this.#values));
    const verdicts = await Promise.all(
      given.map(
        async ([name, value]): Promise<[string, string | undefined]> => [
          name,
          await planChecker(orchestrator, this.plan, name)(value),
        ],
      ),
    );
    const wrong = verdicts.filter((verdict): verdict is [string, string] => verdict[1] !== undefined);
    const missing = await this.#missingTargets(orchestrator, new Set(wrong.map(([name]) => name)));
    this.#verdicts = Object.fromEntries([...wrong, ...missing]);
    this.#tellForms();
  }

  /** A pattern that matches nothing is right by its type, and still no target. */
  async #missingTargets(
    orchestrator: Orchestrator,
    wrong: ReadonlySet<string>,
  ): Promise<readonly (readonly [string, string])[]> {
    const asked = this.#forms.filter((form) => takesTargets(form) && !wrong.has(form.name));
    const found = await Promise.all(
      asked.map(async ({ name }) => {
        const text = this.#values[name];
        if (text === undefined || text.trim() === '') return [];
        return orchestrator.targets(selectionIn(text)).then(
          () => [],
          (error: unknown) => [[name, error instanceof Error ? error.message : String(error)] as const],
        );
      }),
    );
    return found.flat();
  }

  /** The preview as a text. */
  async text(): Promise<string> {
    const { textOf } = await import('./text.ts');
    if (this.#preview === undefined) await this.#refresh();
    return this.#preview === undefined ? `${this.#fault ?? ''}\n` : textOf(this.#preview);
  }
}
