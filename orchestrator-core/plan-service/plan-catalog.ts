import { type Files, type Json, type JsonObject, OrchestratorError, parseExact } from '../common/index.ts';
import { type FindAlias, loadAliases, type PuppetType, parseType } from '../language/index.ts';
import { isBrought } from '../node/index.ts';
import type { ParameterVerdict, PlanDetails, PlanList, PlanSummary } from '../orchestrator.ts';
import { findPlan, listPlans, type Plan, planDescription, withPlace } from '../plans/index.ts';
import type { Project } from '../project/index.ts';
import {
  checkParameter,
  type GivenParameters,
  givenValues,
  type ParameterForm,
  parameterForms,
  parameterTypes,
  type Task,
  type TaskParameter,
} from '../tasks/index.ts';

/** What the orchestrator knows of plans. */
export interface PlanCatalog {
  list(project: Project): Promise<PlanList>;
  /** @throws OrchestratorError `bolt/unknown-plan`, or what is wrong with its file. */
  find(project: Project, name: string): Promise<Plan>;
  details(project: Project, name: string): Promise<PlanDetails>;
  forms(project: Project, name: string): Promise<readonly ParameterForm[]>;
  check(project: Project, plan: string, parameter: string, text: string): Promise<ParameterVerdict>;
  /** What was given, as the types of the plan read it; nothing is checked and no default filled in. */
  values(project: Project, plan: Plan, given: GivenParameters): Promise<JsonObject>;
  /** The names of the parameters whose values nobody may see: a Sensitive is somewhere in their type. */
  sensitive(project: Project, plan: Plan): Promise<ReadonlySet<string>>;
}

/** The plans of a project as its files are now. */
export function createPlanCatalog(files: Files): PlanCatalog {
  const find = async (project: Project, name: string): Promise<Plan> =>
    (await findPlan(files, project.modules, name)).plan;
  const aliases = (project: Project, task: Task): Promise<FindAlias> =>
    loadAliases(files, project.modules, parameterTypes(task));
  const sensitive = async (project: Project, plan: Plan): Promise<ReadonlySet<string>> => {
    const findAlias = await aliases(project, asTask(plan));
    const secret = plan.parameters.filter(({ type }) => holdsSensitive(parseType(type, findAlias).type));
    return new Set(secret.map(({ name }) => name));
  };
  return {
    find,
    sensitive,
    list: async (project) => {
      const { plans, problems } = await listPlans(files, project.modules);
      return {
        plans: plans.map(summary),
        problems: problems.map((problem) => ({ ...problem, message: withPlace(problem) })),
      };
    },
    details: async (project, name) => {
      const plan = await find(project, name);
      return details(plan, await sensitive(project, plan));
    },
    forms: async (project, name) => {
      const plan = await find(project, name);
      const task = asTask(plan);
      const forms = parameterForms(task, await aliases(project, task));
      const secret = await sensitive(project, plan);
      const whole = plan.parameters.flatMap(({ name: parameter, required }) =>
        forms
          .filter((form) => form.name === parameter)
          .map((form) => ({ ...form, required, sensitive: secret.has(parameter) })),
      );
      return [...whole.filter((form) => form.required), ...whole.filter((form) => !form.required)];
    },
    check: async (project, name, parameter, text) => {
      const task = asTask(await find(project, name));
      const message = checkParameter(task, parameter, text, await aliases(project, task));
      return message === undefined ? { ok: true } : { ok: false, message };
    },
    values: async (project, plan, given) => {
      const task = asTask(plan);
      return givenValues(task, given, await aliases(project, task));
    },
  };
}

function summary(plan: Plan): PlanSummary {
  const description = planDescription(plan);
  const { name, path, module, moduleDirectory, isPrivate } = plan;
  return {
    name,
    path,
    module,
    private: isPrivate,
    ...(description === undefined ? {} : { description }),
    ...(isBrought(moduleDirectory) ? { isBrought: true } : {}),
  };
}

