/**
 * A real VS Code to run the extension in: code-server, built once per machine into a cache outside the repository.
 * An installation is complete or absent; two that start at once wait for each other.
 */
import { existsSync } from 'node:fs';
import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { run } from './command.ts';
import { provision } from './provision.ts';

const version = '4.139.1';
const nodeVersion = '24.21.0';
const nodePackage = `node-linux-${process.arch}`;
const cache = join(process.env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache'), 'baton');
const directory = join(cache, `code-server-${version}`);

/** Where the editor is. */
export interface Editor {
  /** The Node that it was built for. */
  readonly node: string;
  /** code-server's program, to be run by that Node. */
  readonly program: string;
}

function editorIn(place: string): Editor {
  return {
    node: join(place, 'node_modules', nodePackage, 'bin/node'),
    program: join(place, 'node_modules/code-server/out/node/entry.js'),
  };
}

function isComplete(place: string): boolean {
  const { node, program } = editorIn(place);
  const server = join(place, 'node_modules/code-server/lib/vscode');
  return [node, program, join(server, 'out/server-main.js'), join(server, 'node_modules/node-pty/package.json')].every(
    (path) => existsSync(path),
  );
}

/** Installs the editor where it is not yet. @throws Error that says what failed and what to do. */
export async function ensureEditor(onProgress: (text: string) => void = () => undefined): Promise<Editor> {
  if (!isComplete(directory)) {
    await mkdir(cache, { recursive: true });
    onProgress(`Installing VS Code (code-server ${version}) into ${directory}; this takes some minutes, once.`);
    // flock(1) is part of every Debian, and the kernel lets go of the lock when its holder dies, however it dies.
    const end = await run('flock', [`${directory}.lock`, process.execPath, import.meta.filename]);
    if (end.code !== 0) throw new Error(`VS Code could not be installed into ${directory}:\n${end.output}`);
  }
  return editorIn(directory);
}

async function npm(place: string, packages: readonly string[], env: NodeJS.ProcessEnv): Promise<void> {
  const end = await run('npm', ['install', '--no-audit', '--no-fund', ...packages], { cwd: place, env });
  if (end.code !== 0) throw new Error(`npm install ${packages.join(' ')} failed in ${place}:\n${end.output}`);
}

/** Builds beside the final place and moves the finished whole there. Only to be called under the lock. */
async function install(): Promise<void> {
  if (isComplete(directory)) return;
  await provision('editor');
  const partial = `${directory}.partial`;
  await rm(partial, { recursive: true, force: true });
  await mkdir(partial, { recursive: true });
  const allowScripts = { 'code-server': true, [nodePackage]: true };
  await writeFile(join(partial, 'package.json'), JSON.stringify({ private: true, allowScripts }));
  // A clean environment: inside `npm run`, npm's own variables would point at this repository.
  const clean = Object.fromEntries(
    Object.entries(process.env).filter(
      ([name]) => !/^npm_(?!config_(registry|cafile|https?_proxy|noproxy)$)/i.test(name),
    ),
  );
  const headers = join(partial, 'node_modules', nodePackage);
  await npm(partial, [`${nodePackage}@${nodeVersion}`], clean);
  const path = `${join(headers, 'bin')}:${process.env['PATH'] ?? ''}`;
  await npm(partial, [`code-server@${version}`], { ...clean, PATH: path, npm_config_nodedir: headers });
  if (!isComplete(partial))
    throw new Error(`npm said it installed code-server ${version}, but ${partial} is not whole`);
  await rm(directory, { recursive: true, force: true });
  await rename(partial, directory);
}

if (import.meta.main) {
  try {
    await install();
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = 1;
  }
}
