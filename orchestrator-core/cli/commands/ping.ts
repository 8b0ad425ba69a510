import { withGivenUris } from '../../inventory/index.ts';
import { systemClock } from '../../node/index.ts';
import type { Pong } from '../../orchestrator.ts';
import { type Context, isWatched } from '../context.ts';
import { connect } from '../orchestrator.ts';
import { lineProgress, noProgress, type Progress } from '../output/progress.ts';
import { allSilent, namesOf, noNodes, readNodes, someSilent, tellNone } from '../selected-nodes.ts';
import { onInterrupt } from '../signals.ts';

/** Seconds that a node has to answer, where nobody says. */
const patience = 5;

/**
 * `baton ping`: asks every node whether it answers, and shows each answer as it comes. The exit code is 0 when all did, 2
 * when some did, 4 when none did and 1 where no node is meant.
 */
export async function ping(context: Context): Promise<number> {
  const { options, terminal, format } = context;
  const words = await readNodes(context);
  const connected = await connect(context, words);
  const ending = new AbortController();
  const interruption = onInterrupt(async () => ending.abort());
  const progress = isWatched(context) ? lineProgress(terminal, systemClock) : noProgress;
  try {
    const { orchestrator } = connected;
    const names = await namesOf(orchestrator, words);
    const timeout = (options.integer('timeout') ?? patience) * 1000;
    const printer = format === 'json' ? jsonPrinter(context) : humanPrinter(context, progress);
    const pongs: Pong[] = [];
    await printer.begin();
    // Named one by one: what a random selection means is asked once.
    const pinged = names.length === 0 ? [] : orchestrator.ping(withGivenUris(names, words), timeout, ending.signal);
    for await (const pong of pinged) {
      pongs.push(pong);
      await printer.pong(pong);
      progress.update(`${pongs.length} of ${names.length} nodes answered or gave up`);
    }
    progress.close();
    await printer.end(pongs);
    if (names.length === 0) await tellNone(context, orchestrator, words);
    return interruption.exitCode ?? exitCode(names.length, pongs);
  } finally {
    progress.close();
    interruption.dispose();
    await connected.close();
  }
}

function exitCode(asked: number, pongs: readonly Pong[]): number {
  if (asked === 0) return noNodes;
  const answered = pongs.filter(({ ok }) => ok).length;
  if (answered === asked) return 0;
  return answered === 0 ? allSilent : someSilent;
}

interface PingPrinter {
  begin(): Promise<void>;
  pong(pong: Pong): Promise<void>;
  end(pongs: readonly Pong[]): Promise<void>;
}

/** As `mco ping` prints it; who did not answer is named after that, with the reason. */
function humanPrinter({ terminal, paint, options }: Context, progress: Progress): PingPrinter {
  return {
    begin: async () => {},
    pong: async ({ node, ok, milliseconds }) => {
      if (!ok) return;
      progress.hide();
      await terminal.out(`${node.padEnd(40)} time=${milliseconds.toFixed(2)} ms\n`);
      progress.show();
    },
    end: async (pongs) => {
      await terminal.out(
        `\n\n---- ping statistics ----\n${statisticsText(pongs, options.flag('graph') ? graphOf(answered(pongs)) : '')}\n`,
      );
      const silent = pongs.flatMap((pong) =>
        pong.ok ? [] : [`    ${pong.node}: ${paint('red', pong.error.msg.trim())}\n`],
      );
      if (silent.length > 0) await terminal.out(`\nNo response from:\n\n${silent.join('')}\n`);
    },
  };
}

interface Statistics {
  readonly replies: number;
  readonly max: number;
  readonly min: number;
  readonly avg: number;
}

const answered = (pongs: readonly Pong[]): readonly number[] =>
  pongs.flatMap(({ ok, milliseconds }) => (ok ? [milliseconds] : []));

function statisticsOf(pongs: readonly Pong[]): Statistics | undefined {
  const times = answered(pongs);
  if (times.length === 0) return undefined;
  let [max, min, sum] = [0, Number.POSITIVE_INFINITY, 0];
  for (const time of times) {
    max = Math.max(max, time);
    min = Math.min(min, time);
    sum += time;
  }
  return { replies: times.length, max, min, avg: sum / times.length };
}

function statisticsText(pongs: readonly Pong[], graph: string): string {
  const found = statisticsOf(pongs);
  if (found === undefined) return 'No responses received';
  const { replies, max, min, avg } = found;
  return `${replies} replies max: ${max.toFixed(2)} min: ${min.toFixed(2)} avg: ${avg.toFixed(2)} ${graph}`;
}

const ticks = '▁▂▃▄▅▆▇';
/** Widths of the bars of `--graph` in milliseconds, the narrowest that need no more than this many of them. */
const widths = { steps: [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000], bars: 40 } as const;

/** How many answered in which time, a bar for each span: as `mco ping --graph` draws it, which knows 50 ms alone. */
export function graphOf(times: readonly number[]): string {
  if (times.length === 0) return '';
  const longest = times.reduce((most, time) => Math.max(most, time), 0);
  const width = widths.steps.find((step) => longest < step * widths.bars) ?? longest / (widths.bars - 1);
  const counts = Array<number>(Math.floor(longest / width) + 1).fill(0);
  for (const time of times) counts[Math.floor(time / width)] = (counts[Math.floor(time / width)] ?? 0) + 1;
  const most = counts.reduce((one, other) => Math.max(one, other), 0);
  const bars = counts.map((count) => ticks[Math.floor((count * (ticks.length - 1)) / most)]).join('');
  return `${bars} 0 to ${Number((width * counts.length).toFixed(0))} ms`;
}

function jsonPrinter({ terminal }: Context): PingPrinter {
  let separator = '';
  return {
    begin: () => terminal.out('{ "items": [\n'),
    pong: async (pong) => {
      // Finer than a microsecond is noise.
      const milliseconds = Math.round(pong.milliseconds * 1000) / 1000;
      await terminal.out(`${separator}${JSON.stringify({ ...pong, milliseconds })}\n`);
      separator = ',';
    },
    end: async (pongs) => {
      const statistics = statisticsOf(pongs) ?? { replies: 0, max: null, min: null, avg: null };
      await terminal.out(`],\n"statistics": ${JSON.stringify(statistics)} }\n`);
    },
  };
}
