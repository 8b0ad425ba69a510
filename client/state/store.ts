import { type Log, OrchestratorError } from '../../orchestrator-core/common/index.ts';
import type { Job, JobDetails } from '../../orchestrator-core/jobs/index.ts';
import type {
  GroupSummary,
  Node,
  Notice,
  Orchestrator,
  OrchestratorStatus,
  PlanList,
  Question,
  TaskList,
} from '../../orchestrator-core/orchestrator.ts';
import { latest } from '../common/latest.ts';
import { paced } from '../common/paced.ts';
import { Signal } from '../common/signal.ts';
import { hasFailed, isEnded } from '../jobs/model.ts';
import type { Session } from '../orchestrator/session.ts';

/** The parts of what is shown; whoever shows one listens for its name. */
export type Part = 'nodes' | 'tasks' | 'plans' | 'jobs' | 'status';

/** Why a part could not be loaded, and the file it is about, where that is known. */
export interface Fault {
  readonly message: string;
  readonly path?: string;
  /** Counted from 1. */
  readonly line?: number;
  readonly column?: number;
}

/** What went wrong, with the place where that is known. */
export function faultOf(error: unknown): Fault {
  const message = error instanceof Error ? error.message : String(error);
  const { path, line, column } = error instanceof OrchestratorError ? error.details : {};
  const place = typeof line === 'number' && typeof column === 'number' ? { line, column } : {};
  // Bolt's sentence about the shape of a file names it, and its error has no details.
  const [, file] = /^Invalid configuration at (\/.*):$/m.exec(message) ?? [];
  const named = typeof path === 'string' ? path : file;
  return { message, ...(named === undefined ? {} : { path: named, ...place }) };
}

/** Of how many jobs that plans started it is known how far they are. */
const mostChildren = 1000;
const noTasks: TaskList = { tasks: [], problems: [] };
const noPlans: PlanList = { plans: [], problems: [] };

/**
 * What the orchestrator said last, kept for the screens: loaded when it comes up, kept fresh by its notices. Nothing in
 * here is a truth of its own.
 */
export class Store {
  readonly changed: Signal<Part> = new Signal();
  /** Told at once, before anything is loaded: the nodes that changed, or undefined where any may have. */
  readonly nodesChanged: Signal<readonly string[] | undefined> = new Signal();
  /** All that plugins ask people now. */
  readonly questions: Signal<readonly Question[]> = new Signal();
  readonly #session: Session;
  readonly #log: Log;
  readonly #jobLimit: () => number;
  #listening: AbortController | undefined;
  #nodes: readonly Node[] = [];
  #groups: readonly GroupSummary[] = [];
  #tasks: TaskList = noTasks;
  #plans: PlanList = noPlans;
  #jobs: ReadonlyMap<string, Job> = new Map();
  /** Numbers of the newest events of jobs that plans started. */
  readonly #children = new Map<string, number>();
  #status: OrchestratorStatus | undefined;
  #unseen: ReadonlySet<string> = new Set();
  readonly #faults = new Map<Part, Fault>();
  readonly #details = new Map<string, { readonly at: number; readonly details: Promise<JobDetails> }>();

  constructor(options: { session: Session; log: Log; jobLimit: () => number }) {
    this.#session = options.session;
    this.#log = options.log;
    this.#jobLimit = options.jobLimit;
    options.session.changed.on((state) => {
      this.#listening?.abort();
      this.#listening = undefined;
      if (state.kind === 'running') void this.#listen(state.orchestrator);
      // While it comes up again, what was known stays on the screens.
      else if (state.kind !== 'starting') this.#clear();
      this.changed.fire('status');
    });
  }

  get nodes(): readonly Node[] {
    return this.#nodes;
  }

  get groups(): readonly GroupSummary[] {
    return this.#groups;
  }

  get tasks(): TaskList {
    return this.#tasks;
  }

  get plans(): PlanList {
    return this.#plans;
  }

  /** Why what is shown of this part is not what it should be; undefined when it is. */
  fault(part: Part): Fault | undefined {
    return this.#faults.get(part);
  }

  get status(): OrchestratorStatus | undefined {
    return this.#status;
  }

  /** The newest first; what plans started stands below their steps and is not among them. */
  get jobs(): readonly Job[] {
    return [...this.#jobs.values()].sort((a, b) => Number(b.id) - Number(a.id));
  }

  /** Jobs that failed in this window and that nobody has looked at. */
  get unseen(): ReadonlySet<string> {
    return this.#unseen;
  }

  job(id: string): Job | undefined {
    return this.#jobs.get(id);
  }

  /** The number of the newest event of a job, also of one that a plan started; undefined for one that is not known. */
  lastEvent(id: string): number | undefined {
    return this.#jobs.get(id)?.lastEvent ?? this.#children.get(id);
  }

  /** A job with its nodes, asked for once for each state of the job. */
  async details(job: Job): Promise<JobDetails> {
    return (await this.#detailsAt(job.id, job.lastEvent)) ?? { ...job, nodes: [] };
  }

  /** A job that a plan started, as {@link Store.details}; undefined while nothing can be asked. */
  child(id: string): Promise<JobDetails | undefined> {
    return this.#detailsAt(id, this.#children.get(id) ?? 0);
  }

  async #detailsAt(id: string, at: number): Promise<JobDetails | undefined> {
    const known = this.#details.get(id);
    if (known !== undefined && known.at === at) return known.details;
    const state = this.#session.state;
    if (state.kind !== 'running') return known?.details;
    const details = state.orchestrator.job(id);
    this.#details.set(id, { at, details });
    details.catch(() => this.#details.delete(id));
    return details;
  }

  /** Somebody has looked at the job: it is no longer counted in the badge. */
  see(id: string): void {
    if (!this.#unseen.has(id)) return;
    this.#unseen = new Set([...this.#unseen].filter((other) => other !== id));
    this.changed.fire('jobs');
  }

  /** Asks for everything anew. */
  async refresh(): Promise<void> {
    const { state } = this.#session;
    if (state.kind === 'running') await this.#load(state.orchestrator);
  }

  async #load(orchestrator: Orchestrator): Promise<void> {
    const jobs = async () => {
      const found = await orchestrator.jobs({ limit: this.#jobLimit() });
      const own = found.filter((job) => job.description.parent === undefined);
      this.#jobs = new Map(own.map((job) => [job.id, job]));
    };
    await Promise.all([
      this.#part('nodes', () => this.#loadNodes(orchestrator)),
      this.#part('tasks', () => this.#loadTasks(orchestrator)),
      this.#part('plans', () => this.#loadPlans(orchestrator)),
      this.#part('jobs', jobs),
      this.#part('status', async () => {
        this.#status = await orchestrator.status();
      }),
    ]);
  }

  async #loadNodes(orchestrator: Orchestrator): Promise<void> {
    [this.#nodes, this.#groups] = await Promise.all([orchestrator.nodes(), orchestrator.groups()]);
  }

  async #loadTasks(orchestrator: Orchestrator): Promise<void> {
    this.#tasks = await orchestrator.tasks();
  }

  async #loadPlans(orchestrator: Orchestrator): Promise<void> {
    this.#plans = await orchestrator.plans();
  }

