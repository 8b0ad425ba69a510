import type { JobDetails } from '../jobs/index.ts';
import type { Orchestrator, ResumeRequest } from '../orchestrator.ts';
import type { PlanServices } from './plan-services.ts';

/** The methods about plans. */
type PlanMethods = Pick<
  Orchestrator,
  'plans' | 'plan' | 'planForms' | 'checkPlanParameter' | 'runPlan' | 'resumePlan' | 'previewPlan' | 'answer'
>;

/** What runs plans is half of what an orchestrator consists of: it is read with the first of them. */
const starting = (): Promise<typeof import('./start-plan.ts')> => import('./start-plan.ts');

/** The methods of the orchestrator about plans. */
export function planMethods(services: PlanServices): PlanMethods {
  const { keeper, source, plans, recovered } = services;
  return {
    plans: async () => plans.list(await source.project()),
    plan: async (name) => plans.details(await source.project(), name),
    planForms: async (plan) => plans.forms(await source.project(), plan),
    checkPlanParameter: async (plan, parameter, text) => plans.check(await source.project(), plan, parameter, text),
    runPlan: async (request) => (await starting()).startPlan(services, request, {}),
    resumePlan: async (request) => {
      await recovered;
      return (await starting()).resumePlan(services, request);
    },
    previewPlan: async (request, text) => (await import('./preview-of.ts')).previewOf(services, request, text),
    answer: async (job, prompt, answer) => {
      await recovered;
      await keeper.answer(job, prompt, answer);
    },
  };
}

/** Runs the plan of a job again, from its beginning. */
export async function rerunPlan(
  services: PlanServices,
  job: JobDetails,
  sensitive: ResumeRequest['sensitive'],
): Promise<string> {
  return (await starting()).rerunPlan(services, job, sensitive);
}
