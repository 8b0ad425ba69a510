import { nearest } from '../../orchestrator-core/common/index.ts';
import type { TypeFault } from '../../orchestrator-core/language/index.ts';
import { problem } from '../documents/codes.ts';
import { type DataTypes, mismatchOf } from '../documents/data-types.ts';
import type { TaskView } from '../documents/task-view.ts';
import type { Fix, Problem, Span } from '../documents/words.ts';
import type { Workspace } from '../documents/workspace.ts';
import { spanOf, toValue } from '../json/tree.ts';
import type { MetadataDocument, ParameterNode, TypeText } from './metadata.ts';

/** What the names of parameters look like. Anything else makes the task impossible to load (Bolt, Puppet). */
export const parameterName: RegExp = /^[a-z][a-z0-9_]*$/;

/** The sentence for a name that is none. */
export function badName(name: string): string {
  return `'${name}' is no name for a parameter: it starts with a lower-case letter and has lower-case letters, digits and underscores only.`;
}

/** Names, types and defaults of the parameters. */
export async function checkParameters(
  workspace: Workspace,
  view: TaskView,
  metadata: MetadataDocument,
): Promise<readonly Problem[]> {
  const types = await workspace.dataTypes(view);
  const problems: Problem[] = [];
  for (const parameter of metadata.parameters ?? []) {
    problems.push(...checkName(metadata, parameter), ...checkDefault(parameter, types));
    const { type } = parameter;
    if (type === undefined) continue;
    for (const fault of faultsOf(types.read(type.map.value).faults)) {
      if (fault.code === 'unknown-type')
        problems.push(...(await unknownType(workspace, view, metadata, type, fault, types)));
      else problems.push(problem('type-syntax', placeOf(type, fault), sentence(fault.message)));
    }
  }
  return problems;
}

/** Where the syntax is wrong, what the rest means is a guess and not told. */
function faultsOf(faults: readonly TypeFault[]): readonly TypeFault[] {
  const syntax = faults.filter((fault) => fault.code === 'type-syntax');
  return syntax.length > 0 ? syntax : faults;
}

function checkName(metadata: MetadataDocument, parameter: ParameterNode): readonly Problem[] {
  if (parameterName.test(parameter.name)) return [];
  const better = parameter.name
    .replace(/([a-z0-9])([A-Z])/g, '$1_$2')
    .toLowerCase()
    .replace(/[^a-z0-9_]+/g, '_')
    .replace(/^[^a-z]+/, '');
  const fixes: readonly Fix[] = parameterName.test(better)
    ? [replace(metadata, parameter.nameSpan, parameter.name, better)]
    : [];
  return [problem('parameter-name', parameter.nameSpan, badName(parameter.name), { fixes })];
}

function replace(metadata: MetadataDocument, span: Span, from: string, to: string): Fix {
  const files = [{ path: metadata.source.path, changes: [{ ...span, text: to }] }];
  return { title: `Change '${from}' to '${to}'`, files };
}

function sentence(message: string): string {
  return /[.?!]$/.test(message) ? message : `${message}.`;
}

/** Where a fault stands in the document. One without width is shown at the character before it. */
function placeOf(type: TypeText, fault: Span): Span {
  const span = type.map.toDocument(fault);
  if (span.end > span.start) return span;
  const before = type.map.toDocument({ start: Math.max(0, fault.start - 1), end: fault.end });
  return before.end > before.start ? before : spanOf(type.node);
}

/** A name that neither Puppet nor a module defines. */
async function unknownType(
  workspace: Workspace,
  view: TaskView,
  metadata: MetadataDocument,
  type: TypeText,
  fault: TypeFault,
  types: DataTypes,
): Promise<readonly Problem[]> {
  const name = type.map.value.slice(fault.start, fault.end).replace(/^::/, '').replace(/\[.*/s, '');
  const module = name.includes('::') ? (name.split('::')[0]?.toLowerCase() ?? '') : undefined;
  const isForeign = module !== undefined && !types.hasModule(module);
  // A module that stands alone says nothing about where the others are.
  if (isForeign && view.folder.project === undefined) return [];
  const meant = fault.suggestion ?? (await nearestAlias(workspace, view, name));
  const reason = isForeign
    ? `There is no module '${module}' on the modulepath, so no value is of the type '${name}'.`
    : `There is no type '${name}', so no value is of it.`;
  const span = type.map.toDocument({ start: fault.start, end: fault.start + name.length });
  return [
    problem('unknown-type', span, meant === undefined ? reason : `${reason} Did you mean '${meant}'?`, {
      fixes: meant === undefined ? [] : [replace(metadata, span, name, meant)],
    }),
  ];
}

async function nearestAlias(workspace: Workspace, view: TaskView, name: string): Promise<string | undefined> {
  if (!name.includes('::')) return undefined;
  const aliases = await workspace.aliases(view.folder);
  return nearest(
    name,
    aliases.map((alias) => alias.name),
  );
}

function checkDefault(parameter: ParameterNode, types: DataTypes): readonly Problem[] {
  const { type, default: value } = parameter;
  // A secret is wrapped when the task runs; what is written here is what it will hold.
  if (type === undefined || value === undefined || /\bSensitive\b/.test(type.map.value)) return [];
  const mismatch = mismatchOf(types.read(type.map.value), toValue(value));
  if (mismatch === undefined) return [];
  return [problem('default-mismatch', spanOf(value), sentence(`The default of '${parameter.name}' ${mismatch}`))];
}
