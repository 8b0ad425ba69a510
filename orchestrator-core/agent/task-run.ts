import { randomBytes } from 'node:crypto';
import { copyFile, mkdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { baseName, extension, type JsonObject } from '../common/index.ts';
import { decodeTaskRunParams, type TaskRunFile, type TaskRunMetadata, type TaskRunParams } from '../pxp/index.ts';
import { ActionError, type ProgramAction, type Workplace } from './action.ts';
import type { ContentCache } from './content-cache.ts';
import type { Program } from './execution.ts';

/** How one request is to be run: the implementation chosen, its input and the files that go with it. */
interface TaskPlan {
  readonly executable: TaskRunFile;
  readonly inputMethod: 'stdin' | 'environment' | 'both';
  readonly sharedFiles: readonly TaskRunFile[];
}

function readInputMethod(given: string | undefined, executable: TaskRunFile): TaskPlan['inputMethod'] {
  const method = given ?? (extension(executable.filename).toLowerCase() === '.ps1' ? 'powershell' : 'both');
  if (method === 'stdin' || method === 'environment' || method === 'both') return method;
  if (method === 'powershell') {
    throw new ActionError(
      "the input method 'powershell' needs an agent on Windows: this one runs tasks on POSIX systems only",
    );
  }
  throw new ActionError(`unsupported task input method: ${method}`);
}

function expand(wanted: readonly string[], files: readonly TaskRunFile[]): readonly TaskRunFile[] {
  const chosen = new Map<string, TaskRunFile>();
  for (const entry of wanted) {
    const found = files.filter(({ filename }) =>
      entry.endsWith('/') ? filename.startsWith(entry) : filename === entry,
    );
    if (found.length === 0 && !entry.endsWith('/')) {
      throw new ActionError(`'${entry}' file requested as additional task dependency not found`);
    }
    for (const file of found) chosen.set(file.filename, file);
  }
  return [...chosen.values()];
}

/**
 * Chooses implementation, input method and shared files. With `metadata` only what stands there counts; without it the
 * keys beside it do, as with the reference agent. Raises ActionError with its texts.
 */
function planTask(params: TaskRunParams, ownFeatures: readonly string[]): TaskPlan {
  const about: TaskRunMetadata = params.metadata ?? {
    ...(params.features === undefined ? {} : { features: params.features }),
    ...(params.input_method === undefined ? {} : { input_method: params.input_method }),
  };
  const features = new Set([...ownFeatures, ...(about.features ?? [])]);
  const implementations = about.implementations ?? [];
  const implementation = implementations.find(({ requirements }) =>
    (requirements ?? []).every((name) => features.has(name)),
  );
  if (implementations.length > 0 && implementation === undefined) {
    throw new ActionError(`no implementations match supported features: ${[...features].sort().join(', ')}`);
  }
  const name = implementation?.name ?? params.files[0]?.filename;
  const executable = params.files.find(({ filename }) => filename === name);
  if (executable === undefined) throw new ActionError(`'${name}' file requested by implementation not found`);
  return {
    executable,
    inputMethod: readInputMethod(implementation?.input_method ?? about.input_method, executable),
    sharedFiles: expand([...(about.files ?? []), ...(implementation?.files ?? [])], params.files),
  };
}

/** Whether every part of a relative path is a plain name. */
function isPlainPath(path: string): boolean {
  return path.split('/').every((name) => name !== '' && name !== '.' && name !== '..' && !name.includes('\0'));
}

function toEnvironment(input: JsonObject): Record<string, string> {
  const pairs = Object.entries(input).map(([key, value]): [string, string] => [
    `PT_${key}`,
    typeof value === 'string' ? value : JSON.stringify(value),
  ]);
  return Object.fromEntries(pairs);
}

/** Lays the shared files and the executable out as in their modules; answers with the executable's place. */
async function install(
  plan: TaskPlan,
  task: string,
  root: string,
  fetch: (file: TaskRunFile) => Promise<string>,
): Promise<string> {
  const module = task.split('::')[0] ?? '';
  const executable = `${module}/tasks/${baseName(plan.executable.filename)}`;
  const layout = [
    ...plan.sharedFiles.map((file) => ({ file, name: file.filename })),
    { file: plan.executable, name: executable },
  ];
  for (const { file, name } of layout) {
    if (!isPlainPath(name)) throw new ActionError(`'${name}' is not the name of a file inside a module`);
    const place = join(root, name);
    await mkdir(dirname(place), { recursive: true, mode: 0o750 });
    await copyFile(await fetch(file), place);
  }
  return join(root, executable);
}

/** Directories that {@link taskRunAction} makes in a workplace begin like this; they are not needed once the task has ended. */
export const installPrefix = 'temp_task_';

async function prepare(
  params: TaskRunParams,
  plan: TaskPlan,
  cache: ContentCache,
  workplace: Workplace,
): Promise<Program> {
  const fetch = (file: TaskRunFile) => cache.fetch(file, workplace.signal);
  let input: JsonObject = { ...params.input, _task: params.task };
  let executable: string;
  if (plan.sharedFiles.length > 0) {
    const suffix = randomBytes(8)
      .toString('hex')
      .replace(/(....)(?!$)/g, '$1-');
    const root = join(workplace.directory, `${installPrefix}${suffix}`);
    await mkdir(root, { mode: 0o750 });
    executable = await install(plan, params.task, root, fetch);
    input = { ...input, _installdir: root };
  } else {
    executable = await fetch(plan.executable);
  }
  return {
    executable,
    arguments: [],
    environment: plan.inputMethod === 'stdin' ? {} : toEnvironment(input),
    ...(plan.inputMethod === 'environment' ? {} : { input: JSON.stringify(input) }),
  };
}

/** `task run`. */
export function taskRunAction(cache: ContentCache, features: readonly string[]): ProgramAction {
  return {
    kind: 'program',
    accepts: (params) => decodeTaskRunParams(params).ok,
    prepare: async (params, workplace) => {
      const decoded = decodeTaskRunParams(params);
      if (!decoded.ok) throw new ActionError(decoded.error);
      return prepare(decoded.value, planTask(decoded.value, features), cache, workplace);
    },
  };
}
