import { joinPath } from '../../orchestrator-core/common/index.ts';
import { planEntry } from '../../orchestrator-core/plans/index.ts';
import type { Module } from '../../orchestrator-core/project/index.ts';
import type { Completion } from '../documents/answers.ts';
import type { Span } from '../documents/words.ts';
import type { Workspace } from '../documents/workspace.ts';

import type { YamlPlanDocument } from './document.ts';

/** The files of modules that steps run or upload: `module/path` is in its `files`, else in the module itself. */
export async function planLinks(
  workspace: Workspace,
  { plan, source }: YamlPlanDocument,
): Promise<readonly { readonly span: Span; readonly target: string }[]> {
  const named = plan.steps.flatMap(({ kind, entries }) => {
    const value = kind === 'script' || kind === 'upload' ? planEntry(entries, kind)?.value : undefined;
    return value?.kind === 'string' && value.treatment === 'literal' ? [value] : [];
  });
  if (named.length === 0) return [];
  const modules = await workspace.modulesAround(source.path);
  const found = named.map(async ({ value, inner }) => {
    const target = await locate(workspace, modules, value);
    return target === undefined ? [] : [{ span: inner, target }];
  });
  return (await Promise.all(found)).flat();
}

async function locate(workspace: Workspace, modules: readonly Module[], path: string): Promise<string | undefined> {
  const [name, ...rest] = path.split('/');
  const module = modules.find((each) => each.name === name);
  if (module === undefined || rest.length === 0 || rest.includes('..')) return undefined;
  const inFiles = joinPath(module.directory, 'files', ...rest);
  const exists = (await workspace.files.stat(inFiles)) !== undefined;
  return exists ? inFiles : joinPath(module.directory, ...rest);
}

/** Modules, then what lies in their `files`. */
export async function completeFiles(
  workspace: Workspace,
  path: string,
  written: string,
  span: Span,
): Promise<readonly Completion[]> {
  const parts = written.split('/');
  const own: Span = { start: span.start + written.length - (parts.at(-1)?.length ?? 0), end: span.end };
  const entry = (label: string, isDirectory: boolean): Completion => ({
    label,
    kind: isDirectory ? 'directory' : 'file',
    span: own,
    insert: isDirectory ? `${label}/` : label,
  });
  const modules = await workspace.modulesAround(path);
  if (parts.length === 1) return modules.map((module) => entry(module.name, true));
  const module = modules.find(({ name }) => name === parts[0]);
  if (module === undefined) return [];
  const entries = await workspace.files
    .list(joinPath(module.directory, 'files', ...parts.slice(1, -1)))
    .catch(() => []);
  return entries.map(({ name, kind }) => entry(name, kind === 'directory'));
}
