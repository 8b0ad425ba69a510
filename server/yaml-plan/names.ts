import { type Declaration, type Use, usesOf, variablesOf, type World } from '../../orchestrator-core/language/index.ts';
import type { FileChange, Place, Span } from '../documents/words.ts';
import { touches } from '../documents/words.ts';
import type { Highlight } from '../features/document-highlight.ts';
import type { Renaming } from '../features/rename.ts';
import { placeOf, type YamlPlanDocument } from './document.ts';

/** A variable of a plan at the places that name it: a parameter, a step, or what code sets for itself. */
export interface PlanVariable {
  readonly name: string;
  readonly places: readonly Highlight[];
}

/** The variable that is named at `offset`. */
export function variableAt(document: YamlPlanDocument, offset: number): PlanVariable | undefined {
  const whole = document.whole();
  const variables = variablesOf(whole.parsed);
  for (const scope of variables.scopes) {
    for (const { name, occurrences } of scope.variables.values()) {
      const places = occurrences.flatMap((occurrence): readonly Highlight[] => {
        const span = placeOf(whole, occurrence);
        return span === undefined ? [] : [{ ...span, declares: occurrence.writes }];
      });
      // The dollar before a name belongs to it.
      const isHere = places.some((place) => touches(withDollar(document, place), offset));
      if (isHere) return { name, places };
    }
  }
  return undefined;
}

function withDollar({ source }: YamlPlanDocument, { start, end }: Span): Span {
  return { start: source.text.charAt(start - 1) === '$' ? start - 1 : start, end };
}

/** What of another file is named at `offset`. */
export function useAt(document: YamlPlanDocument, offset: number): (Use & { readonly place: Span }) | undefined {
  const whole = document.whole();
  for (const use of usesOf(whole.parsed)) {
    const place = placeOf(whole, use);
    if (place !== undefined && touches(place, offset)) return { ...use, place };
  }
  return undefined;
}

/** The declaration that is named at `offset`, as far as the world knows it. */
export function declarationAt(
  document: YamlPlanDocument,
  world: World | undefined,
  offset: number,
): { readonly declaration: Declaration; readonly place: Span } | undefined {
  const use = useAt(document, offset);
  const declaration = use === undefined ? undefined : world?.find(use.kind, use.name);
  return use === undefined || declaration === undefined ? undefined : { declaration, place: use.place };
}

/** A parameter of a task or plan where a step hands it over. */
export function parameterKeyAt(
  { plan }: YamlPlanDocument,
  offset: number,
): { readonly kind: 'task' | 'plan'; readonly of: string; readonly name: string; readonly span: Span } | undefined {
  for (const { kind, entries } of plan.steps) {
    if (kind !== 'task' && kind !== 'plan') continue;
    const named = entries.findLast((entry) => entry.key === kind)?.value;
    const given = entries.findLast((entry) => entry.key === 'parameters')?.value;
    if (named?.kind !== 'string' || named.treatment !== 'literal' || given?.kind !== 'hash') continue;
    const entry = given.entries.find(({ keySpan }) => touches(keySpan, offset));
    if (entry !== undefined) return { kind, of: named.value, name: entry.key, span: entry.keySpan };
  }
  return undefined;
}

/** Where what is named at `offset` is declared. */
export function planDefinition(document: YamlPlanDocument, world: World | undefined, offset: number): readonly Place[] {
  const variable = variableAt(document, offset);
  if (variable !== undefined) {
    const { path } = document.source;
    return variable.places.filter(({ declares }) => declares).map(({ start, end }) => ({ path, span: { start, end } }));
  }
  const given = parameterKeyAt(document, offset);
  if (given !== undefined) {
    const declaration = world?.find(given.kind, given.of);
    const parameter = declaration?.signatures[0]?.parameters.find(({ name }) => name === given.name);
    if (declaration?.origin.kind !== 'file' || parameter?.span === undefined) return [];
    return [{ path: declaration.origin.path, span: parameter.span }];
  }
  const origin = declarationAt(document, world, offset)?.declaration.origin;
  return origin?.kind === 'file' ? [{ path: origin.path, span: origin.name }] : [];
}

const variableName = /^[a-z_][a-z0-9_]*$/;

/** Renames a parameter or a step with every place of the plan that names it. */
export function renameInPlan(document: YamlPlanDocument, offset: number, to: string): Renaming {
  const variable = variableAt(document, offset);
  if (variable === undefined) return { refused: 'There is no parameter or step here to rename.' };
  if (!variableName.test(to)) {
    const rule = 'it has lower-case letters, digits and underscores and starts with no digit';
    return { refused: `'${to}' is no name for a parameter or step: ${rule}.` };
  }
  const { plan, source } = document;
  const names = [
    ...plan.parameters.map(({ name }) => name.value),
    ...plan.steps.flatMap((step) => step.name?.value ?? []),
  ];
  if (to !== variable.name && names.includes(to)) return { refused: `There is a parameter or step '${to}' already.` };
  const changes = variable.places.map(({ start, end }) => ({ start, end, text: to }));
  const files: readonly FileChange[] = [{ path: source.path, changes }];
  return { files };
}
