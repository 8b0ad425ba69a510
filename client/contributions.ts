// A table: every command, view and context key of the extension. `menus.ts` has the menus, `settings.ts` the settings.
/** A command as the palette and the menus show it. */
export interface CommandContribution {
  readonly title: string;
  /** What menus show where the title would be too long. */
  readonly shortTitle?: string;
  /** A codicon's name; only commands that stand inline need one. */
  readonly icon?: string;
  /** When it can be used; absent means always. */
  readonly enablement?: string;
  /** False for a command that needs an argument: it is then hidden from the palette. */
  readonly palette: boolean;
}

const isRunning = 'baton:state == running';

/** The id of a command about nodes, which are chosen in the tree or given as words of a selection. */
export type NodeCommandId =
  | 'baton.runTaskOnNodes'
  | 'baton.runCommandOnNodes'
  | 'baton.runOnNodes'
  | 'baton.pingNodes'
  | 'baton.pingOnNodes'
  | 'baton.showTargets'
  | 'baton.runPlanOnNodes'
  | 'baton.runScriptOnNodes'
  | 'baton.applyOnNodes'
  | 'baton.applyNoopOnNodes'
  | 'baton.gatherFacts'
  | 'baton.openTerminal'
  | 'baton.openNode'
  | 'baton.showMoreNodes'
  | 'baton.groupNodes'
  | 'baton.filterNodes'
  | 'baton.clearNodeFilter'
  | 'baton.copyNodeName'
  | 'baton.copyNodeFacts'
  | 'baton.copyNodeUri'
  | 'baton.saveSelection'
  | 'baton.addToSelection'
  | 'baton.editSelection'
  | 'baton.renameSelection'
  | 'baton.removeSelection'
  | 'baton.showInInventory';

/** The id of a command that exists. */
export type CommandId =
  | NodeCommandId
  | 'baton.runTask'
  | 'baton.runTaskOn'
  | 'baton.runTaskAgain'
  | 'baton.runTaskNoop'
  | 'baton.runCommand'
  | 'baton.runQuery'
  | 'baton.copyCell'
  | 'baton.copyRow'
  | 'baton.rerunLast'
  | 'baton.rerunJob'
  | 'baton.rerunFailed'
  | 'baton.cancelJob'
  | 'baton.openOutput'
  | 'baton.openResult'
  | 'baton.openTask'
  | 'baton.runPlan'
  | 'baton.runPlanAgain'
  | 'baton.runPlanNoop'
  | 'baton.previewPlan'
  | 'baton.showPreviewAsText'
  | 'baton.openPlan'
  | 'baton.copyPlanName'
  | 'baton.stopPlan'
  | 'baton.stopAfterStep'
  | 'baton.resumePlan'
  | 'baton.resumePlanFrom'
  | 'baton.answerPlan'
  | 'baton.showProgress'
  | 'baton.openStep'
  | 'baton.openStepResult'
  | 'baton.showVariables'
  | 'baton.copyTaskName'
  | 'baton.refresh'
  | 'baton.selectProject'
  | 'baton.restartOrchestrator'
  | 'baton.stopOrchestrator'
  | 'baton.openLog'
  | 'baton.showReport'
  | 'baton.showMenu';

