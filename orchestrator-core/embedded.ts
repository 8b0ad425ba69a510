import { type NodeServices, nodeMethods, nodeSelector, openSavedSelections } from './node-service/index.ts';
import type { NoticeHub } from './notice-hub.ts';
import type { GroupSummary, Orchestrator, OrchestratorStatus } from './orchestrator.ts';
import { createConsoles, type PlanServices, planMethods } from './plan-service/index.ts';
import type { Questions } from './questions.ts';
import { shownTarget } from './shown-target.ts';
import { rerun, run } from './start-run.ts';

/** The rooms that make an orchestrator. */
export interface Services extends Omit<PlanServices, 'selector'>, NodeServices {
  readonly notices: NoticeHub;
  readonly questions: Questions;
  status(): OrchestratorStatus;
}

/** The in-process implementation of the one contract. */
export function createOrchestrator(services: Services): Orchestrator {
  const { keeper, source, catalog, notices, recovered } = services;
  const saved = openSavedSelections(async () => (await source.project()).directory);
  const selector = nodeSelector(services, saved);
  const { follow, ...consoles } = createConsoles({ ...services, selector });
  return {
    status: async () => services.status(),
    refresh: async () => source.refresh(),
    groups: async () => listGroups(services),
    ...nodeMethods(services, selector, saved),
    targets: async (selection) => (await selector.targets(selection)).targets.map(shownTarget),
    tasks: async () => catalog.list(await source.project()),
    task: async (name) => catalog.find(await source.project(), name),
    parameterForms: async (task) => catalog.forms(await source.project(), task),
    checkParameter: async (task, parameter, text) => catalog.check(await source.project(), task, parameter, text),
    run: (request) => run(services, selector, request),
    rerun: async (request) => {
      await recovered;
      return rerun(services, selector, request);
    },
    stop: async (job, when) => {
      await recovered;
      await keeper.stop(job, when);
    },
    ...planMethods({ ...services, selector }),
    ...consoles,
    jobs: async (options) => {
      await recovered;
      return keeper.list(options);
    },
    job: async (id) => {
      await recovered;
      return keeper.details(id);
    },
    events: async function* (job, start, signal) {
      // Until then a job of an earlier life looks as if it were over.
      await recovered;
      const leave = follow(job);
      try {
        yield* keeper.events(job, start, signal);
      } finally {
        leave();
      }
    },
    reply: async (question, answer) => services.questions.reply(question, answer),
    notices: (signal) => notices.read(signal),
  };
}

async function listGroups({ source, agents }: Services): Promise<readonly GroupSummary[]> {
  return (await source.inventory()).groups(agents.names()).map(({ name, targets }) => ({ name, targets }));
}
