import type { Context } from './context.ts';
import { paintNothing } from './output/paint.ts';
import type { ParsedLine } from './parse-options.ts';
import { terminalLog } from './speak.ts';
import type { Terminal } from './terminal.ts';

/** A terminal of a test: what is written is kept, and questions have the given answers. */
export function testTerminal({
  answers = [],
  isTerminal = false,
}: {
  readonly answers?: readonly string[];
  readonly isTerminal?: boolean;
} = {}): { readonly terminal: Terminal; out(): string; err(): string } {
  let out = '';
  let err = '';
  const left = [...answers];
  const terminal: Terminal = {
    out: async (text) => {
      out += text;
    },
    err: (text) => {
      err += text;
    },
    readInput: async () => '',
    ask: async (question) => {
      err += question;
      return left.shift() ?? '';
    },
    inIsTerminal: answers.length > 0,
    outIsTerminal: isTerminal,
    errIsTerminal: isTerminal,
    columns: 100,
    environment: {},
    directory: '/',
  };
  return { terminal, out: () => out, err: () => err };
}

/** The context of a command in a test, in a project without anything. */
export function testContext(options: ParsedLine): { readonly context: Context; out(): string; err(): string } {
  const { terminal, out, err } = testTerminal();
  const context: Context = {
    terminal,
    options,
    format: options.text('format') === 'json' ? 'json' : 'human',
    paint: paintNothing,
    log: terminalLog(options, terminal, 'warn'),
    project: {
      directory: '/p',
      modulepath: [],
      modules: [],
      shadowed: [],
      disabledWarnings: [],
      hieraPath: '/p/hiera.yaml',
      inventoryPath: '/p/inventory.yaml',
      saveRerun: false,
      rerunPath: '/p/.rerun.json',
      logs: { files: [] },
    },
    overrides: {},
    warn: (id, message) => terminal.err(`${message} [ID: ${id}]\n`),
  };
  return { context, out, err };
}
