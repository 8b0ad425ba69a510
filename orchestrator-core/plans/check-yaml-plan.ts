import { rubyInspect } from '../common/index.ts';
import { parseType, type Span } from '../language/index.ts';
import type { YamlTreeFault } from '../project/index.ts';
import { expressionProblems } from './check-expressions.ts';
import { checkStep } from './check-step.ts';
import { parameterKeyTexts, planKeyTexts } from './step-kinds.ts';
import {
  type PlanEntry,
  type PlanParameter,
  type PlanString,
  planEntry,
  type YamlPlan,
  type YamlPlanCode,
  type YamlPlanProblem,
} from './yaml-plan.ts';

/** What variables of YAML plans are called: steps and parameters (`yaml_plan.rb`). */
export const planVariable: RegExp = /^[a-z_][a-z0-9_]*$/;

/** The rules of `lib/bolt/pal/yaml_plan.rb` and its loader, in Bolt's words. */
export function checkYamlPlan(plan: YamlPlan, faults: readonly YamlTreeFault[]): readonly YamlPlanProblem[] {
  const own = faults.map(faultProblem);
  const isBroken = faults.some((fault) => fault.kind === 'syntax');
  const rules = isBroken ? [] : plan.map === undefined ? [noObject(plan)] : shapeProblems(plan);
  return [...own, ...rules, ...expressionProblems(plan)].sort((a, b) => a.start - b.start);
}

function faultProblem({ kind, message, start, end }: YamlTreeFault): YamlPlanProblem {
  const codes: Readonly<Record<YamlTreeFault['kind'], YamlPlanCode>> = {
    syntax: 'yaml-syntax',
    alias: 'yaml-alias',
    duplicate: 'duplicate-key',
  };
  const hint = kind === 'alias' ? '. Bolt does not read aliases in plans: write out what it stands for' : '';
  return { code: codes[kind], message: `${message}${hint}`, start, end };
}

function noObject({ source, root }: YamlPlan): YamlPlanProblem {
  const message = 'Plan must specify an array of steps: a YAML plan is a hash with the key steps';
  const first = Math.max(0, source.search(/\S/));
  const start = root?.start ?? first;
  return { code: 'yaml-plan-shape', message, start, end: Math.min(source.length, Math.max(root?.end ?? 0, start + 1)) };
}

function shapeProblems(plan: YamlPlan): readonly YamlPlanProblem[] {
  const { entries } = plan;
  const problems: YamlPlanProblem[] = [];
  for (const { key, keySpan } of entries) {
    if (Object.hasOwn(planKeyTexts, key)) continue;
    const message = `Plan contains illegal key(s) ${rubyInspect([key])}`;
    problems.push({ code: 'yaml-plan-unknown-key', message, ...keySpan, known: Object.keys(planKeyTexts) });
  }
  const parameters = planEntry(entries, 'parameters');
  if (parameters !== undefined && parameters.value?.kind !== 'hash') {
    problems.push(shape('Plan parameters must be a Hash', parameters));
  }
  for (const parameter of plan.parameters) problems.push(...checkParameter(parameter, parameters));
  const isPrivate = planEntry(entries, 'private');
  if (isPrivate?.value !== undefined && plan.isPrivate === undefined && !isNull(isPrivate)) {
    const received =
      isPrivate.value.kind === 'string' ? rubyInspect(isPrivate.value.value) : `a ${isPrivate.value.kind}`;
    problems.push(shape(`Plan ${plan.name} key 'private' must be a boolean, received: ${received}`, isPrivate));
  }
  const steps = planEntry(entries, 'steps');
  if (steps?.value?.kind === 'list') {
    problems.push(...checkSteps(plan, steps.value.items));
  } else {
    const at = steps ?? firstKey(plan);
    problems.push({ ...shape('Plan must specify an array of steps', at), ...(steps ? {} : { missing: ['steps'] }) });
  }
  return problems;
}

function checkSteps(plan: YamlPlan, items: readonly (Span & { readonly kind: string })[]): readonly YamlPlanProblem[] {
  const problems: YamlPlanProblem[] = [];
  for (const [index, item] of items.entries()) {
    if (item.kind === 'hash') continue;
    const message = `Parse error in step number ${index + 1}: Plan step must be an object with valid step keys.`;
    problems.push({ code: 'yaml-plan-shape', message, start: item.start, end: item.end });
  }
  const used = new Set(plan.parameters.map((parameter) => parameter.name.value));
  for (const step of plan.steps) {
    problems.push(...checkStep(step));
    if (step.name === undefined) continue;
    const { value, start, end } = step.name;
    if (used.has(value)) {
      const message = `Duplicate step name or parameter detected: ${rubyInspect(value)}`;
      problems.push({ code: 'yaml-plan-duplicate-name', message, start, end });
    }
    used.add(value);
  }
  return problems;
}

function checkParameter(parameter: PlanParameter, all: PlanEntry | undefined): readonly YamlPlanProblem[] {
  const { name, entries, type } = parameter;
  const problems: YamlPlanProblem[] = [];
  if (!planVariable.test(name.value)) {
    const message = `Invalid parameter name ${rubyInspect(name.value)}: it has lower-case letters, digits and underscores and starts with no digit`;
    problems.push({ code: 'yaml-plan-name', message, start: name.start, end: name.end });
  }
  for (const { key, keySpan } of entries) {
    if (Object.hasOwn(parameterKeyTexts, key)) continue;
    const message = `Plan parameter ${rubyInspect(name.value)} contains illegal key(s) ${rubyInspect([key])}`;
    problems.push({ code: 'yaml-plan-unknown-key', message, ...keySpan, known: Object.keys(parameterKeyTexts) });
  }
  const whole = all?.value?.kind === 'hash' ? planEntry(all.value.entries, name.value) : undefined;
  const isFalse = whole?.value?.kind === 'scalar' && !whole.value.value && whole.value.value !== 0;
  if (whole?.value !== undefined && whole.value.kind !== 'hash' && !isFalse) {
    problems.push(shape(`The parameter ${name.value} must be a hash with type, default and description`, whole));
  }
  const written = planEntry(entries, 'type');
  if (written?.value !== undefined && written.value.kind !== 'string' && !isNull(written)) {
    problems.push(shape('The type of a parameter must be a string', written));
  }
  return type === undefined ? problems : [...problems, ...typeProblems(type)];
}

/** What a type expression says wrong; whether its names mean something is for those who know the modules. */
function typeProblems({ value, map, inner }: PlanString): readonly YamlPlanProblem[] {
  const faults = parseType(value).faults.filter((fault) => fault.code !== 'unknown-type');
  const syntax = faults.filter((fault) => fault.code === 'type-syntax');
  return (syntax.length > 0 ? syntax : faults).map(({ message, start, end }) => {
    const span = map.toDocument({ start, end });
    return { code: 'yaml-plan-type', message, ...(span.end > span.start ? span : inner) };
  });
}

function isNull(entry: PlanEntry): boolean {
  return entry.value === undefined || (entry.value.kind === 'scalar' && entry.value.value === null);
}

/** A problem with what stands under a key: at the value, or at the key where there is none. */
function shape(message: string, entry: PlanEntry | Span): YamlPlanProblem {
  const { start, end } = 'keySpan' in entry ? (entry.value ?? entry.keySpan) : entry;
  return { code: 'yaml-plan-shape', message, start, end };
}

function firstKey({ entries, source }: YamlPlan): Span {
  return entries[0]?.keySpan ?? { start: 0, end: Math.min(1, source.length) };
}
