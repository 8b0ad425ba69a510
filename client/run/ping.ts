import { l10n, type OutputChannel, ProgressLocation, window } from 'vscode';
import { printSelection } from '../../orchestrator-core/inventory/index.ts';
import { oneLine } from '../common/format.ts';
import { askTargets } from './ask-targets.ts';
import { assertInventory } from './check.ts';
import { pingSummary, pongLine } from './pong.ts';
import type { RunParts } from './run-task.ts';

/** Milliseconds that a node may take to answer. */
const longest = 10_000;

/** Reaches nodes and says how each answered. */
export interface Pinger {
  /** Asks which nodes, unless they are given as a selection; resolves when the last has answered. */
  ping(selection: readonly string[]): Promise<void>;
  dispose(): void;
}

/** Prints into the channel *Baton: Ping*, which is made with the first ping. */
export function createPinger(parts: Pick<RunParts, 'session' | 'store' | 'memory'>): Pinger {
  let channel: OutputChannel | undefined;
  const run = async (selection: readonly string[]): Promise<void> => {
    channel ??= window.createOutputChannel(l10n.t('Baton: Ping'));
    const output = channel;
    const stop = new AbortController();
    const orchestrator = await parts.session.ready(stop.signal);
    const nodes = await orchestrator.targets(selection);
    output.show(true);
    const title = l10n.t('Ping {0}', oneLine(printSelection(selection), 80));
    output.appendLine(title);
    const options = { location: ProgressLocation.Notification, title, cancellable: true };
    const pongs = await window.withProgress(options, async (progress, token) => {
      const cancelling = token.onCancellationRequested(() => stop.abort());
      const known = [];
      try {
        for await (const pong of orchestrator.ping(selection, longest, stop.signal)) {
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
    const failed = pongs.filter((pong) => !pong.ok).length;
    if (failed > 0) window.setStatusBarMessage(pingSummary(pongs, nodes.length), longest);
  };
  return {
    ping: async (given) => {
      if (given.length > 0) return run(given);
      const orchestrator = await parts.session.ready(new AbortController().signal);
      await assertInventory(orchestrator);
      let chosen: readonly string[] = [];
      await askTargets({
        title: l10n.t('Ping'),
        position: { step: 1, total: 1, canGoBack: false },
        orchestrator,
        store: parts.store,
        recent: parts.memory.get().selections,
        ticked: [],
        accept: (selection) => {
          chosen = selection;
        },
      });
      if (chosen.length > 0) await run(chosen);
    },
    dispose: () => channel?.dispose(),
  };
}
