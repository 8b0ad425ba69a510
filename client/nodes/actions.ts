import { commands, env, l10n, Uri, window } from 'vscode';
import type { App } from '../app.ts';
import type { CommandId } from '../contributions.ts';
import { placeInInventory } from './inventory-place.ts';
import { terminalPlan } from './terminal.ts';

/** Of so many nodes terminals are opened at once. */
const mostTerminals = 5;

function ready({ session }: App) {
  return session.ready(new AbortController().signal);
}

/** Copies the facts of a node as JSON, of several as an object with each one's. */
export async function copyFacts(app: App, names: readonly string[]): Promise<void> {
  const orchestrator = await ready(app);
  const nodes = await Promise.all(
    names.map(async (name) => [name, (await orchestrator.node(name)).facts?.values ?? null]),
  );
  const [only] = nodes;
  const copied = nodes.length === 1 ? only?.[1] : Object.fromEntries(nodes);
  await env.clipboard.writeText(`${JSON.stringify(copied, undefined, 2)}\n`);
}

/** Copies the URIs of nodes, one a line, without passwords. */
export async function copyUris(app: App, names: readonly string[]): Promise<void> {
  const targets = await (await ready(app)).targets(names);
  const uris = targets.map(({ name, uri, transport, options }) => uri ?? uriOf(transport, options, name));
  await env.clipboard.writeText(uris.join('\n'));
}

/** Shows the line of the inventory that names a node. */
export async function showInInventory(app: App, name: string): Promise<void> {
  const { project } = app.session;
  if (project === undefined) return;
  await placeInInventory(project, await (await ready(app)).node(name));
}

function uriOf(transport: string, options: Readonly<Record<string, unknown>>, name: string): string {
  const { host, port, user } = options;
  const login = typeof user === 'string' ? `${user}@` : '';
  const at = typeof port === 'number' ? `:${port}` : '';
  return `${transport}://${login}${typeof host === 'string' ? host : name}${at}`;
}

/** Opens a terminal on each of a few nodes; of one that has none it says why, and offers a command instead. */
export async function openTerminal(app: App, words: readonly string[]): Promise<void> {
  const orchestrator = await ready(app);
  for (const target of (await orchestrator.targets(words)).slice(0, mostTerminals)) {
    const plan = terminalPlan(target);
    if (plan.ok) {
      const { name, program, arguments: args } = plan;
      const { project } = app.session;
      window
        .createTerminal({
          name,
          ...(program === undefined ? {} : { shellPath: program, shellArgs: [...args] }),
          ...(project === undefined ? {} : { cwd: Uri.file(project) }),
        })
        .show();
      continue;
    }
    const command = l10n.t('Run Command…');
    void window
      .showInformationMessage(plan.reason, command)
      .then((chosen) =>
        chosen === command
          ? commands.executeCommand('baton.runCommandOnNodes' satisfies CommandId, [target.name])
          : undefined,
      );
  }
}
