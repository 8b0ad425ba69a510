import { type Use, usesOf, variablesOf } from '../../orchestrator-core/language/index.ts';
import type { Highlight } from '../documents/answers.ts';
import { type FileChange, type Span, touches } from '../documents/words.ts';

import type { Renaming } from '../puppet/rename/renaming.ts';
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

/** The variable at `offset` if no other file knows it: whoever runs the plan knows its parameters. */
export function stepAt(document: YamlPlanDocument, offset: number): PlanVariable | undefined {
  const variable = variableAt(document, offset);
  const isParameter = document.plan.parameters.some(({ name }) => name.value === variable?.name);
  return isParameter ? undefined : variable;
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

const variableName = /^[a-z_][a-z0-9_]*$/;

/** Renames a step with every place of the plan that names it. Parameters are known to others: undefined unless the name will not do. */
export function renameInPlan(document: YamlPlanDocument, offset: number, to: string): Renaming | undefined {
  const variable = variableAt(document, offset);
  if (variable === undefined) return undefined;
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
  // Whoever runs the plan knows its parameters, too.
  if (plan.parameters.some(({ name }) => name.value === variable.name)) return undefined;
  const changes = variable.places.map(({ start, end }) => ({ start, end, text: to }));
  const files: readonly FileChange[] = [{ path: source.path, changes }];
  return { files };
}
