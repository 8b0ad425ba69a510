import { isAbsolute } from 'node:path';
import {
  type ActionPorts,
  findModuleFile,
  type PreparedAction,
  prepareCommand,
  prepareCopy,
  prepareFacts,
  prepareManifest,
  prepareScript,
  prepareTask,
} from './actions/index.ts';
import { OrchestratorError } from './common/index.ts';
import { targetsAgain } from './given-passwords.ts';
import type { Target } from './inventory/index.ts';
import type { Action, RestOfJob } from './jobs/index.ts';
import type { RunRequest } from './orchestrator.ts';
import type { ProjectSource } from './project-source.ts';
import { requestAgain } from './rerun.ts';
import type { GivenParameters } from './tasks/index.ts';

/** What the actions of a request are made of. */
export interface RunPorts extends Pick<ActionPorts, 'catalog' | 'content'> {
  readonly source: Pick<ProjectSource, 'project' | 'inventory'>;
}

/** What was asked for as an action. @throws OrchestratorError when it cannot be done to any target. */
export async function prepareRun(
  { source, catalog, content }: RunPorts,
  request: RunRequest,
  targets: readonly Target[],
): Promise<PreparedAction & { readonly byTarget?: ReadonlyMap<string, Action> }> {
  const project = await source.project();
  const ports = { project, catalog, content };
  switch (request.kind) {
    case 'command':
      return prepareCommand(request.command, request.environment ?? {});
    case 'task':
      return prepareTask(ports, request.task, request.parameters, request.noop === true);
    case 'script': {
      const { script, environment = {} } = request;
      const path = await findModuleFile(project.modules, script);
      if (path === undefined) {
        throw new OrchestratorError('bolt/validation-error', `The script '${script}' does not exist`);
      }
      return prepareScript(ports, { script, path, arguments: request.arguments, environment });
    }
    case 'upload': {
      const path = await findModuleFile(project.modules, request.source);
      if (path === undefined) {
        throw new OrchestratorError('bolt/validation-error', `The source file '${request.source}' does not exist`);
      }
      return prepareCopy('upload', path, request.destination);
    }
    case 'download':
      if (!isAbsolute(request.destination)) {
        const message = `The destination ${request.destination} of a download must be an absolute path.`;
        throw new OrchestratorError('bolt/validation-error', message);
      }
      return prepareCopy('download', request.source, request.destination);
    case 'apply':
      return prepareManifest(ports, request, targets);
    case 'facts':
      return prepareFacts(ports, targets);
  }
}

/**
 * What is left to do of a job whose nodes begin in batches, from what was kept of it. The files of tasks, scripts and copies
 * are those of now.
 */
export function restOfJob(ports: RunPorts): RestOfJob {
  return async (job) => {
    const { source, catalog } = ports;
    const project = await source.project();
    const read = (task: string, given: GivenParameters) => catalog.values(project, task, given);
    const request = await requestAgain(job, { job: job.id, which: 'all' }, read);
    const names = job.nodes.filter(({ state }) => state === 'new').map(({ name }) => name);
    const connected = job.description.batch?.agents ?? [];
    const found = await (await source.inventory()).resolve(names, { connected });
    const targets = targetsAgain(found, job.description);
    const { action, byTarget } = await prepareRun(ports, request, targets);
    return { targets, action, ...(byTarget === undefined ? {} : { byTarget }) };
  };
}
