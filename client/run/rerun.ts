import type { Json } from '../../orchestrator-core/common/index.ts';
import type { Job } from '../../orchestrator-core/jobs/index.ts';
import { askParameter } from './ask-parameter.ts';
import { parameterQuestions } from './parameters.ts';
import type { RunParts } from './run-task.ts';
import { type Step, walk } from './walk.ts';

/** Runs a job again, asking only for the sensitive values, which nobody kept. */
export async function rerun(parts: RunParts, job: Job, which: 'all' | 'failure'): Promise<void> {
  const orchestrator = await parts.session.ready(new AbortController().signal);
  parts.store.see(job.id);
  const { sensitive, object, command } = job.description;
  const values = new Map<string, Json>();
  if (command === 'task' && sensitive.length > 0) {
    const forms = (await orchestrator.parameterForms(object)).filter((form) => sensitive.includes(form.name));
    const steps = parameterQuestions(object, forms, {}).map(
      (question): Step =>
        (position) =>
          askParameter({
            task: object,
            question,
            position,
            orchestrator,
            given: undefined,
            skipTo: undefined,
            accept: (value) => {
              if (value === undefined) values.delete(question.name);
              else values.set(question.name, value);
            },
          }),
    );
    if (!(await walk(steps))) return;
  }
  const sensitiveValues = values.size === 0 ? {} : { sensitive: Object.fromEntries(values) };
  const id = await orchestrator.rerun({ job: job.id, which, ...sensitiveValues });
  parts.jobs.started(id, command);
}
