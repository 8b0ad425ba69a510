import * as l10n from '@vscode/l10n';
import type { Pong } from '../../orchestrator-core/orchestrator.ts';
import { nodeCount } from '../common/format.ts';

/** How a node answered, on a line. */
export function pongLine(pong: Pong): string {
  const { transport, milliseconds } = pong;
  const node = pong.node;
  const time = l10n.t('{0} ms', Math.round(milliseconds));
  return pong.ok ? `✓ ${node} (${transport}) ${time}` : `✗ ${node} (${transport}) ${time}: ${pong.error.msg}`;
}

/** How many answered of those that were asked, and how fast. */
export function pingSummary(pongs: readonly Pong[], asked: number): string {
  const times = pongs.flatMap((pong) => (pong.ok ? [pong.milliseconds] : []));
  if (times.length === 0) return l10n.t('None of {0} answered.', nodeCount(asked));
  const [least, most] = times.reduce(
    ([low, high], time) => [Math.min(low, time), Math.max(high, time)],
    [Number.POSITIVE_INFINITY, 0],
  );
  const mean = times.reduce((sum, time) => sum + time, 0) / times.length;
  const [min, avg, max] = [least, mean, most].map(Math.round);
  return l10n.t(
    '{0} of {1} answered; min/avg/max {2}/{3}/{4} ms.',
    times.length,
    nodeCount(asked),
    min ?? 0,
    avg ?? 0,
    max ?? 0,
  );
}
