/** What the command line takes from the server: its checks, and nothing of its protocol. */
import type { Clock } from '../orchestrator-core/common/index.ts';
import { createOverlay } from './documents/overlay.ts';
import { createWorkspace, type Workspace } from './documents/workspace.ts';
import { nodeRuntime } from './node-runtime.ts';
import type { Runtime } from './runtime.ts';
import { createParsers } from './task-script/parsers.ts';

export { type SeverityChoice, type SeverityChoices, severityChoices, withSeverities } from './documents/severities.ts';
export type { Problem, Severity } from './documents/words.ts';
export type { Workspace } from './documents/workspace.ts';
export { allCodes } from './features/codes.ts';
export { diagnostics } from './features/diagnostics.ts';
export { createSourceJudge, type SourceKind, sourceKinds } from './features/judge-source.ts';

/**
 * The files of this machine as the server sees them.
 *
 * @param directory where the program lies: `dist/` with the WebAssembly, or an unbuilt directory beside `node_modules`
 * @param modulepath absolute directories of modules that count instead of those that projects name
 */
export function openWorkspace(directory: string, modulepath?: readonly string[]): Workspace {
  const runtime = checkRuntime(directory);
  return createWorkspace(createOverlay(runtime.files), {
    ...runtime,
    parsers: createParsers(runtime),
    ...(modulepath === undefined ? {} : { modulepath }),
  });
}

/** This machine, for a process that ends with its last answer: what was to be done later does not hold it up. */
export function checkRuntime(directory: string): Runtime {
  const clock: Clock = {
    now: () => Date.now(),
    after: (delay, callback) => {
      const timer = setTimeout(callback, delay).unref();
      return { cancel: () => clearTimeout(timer) };
    },
  };
  return { ...nodeRuntime(directory), clock };
}