  /** Loads one part and tells; a failure is told as well, and leaves what was there. */
  async #part(part: Part, load: () => Promise<void>): Promise<void> {
    try {
      await load();
      this.#faults.delete(part);
    } catch (error) {
      const fault = faultOf(error);
      this.#log.log('error', `${part}: ${fault.message}`);
      // Of a lost connection the session tells.
      if (error instanceof OrchestratorError && error.kind === 'baton/disconnected') return;
      this.#faults.set(part, fault);
    }
    this.changed.fire(part);
  }

  async #listen(orchestrator: Orchestrator): Promise<void> {
    const listening = new AbortController();
    this.#listening = listening;
    const reload = {
      // There may be many, and they may change all the time.
      nodes: paced(() => this.#part('nodes', () => this.#loadNodes(orchestrator))),
      tasks: latest(() => this.#part('tasks', () => this.#loadTasks(orchestrator))),
      plans: latest(() => this.#part('plans', () => this.#loadPlans(orchestrator))),
    };
    // Listening begins before loading, so that no change falls between the two.
    const notices = orchestrator.notices(listening.signal)[Symbol.asyncIterator]();
    let next = notices.next();
    // Loading may wait for the answer to a question; all else that is told meanwhile is looked at after it.
    let early: Notice[] | undefined = [];
    const loading = this.#load(orchestrator).then(() => {
      for (const notice of early ?? []) this.#take(notice, reload);
      early = undefined;
    });
    try {
      for (let item = await next; item.done !== true; item = await next) {
        next = notices.next();
        if (early === undefined || item.value.kind === 'questions_changed') this.#take(item.value, reload);
        else early.push(item.value);
      }
    } catch (error) {
      this.#log.log('debug', `notices ended: ${error instanceof Error ? error.message : String(error)}`);
    }
    await loading;
  }

  #take(notice: Notice, reload: Readonly<Record<'nodes' | 'tasks' | 'plans', () => Promise<void>>>): void {
    switch (notice.kind) {
      case 'nodes_changed':
        this.nodesChanged.fire(notice.nodes);
        void reload.nodes();
        break;
      case 'inventory_changed':
        this.nodesChanged.fire(undefined);
        void reload.nodes();
        break;
      case 'tasks_changed':
        void reload.tasks();
        break;
      case 'plans_changed':
        void reload.plans();
        break;
      case 'job_changed':
        this.#takeJob(notice.job);
        break;
      case 'status_changed':
        this.#status = notice.status;
        this.changed.fire('status');
        break;
      case 'questions_changed':
        this.questions.fire(notice.questions);
        break;
      case 'log':
        this.#log.log(notice.level, notice.message);
        break;
    }
  }

  #takeJob(job: Job): void {
    if (job.description.parent !== undefined) {
      this.#takeChild(job);
      return;
    }
    const before = this.#jobs.get(job.id);
    if (before !== undefined && before.lastEvent > job.lastEvent) return;
    const jobs = new Map(this.#jobs).set(job.id, job);
    const oldest = [...jobs.keys()].sort((a, b) => Number(a) - Number(b));
    for (const id of oldest.slice(0, Math.max(0, jobs.size - this.#jobLimit()))) {
      jobs.delete(id);
      this.#details.delete(id);
    }
    this.#jobs = jobs;
    const endedNow = isEnded(job) && (before === undefined || !isEnded(before));
    if (endedNow && hasFailed(job)) this.#unseen = new Set([...this.#unseen, job.id]);
    this.changed.fire('jobs');
  }

  #takeChild(job: Job): void {
    this.#children.delete(job.id);
    this.#children.set(job.id, job.lastEvent);
    for (const id of [...this.#children.keys()].slice(0, Math.max(0, this.#children.size - mostChildren))) {
      this.#children.delete(id);
      this.#details.delete(id);
    }
    this.changed.fire('jobs');
  }

  #clear(): void {
    this.#nodes = [];
    this.#groups = [];
    this.#tasks = noTasks;
    this.#plans = noPlans;
    this.#jobs = new Map();
    this.#status = undefined;
    this.#faults.clear();
    this.#details.clear();
    this.#children.clear();
    for (const part of ['nodes', 'tasks', 'plans', 'jobs'] as const) this.changed.fire(part);
  }
}
