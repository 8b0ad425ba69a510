import { analysisCodes, analyze } from '../../orchestrator-core/language/index.ts';
import { memoryFiles } from '../../orchestrator-core/project/index.ts';
import { createOverlay } from '../documents/overlay.ts';
import type { Problem } from '../documents/words.ts';
import { createWorkspace, type Workspace } from '../documents/workspace.ts';
import { type Dialect, dialectOf, readDialect } from '../puppet/document.ts';
import { analysisProblem } from '../puppet/problems.ts';
import type { Runtime } from '../runtime.ts';
import { createParsers } from '../task-script/parsers.ts';
import { diagnostics } from './diagnostics.ts';

/** What a source that is no file can be. Manifests that begin with `plan` are read as plans. */
export type SourceKind =
  | 'manifest'
  | 'plan'
  | 'epp'
  | 'yaml-plan'
  | 'task-metadata'
  | 'inventory'
  | 'bolt-project'
  | 'hiera';

/** What is said of a source. */
export interface SourceVerdict {
  /** Whether Puppet or Bolt takes it in; what fails only when it runs does not count. */
  readonly valid: boolean;
  /** In the order of the text. */
  readonly problems: readonly Problem[];
}

const home = '/project';

/** Where a document lies that is no Puppet source; its place says what it is. */
const places = {
  'yaml-plan': `${home}/plans/source.yaml`,
  'task-metadata': `${home}/tasks/source.json`,
  inventory: `${home}/inventory.yaml`,
  'bolt-project': `${home}/bolt-project.yaml`,
  hiera: `${home}/hiera.yaml`,
} as const;

/** By kind, the dialect that it is read in; undefined where the text says which. */
const dialects: Readonly<Partial<Record<SourceKind, Dialect>>> = { plan: 'plan', epp: 'template' };

/** All of them. */
export const sourceKinds: readonly SourceKind[] = [
  'manifest',
  'plan',
  'epp',
  'yaml-plan',
  'task-metadata',
  'inventory',
  'bolt-project',
  'hiera',
];

/** Kinds of problems that are about other files, of which nothing is known here. */
const aboutOthers: ReadonlySet<string> = new Set([
  ...['misplaced-definition', 'missing-data-directory', 'missing-directory', 'missing-file', 'missing-implementation'],
  ...['missing-module', 'missing-script', 'noop-ignored', 'shadowed-plan', 'unread-parameter'],
]);
/** What is unknown although no other file could make it known. */
const unknownAnyway: ReadonlySet<string> = new Set([
  ...['unknown-key', 'unknown-option', 'unknown-parameter', 'unknown-variable'],
]);

function isAboutOthers({ code }: Problem): boolean {
  return aboutOthers.has(code) || (code.startsWith('unknown-') && !unknownAnyway.has(code));
}

/**
 * Makes a judge of sources that are no files: each is looked at by itself, by the same checks as a file. No module is
 * known, so nothing is said about names that one could have.
 */
export function createSourceJudge(runtime: Runtime): (kind: SourceKind, source: string) => Promise<SourceVerdict> {
  // The script's language is none of ours: nothing is said about what it reads.
  const files = memoryFiles({ [`${home}/bolt-project.yaml`]: 'name: project\n', [`${home}/tasks/source.bin`]: '' });
  const workspace = createWorkspace(createOverlay(files), { ...runtime, parsers: createParsers(runtime) });
  let version = 0;
  return async (kind, source) => {
    version += 1;
    const found =
      kind === 'manifest' || kind === 'plan' || kind === 'epp'
        ? await judgePuppet(workspace, kind, source, version)
        : await judgeDocument(workspace, places[kind], source, version);
    const problems = found.filter((problem) => !isAboutOthers(problem)).sort((a, b) => a.start - b.start);
    const isRefusal = kind === 'manifest' || kind === 'plan' || kind === 'epp' ? isPuppets : isFoundOnLoading;
    return { valid: !problems.some((problem) => problem.severity === 'error' && isRefusal(problem)), problems };
  };
}

/** Whether Puppet's parser or validator says so; what our analysis says Puppet would find out later. */
function isPuppets({ code }: Problem): boolean {
  return code.startsWith('puppet-');
}

/** Whether a document with it is not taken in; what the analysis says of a YAML plan is found when the plan runs. */
function isFoundOnLoading({ code }: Problem): boolean {
  return !Object.hasOwn(analysisCodes, code);
}

async function judgePuppet(
  workspace: Workspace,
  kind: SourceKind,
  text: string,
  version: number,
): Promise<readonly Problem[]> {
  const path = `${home}.pp`;
  const dialect = dialects[kind] ?? dialectOf(path, text);
  const document = readDialect({ path, text, version: String(version) }, dialect);
  const found = analyze({ path, parsed: document.parsed, dialect }, await workspace.world(path));
  return [...document.problems(), ...found.map(analysisProblem)];
}

async function judgeDocument(
  workspace: Workspace,
  path: string,
  text: string,
  version: number,
): Promise<readonly Problem[]> {
  workspace.files.show(path, version, () => text);
  // The text of a project says what its other files are.
  if (path === places['bolt-project']) workspace.forget();
  const found = await diagnostics(workspace, path);
  workspace.files.hide(path);
  if (path === places['bolt-project']) workspace.forget();
  return found;
}
