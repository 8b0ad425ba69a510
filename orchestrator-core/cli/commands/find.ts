import type { Context } from '../context.ts';
import { connectWithoutAgents } from '../orchestrator.ts';
import { namesOf, noNodes, readNodes, tellNone } from '../selected-nodes.ts';

/** `baton find`: the names of the nodes that a selection means, one a line. The exit code is 1 where there are none. */
export async function find(context: Context): Promise<number> {
  const words = await readNodes(context);
  const { orchestrator, close } = await connectWithoutAgents(context);
  try {
    const names = await namesOf(orchestrator, words);
    const text =
      context.format === 'json'
        ? `${JSON.stringify({ targets: names, count: names.length })}\n`
        : names.map((name) => `${name}\n`).join('');
    await context.terminal.out(text);
    if (names.length > 0) return 0;
    await tellNone(context, orchestrator, words);
    return noNodes;
  } finally {
    await close();
  }
}
