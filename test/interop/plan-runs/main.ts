/**
 * Runs every plan of real modules in a world where everything succeeds, and prints how each ended that did not:
 *
 *   node test/interop/plan-runs/main.ts PATH…
 *
 * A path is a module, or a directory with modules somewhere below it. Parameters without a default get some value of
 * their type, so that many plans end because they do not find what they look for: that is no fault. Exits with 1 where a
 * run throws, or a plan calls a function that neither Baton nor a module has.
 */
import type { JsonObject } from '../../../orchestrator-core/common/index.ts';
import { createProjectEvaluation } from '../../../orchestrator-core/evaluation-host.ts';
import { isMemberName } from '../../../orchestrator-core/language/functions/members.ts';
import { parse } from '../../../orchestrator-core/language/index.ts';
import { diskFiles } from '../../../orchestrator-core/node/index.ts';
import { type PlanAction, type PlanOutcome, type PlanWorld, runPlan } from '../../../orchestrator-core/plans/index.ts';
import { fakeWorld } from '../../../orchestrator-core/plans/run/fake-world.ts';
import type { Project } from '../../../orchestrator-core/project/index.ts';
import { type FoundPlan, findPlans } from '../plan-previews/preview-all.ts';

/** What comes of an action that succeeds. */
function answer(action: PlanAction): JsonObject {
  if (action.kind !== 'puppet') return { stdout: '{}', stderr: '', exit_code: 0, _output: '{}' };
  if (action.verb === 'apply') return { status: 'unchanged', resource_statuses: {}, metrics: {} };
  return action.verb === 'facts' ? { values: { kernel: 'Linux', puppetversion: '8.0.0' } } : { resources: [] };
}

/** Values by what the text of a type begins with; the first that fits. */
const samples: readonly (readonly [RegExp, (found: RegExpExecArray) => unknown])[] = [
  [/^Optional/, () => null],
  [/Target/, () => 'localhost'],
  [/^(?:Integer|Numeric)/, () => 1],
  [/^Boolean/, () => true],
  [/^(?:Hash|Struct)/, () => ({})],
  [/^Array/, () => []],
  [/^Enum\[\s*'?([^',\]]+)/, ([, first]) => first],
];

function sampleOf(type: string): unknown {
  for (const [pattern, make] of samples) {
    const found = pattern.exec(type);
    if (found !== null) return make(found);
  }
  return 'x';
}

function parametersOf(source: string): Record<string, never> {
  const definition = parse(source, { tasks: true }).program.statements.find(({ kind }) => kind === 'plan');
  const parameters = definition?.kind === 'plan' ? definition.parameters : [];
  const given = parameters.flatMap(({ name, type, value }) =>
    value === undefined ? [[name, sampleOf(type === undefined ? '' : source.slice(type.start, type.end))]] : [],
  );
  return Object.fromEntries(given);
}

function worldOf({ modules }: FoundPlan): PlanWorld {
  const project: Project = {
    directory: '/project',
    modulepath: [],
    modules,
    shadowed: [],
    disabledWarnings: [],
    inventoryPath: '/project/inventory.yaml',
    saveRerun: false,
    rerunPath: '/project/.rerun.json',
    hieraPath: '/project/hiera.yaml',
    logs: { files: [] },
  };
  const evaluation = createProjectEvaluation(project, { files: diskFiles, now: () => 0, log: () => {} });
  const world = fakeWorld({
    act: answer,
    answers: ['y', 'y', 'y'],
  });
  return {
    ...world,
    loader: { modules, readText: (path) => diskFiles.readText(path), ...evaluation },
    sleep: async () => {},
    describeTask: async () => ({ supportsNoop: true, sensitive: [] }),
  };
}

async function run(plan: FoundPlan): Promise<PlanOutcome> {
  const source = (await diskFiles.readText(plan.path)) ?? '';
  const parameters = plan.path.endsWith('.pp') ? parametersOf(source) : {};
  return await runPlan({ plan: plan.name, parameters, noop: false }, worldOf(plan), {
    signal: AbortSignal.timeout(10_000),
    turn: () => new Promise((resolve) => setImmediate(resolve)),
  });
}

let [good, bad] = [0, 0];
const plans = await findPlans(process.argv.slice(2));
for (const plan of plans) {
  try {
    const outcome = await run(plan);
    if (outcome.ok) good += 1;
    else {
      const { kind, msg } = outcome.error;
      const [, missing] = /Unknown function: '([^']+)'/.exec(msg) ?? [];
      // What only errors are asked, where nothing fails, is no fault.
      if (missing !== undefined && !isMemberName(missing)) bad += 1;
      console.log(`${plan.name}: ${kind}: ${msg.replaceAll('\n', ' ').slice(0, 300)}`);
    }
  } catch (error) {
    bad += 1;
    console.log(`${plan.name}: THREW ${error instanceof Error ? error.stack : String(error)}`);
  }
}
console.log(`${plans.length} plans, ${good} to their end, ${bad} with a function that nobody has, or thrown`);
process.exitCode = bad === 0 ? 0 : 1;
