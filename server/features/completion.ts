import { extension, joinPath } from '../../orchestrator-core/common/index.ts';
import { completeProject } from '../bolt-project/complete.ts';
import type { Completion } from '../documents/answers.ts';
import { type TaskView, taskAt, tasksOf } from '../documents/task-view.ts';
import { type Span, touches } from '../documents/words.ts';
import type { Workspace } from '../documents/workspace.ts';
import { asObject, innerSpan, pathTo, type StringASTNode, spanOf } from '../json/tree.ts';
import { completeQuery } from '../pql/features.ts';
import { codeOf } from '../puppet/code.ts';
import { completePuppet } from '../puppet/completion/complete.ts';
import { describeDeclaration } from '../puppet/describe.ts';
import { knownFeatures, mounts } from '../task-metadata/check-files.ts';
import { completeType } from '../task-metadata/complete-type.ts';
import { type MetadataDocument, metadataService, type ParameterNode } from '../task-metadata/metadata.ts';
import { yamlKindOf } from '../yaml/kinds.ts';

/** More than anyone reads: a longer list is cut to what has the letters that are there, and asked for anew. */
export const longestList = 1000;

/** The entries of a list whose names have the letters of `written` in their order. */
export function narrowed(list: readonly Completion[], written: string): readonly Completion[] {
  const letters = [...written.toLowerCase().replace(/[^\w]/g, '')];
  const fits = ({ label, filter = label }: Completion) => {
    const name = filter.toLowerCase();
    let at = 0;
    for (const letter of letters) {
      at = name.indexOf(letter, at) + 1;
      if (at === 0) return false;
    }
    return true;
  };
  return list.filter(fits).slice(0, longestList);
}

/** What is known of an entry of a list, as Markdown. */
export async function completionDocumentation(
  workspace: Workspace,
  path: string,
  about: NonNullable<Completion['about']>,
): Promise<string | undefined> {
  const world = await workspace.world(path);
  const declaration = world.find(about.kind, about.name);
  return declaration === undefined ? undefined : describeDeclaration(declaration, world);
}

/**
 * Suggestions for the place, the most specific ones only: inside a type no keys, inside a path no types. `trigger` is
 * the character that was typed, where that is why somebody asks.
 */
export async function completion(
  workspace: Workspace,
  path: string,
  offset: number,
  trigger?: string,
): Promise<readonly Completion[]> {
  const inQuery = await completeQuery(workspace, path, offset);
  if (inQuery !== undefined) return inQuery;
  const yaml = await yamlKindOf(workspace, path);
  if (yaml !== undefined) return yaml.complete(workspace, path, offset);
  const kind = await workspace.kindOf(path);
  if (kind === 'task-script') return completeScript(workspace, path, offset);
  if (kind === 'puppet') {
    const code = await codeOf(workspace, path);
    return code === undefined ? [] : completePuppet(workspace, code, offset, trigger);
  }
  if (kind === 'bolt-project') {
    const source = await workspace.files.source(path);
    return source === undefined ? [] : completeProject(workspace.files, source, offset);
  }
  const view = kind === 'task-metadata' ? await taskAt(workspace, path) : undefined;
  const metadata = view?.metadata;
  if (view === undefined || metadata === undefined) return [];
  return (await ownCompletions(workspace, view, metadata, offset)) ?? schemaCompletions(view, metadata, offset);
}

async function ownCompletions(
  workspace: Workspace,
  view: TaskView,
  metadata: MetadataDocument,
  offset: number,
): Promise<readonly Completion[] | undefined> {
  const { text } = metadata.source;
  const isAt = (node: StringASTNode | undefined) => node !== undefined && touches(innerSpan(node, text), offset);
  const type = metadata.parameters?.find((one) => one.type !== undefined && touches(one.type.inner, offset))?.type;
  if (type !== undefined) return completeType(type, offset, await workspace.aliases(view.folder));
  for (const { name, requirements } of metadata.implementations) {
    if (name !== undefined && isAt(name)) {
      const span = innerSpan(name, text);
      return view.executables.map((file) => ({ label: file, kind: 'file' as const, span, insert: file }));
    }
    const requirement = requirements.find(isAt);
    if (requirement === undefined) continue;
    return completeRequirement(innerSpan(requirement, text), await workspace.features(view.folder));
  }
  const entry = [...metadata.files, ...metadata.implementations.flatMap((one) => one.files)].find(isAt);
  return entry === undefined ? undefined : completeFile(workspace, view, innerSpan(entry, text), text, offset);
}

function completeRequirement(span: Span, declared: readonly string[]): readonly Completion[] {
  return [...new Set([...knownFeatures.keys(), ...declared])].map((label) => {
    const documentation = knownFeatures.get(label) ?? 'A feature that the inventory declares.';
    return { label, kind: 'value', span, insert: label, documentation };
  });
}

