import { randomBytes } from 'node:crypto';
import { env, l10n, Uri, type WebviewPanel } from 'vscode';
import type { WordsMessage } from './messages.ts';
import { pageHtml } from './page.ts';

/**
 * Gives a panel its page, `dist/NAME.js` with `dist/NAME.css`, and Baton's icon. Whoever calls it listens for messages
 * before, for the page may be ready at once.
 */
export function showPage(panel: WebviewPanel, extension: Uri, name: string): void {
  const dist = Uri.joinPath(extension, 'dist');
  const icon = (file: string): Uri => Uri.joinPath(extension, 'media', file);
  // A picture is not tinted, as icons in views are.
  panel.iconPath = { light: icon('baton.svg'), dark: icon('baton-on-dark.svg') };
  panel.webview.options = { enableScripts: true, localResourceRoots: [dist] };
  panel.webview.html = pageHtml({
    script: panel.webview.asWebviewUri(Uri.joinPath(dist, `${name}.js`)).toString(),
    style: panel.webview.asWebviewUri(Uri.joinPath(dist, `${name}.css`)).toString(),
    source: panel.webview.cspSource,
    nonce: randomBytes(16).toString('hex'),
    language: env.language,
    title: panel.title,
  });
}

/** What a page is told when it says that it is ready. */
export function words(): WordsMessage {
  return { kind: 'words', contents: l10n.bundle === undefined ? '' : JSON.stringify(l10n.bundle) };
}
