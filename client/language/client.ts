import { type LogOutputChannel, l10n } from 'vscode';
import { LanguageClient, TransportKind } from 'vscode-languageclient/node';
import { configuration } from '../configuration.ts';
import { selector } from './selector.ts';

/** A language server that runs. */
export interface Language {
  stop(): Promise<void>;
}

/**
 * Starts the language server for task metadata, the scripts beside it, project files and Puppet sources, whatever language the editor
 * takes them for. It works in folders that are not trusted too: it only reads. What it found out about modules is kept in
 * `cacheDirectory` for the next start.
 */
export async function startLanguage(program: string, cacheDirectory: string, log: LogOutputChannel): Promise<Language> {
  const module = { module: program, transport: TransportKind.ipc };
  const client = new LanguageClient(
    'baton',
    l10n.t('Baton Language Server'),
    { run: module, debug: module },
    {
      documentSelector: selector,
      outputChannel: log,
      // The editor's own JSON support does syntax errors, outline and folding; twice is once too often.
      initializationOptions: {
        cacheDirectory,
        hasJsonServer: true,
        formatting: configuration.formatting(),
        inlayHints: configuration.inlayHints(),
        puppetDiagnostics: configuration.puppetDiagnostics(),
        diagnosticSeverity: configuration.diagnosticSeverity(),
      },
      synchronize: { configurationSection: ['baton.puppet', 'baton.diagnostics', 'baton.format', 'baton.inlayHints'] },
    },
  );
  await client.start();
  return {
    stop: () => client.dispose(),
  };
}
