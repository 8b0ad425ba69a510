import type { Job } from '../../orchestrator-core/jobs/index.ts';
import { configuration } from '../configuration.ts';
import { jobTitle } from '../jobs/model.ts';
import { askParameter } from './ask-parameter.ts';
import { checker } from './check.ts';
import { confirm } from './confirm.ts';
import { parameterQuestions } from './parameters.ts';
import type { PlannedRun } from './planned-run.ts';
import type { RunParts } from './run-task.ts';
import { type Step, walk } from './walk.ts';

/** Runs a job again, asking for the sensitive values, which nobody kept, and whether to run on so many nodes. */
export async function rerun(parts: RunParts, job: Job, which: 'all' | 'failure'): Promise<void> {
  const orchestrator = await parts.session.ready(new AbortController().signal);
  parts.store.see(job.id);
  const { sensitive, object, command } = job.description;
  const values = new Map<string, string>();
  const forms = command === 'task' && sensitive.length > 0 ? await orchestrator.parameterForms(object) : [];
  const asked = forms.filter((form) => sensitive.includes(form.name)).map((form) => ({ ...form, required: true }));
  const steps = parameterQuestions(object, asked, {}).map(
    (question): Step =>
      (position) =>
        askParameter({
          question,
          position,
          check: checker(orchestrator, object, question.name),
          given: undefined,
          skipRest: undefined,
          accept: (value) => {
            if (value === undefined) values.delete(question.name);
            else values.set(question.name, value);
          },
        }),
  );
  const { nodes } = await parts.store.details(job);
  const run: PlannedRun = {
    name: jobTitle(job),
    noop: job.description.noop,
    // The job says which of the two it was; there is nothing to choose.
    supportsNoop: false,
    nodes: nodes.filter((node) => which === 'all' || node.state !== 'finished').map((node) => node.name),
    values: {},
    sensitive: new Set(),
  };
  const review: Step = (position) => confirm(run, configuration.confirmRun(), position);
  if (!(await walk([...steps, review]))) return;
  const sensitiveValues =
    values.size === 0 ? {} : { sensitive: { kind: 'text' as const, values: Object.fromEntries(values) } };
  const id = await orchestrator.rerun({ job: job.id, which, ...sensitiveValues });
  parts.jobs.started(id, command);
}
