import { isJsonObject, type Json } from '../../common/index.ts';
import type { Terminal } from '../terminal.ts';
import type { Paint } from './paint.ts';
import type { Progress } from './progress.ts';
import type { ItemResult, RunReporter } from './reporter.ts';
import { count, duration, indent, line, withoutTrail } from './text.ts';

/** How the human reporter prints. */
export interface HumanOptions {
  readonly paint: Paint;
  /** Whether starts and results are printed, or the summary alone. */
  readonly verbose: boolean;
  readonly progress: Progress;
}

/** Prints what Bolt prints: each target's start and result as they come, and a summary. */
export function humanReporter(terminal: Terminal, options: HumanOptions): RunReporter {
  const { paint, verbose, progress } = options;
  const print = async (text: string) => {
    progress.hide();
    await terminal.out(text);
    progress.show();
  };
  const streams = new Map<string, string>();
  const flush = async (prefix: string) => {
    const rest = streams.get(prefix);
    streams.delete(prefix);
    if (rest) await print(`${prefix}${rest}\n`);
  };
  return {
    begin: async () => {},
    started: async (name) => {
      if (verbose) await print(`${paint('green', `Started on ${name}...`)}\n`);
    },
    output: async (name, stream, text) => {
      const prefix = `[${name}] ${stream === 'stdout' ? 'out' : 'err'}: `;
      const lines = `${streams.get(prefix) ?? ''}${text}`.split('\n');
      streams.set(prefix, lines.pop() ?? '');
      if (lines.length > 0) await print(lines.map((one) => `${prefix}${one}\n`).join(''));
    },
    result: async (item) => {
      for (const stream of ['out', 'err']) await flush(`[${item.target}] ${stream}: `);
      if (verbose) await print(resultText(item, paint, true));
    },
    summary: async (items, seconds) => {
      progress.close();
      await terminal.out(summaryText(items, seconds, paint));
    },
    fail: async ({ msg }) => {
      progress.close();
      await terminal.out(`${paint('red', msg)}\n`);
    },
  };
}

/** One target's result, for people; of an applied manifest also what Puppet logged of its resources, where that is wanted. */
export function resultText(item: ItemResult, paint: Paint, logs = false): string {
  const { value, target, action } = item;
  const parts = [
    item.status === 'success' ? paint('green', `Finished on ${target}:`) : paint('red', `Failed on ${target}:`),
  ];
  const error = value['_error'];
  const message = hasMessage(error) ? error.msg : undefined;
  if (message !== undefined) parts.push(paint('red', withoutTrail(indent(2, message))));
  if (logs && action === 'apply') parts.push(...resourceLogs(value));
  const keys = Object.keys(value);
  const output = value['_output'];
  const said = typeof output === 'string' && output.trim() !== '' ? output : undefined;
  if (keys.length === 0 || (keys.length === 1 && keys[0] === '_output' && said === undefined)) {
    const name = `${action.slice(0, 1).toUpperCase()}${action.slice(1)}`;
    parts.push(indent(2, `${name} completed successfully with no result`));
  } else {
    if (said !== undefined) parts.push(withoutTrail(indent(2, said)));
    parts.push(...restOf(item));
  }
  return parts.map(line).join('');
}

function restOf({ action, value }: ItemResult): readonly string[] {
  // The report of Puppet is long; its sum is the output.
  if (action === 'apply') return [];
  if (action === 'command' || action === 'script') {
    const merged = value['merged_output'];
    return typeof merged === 'string' && merged.trim() !== '' ? [indent(2, merged)] : [];
  }
  if (action === 'lookup') {
    const found = value['value'] ?? null;
    const text = typeof found === 'object' && found !== null ? JSON.stringify(found, null, 2) : String(found ?? '');
    return '_error' in value ? [] : [indent(2, text)];
  }
  // Of a report people are told what changed, in the message.
  const hidden = action === 'apply' ? ['_error', '_output', 'report'] : ['_error', '_output'];
  const rest = Object.entries(value).filter(([key]) => !hidden.includes(key));
  return rest.length === 0 ? [] : [indent(2, JSON.stringify(Object.fromEntries(rest), null, 2))];
}

/** What Puppet logged of resources, without what is for those who look for a mistake. */
function resourceLogs({ report }: ItemResult['value']): readonly string[] {
  const logs = isJsonObject(report) ? report['logs'] : undefined;
  return (Array.isArray(logs) ? (logs as readonly Json[]) : []).flatMap((log) => {
    if (!isJsonObject(log)) return [];
    const { level, source, message } = log;
    if (typeof level !== 'string' || source === 'Puppet' || level === 'info' || level === 'debug') return [];
    const about = typeof source === 'string' ? `${source}: ` : '';
    return [indent(2, `${level.slice(0, 1).toUpperCase()}${level.slice(1)}: ${about}${String(message)}`)];
  });
}

function hasMessage(error: Json | undefined): error is { readonly msg: string } {
  return typeof error === 'object' && error !== null && 'msg' in error && typeof error['msg'] === 'string';
}

/** Which targets succeeded and which failed; without `seconds` nothing of how long it took. */
export function summaryText(items: readonly ItemResult[], seconds: number | undefined, paint: Paint): string {
  const lines: string[] = [];
  const of = (status: ItemResult['status']) => items.filter((item) => item.status === status);
  const names = (some: readonly ItemResult[]) => some.map((item) => item.target).join(',');
  const [good, bad] = [of('success'), of('failure')];
  if (good.length > 0) lines.push(`Successful on ${count(good.length, 'target')}: ${names(good)}`);
  if (bad.length > 0) lines.push(paint('red', `Failed on ${count(bad.length, 'target')}: ${names(bad)}`));
  const time = seconds === undefined ? '' : ` in ${duration(seconds)}`;
  lines.push(`Ran on ${count(items.length, 'target')}${time}`);
  return `${lines.join('\n')}\n`;
}
