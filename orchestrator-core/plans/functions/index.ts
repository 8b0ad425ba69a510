import type { NativeFunction } from '../../language/index.ts';
import { asPlanFunction, type PlanFunctionTable } from './plan-table.ts';
import { runCommand } from './run-command.ts';

const tables: readonly PlanFunctionTable[] = [{ run_command: runCommand }];

let made: ReadonlyMap<string, NativeFunction> | undefined;

/** The functions that Bolt adds to the language, by name. They work only in a plan that is run. */
export function planFunctions(): ReadonlyMap<string, NativeFunction> {
  made ??= new Map(
    tables.flatMap((table) => Object.entries(table).map(([name, native]) => [name, asPlanFunction(native)] as const)),
  );
  return made;
}
