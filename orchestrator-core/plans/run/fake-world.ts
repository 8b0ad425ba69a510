import type { CancelSignal, Json, JsonObject } from '../../common/index.ts';
import { ManualClock, OrchestratorError } from '../../common/index.ts';
import { type EvaluationHost, nativeFunctions } from '../../language/index.ts';
import { memoryFiles } from '../../project/index.ts';
import { fakeInventory } from './fake-inventory.ts';
import type { KnownInventory } from './plan-inventory.ts';
import type {
  ActOptions,
  ActResult,
  PlanAction,
  PlanMessage,
  PlanQuestion,
  PlanStepStart,
  PlanTask,
  PlanWorld,
  StepOutcome,
} from './world.ts';

/** What a test says of its world. */
export interface FakeWorldOptions {
  /** Files by absolute path; each `/modules/NAME` is a module. */
  readonly files?: Readonly<Record<string, string>>;
  /** The value that an action gives on a target; an error where it has `_error`. By default commands succeed silently. */
  readonly act?: (action: PlanAction, target: string, options: ActOptions) => JsonObject | Promise<JsonObject>;
  readonly tasks?: Readonly<Record<string, PlanTask>>;
  /** The groups of the inventory; `all` has every target that was ever named. */
  readonly groups?: Readonly<Record<string, readonly string[]>>;
  /** Outcomes that were kept of an earlier run, by the id of the step. */
  readonly kept?: Readonly<Record<string, StepOutcome>>;
  readonly answers?: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
  readonly puppetdb?: Partial<PlanWorld['puppetdb']>;
  readonly plugins?: Partial<PlanWorld['plugins']>;
  readonly host?: Partial<EvaluationHost>;
  /** What programs of the orchestrator's machine do; by default they succeed silently. */
  readonly execute?: PlanWorld['execute'];
}

/** A world for tests: it keeps what a plan did in it, and time stands still until its clock is told to go on. */
export interface FakeWorld extends PlanWorld {
  readonly inventory: KnownInventory;
  readonly clock: ManualClock;
  readonly actions: {
    readonly action: PlanAction;
    readonly targets: readonly string[];
    readonly options: ActOptions;
  }[];
  readonly steps: PlanStepStart[];
  readonly outcomes: Map<string, StepOutcome>;
  readonly messages: PlanMessage[];
  readonly questions: PlanQuestion[];
  readonly programs: (readonly string[])[];
  readonly texts: Map<string, string>;
  readonly hidden: Json[];
}

