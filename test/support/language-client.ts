import { type ChildProcess, fork, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import {
  createMessageConnection,
  IPCMessageReader,
  IPCMessageWriter,
  type MessageConnection,
  StreamMessageReader,
  StreamMessageWriter,
} from 'vscode-jsonrpc/node';

/** A diagnostic as the protocol has it, as far as tests look. */
export interface Diagnostic {
  readonly code: string;
  readonly message: string;
  readonly severity: number;
  readonly range: { readonly start: Position; readonly end: Position };
  readonly relatedInformation?: readonly {
    readonly message: string;
    readonly location: { readonly uri: string; readonly range: Diagnostic['range'] };
  }[];
}

export interface Position {
  readonly line: number;
  readonly character: number;
}

export interface Published {
  readonly uri: string;
  readonly version?: number;
  readonly diagnostics: readonly Diagnostic[];
}

/** A small editor: it starts the language server and speaks the protocol. */
export interface LanguageClient {
  readonly connection: MessageConnection;
  readonly process: ChildProcess;
  open(uri: string, text: string): Promise<void>;
  /** Replaces a range, as a keystroke does. */
  edit(uri: string, version: number, range: Diagnostic['range'], text: string): Promise<void>;
  /** The last pushed diagnostics that satisfy `wanted`, else the next. */
  published(wanted: (published: Published) => boolean): Promise<Published>;
  /** The next pushed diagnostics that satisfy `wanted`. */
  nextPublished(wanted: (published: Published) => boolean): Promise<Published>;
  pull(uri: string): Promise<readonly Diagnostic[]>;
  at<T>(method: string, uri: string, position: Position, more?: object): Promise<T>;
  /** Resolves when the server said that what it does in the background is over. */
  progressEnded(): Promise<void>;
  /** Shuts the server down and waits for its process. */
  close(): Promise<number | null>;
}

export interface ClientOptions {
  readonly transport?: 'stdio' | 'ipc';
  /** The program and arguments of another server, which speaks over standard input and output. */
  readonly command?: readonly string[];
  readonly capabilities?: object;
  readonly initializationOptions?: object;
  /** What is answered when the server asks for a section of the settings. */
  readonly settings?: (section: string) => unknown;
  /** The addresses of the folders that are open. */
  readonly folders?: readonly string[];
}

const repository = join(import.meta.dirname, '../..');

/** The program under test: the bundle named by `BATON_SERVER`, else the unbuilt module. */
export const serverProgram: string = process.env['BATON_SERVER'] ?? join(repository, 'server/main.ts');

const ours: readonly string[] = [process.execPath, serverProgram, '--stdio'];

function start({ transport, command = ours }: ClientOptions): { process: ChildProcess; connection: MessageConnection } {
  if (transport === 'ipc') {
    const child = fork(serverProgram, ['--node-ipc'], { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
    return {
      process: child,
      connection: createMessageConnection(new IPCMessageReader(child), new IPCMessageWriter(child)),
    };
  }
  const [program = '', ...args] = command;
  const child = spawn(program, args, { stdio: ['pipe', 'pipe', 'inherit'] });
  const connection = createMessageConnection(
    new StreamMessageReader(child.stdout),
    new StreamMessageWriter(child.stdin),
  );
  return { process: child, connection };
}

/** Starts the server and initializes it. */
export async function startLanguageClient(options: ClientOptions = {}): Promise<LanguageClient> {
  const { process: child, connection } = start(options);
  const exited = once(child, 'exit');
  const seen: Published[] = [];
  const waiting = new Set<(published: Published) => void>();
  connection.onNotification('textDocument/publishDiagnostics', (published: Published) => {
    seen.push(published);
    for (const tell of waiting) tell(published);
  });
  const ended = new Promise<void>((resolve) => {
    connection.onNotification('$/progress', ({ value }: { readonly value: { readonly kind: string } }) => {
      if (value.kind === 'end') resolve();
    });
  });
  connection.onRequest('window/workDoneProgress/create', () => null);
  connection.onRequest(
    'workspace/configuration',
    ({ items }: { readonly items: readonly { readonly section: string }[] }) =>
      items.map(({ section }) => options.settings?.(section) ?? null),
  );
  connection.listen();
  await connection.sendRequest('initialize', {
    processId: process.pid,
    rootUri: null,
    workspaceFolders: options.folders?.map((uri) => ({ uri, name: uri })) ?? null,
    capabilities: options.capabilities ?? {},
    initializationOptions: options.initializationOptions,
  });
  await connection.sendNotification('initialized', {});
  const textDocument = (uri: string) => ({ uri });
  const next = (wanted: (published: Published) => boolean): Promise<Published> =>
    new Promise((resolve) => {
      const tell = (published: Published): void => {
        if (!wanted(published)) return;
        waiting.delete(tell);
        resolve(published);
      };
      waiting.add(tell);
    });
  return {
    connection,
    process: child,
    open: (uri, text) =>
      connection.sendNotification('textDocument/didOpen', {
        textDocument: { uri, languageId: uri.endsWith('.pp') ? 'puppet' : 'json', version: 1, text },
      }),
    edit: (uri, version, range, text) =>
      connection.sendNotification('textDocument/didChange', {
        textDocument: { uri, version },
        contentChanges: [{ range, text }],
      }),
    published: async (wanted) => seen.findLast(wanted) ?? next(wanted),
    nextPublished: next,
    pull: async (uri) => {
      const report: { items: readonly Diagnostic[] } = await connection.sendRequest('textDocument/diagnostic', {
        textDocument: textDocument(uri),
      });
      return report.items;
    },
    at: (method, uri, position, more = {}) =>
      connection.sendRequest(`textDocument/${method}`, { textDocument: textDocument(uri), position, ...more }),
    progressEnded: () => ended,
    close: async () => {
      await connection.sendRequest('shutdown');
      await connection.sendNotification('exit');
      const [code] = await exited;
      connection.dispose();
      return code;
    },
  };
}

/** A project on the disk, removed with `remove`. */
export interface DiskProject {
  readonly directory: string;
  uri(name: string): string;
  write(name: string, text: string): void;
  remove(): void;
}

export function diskProject(files: Readonly<Record<string, string>>): DiskProject {
  const directory = mkdtempSync(join(tmpdir(), 'baton-lsp-'));
  const write = (name: string, text: string): void => {
    const path = join(directory, name);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text);
  };
  for (const [name, text] of Object.entries(files)) write(name, text);
  return {
    directory,
    uri: (name) => pathToFileURL(join(directory, name)).href,
    write,
    remove: () => rmSync(directory, { recursive: true, force: true }),
  };
}
