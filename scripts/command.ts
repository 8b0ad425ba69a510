import { spawn } from 'node:child_process';
import { root } from './build.ts';

/** What a command said and how it ended. */
export interface CommandEnd {
  readonly code: number;
  /** stdout and stderr as they came. */
  readonly output: string;
}

/** How a command is run. */
export interface CommandOptions {
  readonly cwd?: string;
  readonly env?: NodeJS.ProcessEnv;
  /** Called with each piece of output while the command runs. */
  readonly onOutput?: (text: string) => void;
}

/** Runs a command to its end. A command that cannot be started ends with code 127. */
export function run(command: string, args: readonly string[], options: CommandOptions = {}): Promise<CommandEnd> {
  return new Promise((resolve) => {
    const child = spawn(command, args, {
      cwd: options.cwd ?? root,
      env: options.env ?? process.env,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let output = '';
    const take = (chunk: Buffer) => {
      const text = chunk.toString();
      output += text;
      options.onOutput?.(text);
    };
    child.stdout.on('data', take);
    child.stderr.on('data', take);
    child.on('error', (error) => resolve({ code: 127, output: `${command}: ${error.message}` }));
    child.on('close', (code, signal) =>
      resolve({ code: code ?? 1, output: signal === null ? output : `${output}${command} was ended by ${signal}` }),
    );
  });
}
