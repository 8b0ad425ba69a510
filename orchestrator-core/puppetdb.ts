import type { JsonObject } from './common/index.ts';
import { OrchestratorError } from './common/index.ts';
import type { PlanPuppetDb } from './plans/index.ts';
import type { Project } from './project/index.ts';

/** The PuppetDB that a project's settings name. */
export function puppetDbOf(_project: Project): PlanPuppetDb {
  const refuse = async (): Promise<never> => {
    throw new OrchestratorError('bolt/puppetdb-error', 'server_urls must be specified');
  };
  return { query: refuse, facts: refuse as () => Promise<Readonly<Record<string, JsonObject>>>, command: refuse };
}
