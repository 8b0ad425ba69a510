/** Everything that asks a person before something is run: one file of the bundle, which `run.ts` loads when it is used. */
export { rerun } from './rerun.ts';
export { offerResume, resumePlan } from './resume-plan.ts';
export { runCommand } from './run-command.ts';
export { choosePlan, runPlan } from './run-plan.ts';
export { runTask } from './run-task.ts';
