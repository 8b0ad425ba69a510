import { mkdir, mkdtemp, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { diskFiles } from '../../../orchestrator-core/node/index.ts';
import { createOverlay } from '../../../server/documents/overlay.ts';
import type { Problem } from '../../../server/documents/words.ts';
import { createWorkspace, type Workspace } from '../../../server/documents/workspace.ts';
import { diagnostics } from '../../../server/features/diagnostics.ts';
import { nodeRuntime } from '../../../server/node-runtime.ts';
import { createParsers } from '../../../server/task-script/parsers.ts';
import type { FoundModule } from './find-modules.ts';

/** A problem with the file that it is in. */
export interface FoundProblem extends Problem {
  /** Where the file really lies. */
  readonly path: string;
  /** From the module's name on. */
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

/** What became of the modules. */
export interface Judged {
  readonly modules: number;
  readonly files: number;
  readonly problems: readonly FoundProblem[];
}

const notTheirs = new Set(['.git', 'node_modules', 'fixtures', 'vendor', '.modules']);

/** Puts the modules on one modulepath and asks for the diagnostics of every file of theirs. */
export async function judgeModules(modules: readonly FoundModule[]): Promise<Judged> {
  const root = await mkdtemp(join(tmpdir(), 'baton-real-modules-'));
  try {
    const home = join(root, 'modules');
    await mkdir(home);
    for (const { name, directory } of modules) await symlink(directory, join(home, name));
    const runtime = nodeRuntime(join(import.meta.dirname, '../../../server'));
    const workspace = createWorkspace(createOverlay(diskFiles), { ...runtime, parsers: createParsers(runtime) });
    // A verdict must not depend on how far the reading has come.
    workspace.index.open([root]);
    await workspace.index.settled();
    const problems: FoundProblem[] = [];
    let files = 0;
    for (const { name, directory } of modules) {
      for await (const file of filesBelow(join(home, name))) {
        if ((await workspace.kindOf(file)) === undefined) continue;
        files += 1;
        const inModule = file.slice(home.length + 1);
        const path = join(directory, inModule.slice(name.length + 1));
        for (const problem of await judgeFile(workspace, file)) problems.push({ ...problem, path, file: inModule });
      }
    }
    return { modules: modules.length, files, problems };
  } finally {
    await rm(root, { recursive: true });
  }
}

async function judgeFile(
  workspace: Workspace,
  file: string,
): Promise<readonly (Problem & { readonly line: number; readonly column: number })[]> {
  const found = await diagnostics(workspace, file);
  if (found.length === 0) return [];
  const text = (await workspace.files.source(file))?.text ?? '';
  return found.map((problem) => {
    const before = text.slice(0, problem.start).split('\n');
    return { ...problem, line: before.length, column: (before.at(-1)?.length ?? 0) + 1 };
  });
}

async function* filesBelow(directory: string): AsyncGenerator<string> {
  for (const { name, kind } of await diskFiles.list(directory)) {
    const path = join(directory, name);
    if (kind === 'file') yield path;
    else if (kind === 'directory' && !notTheirs.has(name)) yield* filesBelow(path);
  }
}