/** Every command by its id. */
export const commands: Readonly<Record<CommandId, CommandContribution>> = {
  'baton.runTask': { title: 'Run Task…', icon: 'play', palette: true },
  'baton.runTaskOn': { title: 'Run Task on…', shortTitle: 'Run on…', palette: true },
  'baton.runTaskAgain': { title: 'Run Task Again on the Last Targets', shortTitle: 'Run Again', palette: false },
  'baton.runTaskNoop': { title: 'Run Task in Noop Mode…', shortTitle: 'Noop…', palette: true },
  'baton.runTaskOnNodes': { title: 'Run Task Here…', icon: 'play', palette: false },
  'baton.runCommand': { title: 'Run Command on Nodes…', icon: 'terminal', palette: true },
  'baton.runCommandOnNodes': { title: 'Run Command Here…', icon: 'terminal', palette: false },
  'baton.runOnNodes': { title: 'Run on Nodes…', icon: 'play', palette: false },
  'baton.pingNodes': { title: 'Ping Nodes…', icon: 'pulse', palette: true },
  'baton.pingOnNodes': { title: 'Ping', icon: 'pulse', palette: false },
  'baton.showTargets': { title: 'Show Targets', icon: 'list-unordered', palette: false },
  'baton.runQuery': { title: 'Run Query…', icon: 'search', palette: true },
  'baton.copyCell': { title: 'Copy Cell', palette: false },
  'baton.copyRow': { title: 'Copy Row', palette: false },
  'baton.runPlanOnNodes': { title: 'Run Plan Here…', icon: 'list-tree', palette: false },
  'baton.runScriptOnNodes': { title: 'Run Script Here…', palette: false },
  'baton.applyOnNodes': { title: 'Apply Manifest Here…', palette: false },
  'baton.applyNoopOnNodes': { title: 'Apply Manifest Here (Noop)…', palette: false },
  'baton.gatherFacts': { title: 'Gather Facts', palette: false },
  'baton.openTerminal': { title: 'Open Terminal', palette: false },
  'baton.openNode': { title: 'Open Page', icon: 'open-preview', palette: false },
  'baton.showMoreNodes': { title: 'Show More…', palette: false },
  'baton.groupNodes': { title: 'Group Nodes by…', icon: 'list-tree', enablement: isRunning, palette: true },
  'baton.filterNodes': { title: 'Filter Nodes…', icon: 'filter', enablement: isRunning, palette: true },
  'baton.clearNodeFilter': {
    title: 'Clear Filter of Nodes',
    icon: 'clear-all',
    enablement: 'baton:nodesFiltered',
    palette: true,
  },
  'baton.copyNodeFacts': { title: 'Copy Facts as JSON', palette: false },
  'baton.copyNodeUri': { title: 'Copy URI', palette: false },
  'baton.saveSelection': { title: 'Save as Selection…', palette: false },
  'baton.addToSelection': { title: 'Add to Selection…', palette: false },
  'baton.editSelection': { title: 'Edit Selection…', icon: 'edit', palette: false },
  'baton.renameSelection': { title: 'Rename Selection…', palette: false },
  'baton.removeSelection': { title: 'Remove Selection', palette: false },
  'baton.showInInventory': { title: 'Show in Inventory', palette: false },
  'baton.rerunLast': { title: 'Run the Last Job Again', icon: 'debug-rerun', enablement: isRunning, palette: true },
  'baton.rerunJob': { title: 'Run Job Again', icon: 'debug-rerun', enablement: isRunning, palette: false },
  'baton.rerunFailed': {
    title: 'Run Again on the Failed Nodes',
    icon: 'run-errors',
    enablement: isRunning,
    palette: false,
  },
  'baton.cancelJob': {
    title: 'Cancel Job',
    icon: 'debug-stop',
    enablement: `${isRunning} && baton:hasRunningJobs`,
    palette: true,
  },
  'baton.openOutput': { title: "Open Job's Output", icon: 'output', enablement: isRunning, palette: true },
  'baton.openResult': { title: "Open Node's Result", icon: 'json', enablement: isRunning, palette: false },
  'baton.openTask': { title: 'Open Task', icon: 'go-to-file', palette: false },
  'baton.runPlan': { title: 'Run Plan…', icon: 'play', palette: true },
  'baton.runPlanAgain': { title: 'Run Plan Again with the Last Parameters', shortTitle: 'Run Again', palette: false },
  'baton.runPlanNoop': { title: 'Run Plan in Noop Mode…', shortTitle: 'Noop…', palette: true },
  'baton.previewPlan': { title: 'Preview Plan', icon: 'open-preview', palette: true },
  'baton.showPreviewAsText': { title: 'Show Preview as Text', icon: 'list-flat', palette: true },
  'baton.openPlan': { title: 'Open Plan', icon: 'go-to-file', palette: false },
  'baton.copyPlanName': { title: 'Copy Plan Name', palette: false },
  'baton.stopPlan': { title: 'Stop Now', icon: 'debug-stop', enablement: isRunning, palette: false },
  'baton.stopAfterStep': { title: 'Stop after This Step', icon: 'debug-pause', enablement: isRunning, palette: false },
  'baton.resumePlan': { title: 'Resume Plan…', icon: 'debug-continue', enablement: isRunning, palette: true },
  'baton.resumePlanFrom': {
    title: 'Resume Plan from This Step',
    icon: 'debug-continue',
    enablement: isRunning,
    palette: false,
  },
  'baton.answerPlan': { title: 'Answer the Plan…', icon: 'comment', enablement: isRunning, palette: true },
  'baton.showProgress': { title: 'Show in Preview', icon: 'open-preview', enablement: isRunning, palette: false },
  'baton.openStep': { title: 'Go to Step in the Plan', icon: 'go-to-file', palette: false },
  'baton.openStepResult': { title: 'Show Result', icon: 'json', enablement: isRunning, palette: false },
  'baton.showVariables': { title: 'Show Variables', icon: 'symbol-variable', enablement: isRunning, palette: false },
  'baton.copyNodeName': { title: 'Copy Node Name', palette: false },
  'baton.copyTaskName': { title: 'Copy Task Name', palette: false },
  'baton.refresh': { title: 'Refresh', icon: 'refresh', enablement: isRunning, palette: true },
  'baton.selectProject': { title: 'Choose Project…', palette: true },
  'baton.restartOrchestrator': { title: 'Restart Orchestrator', icon: 'debug-restart', palette: true },
  'baton.stopOrchestrator': { title: 'Stop Orchestrator', enablement: isRunning, palette: true },
  'baton.openLog': { title: 'Open Log', icon: 'output', palette: true },
  'baton.showReport': { title: 'Show Report for an Issue', palette: true },
  'baton.showMenu': { title: 'Show Orchestrator Menu', palette: true },
};

