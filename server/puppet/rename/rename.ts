import type { Declaration, ParameterDeclaration } from '../../../orchestrator-core/language/index.ts';
import type { Place, Span } from '../../documents/words.ts';
import type { Workspace } from '../../documents/workspace.ts';
import { fixedName, renameName } from '../../inventory/rename.ts';
import { badName, parameterName } from '../../task-metadata/check-parameters.ts';
import { type Meaning, meaningAt } from '../meaning.ts';
import { argumentsFor } from '../places.ts';
import { renameDeclaration } from './rename-declaration.ts';
import { hiddenRefusal, renameParameter, unwritable } from './rename-parameter.ts';
import { renameVariable } from './rename-variable.ts';
import { keywordRefusal, type Renaming, refusalFor, renamingOf } from './renaming.ts';

/** What would be renamed; a sentence where it cannot be; undefined where nothing has a name. */
export type Prepared = { readonly span: Span; readonly name: string } | { readonly refused: string } | undefined;

/** What stands at `offset` of a Puppet source as far as it can be renamed. */
export async function preparePuppetRename(workspace: Workspace, path: string, offset: number): Promise<Prepared> {
  return prepareMeaning(workspace, await meaningAt(workspace, path, offset));
}

/** What is meant as far as it can be renamed. */
export function prepareMeaning(workspace: Workspace, meaning: Meaning | undefined): Prepared {
  if (meaning === undefined || meaning.kind === 'files' || meaning.kind === 'resource') return undefined;
  if (meaning.kind === 'target') {
    const fixed = fixedName(meaning.name);
    return fixed === undefined ? { span: meaning.span, name: meaning.name.name } : { refused: fixed };
  }
  const declaration = declarationOf(meaning);
  const refused =
    (declaration === undefined ? undefined : unwritable(declaration)) ??
    refusalFor(workspace, nameOf(meaning), filesOf(meaning));
  return refused === undefined ? { span: meaning.span, name: nameOf(meaning) } : { refused };
}

/** What else a parameter of a task is called by: the keys of its metadata and the reads of its scripts. */
export type TaskPlaces = (task: Declaration, parameter: string) => Promise<readonly Place[]>;

/** Renames what stands at `offset` of a Puppet source, everywhere or nowhere. */
export async function renamePuppet(
  workspace: Workspace,
  path: string,
  offset: number,
  to: string,
  taskPlaces: TaskPlaces,
): Promise<Renaming> {
  return renameMeaning(workspace, await meaningAt(workspace, path, offset), to, taskPlaces);
}

/** Renames what is meant, everywhere or nowhere. */
export async function renameMeaning(
  workspace: Workspace,
  meaning: Meaning | undefined,
  to: string,
  taskPlaces: TaskPlaces,
): Promise<Renaming> {
  const name = to.replace(/^\$/, '');
  switch (meaning?.kind) {
    case 'variable':
      return renameVariable(workspace, meaning, name);
    case 'parameter':
      return meaning.of.kind === 'task'
        ? renameTaskParameter(workspace, meaning.of, meaning.parameter, name, taskPlaces)
        : renameParameter(workspace, meaning, name);
    case 'declaration':
      return renameDeclaration(workspace, meaning.declaration, to);
    case 'target':
      return renameName(workspace, meaning.inventory, meaning.name, to);
    default:
      return { refused: 'There is nothing here that has a name to change.' };
  }
}

/** Renames a parameter in the metadata, the scripts and every run of a task. */
async function renameTaskParameter(
  workspace: Workspace,
  task: Declaration,
  parameter: ParameterDeclaration,
  to: string,
  taskPlaces: TaskPlaces,
): Promise<Renaming> {
  if (!parameterName.test(to)) return { refused: badName(to) };
  if (to === parameter.name) return { files: [] };
  // Tasks that have a script in common have its parameters in common.
  if ((await taskPlaces(task, to)).length > 0) {
    return { refused: `There is a parameter '${to}' already.` };
  }
  const hidden = await hiddenRefusal(workspace, task);
  if (hidden !== undefined) return { refused: hidden };
  const places = [
    ...(await taskPlaces(task, parameter.name)),
    ...(await argumentsFor(workspace, task, parameter.name)),
  ];
  const refused =
    keywordRefusal(to, places) ??
    refusalFor(
      workspace,
      parameter.name,
      places.map(({ path }) => path),
    );
  return refused === undefined ? renamingOf(places.map((place) => ({ ...place, text: to }))) : { refused };
}

function declarationOf(meaning: Meaning): Declaration | undefined {
  if (meaning.kind === 'declaration') return meaning.declaration;
  return meaning.kind === 'parameter' ? meaning.of : undefined;
}

function nameOf(meaning: Meaning): string {
  if (meaning.kind === 'declaration') return meaning.declaration.name;
  if (meaning.kind === 'parameter') return meaning.parameter.name;
  return meaning.kind === 'variable' ? meaning.variable.name : '';
}

function filesOf(meaning: Meaning): readonly string[] {
  if (meaning.kind === 'variable') return [meaning.path];
  const origin = declarationOf(meaning)?.origin;
  return origin?.kind === 'file' ? [origin.path] : [];
}
