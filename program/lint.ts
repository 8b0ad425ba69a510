import { dirname, resolve } from 'node:path';
import type { ExtraCall } from '../orchestrator-core/cli/index.ts';
import { OrchestratorError } from '../orchestrator-core/common/index.ts';
import {
  allCodes,
  checkRuntime,
  createSourceJudge,
  diagnostics,
  openWorkspace,
  type Severity,
  type SeverityChoice,
  type SeverityChoices,
  type SourceKind,
  severityChoices,
  type Workspace,
  withSeverities,
} from '../server/checks.ts';
import { type FoundFile, findFiles } from './find-files.ts';
import { type PlacedProblem, placeProblems } from './found-problem.ts';

/** One element of the document that `--format json` prints. */
export interface FileProblem extends PlacedProblem {
  /** As it was given, or below the directory that was given. */
  readonly file: string;
}

/**
 * `baton lint [PATH…]`: what the language server says about files, on standard output. The exit code is 1 where there
 * is an error, a file that cannot be read, or more warnings than `--max-warnings` allows, else 0.
 */
export async function lint(call: ExtraCall): Promise<number> {
  const { options, terminal, words } = call;
  const severities = readChoices(options.all('severity'));
  if (options.flag('jsonl')) {
    if (words.length > 0) throw usage("Option '--jsonl' reads sources from standard input; it takes no PATH");
    return (await import('./lint-lines.ts')).lintLines(terminal, severities);
  }
  const paths = words.length > 0 ? words : ['.'];
  const files = await findFiles(paths, { directory: terminal.directory, all: options.flag('all') === true });
  const modulepath = options
    .text('modulepath')
    ?.split(':')
    .map((path) => resolve(terminal.directory, path));
  const workspace = openWorkspace(import.meta.dirname, modulepath);
  workspace.configure({ severities });
  const checked = await recognized(workspace, files);
  await readModules(workspace, checked);
  const problems: FileProblem[] = [];
  const judge = createSourceJudge(checkRuntime(import.meta.dirname));
  let unread = 0;
  for (const { path, name, kind } of checked) {
    const source = await workspace.files.source(path);
    // A script of a task may be a program of any size.
    if (source === undefined && (await workspace.kindOf(path)) !== 'task-script') {
      terminal.err(`${name}: not checked, since it cannot be read or has more than 4 MiB\n`);
      unread += 1;
      continue;
    }
    const text = source?.text ?? '';
    const found =
      kind === undefined
        ? await diagnostics(workspace, path)
        : withSeverities((await judge(kind, text)).problems, severities);
    const placed = placeProblems(text, found);
    problems.push(...placed.map((problem) => ({ file: name, ...problem })));
    // What was read for this file is not needed any more.
    workspace.files.forget(path);
  }
  await print(call, problems, checked.length - unread);
  const count = (severity: Severity) => problems.filter((problem) => problem.severity === severity).length;
  const most = options.integer('max-warnings') ?? Number.POSITIVE_INFINITY;
  return unread > 0 || count('error') > 0 || count('warning') > most ? 1 : 0;
}

/** A file with what it is judged as, where it lies outside of all modules and projects. */
interface CheckedFile extends FoundFile {
  readonly kind?: SourceKind;
}

/** What a file that was named must be meant to be. Found in a directory it could as well be anybody's. */
const kindsByName: readonly (readonly [RegExp, SourceKind])[] = [
  [/\/inventory\.yaml$/, 'inventory'],
  [/\/tasks\/[^/]+\.json$/, 'task-metadata'],
  [/\/plans\/(?:.*\/)?[^/]+\.yaml$/, 'yaml-plan'],
];

/** The files that the server knows how to check; a file that was named and is none of them is refused. */
async function recognized(workspace: Workspace, files: readonly FoundFile[]): Promise<readonly CheckedFile[]> {
  const found: CheckedFile[] = [];
  for (const file of files) {
    if ((await workspace.kindOf(file.path)) !== undefined) found.push(file);
    else if (file.isNamed) {
      const [, kind] = kindsByName.find(([pattern]) => pattern.test(file.path)) ?? [];
      if (kind === undefined) throw usage(`'${file.name}' is no file that Baton knows how to check`);
      found.push({ ...file, kind });
    }
  }
  return found;
}

/** Has everything read that the files can name: a verdict must not depend on how far the reading has come. */
async function readModules(workspace: Workspace, files: readonly FoundFile[]): Promise<void> {
  const directories = new Map(files.map(({ path }) => [dirname(path), path]));
  for (const path of directories.values()) await workspace.world(path);
  await workspace.index.settled();
}

function readChoices(words: readonly string[]): SeverityChoices {
  const chosen: Record<string, SeverityChoice> = {};
  for (const word of words) {
    const equals = word.indexOf('=');
    const [code, name] = [word.slice(0, equals), word.slice(equals + 1)];
    const severity = severityChoices.find((choice) => choice === name);
    if (equals < 0 || severity === undefined) {
      throw usage(`Option '--severity' takes CODE=SEVERITY with one of ${severityChoices.join(', ')}, got '${word}'`);
    }
    if (allCodes[code] === undefined) throw usage(`Option '--severity' names no kind of finding: '${code}'`);
    chosen[code] = severity;
  }
  return chosen;
}

function usage(message: string): OrchestratorError {
  return new OrchestratorError('bolt/cli-error', message);
}

const colors = { error: 'red', warning: 'yellow', information: 'cyan', hint: 'dim' } as const;

async function print(
  { terminal, paint, format }: ExtraCall,
  problems: readonly FileProblem[],
  files: number,
): Promise<void> {
  if (format === 'json') {
    await terminal.out(`${JSON.stringify(problems, undefined, 2)}\n`);
    return;
  }
  for (const { file, line, column, severity, code, message } of problems) {
    const place = `${file}:${line}:${column}:`;
    await terminal.out(`${place} ${paint(colors[severity], `${severity}:`)} ${message} ${paint('dim', `[${code}]`)}\n`);
  }
  await terminal.out(`${summary(problems, files, paint)}\n`);
}

function summary(problems: readonly FileProblem[], files: number, paint: ExtraCall['paint']): string {
  const checked = `${files} file${files === 1 ? '' : 's'} checked`;
  if (problems.length === 0) return paint('green', `${checked}: nothing found`);
  const plural = (count: number, severity: Severity) => {
    const noun = severity === 'information' ? 'note' : severity;
    return `${count} ${noun}${count === 1 ? '' : 's'}`;
  };
  const counts = (['error', 'warning', 'information', 'hint'] as const).flatMap((severity) => {
    const count = problems.filter((problem) => problem.severity === severity).length;
    return count === 0 ? [] : [paint(colors[severity], plural(count, severity))];
  });
  return `${checked}: ${counts.join(', ')}`;
}
