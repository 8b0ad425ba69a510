import { l10n, window } from 'vscode';
import type { App } from '../app.ts';

/** Runs the query that a lens gives, or one that is asked for, and shows what it finds. */
export async function runQuery({ queries }: Pick<App, 'queries'>, given: unknown): Promise<void> {
  const query = typeof given === 'string' ? given : await askQuery();
  if (query !== undefined && query.trim() !== '') await queries.show(query);
}

function askQuery(): Thenable<string | undefined> {
  return window.showInputBox({
    title: l10n.t('Run query'),
    placeHolder: 'nodes[certname] { facts.os.family = "Debian" }',
  });
}
