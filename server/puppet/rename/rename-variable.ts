import { parse, type Variable, type VariableScope, variablesOf } from '../../../orchestrator-core/language/index.ts';
import type { Workspace } from '../../documents/workspace.ts';
import type { PuppetDocument } from '../document.ts';
import type { Meaning } from '../meaning.ts';
import { usesOfMeaning } from '../places.ts';
import { templateReads } from '../template-reads.ts';
import { type Renaming, refusalFor, renamingOf } from './renaming.ts';

/** Names that Puppet sets by itself in places; a variable of that name would be refused or hide them. */
const given: ReadonlySet<string> = new Set(['facts', 'trusted', 'server_facts', 'settings', 'title', 'name']);

/** Why `name` cannot be a variable's; undefined for those that can. */
export function badVariableName(name: string): string | undefined {
  if (!/^[a-z_][a-z0-9_]*$/.test(name)) {
    return `'${name}' is no name for a variable: it starts with a lower-case letter or an underscore and has lower-case letters, digits and underscores only.`;
  }
  if (given.has(name)) return `Puppet itself sets '$${name}': a variable of that name would hide it.`;
  const text = `"\${${name}}"`;
  const [read] = parse(text).program.statements;
  const isRead = read?.kind === 'interpolation' && read.segments[1]?.kind === 'variable';
  return isRead ? undefined : `'${name}' is a word of the language: ${text} would not be read as a variable.`;
}

/** Renames a variable wherever its file, and for variables of classes any file, names it. */
export async function renameVariable(
  workspace: Workspace,
  meaning: Meaning & { kind: 'variable' },
  to: string,
): Promise<Renaming> {
  const { variable, path } = meaning;
  const bad = badVariableName(to);
  if (bad !== undefined) return { refused: bad };
  const document = await workspace.puppet(path);
  const clash = document === undefined ? undefined : clashOf(document, variable, to);
  if (clash !== undefined && to !== variable.name) return { refused: clash };
  const inTemplates = document === undefined ? [] : await templateReads(workspace, document, variable);
  if ('refused' in inTemplates) return inTemplates;
  const places = [...(await usesOfMeaning(workspace, meaning, true)), ...inTemplates];
  const refused = refusalFor(
    workspace,
    `$${variable.name}`,
    places.map((place) => place.path),
  );
  if (refused !== undefined) return { refused };
  return renamingOf(places.map((place) => ({ ...place, text: to })));
}

/** What the new name would be confused with: hidden by another variable, or hiding one that is meant. */
export function clashOf({ parsed, source }: PuppetDocument, variable: Variable, to: string): string | undefined {
  const lineOf = (offset: number) => source.text.slice(0, offset).split('\n').length;
  for (const occurrence of variable.occurrences) {
    for (let scope: VariableScope | undefined = occurrence.scope; scope !== undefined; scope = scope.outer) {
      const taken = scope.variables.get(to)?.occurrences[0];
      if (taken !== undefined) return `There is a variable '$${to}' already, in line ${lineOf(taken.start)}.`;
      if (scope === variable.scope) break;
    }
  }
  // Names of scopes within that set them for themselves stay what they are.
  const captured = variablesOf(parsed).occurrences.find(
    (other) =>
      other.written === to &&
      isInside(other.scope, variable.scope) &&
      !(other.variable !== undefined && isInside(other.variable.scope, variable.scope)),
  );
  return captured === undefined
    ? undefined
    : `'$${to}' is something else already, in line ${lineOf(captured.start)}: it would become this variable.`;
}

function isInside(scope: VariableScope, outer: VariableScope): boolean {
  for (let each: VariableScope | undefined = scope; each !== undefined; each = each.outer) {
    if (each === outer) return true;
  }
  return false;
}
