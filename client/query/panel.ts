import { type FileHandle, open } from 'node:fs/promises';
import { basename } from 'node:path';
import { commands, env, l10n, Uri, ViewColumn, type WebviewPanel, window, workspace } from 'vscode';
import type { CommandId } from '../contributions.ts';
import type { Session } from '../orchestrator/session.ts';
import type { Report } from '../report.ts';
import { showPage, words } from '../webview/panel.ts';
import { type FromPage, queryPanelType, type ToPage } from './messages.ts';
import type { ExportFormat } from './model/export.ts';

/** Rows that are asked for at most; of more the page says how many there are. */
const mostRows = 100_000;

/** What a panel needs of the window. */
export interface QueryPanelParts {
  readonly session: Session;
  readonly report: Report;
  /** The extension's directory. */
  readonly extension: Uri;
}

/**
 * The result of a query as a table. Rows go to the page and are not kept here; a page that comes back empty has the
 * query asked again.
 */
export class QueryPanel {
  readonly panel: WebviewPanel;
  readonly #parts: QueryPanelParts;
  readonly #leaving = new AbortController();
  #query: string;
  #isReady = false;
  /** Ends the query that is being answered. */
  #ending = new AbortController();
  /** Counts what was asked: an answer that comes after another question is dropped. */
  #asked = 0;
  /** Where rows are being exported to. */
  #file: { readonly path: string; readonly handle: FileHandle } | undefined;

  constructor(parts: QueryPanelParts, query: string) {
    this.#parts = parts;
    this.#query = query;
    const options = { enableFindWidget: false, retainContextWhenHidden: true };
    this.panel = window.createWebviewPanel(queryPanelType, l10n.t('Query Result'), ViewColumn.Beside, options);
    this.panel.webview.onDidReceiveMessage((message: FromPage) => {
      this.#take(message).catch(parts.report);
    });
    this.panel.onDidDispose(() => {
      this.#leaving.abort();
      this.#ending.abort();
      void this.#file?.handle.close();
    });
    showPage(this.panel, parts.extension, 'query');
  }

  /** Asks another query and shows its answer in the place of the one before. */
  async show(query: string): Promise<void> {
    this.#query = query;
    this.panel.reveal(undefined, true);
    if (this.#isReady) await this.#ask();
  }

  /** Copies the cell or row that is chosen in the page. */
  copy(what: 'cell' | 'row'): void {
    this.#tell({ kind: 'copy', what });
  }

  #tell(message: ToPage): void {
    void this.panel.webview.postMessage(message);
  }

  async #take(message: FromPage): Promise<void> {
    switch (message.kind) {
      case 'ready':
        this.#isReady = true;
        this.#tell(words());
        await this.#ask();
        break;
      case 'again':
        await this.#ask();
        break;
      case 'targets': {
        // All that a query finds is said by the query itself: it means what is true when something runs.
        const selection = message.isAll ? ['-q', this.#query] : message.names;
        await commands.executeCommand('baton.runOnNodes' satisfies CommandId, selection);
        break;
      }
      case 'export':
        await this.#export(message.format);
        break;
      case 'piece':
        await this.#write(message.text);
        break;
      case 'exported':
        await this.#exported(message.rows);
        break;
      case 'copied':
        await env.clipboard.writeText(message.text);
        break;
    }
  }

  async #ask(): Promise<void> {
    this.#asked += 1;
    const asked = this.#asked;
    const query = this.#query;
    this.#ending.abort();
    const ending = new AbortController();
    this.#ending = ending;
    this.#tell({ kind: 'asking', query });
    const isOld = (): boolean => asked !== this.#asked || this.#leaving.signal.aborted;
    try {
      const orchestrator = await this.#parts.session.ready(this.#leaving.signal);
      const request = { query, limit: mostRows, includeTotal: true };
      for await (const { rows, last } of orchestrator.query(request, ending.signal)) {
        if (isOld()) return;
        // The page takes them before more are asked for.
        if (rows.length > 0) await this.panel.webview.postMessage({ kind: 'rows', rows } satisfies ToPage);
        if (last !== undefined) this.#tell({ kind: 'answered', ...last });
      }
    } catch (error) {
      if (!isOld()) this.#tell({ kind: 'fault', message: error instanceof Error ? error.message : String(error) });
    }
  }

  async #export(format: ExportFormat): Promise<void> {
    const folder = workspace.workspaceFolders?.[0]?.uri ?? Uri.file('/');
    const target = await window.showSaveDialog({
      defaultUri: Uri.joinPath(folder, `query.${format}`),
      filters: format === 'csv' ? { CSV: ['csv'] } : { JSON: ['json'] },
      title: l10n.t('Export rows'),
    });
    if (target === undefined) return;
    await this.#file?.handle.close();
    this.#file = { path: target.fsPath, handle: await open(target.fsPath, 'w') };
    this.#tell({ kind: 'export', format });
  }

  /** The page makes no other piece before this one is on its way to the disk. */
  async #write(text: string): Promise<void> {
    const file = this.#file;
    if (file === undefined) return;
    try {
      await file.handle.write(text);
    } catch (error) {
      this.#file = undefined;
      await file.handle.close();
      throw error;
    }
    this.#tell({ kind: 'more' });
  }

  async #exported(rows: number): Promise<void> {
    const file = this.#file;
    if (file === undefined) return;
    this.#file = undefined;
    await file.handle.close();
    const show = l10n.t('Open');
    const count = rows === 1 ? l10n.t('1 row') : l10n.t('{0} rows', rows);
    const told = l10n.t('{0} exported to {1}.', count, basename(file.path));
    if ((await window.showInformationMessage(told, show)) === show) await window.showTextDocument(Uri.file(file.path));
  }
}
