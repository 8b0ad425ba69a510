import { l10n, type OutputChannel, window } from 'vscode';
import type { JobDescription, JobEvent } from '../../orchestrator-core/jobs/index.ts';
import { planPrinter } from './plan-printer.ts';
import { jobPrinter } from './printer.ts';

/** How long text is collected before it goes to the editor, in milliseconds: short enough to look like streaming. */
const collect = 25;

/** The output of one job in the channel of its kind. */
export interface JobOutput {
  feed(event: JobEvent): void;
  show(): void;
  /** Nothing more comes. */
  end(): void;
}

/** The output channels, one for each kind of job, made when they are first needed. */
export interface Channels {
  open(job: string, kind: JobDescription['command']): JobOutput;
  dispose(): void;
}

interface Channel {
  readonly output: OutputChannel;
  /** Jobs that print into it now: while it is more than one, each line says whose it is. */
  readonly printing: Set<string>;
  append(text: string): void;
}

/** Channels that VS Code shows in its *Output* panel. */
export function createChannels(): Channels {
  const channels = new Map<string, Channel>();
  const channelOf = (kind: JobDescription['command']): Channel => {
    const name = channelName(kind);
    const known = channels.get(name);
    if (known !== undefined) return known;
    const channel = newChannel(name);
    channels.set(name, channel);
    return channel;
  };
  return {
    open: (job, kind) => {
      const channel = channelOf(kind);
      channel.printing.add(job);
      const label = (): string => (channel.printing.size > 1 ? `[#${job}] ` : '');
      const printer = kind === 'plan' ? planPrinter(label) : jobPrinter(label);
      return {
        feed: (event) => channel.append(printer.feed(event)),
        show: () => channel.output.show(true),
        end: () => channel.printing.delete(job),
      };
    },
    dispose: () => {
      for (const { output } of channels.values()) output.dispose();
    },
  };
}

/** Tasks and plans have channels of their own; commands share theirs with scripts and files. */
function channelName(kind: JobDescription['command']): string {
  if (kind === 'task') return l10n.t('Baton: Tasks');
  return kind === 'plan' ? l10n.t('Baton: Plans') : l10n.t('Baton: Commands');
}

function newChannel(name: string): Channel {
  const output = window.createOutputChannel(name);
  let collected = '';
  const flush = (): void => {
    const text = collected;
    collected = '';
    output.append(text);
  };
  return {
    output,
    printing: new Set(),
    append: (text) => {
      if (text === '') return;
      if (collected === '') setTimeout(flush, collect);
      collected += text;
    },
  };
}
