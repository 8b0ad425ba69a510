import { checkSource, type Span } from '../language/index.ts';
import { asQuoted } from './plan-values.ts';
import type { PlanEntry, PlanExpression, PlanString, PlanValue, YamlPlan, YamlPlanProblem } from './yaml-plan.ts';

/**
 * What Puppet's parser and validator say of the code in a plan. Bolt looks at the strings of steps when it loads the
 * plan, bare ones as if they had double quotes, and at that of `return` when it gets there.
 */
export function expressionProblems(plan: YamlPlan): readonly YamlPlanProblem[] {
  const steps = plan.steps.flatMap((step) =>
    step.entries.filter(({ key }) => key !== 'name').flatMap((entry) => inEntry(entry, true)),
  );
  const returned = plan.entries.findLast(({ key }) => key === 'return');
  return returned === undefined ? steps : [...steps, ...inEntry(returned, false)];
}

function inEntry({ key, value }: PlanEntry, checksBare: boolean): readonly YamlPlanProblem[] {
  return inValue(key, value, checksBare);
}

function inValue(key: string, value: PlanValue | undefined, checksBare: boolean): readonly YamlPlanProblem[] {
  if (value?.kind === 'string') return inString(key, value, checksBare);
  if (value?.kind === 'list') return value.items.flatMap((item) => inValue(key, item, checksBare));
  return value?.kind === 'hash' ? value.entries.flatMap((entry) => inEntry(entry, checksBare)) : [];
}

function inString(key: string, string: PlanString, checksBare: boolean): readonly YamlPlanProblem[] {
  const isBare = checksBare && string.style === 'plain' && string.value.includes('$');
  const expression = string.expression ?? (isBare ? asQuoted(string) : undefined);
  if (expression === undefined) return [];
  return faultsOf(expression).map(({ message, start, end }) => {
    const span = visible(expression.map.toDocument({ start, end }), string);
    return { code: 'yaml-plan-expression', message: `Error parsing "${key}": ${message}`, ...span };
  });
}

function faultsOf({ parsed }: PlanExpression): readonly (Span & { readonly message: string })[] {
  if (parsed.faults.length > 0) return parsed.faults;
  return checkSource(parsed, { scripting: true }).filter((finding) => finding.severity === 'error');
}

/** A place between two letters cannot be shown: the letter before it stands for it. */
function visible({ start, end }: Span, { inner, ...whole }: PlanString): Span {
  if (end > start) return { start, end };
  if (inner.end <= inner.start) return { start: whole.start, end: whole.end };
  const at = Math.max(inner.start, Math.min(start, inner.end) - 1);
  return { start: at, end: at + 1 };
}