/** The project is `/project`, and the modules are those of `/modules`. */
export function fakeWorld(options: FakeWorldOptions = {}): FakeWorld {
  const texts = new Map(Object.entries(options.files ?? {}));
  const clock = new ManualClock();
  const kept: Pick<FakeWorld, 'actions' | 'steps' | 'outcomes' | 'messages' | 'questions' | 'programs' | 'hidden'> = {
    actions: [],
    steps: [],
    outcomes: new Map(),
    messages: [],
    questions: [],
    programs: [],
    hidden: [],
  };
  const answers = [...(options.answers ?? [])];
  const modules = new Set([...texts.keys()].flatMap((path) => /^\/modules\/([^/]+)\//.exec(path)?.[1] ?? []));
  const directories = [...modules].map((name) => ({ name, directory: `/modules/${name}` }));
  return {
    ...kept,
    clock,
    texts,
    loader: {
      modules: directories,
      readText: async (path) => texts.get(path),
      host: fakeHost(texts, clock, options),
      prepare: async () => {},
    },
    inventory: fakeInventory(options.groups ?? {}),
    files: fakeFiles(texts),
    now: () => clock.now(),
    sleep: (milliseconds, signal) => sleep(clock, milliseconds, signal),
    environment: (name) => options.environment?.[name],
    act: async (action, targets, actOptions) => {
      kept.actions.push({ action, targets, options: actOptions });
      return await Promise.all(targets.map((target) => resultOf(options, action, target, actOptions)));
    },
    describeTask: async (name) => options.tasks?.[name],
    execute: async (program, args, signal) => {
      kept.programs.push([program, ...args]);
      return (await options.execute?.(program, args, signal)) ?? { stdout: '', stderr: '', exitCode: 0 };
    },
    step: async (start, perform) => {
      kept.steps.push(start);
      const outcome = (start.replayable ? options.kept?.[start.id] : undefined) ?? (await perform());
      kept.outcomes.set(start.id, outcome);
      return outcome;
    },
    hide: (secrets) => {
      kept.hidden.push(...secrets);
    },
    say: (message) => {
      kept.messages.push(message);
    },
    ask: async (question) => {
      kept.questions.push(question);
      const answer = answers.shift() ?? question.default;
      if (answer !== undefined) return answer;
      throw new OrchestratorError('bolt/no-tty-error', 'STDIN is not a tty, unable to prompt');
    },
    puppetdb: {
      query: async () => noPuppetDb(),
      facts: async () => noPuppetDb(),
      command: async () => noPuppetDb(),
      ...options.puppetdb,
    },
    plugins: {
      settings: {},
      cache: { read: async () => ({}), write: async () => {} },
      keys: { create: async () => {}, encrypt: async (text) => text, decrypt: async (text) => text },
      sha256: () => new Uint8Array(),
      describeTask: async (name) => (options.tasks?.[name] === undefined ? undefined : {}),
      isOfType: async () => true,
      checkTask: async () => {},
      ...options.plugins,
    },
  };
}

function noPuppetDb(): never {
  throw new OrchestratorError('bolt/puppetdb-error', 'No PuppetDB is configured');
}

async function resultOf(
  { act }: FakeWorldOptions,
  action: PlanAction,
  target: string,
  options: ActOptions,
): Promise<ActResult> {
  const silent = { stdout: '', stderr: '', merged_output: '', exit_code: 0 };
  const plain = action.kind === 'command' || action.kind === 'script' ? silent : { _output: '' };
  const value = act === undefined ? plain : await act(action, target, options);
  const status = '_error' in value ? 'failure' : 'success';
  return { target, action: action.kind === 'puppet' ? 'task' : action.kind, object: objectOf(action), status, value };
}

function objectOf(action: PlanAction): string | null {
  if (action.kind === 'task') return action.task;
  if (action.kind === 'command') return action.command;
  if (action.kind === 'script') return action.path;
  if (action.kind === 'puppet') return `apply_helpers::${action.verb}`;
  return action.kind === 'wait' ? null : action.source;
}

function sleep(clock: ManualClock, milliseconds: number, signal: CancelSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const stop = (): void => {
      timer.cancel();
      reject(signal.reason as Error);
    };
    const timer = clock.after(milliseconds, () => {
      signal.removeEventListener('abort', stop);
      resolve();
    });
    if (signal.aborted) stop();
    else signal.addEventListener('abort', stop, { once: true });
  });
}

function fakeHost(texts: ReadonlyMap<string, string>, clock: ManualClock, { host }: FakeWorldOptions): EvaluationHost {
  return {
    natives: nativeFunctions(),
    loadFunction: async () => undefined,
    findAlias: () => undefined,
    log: () => {},
    now: () => clock.now(),
    digest: (algorithm, text) => `${algorithm} of ${text.length} characters`,
    hasResourceType: () => false,
    files: {
      find: async (_, reference) => (texts.has(reference) ? reference : undefined),
      read: (path) => memoryFiles(Object.fromEntries(texts)).readBytes(path),
      moduleDirectory: async () => undefined,
    },
    lookup: async () => undefined,
    deepest: 100,
    ...host,
  };
}

/** `MODULE/PATH` is `/modules/MODULE/files/PATH`, or `/modules/MODULE/PATH`. */
function fakeFiles(texts: Map<string, string>): PlanWorld['files'] {
  const reader = () => memoryFiles(Object.fromEntries(texts));
  const stat = async (path: string): Promise<'file' | 'directory' | undefined> => {
    const found = await reader().stat(path);
    return found?.kind === 'other' ? undefined : found?.kind;
  };
  let temporaries = 0;
  return {
    directory: '/project',
    find: async (reference) => {
      if (reference.startsWith('/')) return (await stat(reference)) === undefined ? undefined : reference;
      const [module = '', ...rest] = reference.split('/');
      for (const path of [`/modules/${module}/files/${rest.join('/')}`, `/modules/${reference}`]) {
        if ((await stat(path)) !== undefined) return path;
      }
      return undefined;
    },
    stat,
    isReadable: async (path) => (await stat(path)) !== undefined,
    read: async (path) => {
      const bytes = await reader().readBytes(path);
      if (bytes === undefined) throw new Error(`No such file or directory @ rb_sysopen - ${path}`);
      return bytes;
    },
    write: async (path, content) => {
      texts.set(path, typeof content === 'string' ? content : String.fromCharCode(...content));
    },
    remove: async (path) => {
      texts.delete(path);
    },
    makeDirectory: async (path) => {
      texts.set(`${path}/.keep`, '');
    },
    children: async (directory) => (await reader().list(directory)).map(({ name }) => name),
    temporary: async (content) => {
      temporaries += 1;
      const path = `/tmp/plan-${temporaries}`;
      texts.set(path, content);
      return path;
    },
  };
}
