import { l10n, type OutputChannel, window } from 'vscode';
import type { RunParts } from './run-task.ts';

/** Reaches nodes and says how each answered. */
export interface Pinger {
  /** Asks which nodes, unless they are given as a selection; resolves when the last has answered. */
  ping(selection: readonly string[]): Promise<void>;
  dispose(): void;
}

/** Prints into the channel *Baton: Ping*; nothing is loaded before the first ping. */
export function createPinger(parts: Pick<RunParts, 'session' | 'store' | 'memory'>): Pinger {
  let channel: OutputChannel | undefined;
  return {
    ping: async (selection) => {
      const { ping } = await import('./ping.ts');
      await ping(parts, selection, () => {
        channel ??= window.createOutputChannel(l10n.t('Baton: Ping'));
        return channel;
      });
    },
    dispose: () => channel?.dispose(),
  };
}
