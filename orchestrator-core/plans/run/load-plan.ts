import { rubyInspect } from '../../common/index.ts';
import { checkSource, type Definition, type Parsed, parse, type SourcePlace } from '../../language/index.ts';
import { planPaths } from '../plan-file.ts';
import { readYamlPlan } from '../read-yaml-plan.ts';
import type { YamlPlan, YamlPlanProblem } from '../yaml-plan.ts';
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
 * @throws PlanError as Bolt words it: `bolt/unknown-plan`, or `bolt/pal-error` for what is wrong in the file.
 */
export async function loadPlan(loader: PlanLoader, name: string): Promise<LoadedPlan> {
  const module = loader.modules.find((each) => each.name === name.split('::')[0]);
  for (const { kind, path } of module === undefined ? [] : planPaths(module.directory, name)) {
    const text = await loader.readText(path);
    if (text === undefined) continue;
    await loader.prepare(text);
    return kind === 'puppet' ? readPuppetPlan(name, path, text) : readYaml(name, path, text);
  }
  const msg = `Could not find a plan named '${name}'. For a list of available plans, run 'bolt plan show'.`;
  throw new PlanError({ kind: 'bolt/unknown-plan', msg, details: {} });
}

function readPuppetPlan(name: string, path: string, source: string): LoadedPlan {
  const parsed = parse(source, { tasks: true });
  const [fault] = parsed.faults;
  if (fault !== undefined) throw sourceError(fault.message, { path, source, span: fault });
  const found = checkSource(parsed, { scripting: true });
  const finding = found.find(({ severity, code }) => severity === 'error' || code === 'duplicate-key');
  if (finding !== undefined) throw sourceError(finding.message, { path, source, span: finding });
  return { kind: 'puppet', name, path, parsed, definition: definitionIn(parsed, name, path) };
}

function sourceError(message: string, place: SourcePlace): PlanError {
  return new PlanError(palError(message, place));
}

/** The rules of Puppet's `PuppetPlanInstantiator`. */
function definitionIn({ program }: Parsed, name: string, path: string): Definition {
  const kinds: ReadonlySet<string> = new Set(['plan', 'function', 'type-alias', 'class', 'define']);
  const definitions = program.statements.filter((statement) => kinds.has(statement.kind));
  const [only] = definitions;
  const start = `The code loaded from ${path}`;
  if (only === undefined) throw loadError(`${start} does not define the plan '${name}' - it is empty.`);
  if (definitions.length > 1) {
    throw loadError(`${start} must contain only the plan '${name}' - it has additional definitions.`);
  }
  if (only.kind !== 'plan') throw loadError(`${start} does not define the plan '${name}' - no plan found.`);
  const actual = only.name.replace(/^::/, '');
  if (actual !== name) {
    throw loadError(`${start} produced plan with the wrong name, expected ${name}, actual ${actual}`);
  }
  if (program.statements.length > 1) {
    throw loadError(`${start} contains additional logic - can only contain the plan ${name}`);
  }
  return only;
}

function loadError(msg: string): PlanError {
  return new PlanError({ kind: 'bolt/pal-error', msg, details: {} });
}

function readYaml(name: string, path: string, text: string): LoadedPlan {
  const { plan, problems } = readYamlPlan(text, name);
  const problem = problems.find(({ code }) => code !== 'duplicate-key');
  if (problem === undefined) return { kind: 'yaml', name, path, plan };
  throw yamlError(problem, path, plan);
}

/** Bolt names the step and the file; the line is ours. */
function yamlError({ message, start }: YamlPlanProblem, path: string, { source, steps }: YamlPlan): PlanError {
  const step = steps.find((each) => each.start <= start && start <= each.end);
  const name = step?.name === undefined ? `number ${step?.number}` : rubyInspect(step.name.value);
  const about = step === undefined || message.startsWith('Parse error') ? '' : `Parse error in step ${name}: \n `;
  return new PlanError(palError(about + message, { path, source, span: { start, end: start } }));
}
