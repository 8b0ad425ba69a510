import { type JsonObject, OrchestratorError } from './common/index.ts';
import type { Batch } from './inventory/index.ts';
import type { Job, JobDescription, JobDetails } from './jobs/index.ts';
import type { RerunRequest, RunRequest } from './orchestrator.ts';
import type { GivenParameters } from './tasks/index.ts';

/** Whether nothing will happen in a job any more. */
export function isOver({ state }: Pick<Job, 'state'>): boolean {
  return state === 'finished' || state === 'failed' || state === 'stopped';
}

/** @throws OrchestratorError `baton/job-running` */
export function checkOver(job: Pick<Job, 'id' | 'state'>): void {
  if (isOver(job)) return;
  throw new OrchestratorError(
    'baton/job-running',
    `Job ${job.id} is still running. Wait for its end, or stop it first.`,
  );
}

/**
 * The request that runs a job again on some of its nodes.
 * @param read gives sensitive parameters of a task their types' values
 */
export async function requestAgain(
  job: JobDetails,
  { which, sensitive }: RerunRequest,
  read: (task: string, given: GivenParameters) => Promise<JsonObject>,
): Promise<RunRequest> {
  const { description } = job;
  const { command, object, environment = {}, parameters, noop, concurrency } = description;
  const common = {
    targets: nodesToRerun(job, which),
    concurrency,
    ...(description.description === undefined ? {} : { description: description.description }),
    ...(description.timeout === undefined ? {} : { timeout: description.timeout }),
    ...(description.batch === undefined ? {} : { batch: batchAgain(description.batch) }),
    ...(description.runAs === undefined ? {} : { runAs: description.runAs }),
  };
  if (description.byTarget === true || (command === 'script' && parameters['parameters'] !== undefined)) {
    throw withPlanOnly(job.id);
  }
  switch (command) {
    case 'command':
      return { ...common, kind: 'command', command: object, environment };
    case 'script': {
      const given = parameters['arguments'];
      const words = Array.isArray(given) ? given.filter((word) => typeof word === 'string') : [];
      return { ...common, kind: 'script', script: object, arguments: words, environment };
    }
    case 'upload':
    case 'download':
      return { ...common, kind: command, source: object, destination: String(parameters['destination']) };
    case 'task': {
      const values = await valuesAgain(job, sensitive, (given) => read(object, given));
      return { ...common, kind: 'task', task: object, parameters: { kind: 'literal', values }, noop };
    }
    default:
      throw withPlanOnly(job.id);
  }
}

function batchAgain({ size, pause }: NonNullable<JobDescription['batch']>): Batch {
  return { value: size, unit: 'nodes', pause };
}

function withPlanOnly(id: string): OrchestratorError {
  const message = `What job ${id} did only a plan can do. Run the plan that started it again.`;
  return new OrchestratorError('baton/unsupported', message);
}

function nodesToRerun(job: JobDetails, which: RerunRequest['which']): readonly string[] {
  const wanted = job.nodes.filter((node) => which === 'all' || (node.state === 'finished') === (which === 'success'));
  if (which !== 'all') checkOver(job);
  if (wanted.length > 0) return wanted.map(({ name }) => name);
  const none = which === 'success' ? 'succeeded' : 'failed';
  throw new OrchestratorError('puppetlabs.orchestrator/empty-target', `No node of job ${job.id} ${none}.`);
}

/**
 * The values of an earlier job, with what was not kept given anew.
 * @throws OrchestratorError `baton/sensitive-parameters-needed` with their names in `details.parameters`.
 */
export async function valuesAgain(
  { id, description }: Pick<Job, 'id' | 'description'>,
  sensitive: GivenParameters = { kind: 'literal', values: {} },
  read: (given: GivenParameters) => Promise<JsonObject>,
): Promise<JsonObject> {
  // Other secrets are those of targets, which the inventory has.
  if (description.secrets === true && description.parent !== undefined) {
    const message = `Job ${id} was started by a plan that knew secrets, which are not kept. Run the plan again.`;
    throw new OrchestratorError('baton/sensitive-parameters-needed', message, { details: { parameters: [] } });
  }
  const missing = description.sensitive.filter((name) => !Object.hasOwn(sensitive.values, name));
  if (missing.length > 0) {
    const message = `Sensitive values are not kept. To run job ${id} again, give: ${missing.join(', ')}.`;
    throw new OrchestratorError('baton/sensitive-parameters-needed', message, { details: { parameters: missing } });
  }
  const strangers = Object.keys(sensitive.values).filter((name) => !description.sensitive.includes(name));
  if (strangers.length > 0) {
    const message = `Job ${id} has no sensitive parameter ${strangers.join(', ')}.`;
    throw new OrchestratorError('bolt/validation-error', message);
  }
  if (description.sensitive.length === 0) return description.parameters;
  return { ...description.parameters, ...(await read(sensitive)) };
}
