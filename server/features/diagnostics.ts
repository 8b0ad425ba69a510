import { analyze } from '../../orchestrator-core/language/index.ts';
import { checkProject, parseProject } from '../bolt-project/bolt-project.ts';
import { problem } from '../documents/codes.ts';
import { withSeverities } from '../documents/severities.ts';
import { taskAt } from '../documents/task-view.ts';
import type { Problem } from '../documents/words.ts';
import type { Workspace } from '../documents/workspace.ts';
import { queryProblems } from '../pql/problems.ts';
import { withoutIgnored } from '../puppet/control-comments.ts';
import { analysisProblem } from '../puppet/problems.ts';
import { checkFiles, checkImplementations, checkInputMethods } from '../task-metadata/check-files.ts';
import { checkKeys } from '../task-metadata/check-keys.ts';
import { checkParameters } from '../task-metadata/check-parameters.ts';
import { checkTask } from '../task-metadata/check-task.ts';
import { metadataService } from '../task-metadata/metadata.ts';
import { checkScript } from '../task-script/check-script.ts';
import { yamlKindOf } from '../yaml/kinds.ts';
import { allCodes } from './codes.ts';

const codes: ReadonlySet<string> = new Set(Object.keys(allCodes));

/**
 * All that is wrong with a document, in the order of the text, with the severities that were chosen. Empty for files
 * that are not the server's business.
 */
export async function diagnostics(workspace: Workspace, path: string): Promise<readonly Problem[]> {
  const found = [...(await checkEncoding(workspace, path)), ...(await problemsOf(workspace, path))];
  const problems = withSeverities(found, workspace.settings().severities);
  return [...problems].sort((a, b) => a.start - b.start || a.end - b.end);
}

async function problemsOf(workspace: Workspace, path: string): Promise<readonly Problem[]> {
  const yaml = await yamlKindOf(workspace, path);
  if (yaml !== undefined) return [...(await yaml.problems(workspace, path)), ...(await queryProblems(workspace, path))];
  const kind = await workspace.kindOf(path);
  if (kind === 'bolt-project') {
    const source = await workspace.files.source(path);
    return source === undefined ? [] : checkProject(workspace.files, parseProject(source));
  }
  if (kind === 'pql') return queryProblems(workspace, path);
  if (kind === 'puppet') return checkPuppet(workspace, path);
  if (kind === 'task-script') return checkScript(workspace, path);
  return kind === 'task-metadata' ? checkMetadata(workspace, path) : [];
}

/** What Puppet and Bolt read must be UTF-8. The editor's documents are text; nothing is known of their bytes. */
async function checkEncoding({ files, kindOf }: Workspace, path: string): Promise<readonly Problem[]> {
  if (files.isOpen(path)) return [];
  const start = (await files.source(path))?.text.indexOf(replacement) ?? -1;
  const bytes = start < 0 ? undefined : await files.readBytes(path);
  const kind = bytes && (await kindOf(path));
  if (bytes === undefined || kind === undefined || kind === 'task-script' || isUtf8(bytes)) return [];
  return [
    problem('invalid-encoding', { start, end: start + 1 }, 'The file is not UTF-8 from here on. Save it as UTF-8.'),
  ];
}

/** What stands in a text for bytes that could not be decoded. */
const replacement = '\u{fffd}';

function isUtf8(bytes: Uint8Array): boolean {
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    return true;
  } catch {
    return false;
  }
}

async function checkPuppet(workspace: Workspace, path: string): Promise<readonly Problem[]> {
  const document = await workspace.puppet(path);
  if (document === undefined) return [];
  const { parsed, dialect } = document;
  const found = analyze({ path, parsed, dialect }, await workspace.world(path));
  const problems = [...document.problems(), ...found.map(analysisProblem), ...(await queryProblems(workspace, path))];
  return withoutIgnored(parsed, problems, codes);
}

async function checkMetadata(workspace: Workspace, path: string): Promise<readonly Problem[]> {
  const view = await taskAt(workspace, path);
  const metadata = view?.metadata;
  if (view === undefined || metadata === undefined) return [];
  const modules = await workspace.modules(view.folder);
  return [
    ...(await metadataService.problems(metadata)),
    ...checkKeys(metadata, metadataService.schema, 'the metadata of a task'),
    ...(await checkParameters(workspace, view, metadata)),
    ...checkImplementations(view, metadata, await workspace.features(view.folder)),
    ...checkInputMethods(view, metadata),
    ...(await checkFiles(workspace.files, view, metadata, modules)),
    ...(await checkTask(workspace, view, metadata)),
  ];
}
