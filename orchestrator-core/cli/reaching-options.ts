import { resolve } from 'node:path';
import type { Json, JsonObject } from '../common/index.ts';
import type { OptionRule } from './option-table.ts';
import type { ParsedLine } from './parse-options.ts';
import type { Terminal } from './terminal.ts';

/**
 * How targets are reached: options of the transports that have them, below what the inventory says, as in Bolt. The
 * names are those of the inventory.
 */
export const reachingOptions: readonly OptionRule[] = [
  { name: 'user', short: 'u', kind: 'text', value: 'USER', help: 'The user to sign in as' },
  { name: 'password', short: 'p', kind: 'text', value: 'PASSWORD', help: 'The password to sign in with' },
  { name: 'password-prompt', kind: 'flag', help: 'Ask for the password to sign in with' },
  { name: 'private-key', kind: 'text', value: 'FILE', help: 'The private key to sign in with over ssh' },
  { name: 'host-key-check', kind: 'switch', help: 'Check the keys of ssh hosts' },
  { name: 'ssl', kind: 'switch', help: 'Use TLS with WinRM' },
  { name: 'ssl-verify', kind: 'switch', help: 'Check the certificates of WinRM hosts' },
  { name: 'run-as', kind: 'text', value: 'USER', help: 'The user to become on the targets' },
  { name: 'sudo-password', kind: 'text', value: 'PASSWORD', help: 'The password for becoming that user' },
  { name: 'sudo-password-prompt', kind: 'flag', help: 'Ask for the password for becoming that user' },
  { name: 'sudo-executable', kind: 'text', value: 'PROGRAM', help: 'The program that is used for it instead of sudo' },
  { name: 'connect-timeout', kind: 'integer', value: 'SECONDS', help: 'How long connecting to a target may take' },
  { name: 'native-ssh', kind: 'switch', help: "Use this machine's own ssh" },
  { name: 'ssh-command', kind: 'text', value: 'PROGRAM', help: 'The ssh to use, with --native-ssh' },
  { name: 'copy-command', kind: 'text', value: 'COMMAND', help: 'What copies files, with --native-ssh' },
  { name: 'tty', kind: 'switch', help: 'Give commands a terminal on targets that can' },
  { name: 'tmpdir', kind: 'text', value: 'DIRECTORY', help: 'Where temporary files are put on the targets' },
  { name: 'cleanup', kind: 'switch', help: 'Remove temporary files from the targets' },
];

const asking = { 'password-prompt': 'password', 'sudo-password-prompt': 'sudo-password' } as const;
const questions = {
  password: 'Please enter your password: ',
  'sudo-password': 'Please enter your privilege escalation password: ',
} as const;

/** What the options say of how targets are reached, by the names of the inventory; asks for passwords where it should. */
export async function readReaching(options: ParsedLine, terminal: Terminal): Promise<JsonObject> {
  const said: Record<string, Json> = {};
  for (const { name, kind } of reachingOptions) {
    const value =
      kind === 'text' ? options.text(name) : kind === 'integer' ? options.integer(name) : options.flag(name);
    if (value === undefined || name in asking) continue;
    said[name] = name === 'private-key' && typeof value === 'string' ? resolve(terminal.directory, value) : value;
  }
  for (const prompt of ['password-prompt', 'sudo-password-prompt'] as const) {
    if (!options.flag(prompt)) continue;
    const name = asking[prompt];
    said[name] = await terminal.ask(questions[name], { hidden: true });
  }
  return said;
}

/** The options among them that were given, as they are spelled. */
export function givenReaching(options: ParsedLine): readonly string[] {
  return reachingOptions.flatMap(({ name, kind }) => {
    if (kind === 'text') return options.text(name) === undefined ? [] : [name];
    if (kind === 'integer') return options.integer(name) === undefined ? [] : [name];
    const flag = options.flag(name);
    return flag === undefined ? [] : [flag ? name : `no-${name}`];
  });
}
