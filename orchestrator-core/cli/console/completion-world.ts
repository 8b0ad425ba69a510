import { joinPath } from '../../common/index.ts';
import { type Declaration, declarationsOf, parse, signatureText } from '../../language/index.ts';
import { diskFiles } from '../../node/index.ts';
import type { Orchestrator } from '../../orchestrator.ts';
import type { Project } from '../../project/index.ts';
import { completeLine, type LineCompletion, type ProjectNames } from './complete.ts';
import type { SessionNames } from './session-names.ts';

/** Completes the lines of one console. */
export interface Completion {
  complete(line: string): Promise<LineCompletion>;
  /** The project may have changed: it is looked at again when the next line is completed. */
  refresh(): void;
}

export function createCompletion(ports: {
  readonly orchestrator: Pick<Orchestrator, 'tasks' | 'plans' | 'nodes' | 'groups'>;
  readonly project: Project;
  readonly names: SessionNames;
}): Completion {
  let read: Promise<ProjectNames> | undefined;
  return {
    complete: async (line) => {
      read ??= projectNames(ports);
      return completeLine(line, ports.names, await read);
    },
    refresh: () => {
      read = undefined;
    },
  };
}

async function projectNames({
  orchestrator,
  project,
}: {
  readonly orchestrator: Pick<Orchestrator, 'tasks' | 'plans' | 'nodes' | 'groups'>;
  readonly project: Project;
}): Promise<ProjectNames> {
  const [{ tasks }, { plans }, nodes, groups, functions, types] = await Promise.all([
    orchestrator.tasks(),
    orchestrator.plans(),
    orchestrator.nodes(),
    orchestrator.groups(),
    declaredIn(project, 'functions'),
    declaredIn(project, 'types'),
  ]);
  const declared = functions.filter(({ kind }) => kind === 'function');
  return {
    tasks: tasks.filter((task) => !task.private).map(({ name }) => name),
    plans: plans.filter((plan) => !plan.private).map(({ name }) => name),
    targets: [...nodes.flatMap(({ name, aliases }) => [name, ...aliases]), ...groups.map(({ name }) => name)],
    functions: new Map(declared.map((each) => [each.name, each.signatures.map((one) => signatureText(each, one))])),
    types: types.filter(({ kind }) => kind === 'type').map(({ name }) => name),
  };
}

/** What the manifests in a directory of each module declare. */
async function declaredIn({ modules }: Project, directory: string): Promise<readonly Declaration[]> {
  const found = await Promise.all(modules.map((module) => manifestsBelow(joinPath(module.directory, directory))));
  const read = async (path: string): Promise<readonly Declaration[]> =>
    declarationsOf(parse((await diskFiles.readText(path)) ?? '', { tasks: true }), path);
  return (await Promise.all(found.flat().map(read))).flat();
}

async function manifestsBelow(directory: string): Promise<readonly string[]> {
  const entries = await diskFiles.list(directory);
  const found = await Promise.all(
    entries.map(async ({ name, kind }) => {
      const path = joinPath(directory, name);
      if (kind === 'directory') return manifestsBelow(path);
      return kind === 'file' && name.endsWith('.pp') ? [path] : [];
    }),
  );
  return found.flat();
}
