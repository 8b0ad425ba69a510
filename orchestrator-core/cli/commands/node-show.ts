import type { Connection, Node } from '../../orchestrator.ts';
import type { Context } from '../context.ts';
import { withOrchestrator } from '../orchestrator.ts';
import { count } from '../output/text.ts';
import { readTargets } from '../read-argument.ts';
import { namesOf } from '../selected-nodes.ts';

/** `baton node show`: every node with its state, connected ones first. */
export async function showNodes(context: Context): Promise<number> {
  const words = await readTargets(context);
  const nodes = await withOrchestrator(context, async (orchestrator) => {
    const listed = await orchestrator.nodes();
    if (words === undefined) return listed;
    const meant = new Set(await namesOf(orchestrator, words));
    return listed.filter(({ name }) => meant.has(name));
  });
  const connected = nodes.filter((node) => node.connection.kind === 'connected');
  if (context.format === 'json') {
    const items = nodes.map((node) => ({
      name: node.name,
      connected: node.connection.kind === 'connected',
      state: node.connection.kind,
      since: sinceOf(node.connection),
      version: node.connection.kind === 'connected' ? (node.connection.agent?.version ?? null) : null,
      transport: node.transport,
      aliases: node.aliases,
      groups: node.groups,
      features: node.features,
    }));
    await context.terminal.out(`${JSON.stringify({ items, count: nodes.length, connected: connected.length })}\n`);
    return 0;
  }
  await context.terminal.out(nodesText(nodes, context));
  return 0;
}

function sinceOf(connection: Connection): string | null {
  const since = connection.kind === 'agentless' ? undefined : connection.since;
  return since === undefined ? null : new Date(since).toISOString();
}

function nodesText(nodes: readonly Node[], { paint }: Context): string {
  const rank = { connected: 0, disconnected: 1, agentless: 2 };
  const colors = { connected: 'green', disconnected: 'red', agentless: 'dim' } as const;
  const sorted = nodes.toSorted((a, b) => rank[a.connection.kind] - rank[b.connection.kind]);
  const width = Math.max(0, ...sorted.map((node) => node.name.length));
  const rows = sorted.map((node) => {
    const kind = node.connection.kind;
    const since = sinceOf(node.connection);
    const state = paint(colors[kind], kind.padEnd(12));
    return `  ${node.name.padEnd(width)}   ${state}   ${node.transport.padEnd(6)}   ${since ?? ''}`.trimEnd();
  });
  const connected = nodes.filter((node) => node.connection.kind === 'connected').length;
  return (
    `${paint('cyan', 'Nodes')}\n${rows.length > 0 ? rows.join('\n') : '  No nodes'}\n\n` +
    `${paint('cyan', 'Node count')}\n  ${count(nodes.length, 'node')}, ${connected} connected\n`
  );
}
