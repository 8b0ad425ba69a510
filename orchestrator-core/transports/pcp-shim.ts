import { execFile } from 'node:child_process';
import { mkdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { promisify } from 'node:util';
import { type Json, OrchestratorError } from '../common/index.ts';
import { type Action, type ContentFile, failureResult, type NodeResult, type NodeRun } from '../jobs/index.ts';
import { makeTemporary } from '../node/index.ts';
import { checkedEnvironment } from './invocation.ts';
import { putDownload } from './local-files.ts';
import { downloadPlace, downloadResult, fileError, uploadResult } from './outcome.ts';
import { downloadShim, scriptShim, uploadShim } from './pcp-shim-texts.ts';
import { execText, quoteAll } from './shell/sh-text.ts';

/** Keeps a copy of a file of this machine, where agents fetch it by its digest. */
export type KeepContent = (path: string) => Promise<Omit<ContentFile, 'filename'>>;

type CopyAction = Extract<Action, { kind: 'upload' | 'download' }>;
type ShimAction = CopyAction | Extract<Action, { kind: 'script' }>;

/** What agents are asked for in the place of actions; made once for all targets of an action, for files may be large. */
export class Shims {
  readonly #keep: KeepContent;
  readonly #made = new WeakMap<Action, Promise<Action>>();

  constructor(keep: KeepContent) {
    this.#keep = keep;
  }

  /** The action itself where agents know it. @throws OrchestratorError for what an agent cannot do. */
  of(action: Action): Promise<Action> {
    const isShim = action.kind === 'script' || action.kind === 'upload' || action.kind === 'download';
    if (!isShim) return Promise.resolve(action);
    const made = this.#made.get(action) ?? shimFor(action, this.#keep);
    this.#made.set(action, made);
    return made;
  }
}

/**
 * The task that does an action on an agent: agents know nothing else, the reference one included. What is copied comes
 * with it as one of its files, by its digest.
 */
async function shimFor(action: ShimAction, keep: KeepContent): Promise<Action> {
  if (action.kind === 'script') {
    if (action.parameters !== undefined) {
      throw new OrchestratorError(
        'baton/unsupported-option',
        "'pwsh_params' are for PowerShell, which agents on POSIX systems do not run: give the script arguments.",
      );
    }
    const call = execText(checkedEnvironment(action.environment), `"$f" ${quoteAll(action.arguments)}`);
    return shim('script', scriptShim, { name: action.script.filename, run: call }, [action.script], keep);
  }
  if (action.kind === 'download') return shim('download', downloadShim, { source: action.source }, [], keep);
  const name = basename(action.source);
  const found = await stat(action.source);
  const parameters = {
    name,
    destination: action.destination,
    mode: (found.mode & 0o777).toString(8),
    directory: found.isDirectory() ? 'true' : 'false',
  };
  if (!found.isDirectory()) {
    return shim('upload', uploadShim, parameters, [{ filename: name, ...(await keep(action.source)) }], keep);
  }
  return inScratch(async (scratch) => {
    const archive = join(scratch, 'archive.tar');
    await tar(['-cf', archive, '-C', action.source, '.']);
    return shim('upload', uploadShim, parameters, [{ filename: name, ...(await keep(archive)) }], keep);
  });
}

async function shim(
  name: string,
  text: string,
  parameters: Readonly<Record<string, Json>>,
  files: readonly ContentFile[],
  keep: KeepContent,
): Promise<Action> {
  const filename = `${name}.sh`;
  const executable = await inScratch(async (scratch) => {
    const path = join(scratch, filename);
    await writeFile(path, text);
    return { filename, ...(await keep(path)) };
  });
  const shared = files.map((file) => ({ ...file, filename: `baton_shim/files/${file.filename}` }));
  const metadata = { input_method: 'environment', files: shared.map((file) => file.filename) } as const;
  const task = { name: `baton_shim::${name}`, metadata, files: [executable, ...shared] };
  return { kind: 'task', task, parameters, noop: false };
}

/** Reads what the process of a shim said as the result of its action; `result` is that of a command. */
export async function shimResult(run: NodeRun, action: Action, result: NodeResult): Promise<NodeResult> {
  if (action.kind !== 'upload' && action.kind !== 'download') return result;
  const { stdout, stderr, exit_code: exitCode, _error: error } = result.value;
  if (exitCode === undefined || (error !== undefined && !isOfCommand(error))) {
    // It was cut off, or never ran: half of an archive says nothing to anybody.
    return error === undefined ? result : { ...result, value: { _error: error } };
  }
  const said = String(stderr ?? '').trim();
  try {
    if (exitCode !== 0) throw shimError(action, said === '' ? `exit code ${String(exitCode)}` : said);
    if (action.kind === 'upload') return uploadResult(run.target, action.source, action.destination);
    return await unpack(run, action, String(stdout ?? ''));
  } catch (failure) {
    if (!(failure instanceof OrchestratorError)) throw failure;
    const { kind, message, details, issueCode } = failure;
    return failureResult(kind, message, { reached: true, details, issueCode });
  }
}

function isOfCommand(error: Json): boolean {
  return Object(error).kind === 'puppetlabs.tasks/command-error';
}

function shimError(action: CopyAction, reason: string): OrchestratorError {
  return action.kind === 'upload'
    ? fileError(`Could not copy file to ${action.destination}: ${reason}`, 'WRITE_ERROR')
    : fileError(`Could not download '${action.source}': ${reason}`, 'DOWNLOAD_ERROR');
}

/** Unpacks the archive that a target sent, and puts what is in it to its place. */
async function unpack(run: NodeRun, action: Extract<Action, { kind: 'download' }>, text: string): Promise<NodeResult> {
  const place = downloadPlace(run.target, action.source, action.destination);
  await inScratch(async (scratch) => {
    const archive = join(scratch, 'archive.tar.gz');
    const content = join(scratch, 'content');
    await writeFile(archive, Buffer.from(text, 'base64'));
    await mkdir(content);
    await tar(['-xzf', archive, '-C', content, '--no-same-owner']);
    await putDownload(join(content, basename(place.path)), place);
  });
  return downloadResult(run.target, action.source, place);
}

async function tar(words: readonly string[]): Promise<void> {
  try {
    await promisify(execFile)('tar', words);
  } catch (error) {
    const reason = error instanceof Error ? error.message.trim() : String(error);
    throw fileError(`Directories are packed with the program 'tar' of this machine: ${reason}`, 'COPY_ERROR', error);
  }
}

async function inScratch<Result>(action: (directory: string) => Promise<Result>): Promise<Result> {
  const directory = await makeTemporary(tmpdir(), 'baton-shim');
  try {
    return await action(directory);
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}
