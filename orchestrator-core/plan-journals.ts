import { mkdir, readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { type Clock, OrchestratorError } from './common/index.ts';
import type { DataDirectory } from './data-directory.ts';
import type { JobHappening, Journal } from './jobs/index.ts';
import { openJournal } from './store/index.ts';

/**
 * The journal of a plan that a command runs by itself, without an orchestrator that others could use: kept until the
 * plan came to a good end, so that it can be resumed however its process ended.
 */
export interface PlanJournal {
  /** `p1`, `p2` …: what people call the run. */
  readonly name: string;
  readonly journal: Journal;
  /** The run's temporary files may be kept here; absolute, and not there yet. */
  readonly scratch: string;
  /** Removes what was kept; the journal must be closed. */
  forget(): Promise<void>;
}

const namePattern = /^p[1-9]\d*$/;
/** Milliseconds after which nobody will resume a plan any more. */
const keptFor = 30 * 24 * 3600 * 1000;

/** Whether a name is that of such a run, and not of a job. */
export function isPlanJournal(name: string): boolean {
  return namePattern.test(name);
}

/** The runs that are kept, oldest first. */
export async function planJournals({ plans }: DataDirectory): Promise<readonly string[]> {
  const names = await readdir(plans).catch((): string[] => []);
  return names.filter(isPlanJournal).sort((a, b) => numberOf(a) - numberOf(b));
}

/** Begins a journal of a new run; undefined where the data directory takes none: such a plan can only not be resumed. */
export async function newPlanJournal(
  directory: DataDirectory,
  clock: Pick<Clock, 'now'>,
): Promise<PlanJournal | undefined> {
  try {
    await mkdir(directory.plans, { recursive: true, mode: 0o700 });
    const known = await planJournals(directory);
    await prune(directory, known, clock);
    // Two commands may begin at the same time: only one makes the directory of a name.
    for (let next = numberOf(known.at(-1) ?? 'p0') + 1; ; next += 1) {
      const name = `p${next}`;
      if (await makeOwn(join(directory.plans, name))) return open(directory, name, clock);
    }
  } catch {
    return undefined;
  }
}

/**
 * Opens what was kept of a run.
 * @throws OrchestratorError `puppetlabs.orchestrator/unknown-job`, `baton/job-running` while its command still runs.
 */
export async function openPlanJournal(
  directory: DataDirectory,
  name: string,
  clock: Pick<Clock, 'now'>,
): Promise<PlanJournal> {
  if (!(await planJournals(directory)).includes(name)) throw nothingKept(name);
  const kept = openUnused(directory, name, clock);
  if ((await kept.journal.jobs({ limit: 1 })).length > 0) return kept;
  // Its command was ended before the plan began.
  await kept.journal.close();
  await kept.forget();
  throw nothingKept(name);
}

function openUnused(directory: DataDirectory, name: string, clock: Pick<Clock, 'now'>): PlanJournal {
  try {
    return open(directory, name, clock);
  } catch (error) {
    if (!(error instanceof OrchestratorError && error.kind === 'baton/data-directory-in-use')) throw error;
    throw new OrchestratorError('baton/job-running', `The plan run ${name} still goes on in another command.`);
  }
}

function nothingKept(name: string): OrchestratorError {
  const message = `Nothing is kept of a plan run ${name}: it came to a good end, never began, or there was none.`;
  return new OrchestratorError('puppetlabs.orchestrator/unknown-job', message);
}

function open({ plans }: DataDirectory, name: string, clock: Pick<Clock, 'now'>): PlanJournal {
  const directory = join(plans, name);
  const path = join(directory, 'journal.sqlite');
  // What a step came to decides what is done when the plan is resumed, even after the machine has failed.
  const flushes = ({ type }: JobHappening) => type === 'plan_step_finished';
  const journal = openJournal({ path, clock, flushes });
  return {
    name,
    journal,
    scratch: join(directory, 'scratch'),
    forget: () => rm(directory, { recursive: true, force: true }),
  };
}

async function makeOwn(path: string): Promise<boolean> {
  try {
    await mkdir(path, { mode: 0o700 });
    return true;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return false;
    throw error;
  }
}

async function prune({ plans }: DataDirectory, names: readonly string[], clock: Pick<Clock, 'now'>): Promise<void> {
  for (const name of names) {
    const path = join(plans, name);
    const { mtimeMs } = await stat(path);
    if (mtimeMs < clock.now() - keptFor) await rm(path, { recursive: true, force: true });
  }
}

function numberOf(name: string): number {
  return Number(name.slice(1));
}
