import { joinPath } from '../../../orchestrator-core/common/index.ts';
import type { Completion } from '../../documents/answers.ts';
import type { Workspace } from '../../documents/workspace.ts';

import { callAt } from './arguments.ts';
import type { Site } from './site.ts';

/** The directory of a module that a function looks in for `MODULE/FILE`. */
const mounts: Readonly<Record<string, string>> = {
  epp: 'templates',
  template: 'templates',
  file: 'files',
  binary_file: 'files',
  find_file: 'files',
  run_script: 'files',
  upload_file: 'files',
  'file::read': 'files',
  'file::exists': 'files',
  'file::readable': 'files',
};

const url = 'puppet:///modules/';

/** Modules, directories and files in a text that names a file of a module. Undefined where a text names none. */
export async function completeFiles(workspace: Workspace, site: Site): Promise<readonly Completion[] | undefined> {
  const { code, cursor, offset } = site;
  const written = cursor.source.slice(cursor.span.start, offset);
  const inner = written.startsWith(url) ? written.slice(url.length) : undefined;
  const call = inner === undefined ? callAt(site) : undefined;
  const mount = inner !== undefined ? 'files' : call?.index === 0 ? mounts[call.name] : undefined;
  if (mount === undefined) return undefined;
  const parts = (inner ?? written).split('/');
  const span = { start: offset - (parts.at(-1)?.length ?? 0), end: cursor.span.end };
  const modules = await workspace.modulesAround(code.path);
  if (parts.length === 1) return modules.map(({ name }) => directory(name, span));
  const module = modules.find(({ name }) => name === parts[0]);
  if (module === undefined || parts.includes('..')) return [];
  const path = joinPath(module.directory, mount, ...parts.slice(1, -1));
  const entries = await workspace.files.list(path).catch(() => []);
  return entries.map(({ name, kind }) =>
    kind === 'directory' ? directory(name, span) : { label: name, kind: 'file', span, insert: name },
  );
}

function directory(name: string, span: Completion['span']): Completion {
  return { label: name, kind: 'directory', span, insert: `${name}/` };
}
