/** Starts the real VS Code with the extension installed, for `npm start` and for the end-to-end tests. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { run } from './command.ts';
import type { Editor } from './vscode.ts';

/** What to open and where the editor may write. */
export interface SessionOptions {
  readonly editor: Editor;
  /** The extension's package; installed before the editor starts. */
  readonly vsix: string;
  /** The folder to open. */
  readonly folder: string;
  /** Where the editor keeps its settings, extensions and logs. */
  readonly home: string;
  /** Written as the user's settings when given. */
  readonly settings?: Readonly<Record<string, unknown>>;
  /** 0 means any free one. */
  readonly port: number;
  /** Whether VS Code asks before it trusts the folder. */
  readonly trust: 'ask' | 'given';
  readonly env?: NodeJS.ProcessEnv;
  /** Ends the editor, also while it is still starting. */
  readonly signal?: AbortSignal;
  readonly onOutput?: (text: string) => void;
}

/** An editor that is up. */
export interface Session {
  /** The address that shows the folder. */
  readonly url: string;
  /** Settles when the editor has ended by itself or through {@link Session.close}. */
  readonly ended: Promise<void>;
  /** Ends the editor with everything it started. */
  close(): Promise<void>;
}

/** What must not leak from `npm run` or from a terminal inside another VS Code into the editor. */
const foreign =
  /^(npm_|NODE_OPTIONS$|NODE_TEST_CONTEXT$|INIT_CWD$|VSCODE_|CODE_SERVER_|ELECTRON_|PORT$|PASSWORD$|HASHED_PASSWORD$)/;

function cleanEnvironment(extra: NodeJS.ProcessEnv = {}): NodeJS.ProcessEnv {
  const kept = Object.entries(process.env).filter(([name]) => !foreign.test(name));
  return { ...Object.fromEntries(kept), ...extra };
}

/** @throws Error with the editor's own words when it does not come up. */
export async function startSession(options: SessionOptions): Promise<Session> {
  const user = join(options.home, 'user-data');
  const common = [
    options.editor.program,
    ...['--user-data-dir', user, '--extensions-dir', join(options.home, 'extensions')],
    ...['--config', join(options.home, 'config.yaml'), '--disable-telemetry', '--disable-update-check'],
  ];
  const env = cleanEnvironment(options.env);
  await mkdir(join(user, 'User'), { recursive: true });
  await writeFile(join(options.home, 'config.yaml'), '');
  if (options.settings !== undefined) {
    await writeFile(join(user, 'User/settings.json'), JSON.stringify(options.settings, undefined, 2));
  }
  const install = await run(options.editor.node, [...common, '--install-extension', options.vsix, '--force'], { env });
  if (install.code !== 0) throw new Error(`VS Code refused the extension ${options.vsix}:\n${install.output}`);
  const child = spawn(
    options.editor.node,
    [
      ...common,
      ...['--auth', 'none', '--bind-addr', `127.0.0.1:${options.port}`, '--disable-getting-started-override'],
      ...(options.trust === 'given' ? ['--disable-workspace-trust'] : []),
    ],
    // A process group of its own, so that all of it can be ended at once.
    { env, detached: true, stdio: ['ignore', 'pipe', 'pipe'] },
  );
  const ended = once(child, 'exit').then(() => undefined);
  options.signal?.addEventListener('abort', () => void endGroup(child, ended), { once: true });
  const address = await listening(child, ended, options.onOutput);
  return {
    url: `${address}/?folder=${encodeURI(options.folder)}`,
    ended,
    close: () => endGroup(child, ended),
  };
}

/** Waits for the line in which code-server says where it listens. */
async function listening(
  child: ChildProcess,
  ended: Promise<void>,
  onOutput?: (text: string) => void,
): Promise<string> {
  let output = '';
  const found = new Promise<string>((resolve) => {
    const take = (chunk: Buffer) => {
      output = `${output}${chunk}`.slice(-20_000);
      onOutput?.(chunk.toString());
      const match = /HTTP server listening on (http:\/\/[\d.]+:\d+)/.exec(output);
      if (match?.[1] !== undefined) resolve(match[1]);
    };
    child.stdout?.on('data', take);
    child.stderr?.on('data', take);
  });
  const dead = ended.then(() => {
    const busy = output.includes('EADDRINUSE') ? 'Its port is taken; choose another with --port N.\n' : '';
    throw new Error(`VS Code did not start. ${busy}${output}`);
  });
  // It may also end later, which is nobody's error.
  dead.catch(() => undefined);
  return await Promise.race([found, dead]);
}

async function endGroup(child: ChildProcess, ended: Promise<void>): Promise<void> {
  const { pid } = child;
  if (pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
  process.kill(-pid, 'SIGTERM');
  const timer = setTimeout(() => process.kill(-pid, 'SIGKILL'), 10_000);
  await ended;
  clearTimeout(timer);
}
