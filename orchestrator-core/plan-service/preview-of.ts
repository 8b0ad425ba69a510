import { findModuleFile } from '../actions/index.ts';
import { type JsonObject, OrchestratorError, withoutPasswords } from '../common/index.ts';
import { createProjectEvaluation } from '../evaluation-host.ts';
import { openPlanInventory } from '../inventory/index.ts';
import { diskFiles } from '../node/index.ts';
import type { PlanRequest } from '../orchestrator.ts';
import { type Plan, type PlanPreview, type PreviewPorts, planPaths, previewPlan, readPlan } from '../plans/index.ts';
import type { Project } from '../project/index.ts';
import { withTargets } from './plan-catalog.ts';
import type { PlanServices } from './plan-services.ts';
import { planTargets } from './selected-targets.ts';

/**
 * What a plan would do. `text` is what an editor has in the place of the plan's file: where that cannot be read as it
 * stands, the parameters are taken as they were given.
 */
export async function previewOf(
  services: PlanServices,
  request: PlanRequest,
  text: string | undefined,
): Promise<PlanPreview> {
  const { source, plans, catalog, agents, clock } = services;
  const project = await source.project();
  const plan = await planNow(services, project, request.plan, text);
  const given: JsonObject =
    plan === undefined ? request.parameters.values : await plans.values(project, plan, request.parameters);
  // Nothing is reached, and what is shown of it needs no passwords.
  const targets = (await planTargets(services.selector, request.targets))?.map(withoutPasswords);
  const parameters = plan === undefined ? given : withTargets(plan, given, targets).values;
  const evaluation = createProjectEvaluation(project, { files: diskFiles, now: () => clock.now(), log: () => {} });
  const ports: PreviewPorts = {
    inventory: openPlanInventory(await source.inventory(), { connected: agents.names() }),
    host: evaluation.host,
    plan: async (name) => {
      const file = await fileOf(project, name);
      if (file === undefined) return undefined;
      const own = name === request.plan && text !== undefined ? text : file.text;
      await evaluation.prepare(own);
      return { path: file.path, text: own };
    },
    task: async (name) => {
      try {
        return (await catalog.find(project, name)).metadata;
      } catch (error) {
        if (error instanceof OrchestratorError) return undefined;
        throw error;
      }
    },
    moduleFile: (reference) => findModuleFile(project.modules, reference),
    turn: () => new Promise((resolve) => void setImmediate(resolve)),
    signal: new AbortController().signal,
  };
  const { plan: name, runAs } = request;
  const noop = request.noop === true;
  return previewPlan({ plan: name, parameters, noop, ...(runAs === undefined ? {} : { runAs }) }, ports);
}

/** The plan as the editor has it, as far as it can be read; without an editor as its file is. */
async function planNow(
  { plans }: PlanServices,
  project: Project,
  name: string,
  text: string | undefined,
): Promise<Plan | undefined> {
  if (text === undefined) return plans.find(project, name);
  const file = await fileOf(project, name);
  const module = project.modules.find((each) => each.name === name.split('::')[0]);
  if (file === undefined || module === undefined) return undefined;
  return readPlan({ name, kind: file.path.endsWith('.pp') ? 'puppet' : 'yaml', path: file.path }, module, text).plan;
}

async function fileOf(project: Project, name: string): Promise<{ path: string; text: string } | undefined> {
  const module = project.modules.find((each) => each.name === name.split('::')[0]);
  if (module === undefined) return undefined;
  for (const { path } of planPaths(module.directory, name)) {
    const text = await diskFiles.readText(path);
    if (text !== undefined) return { path, text };
  }
  return undefined;
}
