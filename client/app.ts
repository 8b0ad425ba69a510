import { type Disposable, type ExtensionContext, type LogOutputChannel, l10n, window, workspace } from 'vscode';
import type { Log } from '../orchestrator-core/common/index.ts';
import { systemClock } from '../orchestrator-core/node/index.ts';
import { configuration } from './configuration.ts';
import { createJobRunner } from './jobs/runner.ts';
import { createJobsView } from './jobs/view.ts';
import { registerLenses } from './lens/provider.ts';
import { createNodePages, type NodePages } from './nodes/page/pages.ts';
import { createNodesView, type NodesView } from './nodes/view.ts';
import { chooseProject, findProjects } from './orchestrator/projects.ts';
import { Session } from './orchestrator/session.ts';
import { createChannels } from './output/channels.ts';
import { createPlansView } from './plans/view.ts';
import { createPreviews, type Previews } from './preview/panels.ts';
import { createQueries, type Queries } from './query/queries.ts';
import { createReport, type Report } from './report.ts';
import { openResult, registerResults } from './result/documents.ts';
import { createPinger, type Pinger } from './run/pinger.ts';
import { remembered } from './run/remembered.ts';
import { offerResume, runPlan, runTask } from './run/run.ts';
import type { RunParts } from './run/run-task.ts';
import { Store } from './state/store.ts';
import { keepContextKeys, setManyProjects } from './status/context-keys.ts';
import { createStatusBar } from './status/status-bar.ts';
import { createTasksView } from './tasks/view.ts';

/** The parts of the window that commands work on. */
export interface App extends RunParts {
  readonly log: LogOutputChannel;
  readonly report: Report;
  readonly previews: Previews;
  readonly pinger: Pinger;
  readonly queries: Queries;
  readonly nodes: NodesView;
  readonly nodePages: NodePages;
  /** The extension's version. */
  readonly version: string;
  /** Finds the workspace's projects and takes the one that was chosen here before, else the first. */
  findProject(): Promise<void>;
  /** Asks which of the workspace's projects the orchestrator serves. */
  selectProject(): Promise<void>;
}

const projectKey = 'baton.project';

/** Makes every screen; nothing is started and nothing awaited, so that the editor is not held up. */
export function createApp(context: ExtensionContext): App {
  const log = window.createOutputChannel('Baton', { log: true });
  const report = createReport(log);
  const session = createSession(context, logTo(log));
  const store = new Store({ session, log: logTo(log), jobLimit: configuration.jobLimit });
  const memory = remembered(context.workspaceState);
  const channels = createChannels();
  const jobs = createJobRunner({ session, store, channels, report, memento: context.workspaceState });
  const parts: RunParts = { session, store, memory, jobs };
  const pinger = createPinger(parts);
  const queries = createQueries({ session, report, extension: context.extensionUri });
  const nodes = createNodesView({ session, store, report, memento: context.workspaceState });
  const nodePages = createNodePages({ session, store, report, extension: context.extensionUri });
  const previews = createPreviews(
    {
      session,
      store,
      report,
      extension: context.extensionUri,
      run: (plan, values) => runPlan(parts, { plan, values }),
      showResult: (job, step) => openResult({ job, kind: 'step', step }),
    },
    jobs,
  );
  jobs.cutOff.on((job) => void offerResume(parts, job).catch(report));
  keepContextKeys(session, store);
  context.subscriptions.push(
    log,
    channels,
    jobs,
    pinger,
    previews,
    queries,
    nodes,
    nodePages,
    createTasksView(store, (task, targets) => runTask(parts, { task, targets }).catch(report)),
    createPlansView(store, (plan, targets) => runPlan(parts, { plan, targets }).catch(report)),
    createJobsView(store),
    createStatusBar(session, store),
    ...registerLenses(session, store, memory),
    ...registerResults(session, store),
    ...watchWorkspace(session),
  );
  const serve = async (path: string | undefined): Promise<void> => {
    await session.setProject(path);
    if (path !== undefined && configuration.autoStart()) session.start();
  };
  return {
    log,
    report,
    ...parts,
    previews,
    pinger,
    queries,
    nodes,
    nodePages,
    version: String((context.extension.packageJSON as { readonly version?: unknown }).version),
    findProject: async () => {
      const projects = await findProjects();
      setManyProjects(projects.length);
      const chosen = context.workspaceState.get<string>(projectKey);
      const found = projects.find((project) => project.uri.fsPath === chosen) ?? projects[0];
      await serve(found?.uri.fsPath);
    },
    selectProject: async () => {
      const found = await chooseProject(
        await findProjects(),
        session.project,
        l10n.t('Which project does the orchestrator serve?'),
      );
      if (found === undefined) return;
      await context.workspaceState.update(projectKey, found.uri.fsPath);
      await serve(found.uri.fsPath);
    },
  };
}

function createSession(context: ExtensionContext, log: Log): Session {
  return new Session({
    clock: systemClock,
    log,
    trusted: workspace.isTrusted,
    launch: async (project) => {
      const { launch } = await import('./orchestrator/launch.ts');
      const options = {
        program: context.asAbsolutePath('dist/orchestrator.cjs'),
        project,
        localNodes: configuration.localNodes(),
        dataDirectory: configuration.dataDirectory(),
        puppetDbPort: configuration.puppetDbPort(),
      };
      return launch(options, log);
    },
  });
}

/** What the person does to the workspace: trusts it, or changes how the orchestrator is started. */
function watchWorkspace(session: Session): Disposable[] {
  return [
    workspace.onDidGrantWorkspaceTrust(() => {
      session.trust();
      if (configuration.autoStart()) session.start();
    }),
    workspace.onDidChangeConfiguration((event) => {
      const launched = ['baton.localNodes', 'baton.dataDirectory', 'baton.puppetdb.port'];
      const restarts = launched.some((section) => event.affectsConfiguration(section));
      if (restarts && session.state.kind === 'running') void session.restart();
    }),
  ];
}

function logTo(channel: LogOutputChannel): Log {
  return { log: (level, message) => channel[level](message) };
}
