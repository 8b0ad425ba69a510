import { type Declaration, type Variable, variablesOf } from '../../../orchestrator-core/language/index.ts';
import type { Place } from '../../documents/words.ts';
import type { Workspace } from '../../documents/workspace.ts';
import type { PuppetDocument } from '../document.ts';
import { hiddenArguments } from '../hidden-arguments.ts';
import type { Meaning } from '../meaning.ts';
import { usesOfMeaning } from '../places.ts';
import { templateReads } from '../template-reads.ts';
import { badVariableName, clashOf } from './rename-variable.ts';
import { keywordRefusal, type Renaming, refusalFor, renamingOf } from './renaming.ts';

/** Renames a parameter of a plan, class or defined type: where it is declared, in its body, and wherever it is given. */
export async function renameParameter(
  workspace: Workspace,
  meaning: Meaning & { kind: 'parameter' },
  to: string,
): Promise<Renaming> {
  const { of, parameter } = meaning;
  const unwritten = unwritable(of);
  if (unwritten !== undefined) return { refused: unwritten };
  const bad = badVariableName(to);
  if (bad !== undefined) return { refused: bad };
  if (to === parameter.name) return { files: [] };
  if (of.signatures.some(({ parameters }) => parameters.some(({ name }) => name === to))) {
    return { refused: `'${of.name}' has a parameter '$${to}' already.` };
  }
  const document = of.origin.kind === 'file' ? await workspace.puppet(of.origin.path) : undefined;
  const variable = document === undefined ? undefined : variableOf(document, meaning);
  const clash = document === undefined || variable === undefined ? undefined : clashOf(document, variable, to);
  if (clash !== undefined) return { refused: clash };
  const hidden = await hiddenRefusal(workspace, of);
  if (hidden !== undefined) return { refused: hidden };
  const byPlace =
    of.kind === 'plan' && [parameter.name, to].some(takesTargets) ? await positionalUse(workspace, of) : undefined;
  if (byPlace !== undefined) {
    return {
      refused: `run_plan gives targets by their place to '$targets' or '$nodes' of '${of.name}', as in ${byPlace}: name the parameter there first.`,
    };
  }
  const inTemplates =
    document === undefined || variable === undefined ? [] : await templateReads(workspace, document, variable);
  if ('refused' in inTemplates) return inTemplates;
  const places = [
    ...inTemplates,
    ...(await usesOfMeaning(workspace, meaning, true)),
    ...(document === undefined ? [] : documentedPlaces(document, meaning)),
  ];
  const refused =
    keywordRefusal(to, places) ??
    refusalFor(
      workspace,
      `$${parameter.name}`,
      places.map(({ path }) => path),
    );
  if (refused !== undefined) return { refused };
  return renamingOf(places.map((place) => ({ ...place, text: to })));
}

/** Why nothing about a declaration can be renamed: it is not in a file of these folders, or not in Puppet's language. */
export function unwritable({ kind, name, origin }: Declaration): string | undefined {
  if (origin.kind === 'built-in') return `'${name}' cannot be renamed: ${origin.by} brings it along.`;
  if (kind === 'resource-type' || origin.path.endsWith('.rb')) {
    return `'${name}' is written in Ruby, in ${origin.path}: rename it there.`;
  }
  return undefined;
}

/** The refusal for the parameters of what is given some of them by a hash that cannot be followed. */
export async function hiddenRefusal(workspace: Workspace, of: Declaration): Promise<string | undefined> {
  const hiding = await hiddenArguments(workspace, of);
  if (hiding === undefined) return undefined;
  return `'${of.name}' is given parameters by a hash in ${hiding}, in which this one may be: write them out there first.`;
}

/** To a parameter of these names Bolt gives the targets that `run_plan` has as its second argument. */
function takesTargets(name: string): boolean {
  return name === 'targets' || name === 'nodes';
}

/** Where a plan is run with targets that no name stands before. */
async function positionalUse(workspace: Workspace, plan: Declaration): Promise<string | undefined> {
  for (const { path, span } of await workspace.index.usesOf(plan)) {
    const document = await workspace.puppet(path);
    const call = document?.nodes().find((node) => {
      if (node.kind !== 'call' || node.functor.kind !== 'name' || node.functor.value !== 'run_plan') return false;
      const [first, second] = node.arguments;
      const isIt = first !== undefined && first.start <= span.start && span.end <= first.end;
      return isIt && second !== undefined && second.kind !== 'entry' && second.kind !== 'hash';
    });
    if (call !== undefined) return `${path}, line ${document?.source.text.slice(0, call.start).split('\n').length}`;
  }
  return undefined;
}

/** The parameter as the variable that it is in the body. */
function variableOf({ parsed }: PuppetDocument, { parameter }: Meaning & { kind: 'parameter' }): Variable | undefined {
  return variablesOf(parsed).occurrences.find(({ start }) => start === parameter.span?.start)?.variable;
}

/** `@param name` in the comment above the definition. */
function documentedPlaces(
  { source, parsed }: PuppetDocument,
  { of, parameter }: Meaning & { kind: 'parameter' },
): readonly Place[] {
  if (of.origin.kind !== 'file') return [];
  const { text, path } = source;
  const above = of.origin.name.start;
  // Up to the statement before: comments between belong to the definition.
  const from = Math.max(0, ...parsed.program.statements.filter(({ end }) => end <= above).map(({ end }) => end));
  const places: Place[] = [];
  for (const match of text.slice(from, above).matchAll(/@param[ \t]+(?:\[[^\]\n]*\][ \t]+)?(\w+)/g)) {
    if (match[1] !== parameter.name) continue;
    const end = from + match.index + match[0].length;
    places.push({ path, span: { start: end - match[1].length, end } });
  }
  return places;
}
