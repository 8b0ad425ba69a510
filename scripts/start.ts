/**
 * `npm start`: a real VS Code in the browser with the extension of this checkout and a project to try it on.
 * `npm start -- --project DIR` opens another project, `--port N` listens elsewhere. package.json says `exec`, because npm
 * passes a signal on to the shell only, which would end without this program.
 */
import { existsSync } from 'node:fs';
import { cp, mkdir, stat, writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { root } from './build.ts';
import { startSession } from './editor-session.ts';
import { packageExtension } from './package.ts';
import { ensureEditor } from './vscode.ts';

const usage = 'usage: npm start -- [--project DIR] [--port N]';
const data = join(process.env['XDG_DATA_HOME'] ?? join(homedir(), '.local/share'), 'baton');

interface Arguments {
  readonly project: string | undefined;
  readonly port: number;
}

function readArguments(): Arguments {
  const { values } = parseArgs({ options: { project: { type: 'string' }, port: { type: 'string', default: '8080' } } });
  const port = Number(values.port);
  if (!Number.isInteger(port) || port < 0 || port > 65535) throw new Error(`--port takes a number from 0 to 65535.`);
  return {
    project: values.project === undefined ? undefined : resolve(process.env['INIT_CWD'] ?? '.', values.project),
    port,
  };
}

/** A copy that stays between starts, so that edits are kept and the repository stays clean. */
async function exampleProject(): Promise<string> {
  const copy = join(data, 'example');
  if (!existsSync(copy)) await cp(join(root, 'example'), copy, { recursive: true });
  return copy;
}

async function projectAt(directory: string): Promise<string> {
  const found = await stat(directory).catch(() => undefined);
  if (!found?.isDirectory())
    throw new Error(`${directory} is no directory; --project takes one with a bolt-project.yaml.`);
  return directory;
}

/** Puts `baton` on the path of the editor's terminals. */
async function commandDirectory(): Promise<string> {
  const directory = join(data, 'bin');
  await mkdir(directory, { recursive: true });
  const script = `#!/bin/sh\nexec '${process.execPath}' '${join(root, 'dist/baton.cjs')}' "$@"\n`;
  await writeFile(join(directory, 'baton'), script, { mode: 0o755 });
  return directory;
}

async function main(): Promise<void> {
  const { project, port } = readArguments();
  const folder = project === undefined ? await exampleProject() : await projectAt(project);
  const editor = await ensureEditor(console.log);
  console.log('Building the extension.');
  const vsix = await packageExtension();
  const stop = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => stop.abort());
  const session = await startSession({
    editor,
    vsix,
    folder,
    home: join(data, 'vscode'),
    port,
    signal: stop.signal,
    // The example is ours; of another folder VS Code asks first, and Baton runs nothing until it is trusted.
    trust: project === undefined ? 'given' : 'ask',
    env: { PATH: `${await commandDirectory()}:${process.env['PATH'] ?? ''}` },
  });
  console.log(`\nProject: ${folder}${project === undefined ? ' (a copy; remove it to get a new one)' : ''}`);
  console.log(`VS Code: ${session.url}\n\nCtrl+C ends it.`);
  await session.ended;
}

try {
  await main();
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  if (error instanceof TypeError) console.error(usage);
  process.exitCode = 1;
}
