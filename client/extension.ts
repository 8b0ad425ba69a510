import * as l10nBundle from '@vscode/l10n';
import { type ExtensionContext, l10n, languages, Uri, workspace } from 'vscode';
import { type App, createApp } from './app.ts';
import { registerCommands } from './commands.ts';
import { answerQuery } from './language/answer-query.ts';
import type { Language } from './language/client.ts';
import { selector } from './language/selector.ts';

let app: App | undefined;
let language: Language | undefined;

/**
 * Makes the screens and returns. The orchestrator and the language server are processes of their own, started after
 * that; nothing of what they do is done in here.
 */
export function activate(context: ExtensionContext): void {
  if (l10n.bundle !== undefined) l10nBundle.config({ contents: l10n.bundle });
  app = createApp(context);
  context.subscriptions.push(...registerCommands(app));
  const window = app;
  const find = (): void => void window.findProject().catch(window.report);
  context.subscriptions.push(workspace.onDidChangeWorkspaceFolders(find));
  setImmediate(find);
  setImmediate(() => startLanguageWhenNeeded(context, window));
}

/** A folder named `tasks` may be anybody's: the server starts with the first document that it would be asked about. */
function startLanguageWhenNeeded(context: ExtensionContext, window: App): void {
  const start = (): boolean => {
    if (!workspace.textDocuments.some((document) => languages.match(selector, document) > 0)) return false;
    opening.dispose();
    void startLanguage(context, window);
    return true;
  };
  const opening = workspace.onDidOpenTextDocument(start);
  if (!start()) context.subscriptions.push(opening);
}

async function startLanguage(context: ExtensionContext, window: App): Promise<void> {
  try {
    const { startLanguage: start } = await import('./language/client.ts');
    const storage = context.storageUri ?? context.globalStorageUri;
    const cache = Uri.joinPath(storage, 'modules').fsPath;
    language = await start(context.asAbsolutePath('dist/server.cjs'), cache, window.log, (asked) =>
      answerQuery(window.session, asked),
    );
  } catch (error) {
    window.report(error);
  }
}

/** Ends both processes; VS Code waits for it. */
export async function deactivate(): Promise<void> {
  await Promise.all([app?.session.stop(), language?.stop()]);
}
