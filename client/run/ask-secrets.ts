import type { Job } from '../../orchestrator-core/jobs/index.ts';
import type { Orchestrator } from '../../orchestrator-core/orchestrator.ts';
import type { GivenParameters } from '../../orchestrator-core/tasks/index.ts';
import { isPlan } from '../jobs/model.ts';
import { askParameter } from './ask-parameter.ts';
import { checker, planChecker } from './check.ts';
import { parameterQuestions } from './parameters.ts';
import { type Step, walk } from './walk.ts';

/** Asks for the sensitive values of a job that runs again, which nobody kept; undefined where there were none. */
export async function askSecrets(
  orchestrator: Orchestrator,
  job: Job,
): Promise<GivenParameters | undefined | 'cancelled'> {
  const values = new Map<string, string>();
  if (!(await walk(await secretSteps(orchestrator, job, values)))) return 'cancelled';
  return secretsOf(values);
}

/** The questions for them, in the order of the declaration. */
export async function secretSteps(
  orchestrator: Orchestrator,
  job: Job,
  values: Map<string, string>,
): Promise<readonly Step[]> {
  const { sensitive, object, command } = job.description;
  if (sensitive.length === 0 || (command !== 'task' && !isPlan(job))) return [];
  const forms = await (isPlan(job) ? orchestrator.planForms(object) : orchestrator.parameterForms(object));
  const asked = forms.filter((form) => sensitive.includes(form.name)).map((form) => ({ ...form, required: true }));
  const check = isPlan(job) ? planChecker : checker;
  return parameterQuestions(object, asked, {}).map(
    (question): Step =>
      (position) =>
        askParameter({
          question,
          position,
          check: check(orchestrator, object, question.name),
          given: undefined,
          skipRest: undefined,
          accept: (value) => {
            if (value === undefined) values.delete(question.name);
            else values.set(question.name, value);
          },
        }),
  );
}

/** The values as a request takes them. */
export function secretsOf(values: ReadonlyMap<string, string>): GivenParameters | undefined {
  return values.size === 0 ? undefined : { kind: 'text', values: Object.fromEntries(values) };
}
