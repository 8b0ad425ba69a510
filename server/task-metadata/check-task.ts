import { extension, joinPath, stem } from '../../orchestrator-core/common/index.ts';
import { problem } from '../documents/codes.ts';
import { listed } from '../documents/listed.ts';
import type { TaskView } from '../documents/task-view.ts';
import type { Change, Fix, Problem, Span } from '../documents/words.ts';
import type { Workspace } from '../documents/workspace.ts';
import { innerSpan, property, spanOf } from '../json/tree.ts';
import { givenParameters } from '../task-script/reads.ts';
import { removalOf } from './check-keys.ts';
import { addKey } from './edit.ts';
import type { MetadataDocument } from './metadata.ts';

/** The task as a whole: its scripts, what they read, noop and who sees it. */
export async function checkTask(
  workspace: Workspace,
  view: TaskView,
  metadata: MetadataDocument,
): Promise<readonly Problem[]> {
  return [
    ...checkExecutables(view, metadata),
    ...checkUnread(view, metadata),
    ...checkNoop(view, metadata),
    ...checkDescription(metadata),
    ...(await checkExposure(workspace, view, metadata)),
  ];
}

/** Where something is said that is about the whole file: its first character. */
function head(metadata: MetadataDocument): Span {
  const start = metadata.root?.offset ?? 0;
  return { start, end: Math.min(start + 1, metadata.source.text.length) };
}

function checkExecutables(view: TaskView, metadata: MetadataDocument): readonly Problem[] {
  if (metadata.hasImplementations) return [];
  const name = stem(view.metadataPath);
  if (view.ownScripts.length === 0) {
    const path = joinPath(view.folder.directory, `${name}.sh`);
    const fix: Fix = { title: `Create ${name}.sh`, files: [{ path, changes: [], create: '#!/bin/sh\nset -eu\n' }] };
    const message = `The task has no script: there is no other file named '${name}' in ${view.folder.directory} and no 'implementations'.`;
    return [problem('missing-script', head(metadata), message, { fixes: [fix] })];
  }
  if (view.ownScripts.length === 1) return [];
  const value = view.ownScripts.map((script) => ({ name: script, requirements: [requirementOf(script)] }));
  return [
    problem(
      'ambiguous-script',
      head(metadata),
      `${listed(view.ownScripts, 'and')} are all scripts of this task: say in 'implementations' which is for which targets.`,
      { fixes: fixWith(metadata, `Add 'implementations'`, addKey(metadata, 'implementations', value)) },
    ),
  ];
}

function requirementOf(script: string): string {
  const suffix = extension(script);
  if (suffix === '.ps1') return 'powershell';
  return suffix === '.rb' ? 'puppet-agent' : 'shell';
}

function fixWith(metadata: MetadataDocument, title: string, change: Change | undefined): readonly Fix[] {
  return change === undefined ? [] : [{ title, files: [{ path: metadata.source.path, changes: [change] }] }];
}

/** Whether every script of the task is known and nothing it reads is hidden. */
function isTransparent(view: TaskView, metadata: MetadataDocument): boolean {
  if (view.scripts.length === 0) return false;
  if (metadata.hasImplementations && view.scripts.length < metadata.implementations.length) return false;
  return view.scripts.every((script) => script.reads?.open === false);
}

/** Every name that a script of the task reads or at least mentions. */
function namesRead(view: TaskView): ReadonlySet<string> {
  return new Set(
    view.scripts.flatMap(({ reads }) => [...(reads?.reads.map((read) => read.name) ?? []), ...(reads?.mentions ?? [])]),
  );
}

function checkUnread(view: TaskView, metadata: MetadataDocument): readonly Problem[] {
  if (!isTransparent(view, metadata)) return [];
  const read = namesRead(view);
  return (metadata.parameters ?? []).flatMap((parameter) => {
    if (givenParameters.has(parameter.name) || read.has(parameter.name)) return [];
    const change = { ...removalOf(parameter.property, metadata.source.text), text: '' };
    const scripts = listed(
      view.scripts.map((script) => script.path.slice(view.folder.directory.length + 1)),
      'and',
    );
    return [
      problem(
        'unread-parameter',
        parameter.nameSpan,
        `${scripts} ${view.scripts.length === 1 ? 'does' : 'do'} not read '${parameter.name}'.`,
        {
          unnecessary: true,
          fixes: fixWith(metadata, `Remove parameter '${parameter.name}'`, change),
        },
      ),
    ];
  });
}

function checkNoop(view: TaskView, metadata: MetadataDocument): readonly Problem[] {
  const entry = property(metadata.root, 'supports_noop');
  if (entry === undefined || !metadata.supportsNoop) return [];
  if (!isTransparent(view, metadata) || namesRead(view).has('_noop')) return [];
  const message = `The task says that it supports noop, but no script reads '_noop': it would make its changes all the same.`;
  return [problem('noop-ignored', spanOf(entry), message)];
}

function checkDescription(metadata: MetadataDocument): readonly Problem[] {
  if (metadata.isPrivate || metadata.description !== undefined || metadata.root?.type !== 'object') return [];
  const message = `Without a 'description' nobody who sees the task in a list knows what it is for.`;
  return [
    problem('missing-description', head(metadata), message, {
      fixes: fixWith(metadata, `Add 'description'`, addKey(metadata, 'description', '')),
    }),
  ];
}

/** A script that is only an implementation of this task is a public task of its own, unless its own metadata hides it. */
async function checkExposure(
  workspace: Workspace,
  view: TaskView,
  metadata: MetadataDocument,
): Promise<readonly Problem[]> {
  const own = stem(view.metadataPath);
  const problems: Problem[] = [];
  for (const { name } of metadata.implementations) {
    if (name === undefined || stem(name.value) === own || !view.executables.includes(name.value)) continue;
    const path = joinPath(view.folder.directory, `${stem(name.value)}.json`);
    const other = await workspace.metadata(path);
    if (other?.isPrivate) continue;
    const text = '{\n  "private": true\n}\n';
    const change = other === undefined ? undefined : addKey(other, 'private', true);
    const file = change === undefined ? { path, changes: [], create: text } : { path, changes: [change] };
    const message = `${name.value} is listed as a task of its own, too; '"private": true' in ${stem(name.value)}.json hides it.`;
    const fixes: readonly Fix[] = [{ title: `Hide the task '${stem(name.value)}' in lists`, files: [file] }];
    problems.push(problem('public-implementation', innerSpan(name, metadata.source.text), message, { fixes }));
  }
  return problems;
}
