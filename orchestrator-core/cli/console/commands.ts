import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { Json } from '../../common/index.ts';
import type { Orchestrator } from '../../orchestrator.ts';
import { cliError } from '../cli-error.ts';
import type { Paint } from '../output/paint.ts';
import type { SessionNames } from './session-names.ts';

/** What the console's own commands need. */
export interface CommandPorts {
  readonly names: SessionNames;
  readonly nodes: Orchestrator['nodes'];
  readonly groups: Orchestrator['groups'];
  /** The working directory, absolute. */
  readonly directory: string;
  readonly paint: Paint;
}

/** What comes of a command of the console. */
export type CommandOutcome =
  | { readonly kind: 'quit' }
  /** Something to show, for people and for programs. */
  | { readonly kind: 'shown'; readonly text: string; readonly value: Json }
  /** An input to evaluate, and what of its answer is wanted. */
  | { readonly kind: 'evaluate'; readonly source: string; readonly show: 'answer' | 'type' };

interface ConsoleCommand {
  readonly name: string;
  readonly takes?: string;
  readonly help: string;
  perform(words: string, ports: CommandPorts): Promise<CommandOutcome>;
}

const commands: readonly ConsoleCommand[] = [
  {
    name: 'help',
    help: 'Say what can be typed here',
    perform: async (_, { paint }) => ({ kind: 'shown', text: helpText(paint), value: helpText((__, text) => text) }),
  },
  {
    name: 'vars',
    help: 'List the variables with their values',
    perform: async (_, { names, paint }) => {
      const variables = names.of('variable');
      const lines = variables.map(({ name, text, type }) => `$${name} = ${text}  ${paint('dim', type)}\n`);
      const value = variables.map(({ name, text, type }) => ({ name, type, source: text }));
      return { kind: 'shown', text: lines.join('') || 'There are no variables yet\n', value };
    },
  },
  {
    name: 'type',
    takes: 'EXPRESSION',
    help: 'Evaluate an expression and say the data type of its value',
    perform: async (source) => {
      if (source === '') throw cliError(':type needs an expression: :type [1, 2]');
      return { kind: 'evaluate', source, show: 'type' };
    },
  },
  { name: 'targets', help: 'List the targets and groups of the inventory', perform: (_, ports) => listTargets(ports) },
  {
    name: 'load',
    takes: 'FILE',
    help: 'Evaluate what stands in a file',
    perform: async (file, { directory }) => {
      if (file === '') throw cliError(':load needs a file: :load lib.pp');
      try {
        return { kind: 'evaluate', source: await readFile(resolve(directory, file), 'utf8'), show: 'answer' };
      } catch (error) {
        throw cliError(`Cannot read ${file}: ${error instanceof Error ? error.message : String(error)}`);
      }
    },
  },
  { name: 'quit', help: 'End the console, as Ctrl-D does', perform: async () => ({ kind: 'quit' }) },
];

/** The names of the console's commands, with the colon. */
export const commandNames: readonly string[] = commands.map(({ name }) => `:${name}`);

/** The command that an input is: `:name words`, which no expression begins like. Undefined where it is none. */
export function readCommand(input: string): { readonly name: string; readonly words: string } | undefined {
  const [, name, words = ''] = /^\s*:(?!:)(\S*)\s*([\s\S]*)$/.exec(input) ?? [];
  return name === undefined ? undefined : { name, words: words.trim() };
}

/** @throws OrchestratorError `bolt/cli-error` for a command that there is not. */
export async function performCommand(
  { name, words }: { readonly name: string; readonly words: string },
  ports: CommandPorts,
): Promise<CommandOutcome> {
  const command = commands.find((each) => each.name === name) ?? commands.find((each) => isShort(each.name, name));
  if (command === undefined) throw cliError(`There is no command ':${name}'; ':help' lists them`);
  return command.perform(words, ports);
}

function isShort(name: string, typed: string): boolean {
  return typed !== '' && name.startsWith(typed);
}

function helpText(paint: Paint): string {
  const rows = commands.map(({ name, takes, help }) => [`:${name}${takes === undefined ? '' : ` ${takes}`}`, help]);
  const width = Math.max(...rows.map(([left = '']) => left.length));
  return [
    'Type an expression of the Puppet language; functions of plans act on targets at once:',
    `  ${paint('cyan', "run_command('uptime', 'all')")}`,
    'Variables, functions and type aliases stay, and a variable can be set again. What is not finished goes on in the',
    'next line. Tab completes; Ctrl-C leaves the input, or stops what runs; Ctrl-D ends.',
    '',
    ...rows.map(([left = '', right]) => `  ${left.padEnd(width)}   ${right}`),
    '',
  ].join('\n');
}

async function listTargets({ nodes, groups, paint }: CommandPorts): Promise<CommandOutcome> {
  const [targets, all] = await Promise.all([nodes(), groups()]);
  const width = Math.max(0, ...targets.map(({ name }) => name.length));
  const lines = [
    ...targets.map(({ name, transport }) => `${name.padEnd(width)}  ${paint('dim', transport)}\n`),
    ...all.map((group) => `${paint('cyan', group.name)}: ${group.targets.join(', ')}\n`),
  ];
  return {
    kind: 'shown',
    text: lines.join(''),
    value: {
      targets: targets.map(({ name, transport }) => ({ name, transport })),
      groups: all.map(({ name, targets: members }) => ({ name, targets: members })),
    },
  };
}

/** What a console that only just began says of itself. */
export function greeting(version: string, paint: Paint): string {
  return `Baton ${version}. ${paint('dim', ':help says what can be typed, Tab completes, Ctrl-D ends.')}\n`;
}
