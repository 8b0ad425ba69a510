import { type Files, joinPath, OrchestratorError } from '../common/index.ts';
import type { Module } from '../project/index.ts';
import { type Plan, type PlanProblem, withPlace } from './plan.ts';
import { type PlanFile, planFileOf, planPaths } from './plan-file.ts';
import { readPlan } from './read-plan.ts';

/** The plans of a set of modules by name, and what keeps others from being among them. */
export interface FoundPlans {
  readonly plans: readonly Plan[];
  /** Errors are about plans that are left out, warnings about those that are listed. */
  readonly problems: readonly PlanProblem[];
}

/** Reads every plan of the modules. Never fails for what the files say. */
export async function listPlans(files: Files, modules: readonly Module[]): Promise<FoundPlans> {
  const all = await Promise.all(modules.map((module) => plansOf(files, module)));
  const plans = all.flatMap((each) => each.plans);
  return {
    plans: plans.sort((a, b) => (a.name < b.name ? -1 : 1)),
    problems: all.flatMap((each) => each.problems),
  };
}

async function plansOf(files: Files, module: Module): Promise<FoundPlans> {
  const found = await filesBelow(files, joinPath(module.directory, 'plans'));
  const named = new Map<string, PlanFile>();
  for (const relative of found) {
    const file = planFileOf(module.name, module.directory, relative);
    // Of `x.pp` and `x.yaml` the first is the plan.
    if (file !== undefined && (file.kind === 'puppet' || !named.has(file.name))) named.set(file.name, file);
  }
  const readings = await Promise.all(
    [...named.values()].map(async (file) => readPlan(file, module, (await files.readText(file.path)) ?? '')),
  );
  return {
    plans: readings.flatMap(({ plan, problems }) =>
      plan === undefined || problems.some(({ severity }) => severity === 'error') ? [] : [plan],
    ),
    problems: readings.flatMap(({ problems }) => problems),
  };
}

async function filesBelow(files: Files, directory: string, prefix = ''): Promise<readonly string[]> {
  const entries = await files.list(directory);
  const found = await Promise.all(
    entries.map(async ({ name, kind }) => {
      if (kind === 'directory') return filesBelow(files, joinPath(directory, name), `${prefix}${name}/`);
      return kind === 'file' ? [`${prefix}${name}`] : [];
    }),
  );
  return found.flat();
}

/** A plan that can be run, and what is odd about it. */
export interface FoundPlan {
  readonly plan: Plan;
  readonly warnings: readonly PlanProblem[];
}

/**
 * Reads one plan.
 * @throws OrchestratorError `bolt/unknown-plan`; `bolt/pal-error` or `bolt/invalid-plan` with what is wrong with its file and where (`details`
 * `file`, `line`, `column`), as Bolt does.
 */
export async function findPlan(files: Files, modules: readonly Module[], name: string): Promise<FoundPlan> {
  const module = modules.find((each) => each.name === name.split('::')[0]);
  for (const file of module === undefined ? [] : planPaths(module.directory, name)) {
    const source = await files.readText(file.path);
    if (module === undefined || source === undefined) continue;
    const { plan, problems } = readPlan(file, module, source);
    const fault = problems.find(({ severity }) => severity === 'error');
    if (plan !== undefined && fault === undefined) return { plan, warnings: problems };
    throw fault === undefined ? unknownPlan(name) : planFault(fault);
  }
  throw unknownPlan(name);
}

/** What is wrong with a plan's file, as it is thrown. */
function planFault(fault: PlanProblem): OrchestratorError {
  const { path, line, column } = fault;
  const place = line === undefined ? {} : { line, column: column ?? 1 };
  const message = fault.kind === 'bolt/invalid-plan' ? fault.message : withPlace(fault);
  return new OrchestratorError(fault.kind, message, { details: { file: path, ...place } });
}

function unknownPlan(name: string): OrchestratorError {
  return new OrchestratorError(
    'bolt/unknown-plan',
    `Could not find a plan named '${name}'. For a list of available plans, run 'baton plan show'.`,
  );
}
