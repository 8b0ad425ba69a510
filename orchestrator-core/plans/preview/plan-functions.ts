import type { Evaluation, PuppetValue } from '../../language/index.ts';
import { background, blockStep, catchErrors, doUntil, parallelize, waitFor } from './blocks.ts';
import type { PreviewCall } from './call.ts';
import { failPlan } from './fail-plan.ts';
import { fileReaders } from './file-readers.ts';
import { functionsOfModules } from './module-functions.ts';
import { applyPrep, getResources, runTaskWith, waitUntilAvailable, writeFile } from './other-steps.ts';
import { runPlanFolded } from './plan-call.ts';
import { given, plainStep, promptStep, runStep, runTask } from './steps.ts';
import { derived } from './symbolic.ts';
import { targetFunctions } from './target-functions.ts';

type PlanFunction = (call: PreviewCall) => PuppetValue | Evaluation;

const tells = plainStep({ isSafe: true });

/** Functions of plans: what does something is a step, what only asks gives what is known. */
const table: Readonly<Record<string, PlanFunction>> = {
  ...targetFunctions,
  ...functionsOfModules,
  run_command: runStep({ action: 'command', before: 1, traits: { changes: true } }),
  run_script: runStep({ action: 'script', before: 1, traits: { changes: true } }),
  upload_file: runStep({ action: 'upload', before: 2, traits: { changes: true, isSafe: true } }),
  download_file: runStep({ action: 'download', before: 2, traits: { isSafe: true, isSkipped: true } }),
  write_file: writeFile,
  run_task: runTask,
  run_task_with: runTaskWith,
  run_plan: runPlanFolded,
  run_container: plainStep({ changes: true }, given()),
  apply_prep: applyPrep,
  get_resources: getResources,
  wait_until_available: waitUntilAvailable,
  catch_errors: catchErrors,
  without_default_logging: blockStep,
  parallelize,
  background,
  wait: waitFor,
  fail_plan: failPlan,
  fail: failPlan,
  'ctrl::do_until': doUntil,
  'ctrl::sleep': plainStep({ isSafe: true }),
  'out::message': tells,
  'out::verbose': tells,
  'log::trace': tells,
  'log::debug': tells,
  'log::info': tells,
  'log::warn': tells,
  'log::error': tells,
  'log::fatal': tells,
  prompt: promptStep,
  'prompt::menu': plainStep({ asks: true, isSafe: true }, given({ kind: 'is', is: 'Some' })),
  puppetdb_query: plainStep({ isSafe: true }, given({ kind: 'is', is: 'Array' })),
  puppetdb_fact: plainStep({ isSafe: true }, given({ kind: 'is', is: 'Hash' })),
  puppetdb_command: plainStep({ changes: true }, given({ kind: 'is', is: 'String' })),
  resolve_references: plainStep({ isSafe: true }, given()),
  'file::write': plainStep({ changes: true, isSafe: true }),
  'file::delete': plainStep({ changes: true }),
  ...fileReaders,
  // It may be another one when the plan runs, and secrets are kept there.
  'system::env': ({ text, given: values }) => derived(text, values),
};

/** The functions of plans, by name, as a preview goes through them. */
export const planFunctions: ReadonlyMap<string, PlanFunction> = new Map(Object.entries(table));
