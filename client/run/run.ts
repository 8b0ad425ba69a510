/** What runs something, under its own names; nothing of it is loaded in the extension host before the first use. */
type Forms = typeof import('./forms.ts');

const forms = (): Promise<Forms> => import('./forms.ts');

/** Puts the run of a task together, asking for what is not known, and starts it. */
export const runTask: Forms['runTask'] = async (...args) => (await forms()).runTask(...args);

/** Puts the run of a plan together, asking for what is not known, and starts it. @returns the job, when it was started. */
export const runPlan: Forms['runPlan'] = async (...args) => (await forms()).runPlan(...args);

/** Asks for targets, unless they are given, and a command line, and runs it. */
export const runCommand: Forms['runCommand'] = async (...args) => (await forms()).runCommand(...args);

/** Runs a job again, asking for the sensitive values, which nobody kept, and whether to run on so many nodes. */
export const rerun: Forms['rerun'] = async (...args) => (await forms()).rerun(...args);

/** Lets a plan go on that failed or was cut off, from a step, or from one that is asked for. */
export const resumePlan: Forms['resumePlan'] = async (...args) => (await forms()).resumePlan(...args);

/** Asks whether a plan goes on that was cut off because the window was closed. */
export const offerResume: Forms['offerResume'] = async (...args) => (await forms()).offerResume(...args);

/** Asks for a plan among the public ones; that of the open file stands first. */
export const choosePlan: Forms['choosePlan'] = async (...args) => (await forms()).choosePlan(...args);
