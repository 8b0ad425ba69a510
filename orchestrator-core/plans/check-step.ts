import { rubyInspect } from '../common/index.ts';
import { isStepKind, type StepKind, stepKeys, stepKinds, stepShapes } from './step-kinds.ts';
import { type PlanEntry, type PlanStep, type PlanValue, planEntry, type YamlPlanProblem } from './yaml-plan.ts';

/** The rules of `lib/bolt/pal/yaml_plan/step.rb` and of the kinds of steps, without those about Puppet code. */
export function checkStep(step: PlanStep): readonly YamlPlanProblem[] {
  const { entries, kind } = step;
  const found = kind === undefined ? [noKind(step)] : [...checkKeys(step, kind), ...checkValues(entries, kind)];
  const name = planEntry(entries, 'name');
  if (name !== undefined && step.name === undefined) {
    const written = name.value?.kind === 'string' ? rubyInspect(name.value.value) : (textOf(name.value) ?? 'nil');
    const message = `Invalid step name: ${written}. A name has lower-case letters, digits and underscores and starts with no digit`;
    found.push({ code: 'yaml-plan-name', message, ...spanOf(name) });
  }
  return found;
}

function noKind(step: PlanStep): YamlPlanProblem {
  const kinds = step.entries.filter((entry) => isStepKind(entry.key));
  const [, second] = kinds;
  if (second !== undefined) {
    const keys = stepKinds.filter((kind) => kinds.some((entry) => entry.key === kind));
    return {
      code: 'yaml-plan-step',
      message: `Multiple action keys detected: ${rubyInspect([...keys])}`,
      ...second.keySpan,
    };
  }
  const known: readonly string[] = [...stepKinds, 'name', 'description', 'targets', 'parameters'];
  const wrong = step.entries.find((entry) => !known.includes(entry.key)) ?? step.entries[0];
  const hint = wrong?.key === 'source' ? ': what was source is upload or script now' : '';
  const message = `No valid action detected${hint}. A step has one of the keys ${stepKinds.join(', ')}`;
  const span = wrong?.keySpan ?? { start: step.start, end: step.end };
  return { code: 'yaml-plan-step', message, start: span.start, end: span.end, known: stepKinds };
}

function checkKeys({ entries }: PlanStep, kind: StepKind): YamlPlanProblem[] {
  const allowed = stepKeys(kind);
  const problems = entries
    .filter(({ key }) => !allowed.includes(key))
    .map(({ key, keySpan }): YamlPlanProblem => {
      const message = `The "${kind}" step does not support: ${rubyInspect([key])} key(s)`;
      const free = allowed.filter((name) => planEntry(entries, name) === undefined);
      return { code: 'yaml-plan-unknown-key', message, ...keySpan, known: free };
    });
  const missing = stepShapes[kind].required.filter((key) => planEntry(entries, key) === undefined);
  const own = planEntry(entries, kind);
  if (missing.length > 0 && own !== undefined) {
    const message = `The "${kind}" step requires: ${rubyInspect([...missing])} key(s)`;
    problems.push({ code: 'yaml-plan-missing-key', message, ...own.keySpan, missing });
  }
  return problems;
}

function checkValues(entries: readonly PlanEntry[], kind: StepKind): readonly YamlPlanProblem[] {
  const problems: YamlPlanProblem[] = [];
  const { options, others } = stepShapes[kind];
  const shaped = (key: string, fits: (value: PlanValue | undefined) => boolean, message: string) => {
    const entry = options.includes(key) || others.includes(key) ? planEntry(entries, key) : undefined;
    if (entry !== undefined && !fits(entry.value)) {
      problems.push({ code: 'yaml-plan-shape', message, ...spanOf(entry) });
    }
  };
  shaped('env_vars', (value) => value?.kind === 'hash' || value?.kind === 'string', envVars);
  shaped('arguments', (value) => isNothing(value) || value?.kind === 'list', 'arguments key must be an array');
  shaped('pwsh_params', (value) => isNothing(value) || value?.kind === 'hash', 'pwsh_params key must be a hash');
  shaped('parameters', (value) => value?.kind === 'hash', 'Parameters key must be a hash');
  const parameters = others.includes('parameters') ? planEntry(entries, 'parameters')?.value : undefined;
  for (const { key, keySpan } of parameters?.kind === 'hash' ? parameters.entries : []) {
    const option = key.slice(1);
    if (!key.startsWith('_') || planEntry(entries, option) === undefined) continue;
    const message = `Cannot specify metaparameters when using top-level keys with same name: ${option}`;
    problems.push({ code: 'yaml-plan-repeated-option', message, ...keySpan });
  }
  return kind === 'resources' ? [...problems, ...checkResources(planEntry(entries, 'resources'))] : problems;
}

const envVars = 'env_vars key must be a hash or evaluable string';

function checkResources(entry: PlanEntry | undefined): readonly YamlPlanProblem[] {
  if (entry === undefined) return [];
  const { value } = entry;
  if (value?.kind !== 'list') {
    return [{ code: 'yaml-plan-shape', message: 'resources key must be an array', ...spanOf(entry) }];
  }
  return value.items.flatMap((item): readonly YamlPlanProblem[] => {
    const { start, end } = item;
    if (item.kind !== 'hash') {
      return [{ code: 'yaml-plan-shape', message: 'Resource declaration must be a hash', start, end }];
    }
    const message = resourceFault(item.entries);
    const span = item.entries[0]?.keySpan ?? { start, end };
    return message === undefined ? [] : [{ code: 'yaml-plan-shape', message, ...span }];
  });
}

function resourceFault(entries: readonly PlanEntry[]): string | undefined {
  const has = (key: string) => !isNothing(planEntry(entries, key)?.value);
  if (has('type') || has('title')) {
    if (!has('type')) return 'Resource declaration must include type key if title key is set';
    return has('title') ? undefined : 'Resource declaration must include title key if type key is set';
  }
  const types = [...new Set(entries.map((entry) => entry.key))].filter((key) => key !== 'parameters');
  if (types.length === 0) return 'Resource declaration is missing a type';
  return types.length > 1 ? `Resource declaration has ambiguous type: could be ${types.join(' or ')}` : undefined;
}

function isNothing(value: PlanValue | undefined): boolean {
  return value === undefined || (value.kind === 'scalar' && (value.value === null || value.value === false));
}

function textOf(value: PlanValue | undefined): string | undefined {
  return value?.kind === 'scalar' && value.value !== null ? value.text : undefined;
}

function spanOf({ value, keySpan }: PlanEntry): { start: number; end: number } {
  const { start, end } = value ?? keySpan;
  return { start, end };
}
