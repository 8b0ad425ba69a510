/** What a step of a YAML plan can do; the word is the key that says so. */
export type StepKind =
  | 'command'
  | 'download'
  | 'eval'
  | 'message'
  | 'plan'
  | 'resources'
  | 'script'
  | 'task'
  | 'upload'
  | 'verbose';

/** The keys that a kind of step has. */
export interface StepShape {
  readonly about: string;
  /** Keys that must be there; the kind's own is one of them. In Bolt's order. */
  readonly required: readonly string[];
  /** Keys that become options of the function that runs. */
  readonly options: readonly string[];
  /** Other keys that this kind has. */
  readonly others: readonly string[];
  /** What Bolt calls to run the step; undefined where it is no call. */
  readonly calls?: string;
}

/** Keys that every step may have. */
const everywhere: readonly string[] = ['name', 'description', 'targets'];

/** The kinds of steps as Bolt knows them (`lib/bolt/pal/yaml_plan/step/*.rb`). */
export const stepShapes: Readonly<Record<StepKind, StepShape>> = {
  command: {
    about: 'Runs a shell command on targets.',
    required: ['command', 'targets'],
    options: ['catch_errors', 'env_vars', 'run_as'],
    others: [],
    calls: 'run_command',
  },
  download: {
    about: 'Downloads a file or directory from targets.',
    required: ['download', 'destination', 'targets'],
    options: ['catch_errors', 'run_as'],
    others: [],
    calls: 'download_file',
  },
  eval: {
    about: 'Evaluates an expression; with a name its value can be used in later steps.',
    required: ['eval'],
    options: [],
    others: [],
  },
  message: {
    about: 'Prints a message.',
    required: ['message'],
    options: [],
    others: [],
    calls: 'out::message',
  },
  plan: {
    about: 'Runs another plan.',
    required: ['plan'],
    options: ['catch_errors', 'run_as'],
    others: ['parameters'],
    calls: 'run_plan',
  },
  resources: {
    about: 'Applies Puppet resources to targets, each after the one before it.',
    required: ['resources', 'targets'],
    options: ['catch_errors', 'noop', 'run_as'],
    others: [],
  },
  script: {
    about: 'Runs a script of a module on targets.',
    required: ['script', 'targets'],
    options: ['catch_errors', 'env_vars', 'run_as'],
    others: ['arguments', 'pwsh_params'],
    calls: 'run_script',
  },
  task: {
    about: 'Runs a task on targets.',
    required: ['targets', 'task'],
    options: ['catch_errors', 'noop', 'run_as'],
    others: ['parameters'],
    calls: 'run_task',
  },
  upload: {
    about: 'Uploads a file or directory to targets.',
    required: ['destination', 'targets', 'upload'],
    options: ['catch_errors', 'run_as'],
    others: [],
    calls: 'upload_file',
  },
  verbose: {
    about: 'Prints a message when Bolt runs with `--verbose`.',
    required: ['verbose'],
    options: [],
    others: [],
    calls: 'out::verbose',
  },
};

/** The kinds in the order in which Bolt lists them. */
export const stepKinds: readonly StepKind[] = [
  'command',
  'download',
  'eval',
  'message',
  'verbose',
  'plan',
  'resources',
  'script',
  'task',
  'upload',
];

/** Whether a word is the key of a kind of step. */
export function isStepKind(word: string): word is StepKind {
  return Object.hasOwn(stepShapes, word);
}

/** Every key that a kind of step may have: what it needs, its options, and what all steps have. */
export function stepKeys(kind: StepKind): readonly string[] {
  const { required, options, others } = stepShapes[kind];
  return [...new Set([...required, ...others, ...options, ...everywhere])];
}

/** What the keys of steps are for, in Markdown. */
export const stepKeyTexts: Readonly<Record<string, string>> = {
  ...Object.fromEntries(Object.entries(stepShapes).map(([kind, { about }]) => [kind, about])),
  arguments: 'The arguments of the script, a list.',
  catch_errors: 'Whether the plan goes on when the step fails.',
  description: 'What the step does; Bolt prints it instead of the action.',
  destination: 'Where the file is copied to.',
  env_vars: 'Environment variables for the command or script, a hash.',
  name: 'The variable that holds the result of the step. Lower-case letters, digits and underscores.',
  noop: 'Whether nothing is changed.',
  parameters: 'The parameters that are handed over, a hash.',
  pwsh_params: 'Named parameters of a PowerShell script, a hash.',
  run_as: 'The user that the action runs as.',
  targets: 'Targets or groups that the step acts on.',
};

/** The keys at the top of a plan with what they are for. */
export const planKeyTexts: Readonly<Record<string, string>> = {
  description: 'What the plan does; `plan show` prints it.',
  parameters: 'The parameters of the plan: a hash of names.',
  private: 'Whether the plan is left out of lists of plans.',
  return: 'What the plan returns; expressions in it are evaluated.',
  steps: 'What the plan does, one step after the other.',
  version: 'The version of the plan; Bolt does not read it.',
};

/** The keys of a parameter with what they are for. */
export const parameterKeyTexts: Readonly<Record<string, string>> = {
  default: 'The value when the caller gives none. It is never evaluated.',
  description: 'What the parameter is for.',
  type: 'A Puppet data type, such as `TargetSpec` or `Optional[String]`.',
};