/** Modules, then mounts, then what lies there. */
async function completeFile(
  workspace: Workspace,
  view: TaskView,
  inner: Span,
  text: string,
  offset: number,
): Promise<readonly Completion[]> {
  const parts = text.slice(inner.start, offset).split('/');
  const span = { start: offset - (parts.at(-1)?.length ?? 0), end: inner.end };
  const directory = (name: string): Completion => ({ label: name, kind: 'directory', span, insert: `${name}/` });
  const modules = await workspace.modules(view.folder);
  if (parts.length === 1) return modules.map((module) => directory(module.name));
  if (parts.length === 2) return mounts.map(directory);
  const module = modules.find((one) => one.name === parts[0]);
  if (module === undefined) return [];
  const entries = await workspace.files.list(joinPath(module.directory, ...parts.slice(1, -1)));
  return entries.map((entry) =>
    entry.kind === 'directory' ? directory(entry.name) : { label: entry.name, kind: 'file', span, insert: entry.name },
  );
}

async function schemaCompletions(
  view: TaskView,
  metadata: MetadataDocument,
  offset: number,
): Promise<readonly Completion[]> {
  const suggestions = (await metadataService.complete(metadata, offset)).map(
    ({ label, isKey, span, insert, documentation }): Completion => ({
      label,
      kind: isKey ? 'key' : 'value',
      span,
      insert,
      isSnippet: true,
      ...(documentation === undefined ? {} : { documentation }),
    }),
  );
  return [...missingParameters(view, metadata, offset, suggestions), ...suggestions];
}

/** Where a parameter's name is written: those that the scripts read and nobody declares yet. */
function missingParameters(
  view: TaskView,
  metadata: MetadataDocument,
  offset: number,
  suggestions: readonly Completion[],
): readonly Completion[] {
  const parameters = asObject(metadata.parametersProperty?.valueNode);
  const innermost = pathTo(metadata.root, offset).at(-1);
  const key = parameters?.properties.find((entry) => entry.keyNode === innermost)?.keyNode;
  if (parameters === undefined || (key === undefined && innermost !== parameters)) return [];
  const span = key === undefined ? (suggestions[0]?.span ?? { start: offset, end: offset }) : spanOf(key);
  const hasValue = /^\s*:/.test(metadata.source.text.slice(span.end));
  // biome-ignore lint/suspicious/noTemplateCurlyInString: a stop of a snippet
  const value = hasValue ? '' : ': {\n  "type": "${1:String[1]}",\n  "description": "$2"\n}';
  const declared = new Set(metadata.parameters?.map((parameter) => parameter.name));
  const read = new Set(view.scripts.flatMap((script) => script.reads?.reads.map((one) => one.name) ?? []));
  return [...read]
    .filter((name) => !declared.has(name) && !name.startsWith('_'))
    .map((name) => ({
      label: name,
      kind: 'parameter' as const,
      span,
      insert: `"${name}"${value}`,
      isSnippet: true,
      detail: 'read by the script',
    }));
}

/** After `PT_`, `['`, `get('` …: the task's parameters. */
const scriptPatterns: readonly RegExp[] = [
  /\bPT_(\w*)$/i,
  /[\w\])]\s*\[\s*['":](\w*)$/,
  /\.(?:get|fetch|pop|dig|key\?)\(\s*['":](\w*)$/,
];

async function completeScript(workspace: Workspace, path: string, offset: number): Promise<readonly Completion[]> {
  const source = await workspace.files.source(path);
  if (source === undefined) return [];
  const line = source.text.slice(source.text.lastIndexOf('\n', offset - 1) + 1, offset);
  const found = scriptPatterns.map((pattern) => pattern.exec(line)).find((match) => match !== null);
  const isParameterBlock =
    extension(path) === '.ps1' && /\bparam\s*\([^)]*\$(\w*)$/i.exec(source.text.slice(0, offset));
  const written = found?.[1] ?? (isParameterBlock ? isParameterBlock[1] : undefined);
  if (written === undefined) return [];
  const rest = /^\w*/.exec(source.text.slice(offset))?.[0].length ?? 0;
  const span = { start: offset - written.length, end: offset + rest };
  const parameters = new Map<string, ParameterNode>();
  for (const view of await tasksOf(workspace, path)) {
    for (const parameter of view.metadata?.parameters ?? []) parameters.set(parameter.name, parameter);
  }
  return [...parameters.values()].map((parameter) => ({
    label: parameter.name,
    kind: 'parameter' as const,
    span,
    insert: parameter.name,
    ...(parameter.type === undefined ? {} : { detail: parameter.type.map.value }),
    ...(parameter.description === undefined ? {} : { documentation: parameter.description }),
  }));
}
