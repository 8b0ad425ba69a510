import { env, version, window, workspace } from 'vscode';
import type { App } from '../app.ts';
import { settings } from '../settings.ts';

/** Opens a text with everything an issue should say, to be read and sent by hand; it holds no output and no values. */
export async function showReport(app: App): Promise<void> {
  const { session, store } = app;
  const status = store.status;
  const connected = store.nodes.filter((node) => node.connection.kind === 'connected').length;
  const changed = Object.keys(settings).filter((key) => {
    const found = workspace.getConfiguration().inspect(key);
    return (found?.globalValue ?? found?.workspaceValue ?? found?.workspaceFolderValue) !== undefined;
  });
  const state = session.state.kind === 'failed' ? `failed: ${session.state.reason}` : session.state.kind;
  const lines = [
    '# Baton: report for an issue',
    '',
    '## What happened, and what was expected',
    '',
    '## Versions',
    '',
    `- Baton ${app.version}, orchestrator ${status?.version ?? 'not running'}`,
    `- ${env.appName} ${version}, ${env.remoteName ?? 'no remote'}, ${process.platform} ${process.arch}, Node ${process.version}`,
    '',
    '## State',
    '',
    `- Orchestrator: ${state}; ${workspace.isTrusted ? 'trusted' : 'Restricted Mode'}`,
    `- Nodes: ${store.nodes.length}, connected ${connected}; groups: ${store.groups.length}`,
    `- Tasks: ${store.tasks.tasks.length}, with problems: ${store.tasks.problems.length}; jobs: ${store.jobs.length}`,
    `- Settings that are changed: ${changed.join(', ') || 'none'}`,
    '',
    'The log is in the output channel *Baton*; read it before you send it.',
    '',
  ];
  const document = await workspace.openTextDocument({ language: 'markdown', content: lines.join('\n') });
  await window.showTextDocument(document);
}
