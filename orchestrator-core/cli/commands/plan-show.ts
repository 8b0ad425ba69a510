import { type JsonObject, rubyInspect } from '../../common/index.ts';
import { diskFiles } from '../../node/index.ts';
import {
  findPlan,
  listPlans,
  type Plan,
  type PlanParameterInfo,
  type PlanProblem,
  planDescription,
  withPlace,
} from '../../plans/index.ts';
import type { Context } from '../context.ts';
import { nameFilter } from '../name-filter.ts';
import type { Paint } from '../output/paint.ts';
import { indent, table, truncate, wrap } from '../output/text.ts';

/** `baton plan show [NAME]`: the plans that can be run, or how one is used. */
export async function showPlans(name: string | undefined, context: Context): Promise<number> {
  if (name !== undefined) return showPlan(name, context);
  const { project, terminal, format, paint } = context;
  const matches = nameFilter(context, project.visiblePlans);
  const { plans, problems } = await listPlans(diskFiles, project.modules);
  for (const problem of problems) warn(problem, context);
  const shown = plans.filter((plan) => !plan.isPrivate && matches(plan.name));
  const modulepath = [...project.modulepath];
  if (format === 'json') {
    const rows = shown.map((plan) => [plan.name, planDescription(plan) ?? null]);
    await terminal.out(`${JSON.stringify({ plans: rows, modulepath })}\n`);
    return 0;
  }
  const rows = shown.map((plan): [string, string] => [plan.name, truncate(planDescription(plan) ?? '', 72)]);
  const list = rows.length > 0 ? table(rows, 2, 5) : '  No available plans';
  const hint = "Use 'baton plan show <PLAN NAME>' to view details and parameters for a specific plan.";
  await terminal.out(
    `${paint('cyan', 'Plans')}\n${list}\n\n${paint('cyan', 'Modulepath')}\n  ${modulepath.join(':')}\n\n` +
      `${paint('cyan', 'Additional information')}\n  ${hint}\n`,
  );
  return 0;
}

function warn(problem: PlanProblem, context: Context): void {
  if (problem.severity === 'error') context.warn('plan_load_error', withPlace(problem));
  else context.warn(problem.kind, problem.message);
}

async function showPlan(name: string, context: Context): Promise<number> {
  const { project, terminal, format, paint } = context;
  const { plan, warnings } = await findPlan(diskFiles, project.modules, name);
  for (const warning of warnings) warn(warning, context);
  await terminal.out(format === 'json' ? `${JSON.stringify(planDocument(plan))}\n` : planText(plan, paint));
  return 0;
}

function planDocument(plan: Plan): JsonObject {
  const { name, summary, docstring, parameters, isPrivate, moduleDirectory } = plan;
  const common = {
    name,
    description: planDescription(plan) ?? null,
    parameters: Object.fromEntries(parameters.map((parameter) => [parameter.name, parameterDocument(parameter)])),
  };
  const said = { summary: summary ?? null, docstring: docstring ?? null };
  const texts = plan.kind === 'puppet' ? said : { docstring: said.docstring, summary: said.summary };
  return { ...common, private: isPrivate, ...texts, module_dir: moduleDirectory };
}

function parameterDocument({ type, sensitive, description, ...parameter }: PlanParameterInfo): JsonObject {
  const value = parameter.default ?? parameter.defaultValue;
  return {
    type,
    sensitive,
    ...(value === undefined ? {} : { default_value: value }),
    ...(description === undefined ? {} : { description }),
  };
}

function planText(plan: Plan, paint: Paint): string {
  const { name, summary, docstring, moduleDirectory } = plan;
  const parameters = plan.parameters.toSorted((a, b) => (a.name < b.name ? -1 : 1));
  const said = [summary, docstring].filter((text) => text !== undefined).join('\n\n');
  const usage = [
    `baton plan run ${name}`,
    ...parameters.map(({ name: parameter, required }) =>
      required ? `${parameter}=<value>` : `[${parameter}=<value>]`,
    ),
  ];
  const sections = [
    `${paint('cyan', name)}\n${indent(2, said.trim() || 'No description available.')}\n`,
    `${paint('cyan', 'Usage')}\n${indent(2, wrap(usage.join(' ')))}`,
    ...(parameters.length === 0 ? [] : [parametersText(parameters, paint)]),
    `${paint('cyan', 'Module')}\n  ${moduleDirectory}\n`,
  ];
  return sections.join('\n');
}

function parametersText(parameters: readonly PlanParameterInfo[], paint: Paint): string {
  const blocks = parameters.map(({ name, type, description, ...parameter }) => {
    const value = parameter.default ?? defaultText(parameter.defaultValue);
    return [
      `  ${paint('yellow', name)}  ${paint('dim', type)}\n`,
      ...(description === undefined ? [] : [`${indent(4, wrap(description).trimEnd())}\n`]),
      ...(value === undefined ? [] : [`    Default: ${value}\n`]),
    ].join('');
  });
  return `${paint('cyan', 'Parameters')}\n${blocks.join('\n')}`;
}

function defaultText(value: PlanParameterInfo['defaultValue']): string | undefined {
  if (value === undefined || value === null) return undefined;
  return typeof value === 'string' ? value : rubyInspect(value);
}
