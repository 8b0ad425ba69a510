import { CodeAction, type Command, type CompletionItem, type LogOutputChannel, l10n, Uri } from 'vscode';
import { LanguageClient, TransportKind } from 'vscode-languageclient/node';
import { configuration } from '../configuration.ts';
import { isSelected, selector } from './selector.ts';

/** A language server that runs. */
export interface Language {
  stop(): Promise<void>;
}

/**
 * Starts the language server for task metadata, the scripts beside it, project files and Puppet sources, whatever language the editor
 * takes them for. It works in folders that are not trusted too: it only reads. What it found out about modules is kept in
 * `cacheDirectory` for the next start; `answer` is asked what only the nodes know.
 */
export async function startLanguage(
  program: string,
  cacheDirectory: string,
  log: LogOutputChannel,
  answer: (asked: unknown) => Promise<unknown>,
): Promise<Language> {
  const module = { module: program, transport: TransportKind.ipc };
  const client = new LanguageClient(
    'baton',
    l10n.t('Baton Language Server'),
    { run: module, debug: module },
    {
      documentSelector: selector,
      diagnosticPullOptions: { onChange: true, onSave: false, match: (_selector, uri) => isSelected(uri) },
      outputChannel: log,
      // The editor's own JSON support does syntax errors, outline and folding; twice is once too often.
      initializationOptions: {
        cacheDirectory,
        lenses: true,
        answersQueries: true,
        hasJsonServer: true,
        formatting: configuration.formatting(),
        inlayHints: configuration.inlayHints(),
        puppetDiagnostics: configuration.puppetDiagnostics(),
        diagnosticSeverity: configuration.diagnosticSeverity(),
      },
      middleware: {
        provideCodeLenses: (document, token, next) =>
          configuration.codeLens(document.uri) ? next(document, token) : [],
        provideCompletionItem: async (document, position, context, token, next) => {
          const found = await next(document, position, context, token);
          for (const item of Array.isArray(found) ? found : (found?.items ?? [])) askAgain(item);
          return found;
        },
        provideCodeActions: async (document, range, context, token, next) => {
          const found = await next(document, range, context, token);
          for (const action of found ?? []) showWhatItMakes(action);
          return found;
        },
      },
      synchronize: { configurationSection: ['baton.puppet', 'baton.diagnostics', 'baton.format', 'baton.inlayHints'] },
    },
  );
  client.onRequest('baton/query', answer);
  await client.start();
  return {
    stop: () => client.dispose(),
  };
}

/** After a call's snippet the name of what it runs is chosen next; the server says of which items. */
function askAgain(item: CompletionItem): void {
  if (said(item, 'asksAgain') === true) item.command = { command: 'editor.action.triggerSuggest', title: '' };
}

/** A file that an action makes is shown, where it would else lie unseen among the others. */
function showWhatItMakes(action: CodeAction | Command): void {
  const made = action instanceof CodeAction ? said(action, 'shows') : undefined;
  if (action instanceof CodeAction && typeof made === 'string')
    action.command = { command: 'vscode.open', title: '', arguments: [Uri.parse(made)] };
}

/** What the server says of an item or action besides what the editor knows of. */
function said(from: object, key: string): unknown {
  const data: unknown = Reflect.get(from, 'data');
  return typeof data === 'object' && data !== null ? Reflect.get(data, key) : undefined;
}
