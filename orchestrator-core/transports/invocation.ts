import { extension, isJsonObject, type JsonObject, OrchestratorError } from '../common/index.ts';
import type { Target } from '../inventory/index.ts';
import type { Action, ContentFile } from '../jobs/index.ts';
import { chooseImplementation } from '../tasks/index.ts';
import { noImplementation } from './implementations.ts';

/** What a shell is to run: which files it needs, with what they are called, and what they are given. */
export interface Invocation {
  /** Below the directory of the run, `/` between names; the executable first. */
  readonly files: readonly PlacedFile[];
  /** The program and its arguments; the executable is `{ file: name }`, for only the target knows where it is. */
  readonly words: readonly (string | { readonly file: string })[];
  readonly environment: Readonly<Record<string, string>>;
  /** Standard input; absent means none. */
  readonly input?: string;
}

/** A file of this machine, and where it is to be below the directory of the run. */
export interface PlacedFile {
  readonly name: string;
  readonly content: ContentFile;
}

type TaskAction = Extract<Action, { kind: 'task' }>;
type ScriptAction = Extract<Action, { kind: 'script' }>;

/**
 * How a task is called on a target with a POSIX shell, in the directory that is made for it there.
 * @throws OrchestratorError `bolt/no-implementation`, and for a parameter that no environment can hold.
 */
export function invokeTask(action: TaskAction, target: Target, directory: string): Invocation {
  const { task } = action;
  const choice = chooseImplementation(
    task.metadata,
    task.files.filter((file) => !file.filename.includes('/')).map((file) => file.filename),
    { features: ['shell', ...target.features], remote: false },
  );
  const executable = task.files.find((file) => file.filename === choice?.name);
  if (choice === undefined || executable === undefined) throw noImplementation(task.name, target.name);
  const shared = task.files.filter(({ filename }) =>
    choice.files.some((entry) => (entry.endsWith('/') ? filename.startsWith(entry) : filename === entry)),
  );
  const module = task.name.split('::')[0] ?? task.name;
  const name = shared.length > 0 ? `${module}/tasks/${executable.filename}` : executable.filename;
  const input: JsonObject = {
    ...action.parameters,
    ...(action.noop ? { _noop: true } : {}),
    _task: task.name,
    ...(shared.length > 0 ? { _installdir: directory } : {}),
  };
  return {
    files: [{ name, content: executable }, ...shared.map((content) => ({ name: content.filename, content }))],
    words: [...interpreterOf(name, target), { file: name }],
    environment: choice.inputMethod === 'stdin' ? {} : environmentOf(input),
    ...(choice.inputMethod === 'environment' ? {} : { input: JSON.stringify(input) }),
  };
}

/** How a script is called. @throws OrchestratorError when it is given parameters, which only PowerShell takes. */
export function invokeScript(action: ScriptAction, target: Target): Invocation {
  if (action.parameters !== undefined) {
    throw new OrchestratorError(
      'baton/unsupported-option',
      `${target.name} answers with a POSIX shell: give the script arguments, 'pwsh_params' are for PowerShell.`,
    );
  }
  const name = action.script.filename;
  return {
    files: [{ name, content: action.script }],
    words: [{ file: name }, ...action.arguments],
    environment: checkedEnvironment(action.environment),
  };
}

/** The words that stand before a file of that name: `interpreters` of the target. */
function interpreterOf(name: string, target: Target): readonly string[] {
  const interpreters = target.options['interpreters'];
  const found = isJsonObject(interpreters) ? (interpreters[extension(name)] ?? null) : null;
  if (found === null) return [];
  return (Array.isArray(found) ? found : [found]).map(String);
}

/** Strings as they are, everything else as JSON. */
function environmentOf(input: JsonObject): Readonly<Record<string, string>> {
  const pairs = Object.entries(input).map(([name, value]) => {
    const text = typeof value === 'string' ? value : JSON.stringify(value);
    // A system's own error would show the value, which may be a secret, and in a spelling that no mask knows.
    if (text.includes('\0')) {
      throw new OrchestratorError(
        'puppetlabs.tasks/exception-error',
        `The parameter '${name}' can't be passed in the environment, it holds a NUL: use the input method stdin.`,
      );
    }
    return [`PT_${name}`, text];
  });
  return Object.fromEntries(pairs);
}

/** @throws OrchestratorError for a name or a value that no environment can hold; values may be secrets and are not shown. */
export function checkedEnvironment(environment: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  for (const [name, value] of Object.entries(environment)) {
    if (name !== '' && !/[=\0]/.test(name) && !value.includes('\0')) continue;
    throw new OrchestratorError(
      'puppetlabs.tasks/environment-var-error',
      `Could not set environment variable '${name.replaceAll('\0', '\\0')}': expected a name without '=' and a value without NUL.`,
      { issueCode: 'ENVVAR_ERROR' },
    );
  }
  return environment;
}
