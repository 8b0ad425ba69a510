import { l10n, type OutputChannel, ProgressLocation, window } from 'vscode';
import { printSelection, withGivenUris, withoutPasswords } from '../../orchestrator-core/inventory/index.ts';
import type { Orchestrator, Pong } from '../../orchestrator-core/orchestrator.ts';
import { oneLine } from '../common/format.ts';
import { askTargets } from './ask-targets.ts';
import { assertInventory } from './check.ts';
import { pingSummary, pongLine } from './pong.ts';
import type { RunParts } from './run-task.ts';

/** Milliseconds that a node may take to answer. */
const longest = 10_000;

/** Reaches the nodes of a selection, or of one that is asked for, and prints how each answers, with a progress. */
export async function ping(
  parts: Pick<RunParts, 'session' | 'store' | 'memory'>,
  given: readonly string[],
  channel: () => OutputChannel,
): Promise<void> {
  const orchestrator = await parts.session.ready(new AbortController().signal);
  const selection = given.length > 0 ? given : await askWhere(parts, orchestrator);
  if (selection.length === 0) return;
  // Asked once: a random choice would be another one the second time.
  const nodes = (await orchestrator.targets(selection)).map(({ name }) => name);
  const title = l10n.t('Ping {0}', oneLine(printSelection(selection.map(withoutPasswords)), 80));
  const output = channel();
  output.show(true);
  output.appendLine(title);
  const options = { location: ProgressLocation.Notification, title, cancellable: true };
  const pongs = await window.withProgress(options, async (progress, token) => {
    const stop = new AbortController();
    const cancelling = token.onCancellationRequested(() => stop.abort());
    const known: Pong[] = [];
    try {
      for await (const pong of orchestrator.ping(withGivenUris(nodes, selection), longest, stop.signal)) {
        known.push(pong);
        output.appendLine(pongLine(pong));
        const increment = 100 / Math.max(1, nodes.length);
        progress.report({ message: l10n.t('{0} of {1}', known.length, nodes.length), increment });
      }
    } catch (error) {
      // What was cancelled is no failure; those that have answered are counted.
      if (!stop.signal.aborted) throw error;
    } finally {
      cancelling.dispose();
    }
    return known;
  });
  output.appendLine(pingSummary(pongs, nodes.length));
}

async function askWhere(
  { store, memory }: Pick<RunParts, 'store' | 'memory'>,
  orchestrator: Orchestrator,
): Promise<readonly string[]> {
  await assertInventory(orchestrator);
  let chosen: readonly string[] = [];
  await askTargets({
    title: l10n.t('Ping'),
    position: { step: 1, total: 1, canGoBack: false },
    orchestrator,
    store,
    recent: memory.get().selections,
    ticked: [],
    accept: (selection) => {
      chosen = selection;
    },
  });
  return chosen;
}
