import { enableCodeCache } from '../code-cache.ts';
import type { ExtraCommands } from './extra-command.ts';

/** The oldest Node that has everything the orchestrator is made of (SQLite among it). */
const oldest = '22.16';

function isTooOld(version: string): boolean {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  const [oldestMajor = 0, oldestMinor = 0] = oldest.split('.').map(Number);
  return major < oldestMajor || (major === oldestMajor && minor < oldestMinor);
}

/** What the program brings along to the command line. */
export interface ProgramParts {
  /** The directory that the program lies in, built or not. */
  readonly directory: string;
  readonly commands: ExtraCommands;
}

async function main({ directory, commands }: ProgramParts): Promise<number> {
  const line = process.argv.slice(2);
  if (line[0] === '--version') {
    const { version } = await import('../version.ts');
    process.stdout.write(`${version}\n`);
    return 0;
  }
  if (isTooOld(process.versions.node)) {
    const { projectNode, runUnder } = await import('./newer-node.ts');
    const node = projectNode(directory);
    if (node !== undefined) return runUnder(node, process.argv.slice(1));
    process.stdout.write(`baton needs Node ${oldest} or newer; this is Node ${process.versions.node}.\n`);
    return 1;
  }
  enableCodeCache();
  const [{ runProgram }, { processTerminal }] = await Promise.all([import('./program.ts'), import('./terminal.ts')]);
  return runProgram(line, processTerminal(), commands);
}

/** Runs this process's command line and sets its exit code. */
export function startProgram(parts: ProgramParts): void {
  void main(parts).then(
    (code) => {
      process.exitCode = code;
    },
    (error: unknown) => {
      // Expected failures are printed by then: this one is a bug, and its trace is what a report needs.
      process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`);
      process.exitCode = 1;
    },
  );
}
