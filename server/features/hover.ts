import { parseProject, projectService } from '../bolt-project/bolt-project.ts';
import type { Hover } from '../documents/answers.ts';
import type { DataTypes } from '../documents/data-types.ts';
import { explainType } from '../documents/explain-type.ts';
import { taskAt } from '../documents/task-view.ts';
import { touches } from '../documents/words.ts';
import type { Workspace } from '../documents/workspace.ts';
import { hoverTarget } from '../inventory/hover-target.ts';
import { innerSpan, toValue } from '../json/tree.ts';
import { hoverQuery } from '../pql/features.ts';
import { codeOf } from '../puppet/code.ts';
import { hoverPuppet } from '../puppet/hover.ts';
import { knownFeatures } from '../task-metadata/check-files.ts';
import { type MetadataDocument, metadataService, type ParameterNode } from '../task-metadata/metadata.ts';
import { yamlKindOf } from '../yaml/kinds.ts';
import { declarationOf, parameterAt } from './parameter-at.ts';

/** Explains keys, types and parameters, also where a script reads them; in Puppet source every word. */
export async function hover(workspace: Workspace, path: string, offset: number): Promise<Hover | undefined> {
  const inQuery = await hoverQuery(workspace, path, offset);
  if (inQuery !== undefined) return inQuery;
  const yaml = await yamlKindOf(workspace, path);
  if (yaml !== undefined) return (await yaml.hover(workspace, path, offset)) ?? hoverTarget(workspace, path, offset);
  const kind = await workspace.kindOf(path);
  if (kind === 'task-script') return scriptHover(workspace, path, offset);
  if (kind === 'puppet') {
    const code = await codeOf(workspace, path);
    const own = code === undefined ? undefined : hoverPuppet(code, offset);
    return own ?? hoverTarget(workspace, path, offset);
  }
  if (kind === 'bolt-project') {
    const source = await workspace.files.source(path);
    return source === undefined ? undefined : projectService.hover(parseProject(source), offset);
  }
  const view = kind === 'task-metadata' ? await taskAt(workspace, path) : undefined;
  const metadata = view?.metadata;
  if (view === undefined || metadata === undefined) return undefined;
  const types = await workspace.dataTypes(view);
  return ownHover(metadata, types, offset) ?? metadataService.hover(metadata, offset);
}

function ownHover(metadata: MetadataDocument, types: DataTypes, offset: number): Hover | undefined {
  for (const parameter of metadata.parameters ?? []) {
    if (touches(parameter.nameSpan, offset)) {
      return { markdown: describeParameter(parameter, types), span: parameter.nameSpan };
    }
    const { type } = parameter;
    if (type !== undefined && touches(type.inner, offset)) {
      return { markdown: describeType(type.map.value, types), span: type.inner };
    }
  }
  for (const requirement of metadata.implementations.flatMap((one) => one.requirements)) {
    const span = innerSpan(requirement, metadata.source.text);
    const markdown = knownFeatures.get(requirement.value);
    if (markdown !== undefined && touches(span, offset)) return { markdown, span };
  }
  return undefined;
}

/** What the runner gives to every task by itself. */
const given: Readonly<Record<string, string>> = {
  _task: 'The name of the task that runs.',
  _noop: 'True when the task is run in noop mode: it must change nothing.',
  _installdir: "The directory on the target that holds the task's `files`, as `module/mount/path`.",
  _target: 'The connection options of the remote target that the task acts on.',
};

async function scriptHover(workspace: Workspace, path: string, offset: number): Promise<Hover | undefined> {
  const use = await parameterAt(workspace, path, offset);
  if (use === undefined) return undefined;
  const builtIn = given[use.name];
  if (builtIn !== undefined) return { markdown: `**\`${use.name}\`**\n\n${builtIn}`, span: use.span };
  const parameter = declarationOf(use);
  const [view] = use.views;
  if (parameter === undefined || view === undefined) return undefined;
  return { markdown: describeParameter(parameter, await workspace.dataTypes(view)), span: use.span };
}

function describeParameter(parameter: ParameterNode, types: DataTypes): string {
  const type = parameter.type?.map.value;
  const isOptional = parameter.default !== undefined || type === undefined || /^Optional\b/.test(type);
  const facts = [
    `**\`${parameter.name}\`**`,
    type === undefined ? 'any value' : `\`${type}\``,
    isOptional ? 'optional' : 'required',
    ...(parameter.sensitive ? ['sensitive'] : []),
    ...(parameter.default === undefined ? [] : [`default \`${JSON.stringify(toValue(parameter.default))}\``]),
  ];
  const sentences = [parameter.description ?? '', type === undefined ? '' : explained(type, types)];
  return [facts.join(' · '), ...sentences].filter((part) => part !== '').join('\n\n');
}

function describeType(type: string, types: DataTypes): string {
  const code = `\`\`\`puppet\n${type}\n\`\`\``;
  return [code, explained(type, types)].filter((part) => part !== '').join('\n\n');
}

/** The type in words; nothing for one that cannot be read. */
function explained(type: string, types: DataTypes): string {
  const read = types.read(type);
  return read.type === undefined || read.faults.length > 0 ? '' : explainType(read.type);
}
