import { documentationTags, parse, type Span } from '../language/index.ts';
import type { Module } from '../project/index.ts';
import { type LoadFault, planDefinition, puppetPlanFault, yamlPlanFault } from './load-fault.ts';
import type { Plan, PlanParameterInfo, PlanProblem } from './plan.ts';
import type { PlanFile } from './plan-file.ts';
import { jsonOfPlanValue } from './plan-json.ts';
import { readYamlPlan } from './read-yaml-plan.ts';

/** A plan's file, understood as far as that is possible. */
export interface PlanReading {
  /** Undefined where the file declares no plan of that name. */
  readonly plan?: Plan;
  /** With an error among them the plan cannot be run. */
  readonly problems: readonly PlanProblem[];
}

/** Reads the text of a plan's file. Never throws. */
export function readPlan(file: PlanFile, module: Module, source: string): PlanReading {
  const common = { ...file, module: module.name, moduleDirectory: module.directory, source };
  return file.kind === 'puppet' ? readPuppetPlan(common) : readYaml(common);
}

type PlanBase = Pick<Plan, 'name' | 'kind' | 'path' | 'module' | 'moduleDirectory' | 'source'>;

function readPuppetPlan(base: PlanBase): PlanReading {
  const { name, path, source } = base;
  const parsed = parse(source, { tasks: true });
  const fault = puppetPlanFault(parsed, name, path);
  const problems: PlanProblem[] = fault === undefined ? [] : [faultProblem(base, fault)];
  const definition = planDefinition(parsed);
  if (definition === undefined) return { problems };
  const { text, tags } = documentationTags(parsed, definition.start);
  const documented = readParameterTags(tags.filter((tag) => tag.name === 'param').map((tag) => tag.text));
  const declared = definition.parameters.map(({ name: parameter, type, value }): PlanParameterInfo => {
    const typeText = type === undefined ? 'Any' : source.slice(type.start, type.end);
    const description = documented.get(parameter);
    return {
      name: parameter,
      type: typeText,
      ...(description ? { description } : {}),
      ...(value === undefined ? {} : { default: source.slice(value.start, value.end) }),
      required: value === undefined,
      sensitive: isSensitive(typeText),
    };
  });
  for (const parameter of documented.keys()) {
    if (declared.some((each) => each.name === parameter)) continue;
    const message = `The documented parameter '${parameter}' does not exist in signature for plan '${name}'`;
    problems.push({ ...problemAt(base, definition, 'missing_plan_parameter', message), severity: 'warning' });
  }
  const first = (tag: string) => tags.find((each) => each.name === tag)?.text.trim();
  const deprecated = first('private');
  if (deprecated !== undefined) {
    const instead = deprecated.toLowerCase() === 'true' ? 'private' : 'public';
    const message = `Tag '@private ${deprecated}' in plan '${name}' is deprecated, use '@api ${instead}' instead`;
    problems.push({ ...problemAt(base, definition, 'plan_private_tag', message), severity: 'warning' });
  }
  const summary = first('summary');
  const docstring = text.trim();
  return {
    plan: {
      ...base,
      isPrivate: first('api') === 'private' || deprecated?.toLowerCase() === 'true',
      ...(summary ? { summary } : {}),
      ...(docstring === '' ? {} : { docstring }),
      // As Puppet Strings has them: what is documented first, in its order.
      parameters: [
        ...[...documented.keys()].flatMap((each) => declared.find((one) => one.name === each) ?? []),
        ...declared.filter((each) => !documented.has(each.name)),
      ],
    },
    problems,
  };
}

/** `[Type] name text` of `@param`, by name. */
function readParameterTags(texts: readonly string[]): ReadonlyMap<string, string> {
  return new Map(
    texts.map((text) => {
      const [, name = '', description = ''] = /^\s*(?:\[[^\]]*\]\s*)?\$?(\S+)\s*([\s\S]*)$/.exec(text) ?? [];
      return [name, description.trim()];
    }),
  );
}

function readYaml(base: PlanBase): PlanReading {
  const { plan, problems } = readYamlPlan(base.source, base.name);
  const fault = yamlPlanFault(plan, problems);
  const docstring = plan.description;
  return {
    plan: {
      ...base,
      isPrivate: plan.isPrivate === true,
      ...(docstring === undefined ? {} : { docstring }),
      parameters: plan.parameters.map(({ name, type, description, default: given }): PlanParameterInfo => {
        const text = type?.value ?? 'Any';
        return {
          name: name.value,
          type: text,
          ...(description === undefined ? {} : { description }),
          ...(given === undefined ? {} : { defaultValue: jsonOfPlanValue(given) }),
          required: given === undefined,
          sensitive: isSensitive(text),
        };
      }),
    },
    problems: fault === undefined ? [] : [faultProblem(base, fault)],
  };
}

function isSensitive(type: string): boolean {
  return /^Sensitive\b/.test(type);
}

function faultProblem(base: PlanBase, { kind, message, span }: LoadFault): PlanProblem {
  return span === undefined
    ? { severity: 'error', kind, message, path: base.path }
    : problemAt(base, span, kind, message);
}

function problemAt({ path, source }: PlanBase, { start }: Span, kind: string, message: string): PlanProblem {
  const before = source.slice(0, start);
  const line = before.split('\n').length;
  return { severity: 'error', kind, message, path, line, column: start - before.lastIndexOf('\n') };
}
