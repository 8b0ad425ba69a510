import { OrchestratorError } from '../common/index.ts';
import type { PreparedTask } from '../jobs/index.ts';

/**
 * The task with its implementations for proxies (`remote`) alone, or with the others alone; whoever takes it need not
 * ask about `remote` again.
 * @throws OrchestratorError `bolt/no-implementation` when it has none of them.
 */
export function withImplementations(task: PreparedTask, target: string, forProxies: boolean): PreparedTask {
  const { implementations, remote = false } = task.metadata;
  const kept = implementations
    ?.filter((one) => (one.remote ?? remote) === forProxies)
    .map((one) => ({ ...one, remote: false }));
  if (kept === undefined ? remote !== forProxies : kept.length === 0) throw noImplementation(task.name, target);
  const metadata = { ...task.metadata, remote: false, ...(kept === undefined ? {} : { implementations: kept }) };
  return { ...task, metadata };
}

/** The failure of a task that has nothing to run on a target. */
export function noImplementation(task: string, target: string): OrchestratorError {
  return new OrchestratorError('bolt/no-implementation', `No suitable implementation of ${task} for ${target}`);
}
