import { readdir, readFile, realpath } from 'node:fs/promises';
import { basename, dirname, join, relative } from 'node:path';
import { findModuleFile } from '../../../orchestrator-core/actions/index.ts';
import { createProjectEvaluation } from '../../../orchestrator-core/evaluation-host.ts';
import { openPlanInventory, readInventory } from '../../../orchestrator-core/inventory/index.ts';
import { diskFiles } from '../../../orchestrator-core/node/index.ts';
import { type PlanPreview, planFileOf, planPaths, previewPlan } from '../../../orchestrator-core/plans/index.ts';
import type { Module, Project } from '../../../orchestrator-core/project/index.ts';
import { createTaskCatalog } from '../../../orchestrator-core/task-catalog.ts';
import { findModules } from '../real-modules/find-modules.ts';

/** A plan on the disk, and the modulepath on which its own module is first. */
export interface FoundPlan {
  readonly name: string;
  readonly path: string;
  readonly modules: readonly Module[];
}

/** What came of a preview. */
export interface Previewed {
  readonly plan: string;
  readonly path: string;
  readonly preview: PlanPreview | undefined;
  readonly thrown?: string;
  readonly milliseconds: number;
}

const skipped = new Set(['.git', 'node_modules', 'lib', 'vendor']);

/** The plans below these paths, fixtures included: a module is whatever has a directory `plans`. */
export async function findPlans(paths: readonly string[]): Promise<readonly FoundPlan[]> {
  const shared = await findModules(paths);
  const homes = (await Promise.all(paths.map((path) => homesBelow(path, 0)))).flat();
  const found: FoundPlan[] = [];
  for (const directory of new Set(homes)) {
    const own: Module = { name: await moduleNamed(directory), directory };
    const modules = [own, ...shared.filter(({ name }) => name !== own.name)];
    for (const entry of await readdir(join(directory, 'plans'), { withFileTypes: true, recursive: true })) {
      if (!entry.isFile()) continue;
      const below = relative(join(directory, 'plans'), join(entry.parentPath, entry.name));
      const file = planFileOf(own.name, directory, below);
      if (file !== undefined) found.push({ name: file.name, path: file.path, modules });
    }
  }
  return found;
}

async function homesBelow(directory: string, depth: number): Promise<readonly string[]> {
  if (depth > 9) return [];
  const entries = await readdir(directory, { withFileTypes: true }).catch(() => []);
  const isHome =
    basename(directory) !== 'spec' && entries.some((entry) => entry.isDirectory() && entry.name === 'plans');
  const below = entries.filter((entry) => entry.isDirectory() && !skipped.has(entry.name) && entry.name !== 'plans');
  const others = await Promise.all(below.map(({ name }) => homesBelow(join(directory, name), depth + 1)));
  return [...(isHome ? [await realpath(directory)] : []), ...others.flat()];
}

async function moduleNamed(directory: string): Promise<string> {
  const metadata = await readFile(join(directory, 'metadata.json'), 'utf8').catch(() => undefined);
  const { name } = (metadata === undefined ? {} : JSON.parse(metadata)) as { readonly name?: string };
  if (name !== undefined) return name.replace(/^.*[-/]/, '');
  const project = await readFile(join(directory, 'bolt-project.yaml'), 'utf8').catch(() => '');
  const [, own] = /^name:\s*(\w+)/m.exec(project) ?? [];
  return own ?? basename(directory).replace(/^[a-z0-9]+-/, '');
}

/** Previews plans without parameters, each on its modulepath; the inventory has nothing but these targets. */
export async function previewAll(
  plans: readonly FoundPlan[],
  targets: readonly string[] = [],
): Promise<readonly Previewed[]> {
  const previewed: Previewed[] = [];
  for (const plan of plans) previewed.push(await previewOne(plan, targets));
  return previewed;
}

async function previewOne({ name, path, modules }: FoundPlan, targets: readonly string[]): Promise<Previewed> {
  const project: Project = {
    directory: dirname(path),
    modulepath: [],
    modules,
    shadowed: [],
    disabledWarnings: [],
    hieraPath: '',
    inventoryPath: '',
  } as unknown as Project;
  const evaluation = createProjectEvaluation(project, { files: diskFiles, now: () => 0, log: () => {} });
  const catalog = createTaskCatalog(diskFiles);
  const inventory = readInventory({ text: JSON.stringify({ targets }), path: 'inventory.yaml', home: '/nowhere' });
  const signal = new AbortController().signal;
  const begun = performance.now();
  try {
    const preview = await previewPlan(
      { plan: name, parameters: {}, noop: false },
      {
        inventory: openPlanInventory(inventory),
        host: evaluation.host,
        plan: async (wanted) => {
          const module = modules.find((each) => each.name === wanted.split('::')[0]);
          const own = wanted === name ? [{ path }] : [];
          for (const file of [...own, ...(module === undefined ? [] : planPaths(module.directory, wanted))]) {
            const text = await diskFiles.readText(file.path);
            if (text === undefined) continue;
            await evaluation.prepare(text);
            return { path: file.path, text };
          }
          return undefined;
        },
        task: async (task) => {
          try {
            return (await catalog.find(project, task)).metadata;
          } catch {
            return undefined;
          }
        },
        moduleFile: (reference) => findModuleFile(modules, reference),
        turn: async () => {},
        signal,
      },
    );
    return { plan: name, path, preview, milliseconds: performance.now() - begun };
  } catch (error) {
    return { plan: name, path, preview: undefined, thrown: String(error), milliseconds: performance.now() - begun };
  }
}
