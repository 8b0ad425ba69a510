import { type Definition, type Parsed, parse } from '../../language/index.ts';
import { type LoadFault, planDefinition, puppetPlanFault, yamlPlanFault } from '../load-fault.ts';
import { planPaths } from '../plan-file.ts';
import { readYamlPlan } from '../read-yaml-plan.ts';
import type { YamlPlan } from '../yaml-plan.ts';
import { palError } from './error-value.ts';
import { PlanError } from './plan-error.ts';
import type { PlanLoader } from './plan-loader.ts';

/** A plan that can be run. */
export type LoadedPlan =
  | {
      readonly kind: 'puppet';
      readonly name: string;
      readonly path: string;
      readonly parsed: Parsed;
      readonly definition: Definition;
    }
  | { readonly kind: 'yaml'; readonly name: string; readonly path: string; readonly plan: YamlPlan };

/**
 * Finds, reads and checks a plan.
 * @throws PlanError as Bolt words it: `bolt/unknown-plan`, or `bolt/pal-error` and `bolt/invalid-plan` for what is wrong
 * in the file.
 */
export async function loadPlan(loader: PlanLoader, name: string): Promise<LoadedPlan> {
  const module = loader.modules.find((each) => each.name === name.split('::')[0]);
  for (const { kind, path } of module === undefined ? [] : planPaths(module.directory, name)) {
    const text = await loader.readText(path);
    if (text === undefined) continue;
    await loader.prepare(text);
    return kind === 'puppet' ? readPuppetPlan(name, path, text) : readYaml(name, path, text);
  }
  const msg = `Could not find a plan named '${name}'. For a list of available plans, run 'baton plan show'.`;
  throw new PlanError({ kind: 'bolt/unknown-plan', msg, details: {} });
}

function readPuppetPlan(name: string, path: string, source: string): LoadedPlan {
  const parsed = parse(source, { tasks: true });
  const fault = puppetPlanFault(parsed, name, path);
  const definition = planDefinition(parsed);
  if (fault === undefined && definition !== undefined) return { kind: 'puppet', name, path, parsed, definition };
  throw loadError(fault ?? { kind: 'bolt/pal-error', message: `${path} defines no plan` }, path, source);
}

function readYaml(name: string, path: string, text: string): LoadedPlan {
  const { plan, problems } = readYamlPlan(text, name);
  const fault = yamlPlanFault(plan, problems);
  if (fault === undefined) return { kind: 'yaml', name, path, plan };
  throw loadError(fault, path, text);
}

/** Bolt's errors of YAML plans say nothing of the line, and leave the place to the details. */
function loadError({ kind, message, span }: LoadFault, path: string, source: string): PlanError {
  const { msg, details } = palError(message, span === undefined ? undefined : { path, source, span });
  return new PlanError({ kind, msg: kind === 'bolt/invalid-plan' ? message : msg, details });
}
