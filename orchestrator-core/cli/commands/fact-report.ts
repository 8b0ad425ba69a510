import type { NodeBranch, Orchestrator } from '../../orchestrator.ts';
import type { Context } from '../context.ts';
import { connectWithoutAgents } from '../orchestrator.ts';
import { noNodes, readNodes, tellNone } from '../selected-nodes.ts';

/** Branches, and nodes of each, that are asked for at once. */
const page = 1000;

/** A value of the fact and who has it. */
interface FactValue {
  readonly text: string;
  readonly value: unknown;
  readonly count: number;
  /** Only where they are shown. */
  readonly nodes?: readonly string[];
}

/**
 * `baton facts NAME`: the values of a fact and how many nodes have each, as `mco facts` reports it; `--verbose` names the
 * nodes. The exit code is 1 where no node is meant.
 */
export async function reportFact(fact: string, context: Context): Promise<number> {
  const { terminal, format, options } = context;
  const words = await readNodes(context);
  const { orchestrator, close } = await connectWithoutAgents(context);
  try {
    const began = performance.now();
    const named = format === 'json' || options.flag('verbose') === true;
    const { values, total } = await valuesOf(fact, words, { orchestrator, named });
    const elapsed = performance.now() - began;
    const text =
      format === 'json'
        ? `${JSON.stringify({ fact, values: values.map(({ text: _, ...rest }) => rest), node_count: total })}\n`
        : reportText(fact, values, { total, elapsed });
    await terminal.out(text);
    if (values.length === 0 && total > 0) {
      const { hint } = await orchestrator.select(['--with-fact', `${fact}=~/./`], 0);
      if (hint !== undefined) terminal.err(`${hint}\n`);
    }
    if (total > 0) return 0;
    await tellNone(context, orchestrator, words);
    return noNodes;
  } finally {
    await close();
  }
}

async function valuesOf(
  fact: string,
  selection: readonly string[],
  { orchestrator, named }: { readonly orchestrator: Orchestrator; readonly named: boolean },
): Promise<{ readonly values: readonly FactValue[]; readonly total: number }> {
  const request = { selection, by: [{ kind: 'fact', fact } as const], limit: page };
  const branches: NodeBranch[] = [];
  let total = 0;
  for (let offset = 0; ; offset += page) {
    const level = await orchestrator.nodeList({ ...request, under: [], offset });
    total = level.nodeCount;
    branches.push(...level.branches);
    if (offset + page >= level.total) break;
  }
  const values: FactValue[] = [];
  for (const { value, label, nodes } of branches) {
    // Nodes without the fact have no value.
    if (value === '') continue;
    const names = named ? { nodes: await namesUnder(value, nodes) } : {};
    values.push({ text: label, value: JSON.parse(value), count: nodes, ...names });
  }
  return { values: values.toSorted(byText), total };

  async function namesUnder(value: string, count: number): Promise<readonly string[]> {
    const names: string[] = [];
    for (let offset = 0; offset < count; offset += page) {
      const { nodes } = await orchestrator.nodeList({ ...request, under: [value], offset });
      names.push(...nodes.map(({ name }) => name));
    }
    return names.sort();
  }
}

function byText(one: FactValue, other: FactValue): number {
  return one.text < other.text ? -1 : one.text > other.text ? 1 : 0;
}

/** Values as wide as this have their counts below each other. */
const narrowest = 40;

function reportText(
  fact: string,
  values: readonly FactValue[],
  { total, elapsed }: { readonly total: number; readonly elapsed: number },
): string {
  const known = values.reduce((sum, { count }) => sum + count, 0);
  const end = `\nFinished processing ${known} / ${total} hosts in ${elapsed.toFixed(2)} ms\n\n`;
  if (values.length === 0) return `No values found for fact ${fact}\n${end}`;
  const width = values.reduce((most, { text }) => Math.max(most, text.length), narrowest);
  const lines = values.map(({ text, count, nodes }) => {
    const names = nodes === undefined ? '' : `\n${nodes.map((name) => `            ${name}\n`).join('')}\n`;
    return `        ${text.padEnd(width)} found ${count} times\n${names}`;
  });
  return `Report for fact: ${fact}\n\n${lines.join('')}${end}`;
}
