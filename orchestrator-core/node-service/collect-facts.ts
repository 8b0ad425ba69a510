import type { JobKeeper } from '../jobs/index.ts';
import { createFactIntake, type FactIntake, type FactIntakePorts } from './fact-intake.ts';
import { type FactRunPorts, storeFactRuns } from './fact-runs.ts';

/** Stores the facts that agents tell of and those that runs find. */
export function collectFacts(keeper: JobKeeper, ports: FactIntakePorts & FactRunPorts): FactIntake {
  const intake = createFactIntake(ports);
  const runs = storeFactRuns(keeper, ports);
  return {
    serverMessage: (sender, message) => intake.serverMessage(sender, message),
    waiting: () => intake.waiting(),
    close: async () => {
      await Promise.all([intake.close(), runs.close()]);
    },
  };
}
