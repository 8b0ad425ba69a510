import { RelativePattern, type Uri, Uri as VsUri, window, workspace } from 'vscode';
import { diskFiles } from '../../orchestrator-core/node/index.ts';
import { moduleAt } from '../../orchestrator-core/project/index.ts';

/** A folder that the orchestrator can serve. */
export interface ProjectFolder {
  readonly uri: Uri;
  /** How it is shown: the workspace folder's name, and the path in it. */
  readonly name: string;
}

const ignored = '**/{node_modules,.git,.modules,.resource_types,spec/fixtures}/**';
const most = 50;

/** What tells a control repository. VS Code's patterns have no alternatives within alternatives. */
const controlRepository: string = `{${[
  'Puppetfile',
  'environment.conf',
  ...['modules', 'site-modules', 'site'].flatMap((directory) => [`${directory}/*/tasks/*`, `${directory}/*/plans/*`]),
].join(',')}}`;

/**
 * The projects of the workspace, on disk only: every folder with a `bolt-project.yaml`, the shallowest first; a
 * workspace folder without any that is a control repository or a module is a project by itself.
 */
export async function findProjects(): Promise<readonly ProjectFolder[]> {
  const folders = (workspace.workspaceFolders ?? []).filter((folder) => folder.uri.scheme === 'file');
  const found = await Promise.all(
    folders.map(async (folder) => {
      const files = await workspace.findFiles(new RelativePattern(folder, '**/bolt-project.yaml'), ignored, most);
      if (files.length > 0) return files.map((file) => VsUri.joinPath(file, '..'));
      const signs = await workspace.findFiles(new RelativePattern(folder, controlRepository), ignored, 1);
      if (signs.length > 0) return [folder.uri];
      return (await moduleAt(diskFiles, folder.uri.fsPath)) === undefined ? [] : [folder.uri];
    }),
  );
  return found
    .flatMap((uris) => [...uris].sort((a, b) => a.path.length - b.path.length || a.path.localeCompare(b.path)))
    .map((uri) => ({ uri, name: nameOf(uri) }));
}

function nameOf(uri: Uri): string {
  const folder = workspace.getWorkspaceFolder(uri);
  return folder?.uri.path === uri.path ? folder.name : workspace.asRelativePath(uri, true);
}

/** Asks which project to serve; undefined when nothing was chosen. */
export async function chooseProject(
  projects: readonly ProjectFolder[],
  current: string | undefined,
  placeHolder: string,
): Promise<ProjectFolder | undefined> {
  const items = projects.map((project) => ({
    label: `${project.uri.fsPath === current ? '$(check)' : '$(root-folder)'} ${project.name}`,
    description: project.uri.fsPath,
    project,
  }));
  return (await window.showQuickPick(items, { placeHolder, matchOnDescription: true }))?.project;
}
