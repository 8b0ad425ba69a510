import { commands, type Disposable, env, l10n, type Uri, ViewColumn, type WebviewPanel, window } from 'vscode';
import { wholeAnswer } from '../../../orchestrator-core/common/index.ts';
import type { NodeDetails, Orchestrator } from '../../../orchestrator-core/orchestrator.ts';
import { latest } from '../../common/latest.ts';
import { type Renewal, renewal } from '../../common/renewal.ts';
import type { CommandId } from '../../contributions.ts';
import type { Session } from '../../orchestrator/session.ts';
import type { Report } from '../../report.ts';
import type { Store } from '../../state/store.ts';
import { showPage, words } from '../../webview/panel.ts';
import { type FromPage, type PageAction, panelType, type RowsWish, type ToPage } from './messages.ts';
import { rowsQuery } from './rows.ts';

/** What a page needs of the window. */
export interface NodePageParts {
  readonly session: Session;
  readonly store: Store;
  readonly report: Report;
  /** The extension's directory. */
  readonly extension: Uri;
}

/** Makes an empty panel in the place of the editor. */
export function makePanel(node: string): WebviewPanel {
  return window.createWebviewPanel(panelType, node, { viewColumn: ViewColumn.Active });
}

/** What the page's buttons do. */
const actions: Readonly<Record<PageAction, CommandId>> = {
  task: 'baton.runTaskOnNodes',
  command: 'baton.runCommandOnNodes',
  plan: 'baton.runPlanOnNodes',
  ping: 'baton.pingOnNodes',
  facts: 'baton.gatherFacts',
  terminal: 'baton.openTerminal',
  inventory: 'baton.showInInventory',
};

/**
 * The page of one node. It hands on what the orchestrator says; whatever is searched, compared or drawn is so in the page.
 * What stands on a tab is asked for when somebody looks at it.
 */
export class NodePanel {
  readonly node: string;
  readonly panel: WebviewPanel;
  readonly #parts: NodePageParts;
  readonly #leaving = new AbortController();
  readonly #disposables: Disposable[] = [];
  readonly #refresh: () => Promise<void>;
  /** What nobody sees is not asked for; a page that is shown again is told everything. */
  readonly #renewal: Renewal;
  #details: NodeDetails | undefined;
  #touched: boolean;

  /** `touched`: whether somebody has worked with it already, as with one that comes back. */
  constructor(panel: WebviewPanel, parts: NodePageParts, node: string, touched: boolean) {
    this.node = node;
    this.#touched = touched;
    this.panel = panel;
    this.#parts = parts;
    this.#refresh = latest(() => this.#load());
    this.#renewal = renewal({ renew: this.#refresh, isSeen: () => panel.visible, report: parts.report });
    panel.title = node;
    const { store, session } = parts;
    this.#disposables.push(
      panel.webview.onDidReceiveMessage((message: FromPage) => {
        this.#take(message).catch(parts.report);
      }),
      store.nodesChanged.on((nodes) => {
        if (nodes === undefined || nodes.includes(node)) this.#renewal.soon();
      }),
      session.changed.on(({ kind }) => {
        if (kind === 'running') this.#renewal.soon();
        else
          this.#tell({ kind: 'fault', message: l10n.t('The orchestrator is not running: this is what it said last.') });
      }),
      panel.onDidChangeViewState(() => {
        if (panel.visible) this.#renewal.seen();
      }),
      panel.onDidDispose(() => this.#end()),
    );
    showPage(panel, parts.extension, 'node');
  }

  /** Whether somebody has done more than look at it. */
  get touched(): boolean {
    return this.#touched;
  }

  #end(): void {
    this.#renewal.dispose();
    this.#leaving.abort();
    for (const disposable of this.#disposables) disposable.dispose();
  }

  #tell(message: ToPage): void {
    if (!this.#leaving.signal.aborted) void this.panel.webview.postMessage(message);
  }

  #orchestrator(): Promise<Orchestrator> {
    return this.#parts.session.ready(this.#leaving.signal);
  }

  async #load(): Promise<void> {
    try {
      const orchestrator = await this.#orchestrator();
      this.#details = await orchestrator.node(this.node);
      this.#tell({ kind: 'node', node: this.#details, now: Date.now() });
    } catch (error) {
      this.#tell({ kind: 'fault', message: messageOf(error) });
    }
  }

  async #take(message: FromPage): Promise<void> {
    switch (message.kind) {
      case 'ready':
        this.#tell(words());
        if (this.#details !== undefined) this.#tell({ kind: 'node', node: this.#details, now: Date.now() });
        await this.#refresh();
        break;
      case 'touched':
        this.#touched = true;
        break;
      case 'history':
        this.#tell({ kind: 'history', changes: await (await this.#orchestrator()).factHistory(this.node) });
        break;
      case 'compare':
        await this.#compare();
        break;
      case 'rows':
        await this.#rows(message.wish);
        break;
      case 'copy':
        await env.clipboard.writeText(message.text);
        break;
      case 'job':
        await commands.executeCommand('baton.openOutput' satisfies CommandId, message.job);
        break;
      case 'act':
        await commands.executeCommand(actions[message.action], [this.node]);
        break;
    }
  }

  /** Asks which other node, and hands over its facts. */
  async #compare(): Promise<void> {
    const orchestrator = await this.#orchestrator();
    const others = orchestrator
      .nodeList({ by: [], under: [], offset: 0, limit: 10_000 })
      .then(({ nodes }) => nodes.filter(({ name }) => name !== this.node))
      .then((nodes) => nodes.map(({ name, transport }) => ({ label: name, description: transport })));
    const title = l10n.t('Compare the facts of {0} with those of…', this.node);
    const chosen = await window.showQuickPick(others, { title });
    if (chosen === undefined) return;
    const { facts } = await orchestrator.node(chosen.label);
    if (facts === undefined) {
      void window.showInformationMessage(l10n.t('No facts are known of {0}. Gather them first.', chosen.label));
      return;
    }
    this.#tell({ kind: 'other', name: chosen.label, facts: facts.values });
  }

  async #rows(wish: RowsWish): Promise<void> {
    try {
      const orchestrator = await this.#orchestrator();
      const pages = orchestrator.query(rowsQuery(this.node, wish), this.#leaving.signal);
      const { rows, total } = await wholeAnswer(pages);
      this.#tell({ kind: 'rows', wish, rows, total: total ?? wish.offset + rows.length });
    } catch (error) {
      this.#tell({ kind: 'noRows', wish, message: messageOf(error) });
    }
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
