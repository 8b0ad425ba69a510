import type { NativeFunction } from '../../language/index.ts';
import { apply } from './apply.ts';
import { applyPrep } from './apply-prep.ts';
import { doUntil, sleepFor } from './control.ts';
import { downloadFile, uploadFile, writeFile } from './copy-files.ts';
import { catchErrors, failPlan, withoutDefaultLogging } from './errors.ts';
import { fileFunctions } from './file-functions.ts';
import { formatFunctions } from './format-functions.ts';
import { getResources } from './get-resources.ts';
import { inventoryFunctions } from './inventory-functions.ts';
import { messageFunctions } from './message-functions.ts';
import { moduleFunctions } from './module-functions.ts';
import { background, parallelize, waitForFutures } from './parallel.ts';
import { asPlanFunction, type PlanFunctionTable } from './plan-table.ts';
import { promptFunctions } from './prompt-functions.ts';
import { puppetdbFunctions } from './puppetdb-functions.ts';
import { referenceFunctions } from './resolve-references.ts';
import { runCommand } from './run-command.ts';
import { runContainer } from './run-container.ts';
import { runPlanFunction } from './run-plan.ts';
import { runScript } from './run-script.ts';
import { runTask, runTaskWith } from './run-task.ts';
import { waitUntilAvailable } from './wait-until-available.ts';

/** Those that run things, and those that order what is run. */
const running: PlanFunctionTable = {
  apply,
  apply_prep: applyPrep,
  background,
  catch_errors: catchErrors,
  'ctrl::do_until': doUntil,
  'ctrl::sleep': sleepFor,
  download_file: downloadFile,
  fail_plan: failPlan,
  get_resources: getResources,
  parallelize,
  run_command: runCommand,
  run_container: runContainer,
  run_plan: runPlanFunction,
  run_script: runScript,
  run_task: runTask,
  run_task_with: runTaskWith,
  upload_file: uploadFile,
  wait: waitForFutures,
  wait_until_available: waitUntilAvailable,
  without_default_logging: withoutDefaultLogging,
  write_file: writeFile,
};

const tables: readonly PlanFunctionTable[] = [
  fileFunctions,
  formatFunctions,
  inventoryFunctions,
  messageFunctions,
  moduleFunctions,
  promptFunctions,
  puppetdbFunctions,
  referenceFunctions,
  running,
];

let made: ReadonlyMap<string, NativeFunction> | undefined;

/** The functions that Bolt adds to the language, by name. They work only in a plan that is run. */
export function planFunctions(): ReadonlyMap<string, NativeFunction> {
  made ??= new Map(
    tables.flatMap((table) => Object.entries(table).map(([name, native]) => [name, asPlanFunction(native)] as const)),
  );
  return made;
}
