import { fromErrorValue, isJsonObject, type Json } from '../../common/index.ts';
import type { Connection, NodeDetails } from '../../orchestrator.ts';
import type { Context } from '../context.ts';
import { connectWithoutAgents } from '../orchestrator.ts';

/**
 * `baton inventory NODE`: what is known of a node, as `mco inventory` lays it out: how it is reached, its agent, classes and
 * facts. `baton node show NODE` is the same. @throws OrchestratorError `bolt/unknown-target`
 */
export async function showNode(name: string, context: Context): Promise<number> {
  const { orchestrator, close } = await connectWithoutAgents(context);
  try {
    const node = await orchestrator.node(name);
    if (node.problem !== undefined) throw fromErrorValue(node.problem.error);
    const text = context.format === 'json' ? `${JSON.stringify(node)}\n` : inventoryText(node);
    await context.terminal.out(text);
    return 0;
  } finally {
    await close();
  }
}

function inventoryText(node: NodeDetails): string {
  const { connection } = node;
  const agent = connection.kind === 'connected' ? connection.agent : undefined;
  const sections = [
    section('Node Statistics', statistics(node)),
    ...(agent === undefined ? [] : [section('Agent Extensions', columns(agent.extensions, 6, 15))]),
    section('Features', node.features.length === 0 ? ['      No features known'] : columns(node.features, 6, 15)),
    section(
      'Configuration Management Classes',
      node.classes.length === 0 ? ['      No classes applied'] : columns(node.classes, 4, 30),
    ),
    section('Facts', facts(node)),
  ];
  return `Inventory for ${node.name}:\n\n${sections.join('\n')}`;
}

function section(title: string, lines: readonly string[]): string {
  return `   ${title}:\n${lines.map((line) => `${line.trimEnd()}\n`).join('')}`;
}

function statistics(node: NodeDetails): readonly string[] {
  const { connection, lastReport, lastJob, catalog } = node;
  const rows: readonly (readonly [string, string | undefined])[] = [
    ['Transport', node.transport],
    ['State', connection.kind === 'agentless' ? 'reached when needed' : connection.kind],
    ['Since', sinceOf(connection)],
    ['Agent Version', connection.kind === 'connected' ? connection.agent?.version : undefined],
    ['Groups', list(node.groups)],
    ['Aliases', list(node.aliases)],
    ['Known From', list(node.sources)],
    ['Facts Of', time(node.facts?.at)],
    ['Environment', node.facts?.environment],
    ['Last Report', lastReport && `${lastReport.status}${lastReport.noop ? ' (noop)' : ''}, ${time(lastReport.at)}`],
    ['Catalog', catalog && `${catalog.resources} resources, version ${catalog.version}, ${time(catalog.at)}`],
    ['Last Job', lastJob && `${lastJob.id} ${lastJob.state}, ${time(lastJob.at)}`],
  ];
  return rows.flatMap(([label, value]) => (value === undefined ? [] : [`${label.padStart(29)}: ${value}`]));
}

function list(words: readonly string[]): string | undefined {
  return words.length === 0 ? undefined : words.join(', ');
}

function time(milliseconds: number | undefined): string | undefined {
  return milliseconds === undefined ? undefined : new Date(milliseconds).toISOString();
}

function sinceOf(connection: Connection): string | undefined {
  return connection.kind === 'agentless' ? undefined : time(connection.since);
}

/** Three to a line. */
function columns(words: readonly string[], margin: number, width: number): readonly string[] {
  const sorted = words.toSorted();
  const lines: string[] = [];
  for (let index = 0; index < sorted.length; index += 3) {
    const row = sorted.slice(index, index + 3).map((word) => word.padEnd(width));
    lines.push(`${' '.repeat(margin)}${row.join(' ')}`);
  }
  return lines;
}

/** What was found on the node, else what the inventory says of it, leaf by leaf. */
function facts({ facts: known, effective }: NodeDetails): readonly string[] {
  const names = Object.keys(known?.values ?? {}).sort();
  if (known !== undefined && names.length > 0) {
    return names.map((name) => `      ${name} => ${factText(known.values[name])}`);
  }
  const given = effective.flatMap(({ path: [first, ...keys], value }) =>
    first === 'facts' ? [`      ${keys.join('.')} => ${factText(value)}`] : [],
  );
  return given.length === 0
    ? ['      No facts known']
    : ['      None found, these are of the inventory:', ...given.sort()];
}

function factText(value: Json | undefined): string {
  return isJsonObject(value) || Array.isArray(value) ? JSON.stringify(value) : String(value);
}
