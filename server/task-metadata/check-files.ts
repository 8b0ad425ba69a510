import { extension, type Files, joinPath, nearest } from '../../orchestrator-core/common/index.ts';
import { modulesBesideBolt } from '../../orchestrator-core/language/index.ts';
import type { Module } from '../../orchestrator-core/project/index.ts';
import { problem } from '../documents/codes.ts';
import { listed } from '../documents/listed.ts';
import type { TaskView } from '../documents/task-view.ts';
import type { Fix, Problem } from '../documents/words.ts';
import { innerSpan, type StringASTNode } from '../json/tree.ts';
import type { MetadataDocument } from './metadata.ts';

/** The directories of a module whose files a task may carry along. */
export const mounts: readonly string[] = ['files', 'lib', 'scripts', 'tasks'];

/** The features that transports provide by themselves, and what each says of a target. */
export const knownFeatures: ReadonlyMap<string, string> = new Map([
  ['shell', 'Targets with a POSIX shell: local, ssh, containers and agents on Unix.'],
  ['powershell', 'Targets with PowerShell: winrm and agents on Windows.'],
  ['puppet-agent', "Targets with Puppet's agent installed, and with it Puppet's Ruby."],
]);

/** `implementations`: the files must exist and the requirements be features, if only `declared` by the inventory. */
export function checkImplementations(
  view: TaskView,
  metadata: MetadataDocument,
  declared: readonly string[],
): readonly Problem[] {
  return metadata.implementations.flatMap((implementation) => {
    const { name, requirements } = implementation;
    return [
      ...(name === undefined ? [] : checkImplementationName(view, metadata, name)),
      ...requirements.flatMap((requirement) => checkRequirement(metadata, requirement, declared)),
    ];
  });
}

function checkImplementationName(view: TaskView, metadata: MetadataDocument, name: StringASTNode): readonly Problem[] {
  if (view.executables.includes(name.value)) return [];
  const meant = nearest(name.value, view.executables);
  const message = name.value.includes('/')
    ? `An implementation is the name of a file beside this one, without directories.`
    : `There is no '${name.value}' in ${view.folder.directory}.${meant === undefined ? '' : ` Did you mean '${meant}'?`}`;
  const span = innerSpan(name, metadata.source.text);
  return [
    problem('missing-implementation', span, message, {
      fixes: meant === undefined ? [] : [replace(metadata, name, meant)],
    }),
  ];
}

function checkRequirement(
  metadata: MetadataDocument,
  requirement: StringASTNode,
  declared: readonly string[],
): readonly Problem[] {
  if (knownFeatures.has(requirement.value) || declared.includes(requirement.value)) return [];
  const meant = nearest(requirement.value, [...knownFeatures.keys(), ...declared]);
  const advice =
    meant === undefined
      ? `Targets have ${listed([...knownFeatures.keys()])}; any other must be among the \`features\` of the inventory.`
      : `Did you mean '${meant}'?`;
  return [
    problem(
      'unknown-requirement',
      innerSpan(requirement, metadata.source.text),
      `Nothing provides the feature '${requirement.value}'. ${advice}`,
      { fixes: meant === undefined ? [] : [replace(metadata, requirement, meant)] },
    ),
  ];
}

function replace(metadata: MetadataDocument, node: StringASTNode, text: string): Fix {
  const change = { ...innerSpan(node, metadata.source.text), text };
  return { title: `Change '${node.value}' to '${text}'`, files: [{ path: metadata.source.path, changes: [change] }] };
}

/** `files`: `module/mount/path`, a trailing slash for directories and only for them, and there must be something. */
export async function checkFiles(
  files: Files,
  view: TaskView,
  metadata: MetadataDocument,
  modules: readonly Module[],
): Promise<readonly Problem[]> {
  const entries = [...metadata.files, ...metadata.implementations.flatMap((one) => one.files)];
  const found = await Promise.all(entries.map((entry) => checkFile(files, view, metadata, modules, entry)));
  return found.flat();
}

async function checkFile(
  files: Files,
  view: TaskView,
  metadata: MetadataDocument,
  modules: readonly Module[],
  entry: StringASTNode,
): Promise<readonly Problem[]> {
  const span = innerSpan(entry, metadata.source.text);
  const fault = pathFault(entry.value);
  if (fault !== undefined) return [problem('files-path', span, fault)];
  const [name = '', mount = ''] = entry.value.split('/');
  const module = modules.find((candidate) => candidate.name === name);
  if (module === undefined) {
    // A module that stands alone says nothing about where the others are, and some come with Bolt.
    if (view.folder.project === undefined || modulesBesideBolt.has(name)) return [];
    const meant = nearest(
      name,
      modules.map((one) => one.name),
    );
    const advice = meant === undefined ? '' : ` Did you mean '${meant}'?`;
    return [problem('missing-file', span, `There is no module '${name}' on the modulepath.${advice}`)];
  }
  const path = joinPath(module.directory, mount, ...entry.value.split('/').slice(2));
  const stat = await files.stat(path);
  if (stat === undefined) return [problem('missing-file', span, `There is no ${path}.`)];
  const isDirectory = stat.kind === 'directory';
  if (isDirectory === entry.value.endsWith('/')) return [];
  const right = isDirectory ? `${entry.value}/` : entry.value.slice(0, -1);
  const message = isDirectory
    ? `'${entry.value}' is a directory: write '${right}' with a slash at the end.`
    : `'${entry.value}' is a file: write '${right}' without the slash at the end.`;
  return [problem('files-path', span, message, { fixes: [replace(metadata, entry, right)] })];
}

function pathFault(entry: string): string | undefined {
  const [module = '', mount, ...rest] = entry.split('/');
  if (mount === undefined || rest.length === 0 || module === '') {
    return `A file is written module/mount/path, such as 'mymodule/files/helper.sh', with the mount ${listed(mounts)}.`;
  }
  if (!mounts.includes(mount)) return `'${mount}' is no mount: the second part is ${listed(mounts)}.`;
  if (rest.some((part) => part === '..' || part === '.') || entry.includes('//')) {
    return `A path in 'files' has no '.', '..' or empty parts.`;
  }
  return undefined;
}

/** Where a well-formed entry of `files` lies; undefined when its module is not found. */
export function locateFile(modules: readonly Module[], entry: string): string | undefined {
  if (pathFault(entry) !== undefined) return undefined;
  const [name, ...rest] = entry.split('/');
  const module = modules.find((candidate) => candidate.name === name);
  return module === undefined ? undefined : joinPath(module.directory, ...rest);
}

/** `input_method` powershell passes named arguments, which only a `.ps1` takes. */
export function checkInputMethods(view: TaskView, metadata: MetadataDocument): readonly Problem[] {
  const check = (method: StringASTNode | undefined, scripts: readonly string[]): readonly Problem[] => {
    const other = scripts.find((script) => extension(script) !== '.ps1');
    if (method?.value !== 'powershell' || other === undefined) return [];
    const message = `'powershell' passes named arguments to a .ps1 script, but ${other} is none: use 'stdin', 'environment' or 'both'.`;
    return [problem('input-method-mismatch', innerSpan(method, metadata.source.text), message)];
  };
  if (!metadata.hasImplementations) return check(metadata.inputMethod, view.ownScripts);
  const inherited = metadata.implementations.filter((one) => one.inputMethod === undefined);
  return [
    ...check(
      metadata.inputMethod,
      inherited.flatMap((one) => (one.name === undefined ? [] : [one.name.value])),
    ),
    ...metadata.implementations.flatMap((one) =>
      check(one.inputMethod, one.name === undefined ? [] : [one.name.value]),
    ),
  ];
}