function details(plan: Plan, sensitive: ReadonlySet<string>): PlanDetails {
  const parameters = plan.parameters.map(({ name, type, description, required, ...values }) => {
    const fallback = values.default ?? (values.defaultValue === undefined ? undefined : textOf(values.defaultValue));
    return {
      name,
      type,
      required,
      sensitive: sensitive.has(name),
      ...(description === undefined ? {} : { description }),
      ...(fallback === undefined ? {} : { default: fallback }),
    };
  });
  return { ...summary(plan), kind: plan.kind, parameters };
}

function textOf(value: Json): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}

/** A plan as far as its parameters go: they are asked for, read and checked as those of tasks are. */
function asTask({ name, module, moduleDirectory, parameters }: Plan): Task {
  const declared = parameters.map((parameter): [string, TaskParameter] => {
    const { type, description, sensitive } = parameter;
    const fallback = parameter.defaultValue ?? literal(parameter.default);
    return [
      parameter.name,
      {
        type,
        sensitive,
        ...(description === undefined ? {} : { description }),
        ...(fallback === undefined ? {} : { default: fallback }),
      },
    ];
  });
  return { name, module, moduleDirectory, metadata: { parameters: Object.fromEntries(declared) }, executables: [] };
}

/** Aliases may go round in a circle. */
const deepest = 20;

function holdsSensitive(part: unknown, depth: number = 0): boolean {
  if (typeof part !== 'object' || part === null || depth > deepest) return false;
  if (isAlias(part)) return holdsSensitive(part.resolve(), depth + 1);
  if ('kind' in part && part.kind === 'Sensitive') return true;
  return Object.values(part).some((inner) => holdsSensitive(inner, depth + 1));
}

function isAlias(part: object): part is Extract<PuppetType, { kind: 'Alias' }> {
  return 'kind' in part && part.kind === 'Alias';
}

/** A default of Puppet source where it says a plain value: `5`, `true`, `'text'`. */
function literal(source: string | undefined): Json | undefined {
  if (source === undefined) return undefined;
  if (/^(?:true|false|-?(?:0|[1-9]\d{0,14})(?:\.\d+)?)$/.test(source)) return parseExact(source);
  const [, text] = /^'([^'\\]*)'$/.exec(source) ?? /^"([^"\\$]*)"$/.exec(source) ?? [];
  return text;
}

/**
 * The parameters with what was asked for by `--targets`, by Bolt's rule: `$nodes`, or `$targets` of type TargetSpec, but
 * not where a plan has both.
 *
 * @throws OrchestratorError `bolt/cli-error` where the parameter was given as well.
 */
export function withTargets(
  plan: Plan,
  values: JsonObject,
  targets: readonly string[] | undefined,
): { readonly values: JsonObject; readonly warning?: string } {
  if (targets === undefined || targets.length === 0) return { values };
  const given = ['nodes', 'targets'].find((name) => Object.hasOwn(values, name));
  if (given !== undefined) {
    throw new OrchestratorError(
      'bolt/cli-error',
      `A plan's '${given}' parameter can be specified using the --${given} option, but in that case it must not be specified as a separate ${given}=<value> parameter nor included in the JSON data passed in the --params option`,
    );
  }
  const hasNodes = plan.parameters.some(({ name }) => name === 'nodes');
  const hasTargets = plan.parameters.some(({ name, type }) => name === 'targets' && type.includes('TargetSpec'));
  const joined = targets.join(',');
  if (hasNodes && hasTargets) {
    const warning =
      "Plan parameters include both 'nodes' and 'targets' with type 'TargetSpec', neither will populated with the value for --nodes or --targets.";
    return { values, warning };
  }
  if (hasNodes) return { values: { ...values, nodes: joined } };
  return hasTargets ? { values: { ...values, targets: joined } } : { values };
}
