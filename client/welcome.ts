import type { ViewId } from './contributions.ts';

const isRunning = 'baton:state == running';

/** What a view shows while it is empty. */
export interface WelcomeContribution {
  readonly view: ViewId;
  readonly contents: string;
  readonly when: string;
}

interface Reason {
  readonly when: string;
  /** What the first view says, with what can be done. */
  readonly contents: string;
  /** What the views below it say. */
  readonly brief: string;
}

const always: readonly Reason[] = [
  {
    when: 'baton:state == untrusted',
    contents:
      'This folder is in Restricted Mode: Baton checks what you write, and runs nothing.\n[Manage Workspace Trust](command:workbench.trust.manage)',
    brief: 'Nothing runs in Restricted Mode.',
  },
  {
    when: 'baton:state == no-project',
    contents:
      'No project is open. Open a folder with a bolt-project.yaml, a control repository or a module.\n[Open Folder](command:vscode.openFolder)',
    brief: 'No project is open.',
  },
  {
    when: '!baton:state || baton:state == starting',
    contents: 'The orchestrator is starting…',
    brief: 'The orchestrator is starting…',
  },
  {
    when: 'baton:state == stopped',
    contents: 'The orchestrator is not running.\n[Start Orchestrator](command:baton.restartOrchestrator)',
    brief: 'The orchestrator is not running.',
  },
  {
    when: 'baton:state == failed',
    contents:
      'The orchestrator stopped and could not be started again. The log says why.\n[Open Log](command:baton.openLog)\n[Start Again](command:baton.restartOrchestrator)',
    brief: 'The orchestrator could not be started.',
  },
];

/** What each view shows for each reason to be empty. */
export const welcome: readonly WelcomeContribution[] = [
  ...always.map(({ when, contents }) => ({ view: 'baton.nodes' as const, contents, when })),
  ...(['baton.tasks', 'baton.plans', 'baton.jobs'] as const).flatMap((view) =>
    always.map(({ when, brief }) => ({ view, contents: brief, when })),
  ),
  {
    view: 'baton.nodes',
    // While they are still asked for, nothing is said of them.
    when: `${isRunning} && baton:hasNoNodes`,
    contents:
      'No nodes yet. Write them into inventory.yaml, or let Baton start some on this machine.\n[Set Local Nodes](command:workbench.action.openSettings?%22baton.localNodes%22)',
  },
  {
    view: 'baton.tasks',
    when: isRunning,
    contents:
      'No tasks yet. A task is a script in the tasks directory of a module, with a JSON file of the same name that describes it.\n[About Tasks](https://www.puppet.com/docs/bolt/latest/writing_tasks.html)',
  },
  {
    view: 'baton.plans',
    when: isRunning,
    contents:
      'No plans yet. A plan is a file in the plans directory of a module or project, in the Puppet language or YAML.\n[About Plans](https://www.puppet.com/docs/bolt/latest/plans.html)',
  },
  {
    view: 'baton.jobs',
    when: isRunning,
    contents:
      'Nothing has run yet.\n[Run Task…](command:baton.runTask)\n[Run Plan…](command:baton.runPlan)\n[Run Command on Nodes…](command:baton.runCommand)',
  },
];