/** The id of a view that exists. */
export type ViewId = 'baton.nodes' | 'baton.tasks' | 'baton.plans' | 'baton.jobs';

/** A view as the sidebar shows it; `initialSize` is its share of the height beside those of the others. */
export interface ViewContribution {
  readonly name: string;
  readonly icon: string;
  readonly initialSize: number;
}

/** Every view by its id; all stand in the sidebar's container `baton`. */
export const views: Readonly<Record<ViewId, ViewContribution>> = {
  'baton.nodes': { name: 'Nodes', icon: 'media/baton.svg', initialSize: 3 },
  'baton.tasks': { name: 'Tasks', icon: 'media/baton.svg', initialSize: 2 },
  'baton.plans': { name: 'Plans', icon: 'media/baton.svg', initialSize: 2 },
  'baton.jobs': { name: 'Jobs', icon: 'media/baton.svg', initialSize: 2 },
};

/** Every context key that `when` clauses may name, with the values it takes. */
export const contextKeys = {
  /** The orchestrator's state: `untrusted`, `no-project`, `stopped`, `starting`, `running`, `failed`. */
  state: 'baton:state',
  /** Whether a job is under way. */
  hasRunningJobs: 'baton:hasRunningJobs',
  /** Whether the workspace holds more than one project. */
  hasManyProjects: 'baton:hasManyProjects',
  /** The paths of all metadata files and executables of tasks, for `resourcePath in …`. */
  taskFiles: 'baton:taskFiles',
  /** Whether the tree *Nodes* shows only what a filter lets through. */
  nodesFiltered: 'baton:nodesFiltered',
  /** Whether the orchestrator was asked for nodes and has none. */
  hasNoNodes: 'baton:hasNoNodes',
  /** The paths of all plans, for `resourcePath in …`. */
  planFiles: 'baton:planFiles',
} as const;
