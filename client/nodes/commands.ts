import { env, l10n, window } from 'vscode';
import type { SavedSelection } from '../../orchestrator-core/orchestrator.ts';
import type { App } from '../app.ts';
import type { NodeCommandId } from '../contributions.ts';
import { runCommand, runPlan, runTask } from '../run/run.ts';
import { runOnNodes, showTargets } from '../run/run-on-nodes.ts';
import type { NodeTreeItem } from './entries.ts';
import { namesOf } from './targets.ts';

/** A command that is about nodes: those of a menu's row and all that are chosen, those of a lens, or the chosen ones. */
type NodeHandler = (app: App, argument: unknown, chosen: unknown) => Promise<unknown> | undefined;

/** Runs something on what is meant, and nothing on nothing: without targets the forms would ask for them. */
function withWords(act: (app: App, words: readonly string[]) => Promise<unknown>): NodeHandler {
  return async (app, argument, chosen) => {
    const words = await app.nodes.words(argument, chosen);
    if (words.length > 0) await act(app, words);
    else void window.showInformationMessage(l10n.t('No node is chosen.'));
  };
}

/** What the commands of the tree *Nodes* do. */
export const nodeHandlers: Readonly<Record<NodeCommandId, NodeHandler>> = {
  'baton.runTaskOnNodes': withWords((app, targets) => runTask(app, { targets })),
  'baton.runPlanOnNodes': withWords((app, targets) => runPlan(app, { targets })),
  'baton.runCommandOnNodes': withWords((app, words) => runCommand(app, words)),
  'baton.runScriptOnNodes': withWords(async (app, words) => (await fileRuns()).runScript(app, words)),
  'baton.applyOnNodes': withWords(async (app, words) => (await fileRuns()).applyManifest(app, words, false)),
  'baton.applyNoopOnNodes': withWords(async (app, words) => (await fileRuns()).applyManifest(app, words, true)),
  'baton.gatherFacts': withWords(async (app, words) => (await fileRuns()).gatherFacts(app, words)),
  'baton.runOnNodes': withWords((_app, words) => runOnNodes(words)),
  // A lens names some; else which ones is asked.
  'baton.pingNodes': async (app, argument, chosen) =>
    app.pinger.ping(argument === undefined ? [] : await app.nodes.words(argument, chosen)),
  'baton.pingOnNodes': withWords(async (app, words) => app.pinger.ping(words)),
  'baton.showTargets': withWords((app, words) => showTargets(app, words)),
  'baton.openTerminal': withWords(async (app, words) => (await actions()).openTerminal(app, words)),
  'baton.copyNodeName': async (app, argument, chosen) => {
    const names = await chosenNames(app, argument, chosen);
    if (names.length > 0) await env.clipboard.writeText(names.join('\n'));
  },
  'baton.copyNodeFacts': withNames(async (app, names) => (await actions()).copyFacts(app, names)),
  'baton.copyNodeUri': withNames(async (app, names) => (await actions()).copyUris(app, names)),
  'baton.saveSelection': withWords(async (app, words) => (await selections()).save(app, words)),
  'baton.addToSelection': async (app, argument, chosen) => {
    const words = await app.nodes.words(argument, chosen);
    const names = () => chosenNames(app, argument, chosen);
    if (words.length > 0) await (await selections()).addTo(app, words, names);
  },
  'baton.editSelection': withSaved(async (app, saved) => (await selections()).edit(app, saved)),
  'baton.renameSelection': withSaved(async (app, saved) => (await selections()).rename(app, saved)),
  'baton.removeSelection': withSaved(async (app, saved) => (await selections()).remove(app, saved)),
  'baton.showInInventory': withNames(async (app, [name = '']) => (await actions()).showInInventory(app, name)),
  'baton.openNode': async (app, argument, chosen) => {
    const names = await chosenNames(app, argument, chosen);
    for (const name of names.slice(0, mostPages)) await app.nodePages.show(name, names.length > 1);
  },
  'baton.showMoreNodes': (app, argument) => app.nodes.showMore(argument),
  'baton.groupNodes': (app) => app.nodes.divide(),
  'baton.filterNodes': (app) => app.nodes.filter(),
  'baton.clearNodeFilter': async (app) => app.nodes.clearFilter(),
};

/** Loaded when they are needed: what runs in the extension host at its start is little. */
const fileRuns = () => import('../run/run-file.ts');
const actions = () => import('./actions.ts');
const selections = () => import('./selections.ts');

/** So many pages open at once. */
const mostPages = 5;

function withNames(act: (app: App, names: readonly string[]) => Promise<unknown>): NodeHandler {
  return async (app, argument, chosen) => {
    const names = await chosenNames(app, argument, chosen);
    if (names.length > 0) await act(app, names);
  };
}

function withSaved(act: (app: App, saved: SavedSelection) => Promise<unknown>): NodeHandler {
  return async (app, argument, chosen) => {
    const [item] = app.nodes.items(argument, chosen);
    if (item?.kind === 'selection') await act(app, item.saved);
  };
}

async function chosenNames(app: App, argument: unknown, chosen: unknown): Promise<readonly string[]> {
  if (typeof argument === 'string') return [argument];
  // The page of a node hands on its name.
  if (Array.isArray(argument)) return argument.filter((word) => typeof word === 'string');
  // A node of a job is no row of this tree.
  const own = jobNodeName(argument);
  if (own !== undefined) return [own];
  const orchestrator = await app.session.ready(new AbortController().signal);
  const names = app.nodes
    .items(argument, chosen)
    .map((item: NodeTreeItem) => namesOf(item, app.nodes.state, orchestrator));
  return [...new Set((await Promise.all(names)).flat())];
}

function jobNodeName(argument: unknown): string | undefined {
  if (typeof argument !== 'object' || argument === null || !('value' in argument)) return undefined;
  const value = argument.value as { readonly kind?: unknown; readonly node?: { readonly name?: unknown } } | undefined;
  return value?.kind === 'jobNode' && typeof value.node?.name === 'string' ? value.node.name : undefined;
}
