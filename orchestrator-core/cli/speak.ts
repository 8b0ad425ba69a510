import { type Log, OrchestratorError, toErrorValue } from '../common/index.ts';
import { isLogged } from './log-files.ts';
import { errorJson } from './output/json.ts';
import { markedText } from './output/marked-text.ts';
import { type Paint, paintColors, paintNothing } from './output/paint.ts';
import type { ParsedLine } from './parse-options.ts';
import type { Terminal } from './terminal.ts';

// How a command line speaks before its project is known.

const formats = ['human', 'json', 'rainbow'];

/** Whether a terminal wants no colors, or can show none. */
function isPlain({ environment }: Terminal): boolean {
  return Boolean(environment['NO_COLOR']) || environment['TERM'] === 'dumb';
}

/** Where messages for people go until the project has its say. */
export function outPaint(options: ParsedLine | undefined, terminal: Terminal, configured?: boolean): Paint {
  const wanted = options?.flag('color') ?? (configured !== false && !isPlain(terminal));
  return wanted && terminal.outIsTerminal ? paintColors : paintNothing;
}

/** A log on standard error from a level on. */
export function terminalLog(options: ParsedLine, terminal: Terminal, fallback: string): Log {
  const least = options.text('log-level') ?? fallback;
  const paint = terminal.errIsTerminal && !isPlain(terminal) ? paintColors : paintNothing;
  const colors = { trace: 'dim', debug: 'dim', info: 'green', warn: 'yellow', error: 'red' } as const;
  return {
    log: (level, message) => {
      if (isLogged(level, least)) terminal.err(`${paint(colors[level], message)}\n`);
    },
  };
}

/** The format that the options ask for. @throws OrchestratorError for one that there is not. */
export function chooseFormat(options: ParsedLine): 'human' | 'json' | undefined {
  const asked = options.text('format');
  if (asked === undefined) return undefined;
  const possible = options.words[0] === 'query' ? [...formats, 'csv'] : formats;
  if (!possible.includes(asked)) {
    throw new OrchestratorError(
      'bolt/validation-error',
      `Invalid configuration at command line:\n  Value at 'format' must be one of ${possible.join(', ')}`,
    );
  }
  return asked === 'json' ? 'json' : 'human';
}

/** Prints an error in the format of the command, on standard output as Bolt does. */
export async function printError(
  error: unknown,
  format: 'human' | 'json',
  paint: Paint,
  terminal: Terminal,
): Promise<void> {
  const value = toErrorValue(error);
  const text = format === 'json' ? errorJson(value) : `${paint('red', value.msg)}${markedText(value.details)}`;
  await terminal.out(`${text}\n`);
}
