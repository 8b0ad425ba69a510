import { baseName, extension, joinPath, nearest, stem } from '../../orchestrator-core/common/index.ts';
import { problem } from '../documents/codes.ts';
import { listed } from '../documents/listed.ts';
import { isTaskFile } from '../documents/surroundings.ts';
import { type TaskView, tasksOf } from '../documents/task-view.ts';
import type { Change, Fix, Problem, Span } from '../documents/words.ts';
import type { Workspace } from '../documents/workspace.ts';
import { addKey, addParameters } from '../task-metadata/edit.ts';
import type { MetadataDocument } from '../task-metadata/metadata.ts';
import { metadataFromScript } from './metadata-from-script.ts';
import type { ParameterRead, ReadSource } from './reads.ts';

/** What is wrong with a script, seen from the metadata of every task that runs it. */
export async function checkScript(workspace: Workspace, path: string): Promise<readonly Problem[]> {
  const views = await tasksOf(workspace, path);
  if (views.length === 0) return checkLonely(workspace, path);
  if (views.some((view) => view.metadata?.isBroken)) return [];
  const reads = (await workspace.reads(path))?.reads ?? [];
  return [...checkDeclared(views, path, reads), ...checkNoop(views, reads), ...checkSources(views, path, reads)];
}

/** A script that no metadata speaks of. */
async function checkLonely(workspace: Workspace, path: string): Promise<readonly Problem[]> {
  const folder = await workspace.folderOf(path);
  const source = await workspace.files.source(path);
  if (folder === undefined || source === undefined) return [];
  const names = (await workspace.namesIn(folder.directory)).filter(
    (name) => stem(name) === stem(path) && isTaskFile(name),
  );
  if (names.some((name) => extension(name) === '.json')) return [];
  const firstLine: Span = { start: 0, end: /^[^\r\n]*/.exec(source.text)?.[0].length ?? 0 };
  const metadataPath = joinPath(folder.directory, `${stem(path)}.json`);
  const create = metadataFromScript(names, await workspace.reads(path));
  const fixes: readonly Fix[] = [
    { title: `Create ${baseName(metadataPath)}`, files: [{ path: metadataPath, changes: [], create }] },
  ];
  if (names.length > 1) {
    const message = `${listed(names, 'and')} are all scripts of the task '${stem(path)}': metadata with 'implementations' must say which is for which targets.`;
    return [problem('ambiguous-script', firstLine, message, { fixes })];
  }
  const message = `The task has no metadata: nobody is told what it does or asked for parameters.`;
  return [problem('missing-metadata', firstLine, message, { fixes })];
}

function isGiven(read: ParameterRead): boolean {
  return read.name.startsWith('_');
}

function declares(view: TaskView, name: string): boolean {
  return view.metadata?.parameters?.some((parameter) => parameter.name === name) ?? false;
}

/** What the script reads and no metadata declares. */
function checkDeclared(views: readonly TaskView[], path: string, reads: readonly ParameterRead[]): readonly Problem[] {
  const missing = reads.filter((read) => !isGiven(read) && !views.some((view) => declares(view, read.name)));
  const declaring = views.filter((view) => view.metadata?.parameters !== undefined);
  if (declaring.length === 0) return checkUnlisted(views, missing);
  const declared = declaring.flatMap((view) => view.metadata?.parameters?.map((parameter) => parameter.name) ?? []);
  return missing.map((read) => {
    const meant = nearest(read.name, declared);
    const files = listed(declaring.map((view) => baseName(view.metadataPath)));
    const advice = meant === undefined ? '' : ` Did you mean '${meant}'?`;
    const correct: readonly Fix[] =
      meant === undefined || read.source === 'argument'
        ? []
        : [
            {
              title: `Change '${read.name}' to '${meant}'`,
              files: [{ path, changes: [{ ...read.span, text: meant }] }],
            },
          ];
    const add = declaring.flatMap((view) => {
      if (view.metadata === undefined) return [];
      const title = `Add parameter '${read.name}' to ${baseName(view.metadataPath)}`;
      return fixIn(view.metadata, title, addParameters(view.metadata, [read.name]));
    });
    const message = `${files} declares no parameter '${read.name}', so it can never be given.${advice}`;
    return problem('undeclared-parameter', read.span, message, { fixes: [...correct, ...add] });
  });
}

/** Metadata without `parameters` lets every parameter through and asks for none. */
function checkUnlisted(views: readonly TaskView[], missing: readonly ParameterRead[]): readonly Problem[] {
  const [first] = missing;
  const metadata = views.find((view) => view.metadata?.isPrivate === false)?.metadata;
  if (first === undefined || metadata === undefined) return [];
  const names = [...new Set(missing.map((read) => read.name))];
  const file = baseName(metadata.source.path);
  const message = `${file} has no 'parameters', so nobody is asked for ${listed(names.map((name) => `'${name}'`))}.`;
  const fixes = fixIn(metadata, `Add parameters to ${file}`, addParameters(metadata, names));
  return [problem('unlisted-parameter', first.span, message, { fixes })];
}

function fixIn(metadata: MetadataDocument, title: string, change: Change | undefined): readonly Fix[] {
  return change === undefined ? [] : [{ title, files: [{ path: metadata.source.path, changes: [change] }] }];
}

function checkNoop(views: readonly TaskView[], reads: readonly ParameterRead[]): readonly Problem[] {
  const read = reads.find((one) => one.name === '_noop');
  const [view] = views;
  if (read === undefined || view?.metadata === undefined || views.some((one) => one.metadata?.supportsNoop)) return [];
  const file = baseName(view.metadataPath);
  const message = `'_noop' is never given, because ${file} does not say "supports_noop": true.`;
  const fixes = fixIn(
    view.metadata,
    `Add "supports_noop": true to ${file}`,
    addKey(view.metadata, 'supports_noop', true),
  );
  return [problem('noop-unsupported', read.span, message, { fixes })];
}

const sources: Readonly<Record<string, readonly ReadSource[]>> = {
  stdin: ['stdin'],
  environment: ['environment'],
  both: ['stdin', 'environment'],
  powershell: ['argument'],
};

const sourceNames: Readonly<Record<ReadSource, string>> = {
  stdin: 'standard input',
  environment: 'the environment',
  argument: 'named arguments',
};

/** The way a script is given its parameters in one task. */
function inputMethod(view: TaskView, path: string): string {
  const implementation = view.metadata?.implementations.find((one) => one.name?.value === baseName(path));
  const said = implementation?.inputMethod?.value ?? view.metadata?.inputMethod?.value;
  return said ?? (extension(path) === '.ps1' ? 'powershell' : 'both');
}

/** Reads from where no task puts the parameters. */
function checkSources(views: readonly TaskView[], path: string, reads: readonly ParameterRead[]): readonly Problem[] {
  const methods = views.map((view) => inputMethod(view, path));
  if (methods.some((method) => sources[method] === undefined)) return [];
  const filled = new Set(methods.flatMap((method) => sources[method] ?? []));
  const reachable = new Set(reads.filter((read) => filled.has(read.source)).map((read) => read.name));
  return reads
    .filter((read) => !isGiven(read) && !filled.has(read.source) && !reachable.has(read.name))
    .map((read) => {
      const method = listed([...new Set(methods)].map((one) => `'${one}'`));
      const message = `The input method ${method} does not put '${read.name}' into ${sourceNames[read.source]}.`;
      return problem('input-method-mismatch', read.span, message);
    });
}
