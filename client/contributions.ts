// A table: every command, view, menu and context key of the extension; `settings.ts` has the settings.
// `contributions.test.ts` compares them with package.json, and rewrites package.json from them when UPDATE=1 is set.
import { restrictedSettings, type SettingContribution, settings } from './settings.ts';
import { walkthroughs } from './walkthrough.ts';
import { welcome } from './welcome.ts';

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

/** Every view by its id; all stand in the sidebar's container `baton`. */
export const views: Readonly<Record<ViewId, { readonly name: string; readonly icon: string }>> = {
  'baton.nodes': { name: 'Nodes', icon: 'media/baton.svg' },
  'baton.tasks': { name: 'Tasks', icon: 'media/baton.svg' },
  'baton.plans': { name: 'Plans', icon: 'media/baton.svg' },
  'baton.jobs': { name: 'Jobs', icon: 'media/baton.svg' },
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
  /** The paths of all plans, for `resourcePath in …`. */
  planFiles: 'baton:planFiles',
} as const;

/** One entry of a menu. */
export interface MenuEntry {
  readonly command: CommandId;
  readonly when?: string;
  readonly group?: string;
}

const onView = (view: ViewId, extra = ''): string => `view == ${view}${extra === '' ? '' : ` && ${extra}`}`;
const isNode = 'view == baton.nodes && viewItem =~ /^(node\\.|branch|selection)/';
const isOneNode = 'view == baton.nodes && viewItem =~ /^node\\./';
const isTask = 'view == baton.tasks && viewItem =~ /^task/';
const isJob = 'view == baton.jobs && viewItem =~ /^job\\./';
const isPlan = 'view == baton.plans && viewItem == plan';
const isPlanJob = 'view == baton.jobs && viewItem =~ /^planJob\\./';
const isPlanJobIn = (states: string): string => `view == baton.jobs && viewItem =~ /^planJob\\.(${states})$/`;
const isEndedJob = 'view == baton.jobs && viewItem =~ /^(job|planJob)\\.(failed|ended)/';
const isStep = 'view == baton.jobs && viewItem =~ /^step\\./';
const isEndedStep = 'view == baton.jobs && viewItem == step.ended';
const isTaskFile = 'resourcePath in baton:taskFiles';
const isPlanFile = 'resourcePath in baton:planFiles';
const isCell = 'webviewId == baton.query && webviewSection == cell';
const isPreview = 'activeWebviewPanelId == baton.preview';

/** Every menu entry but the palette's, which follow from the commands. */
export const menus: Readonly<Record<string, readonly MenuEntry[]>> = {
  'view/title': [
    { command: 'baton.groupNodes', when: onView('baton.nodes'), group: 'navigation@1' },
    { command: 'baton.filterNodes', when: onView('baton.nodes', '!baton:nodesFiltered'), group: 'navigation@2' },
    { command: 'baton.clearNodeFilter', when: onView('baton.nodes', 'baton:nodesFiltered'), group: 'navigation@2' },
    { command: 'baton.refresh', when: onView('baton.nodes'), group: 'navigation@3' },
    { command: 'baton.filterNodes', when: onView('baton.nodes', 'baton:nodesFiltered'), group: '2_show' },
    { command: 'baton.runCommand', when: onView('baton.nodes'), group: '3_run@1' },
    { command: 'baton.pingNodes', when: onView('baton.nodes'), group: '3_run@2' },
    { command: 'baton.runTask', when: onView('baton.tasks'), group: 'navigation@1' },
    { command: 'baton.refresh', when: onView('baton.tasks'), group: 'navigation@2' },
    { command: 'baton.runPlan', when: onView('baton.plans'), group: 'navigation@1' },
    { command: 'baton.refresh', when: onView('baton.plans'), group: 'navigation@2' },
    { command: 'baton.rerunLast', when: onView('baton.jobs'), group: 'navigation@1' },
    { command: 'baton.selectProject', when: onView('baton.nodes', 'baton:hasManyProjects'), group: '1_project' },
    { command: 'baton.restartOrchestrator', when: onView('baton.nodes'), group: '8_orchestrator@1' },
    { command: 'baton.stopOrchestrator', when: onView('baton.nodes'), group: '8_orchestrator@2' },
    { command: 'baton.openLog', when: onView('baton.nodes'), group: '9_log' },
    { command: 'baton.openLog', when: onView('baton.jobs'), group: '9_log' },
  ],
  'view/item/context': [
    { command: 'baton.runTaskOnNodes', when: isNode, group: 'inline@1' },
    { command: 'baton.runCommandOnNodes', when: isNode, group: 'inline@2' },
    { command: 'baton.runTaskOnNodes', when: isNode, group: '1_run@1' },
    { command: 'baton.runPlanOnNodes', when: isNode, group: '1_run@2' },
    { command: 'baton.runCommandOnNodes', when: isNode, group: '1_run@3' },
    { command: 'baton.runScriptOnNodes', when: isNode, group: '1_run@4' },
    { command: 'baton.applyOnNodes', when: isNode, group: '2_puppet@1' },
    { command: 'baton.applyNoopOnNodes', when: isNode, group: '2_puppet@2' },
    { command: 'baton.pingNodes', when: isNode, group: '3_ask@1' },
    { command: 'baton.gatherFacts', when: isNode, group: '3_ask@2' },
    { command: 'baton.openNode', when: isOneNode, group: '4_open@1' },
    { command: 'baton.openTerminal', when: isOneNode, group: '4_open@2' },
    { command: 'baton.showInInventory', when: isOneNode, group: '4_open@3' },
    { command: 'baton.addToSelection', when: isNode, group: '5_selection@1' },
    { command: 'baton.saveSelection', when: isNode, group: '5_selection@2' },
    { command: 'baton.removeSelection', when: 'view == baton.nodes && viewItem == selection', group: '5_selection@3' },
    { command: 'baton.copyNodeName', when: isNode, group: '9_copy@1' },
    { command: 'baton.copyNodeFacts', when: isOneNode, group: '9_copy@2' },
    { command: 'baton.copyNodeUri', when: isOneNode, group: '9_copy@3' },
    { command: 'baton.runTask', when: isTask, group: 'inline@1' },
    { command: 'baton.runTask', when: isTask, group: '1_run@1' },
    { command: 'baton.runTaskOn', when: isTask, group: '1_run@2' },
    { command: 'baton.runTaskNoop', when: 'view == baton.tasks && viewItem == task.noop', group: '1_run@3' },
    { command: 'baton.openTask', when: isTask, group: '2_open' },
    { command: 'baton.copyTaskName', when: isTask, group: '9_copy' },
    { command: 'baton.runPlan', when: isPlan, group: 'inline@1' },
    { command: 'baton.previewPlan', when: isPlan, group: 'inline@2' },
    { command: 'baton.openPlan', when: isPlan, group: 'inline@3' },
    { command: 'baton.runPlan', when: isPlan, group: '1_run@1' },
    { command: 'baton.runPlanNoop', when: isPlan, group: '1_run@2' },
    { command: 'baton.previewPlan', when: isPlan, group: '1_run@3' },
    { command: 'baton.openPlan', when: isPlan, group: '2_open' },
    { command: 'baton.copyPlanName', when: isPlan, group: '9_copy' },
    { command: 'baton.cancelJob', when: 'view == baton.jobs && viewItem == job.running', group: 'inline@1' },
    { command: 'baton.answerPlan', when: isPlanJobIn('asking'), group: 'inline@1' },
    { command: 'baton.stopAfterStep', when: isPlanJobIn('running|asking'), group: 'inline@2' },
    { command: 'baton.stopPlan', when: isPlanJobIn('running|asking'), group: 'inline@3' },
    { command: 'baton.resumePlan', when: isPlanJobIn('failed'), group: 'inline@1' },
    { command: 'baton.rerunFailed', when: 'view == baton.jobs && viewItem == job.failed', group: 'inline@1' },
    { command: 'baton.rerunJob', when: isEndedJob, group: 'inline@2' },
    { command: 'baton.openOutput', when: isJob, group: 'inline@3' },
    { command: 'baton.openOutput', when: isPlanJob, group: 'inline@4' },
    { command: 'baton.answerPlan', when: isPlanJobIn('asking'), group: '1_run@1' },
    { command: 'baton.stopAfterStep', when: isPlanJobIn('running|asking'), group: '1_run@2' },
    { command: 'baton.stopPlan', when: isPlanJobIn('running|asking'), group: '1_run@3' },
    { command: 'baton.resumePlan', when: isPlanJobIn('failed'), group: '1_run@1' },
    { command: 'baton.rerunJob', when: isPlanJobIn('failed|ended'), group: '1_run@2' },
    { command: 'baton.openOutput', when: isPlanJob, group: '2_open@1' },
    { command: 'baton.openStepResult', when: isPlanJobIn('failed|ended'), group: '2_open@2' },
    { command: 'baton.showProgress', when: isPlanJob, group: '2_open@3' },
    { command: 'baton.showVariables', when: isEndedStep, group: 'inline@1' },
    { command: 'baton.openStepResult', when: isEndedStep, group: 'inline@2' },
    { command: 'baton.resumePlanFrom', when: isEndedStep, group: '1_run' },
    { command: 'baton.openStep', when: isStep, group: '2_open@1' },
    { command: 'baton.openStepResult', when: isEndedStep, group: '2_open@2' },
    { command: 'baton.showVariables', when: isEndedStep, group: '2_open@3' },
    { command: 'baton.cancelJob', when: 'view == baton.jobs && viewItem == job.running', group: '1_run@1' },
    { command: 'baton.rerunFailed', when: 'view == baton.jobs && viewItem == job.failed', group: '1_run@1' },
    { command: 'baton.rerunJob', when: isJob, group: '1_run@2' },
    { command: 'baton.openOutput', when: isJob, group: '2_open' },
    { command: 'baton.openResult', when: 'view == baton.jobs && viewItem == jobNode.ended', group: 'inline' },
    { command: 'baton.openResult', when: 'view == baton.jobs && viewItem == jobNode.ended', group: '2_open' },
    { command: 'baton.copyNodeName', when: 'view == baton.jobs && viewItem =~ /^jobNode/', group: '9_copy' },
  ],
  'webview/context': [
    { command: 'baton.copyCell', when: isCell, group: '1_copy@1' },
    { command: 'baton.copyRow', when: isCell, group: '1_copy@2' },
  ],
  'editor/title/run': [
    { command: 'baton.runTask', when: isTaskFile, group: 'navigation@1' },
    { command: 'baton.runTaskOn', when: isTaskFile, group: 'navigation@2' },
    { command: 'baton.runPlan', when: isPlanFile, group: 'navigation@1' },
    { command: 'baton.runPlanNoop', when: isPlanFile, group: 'navigation@2' },
  ],
  'editor/title': [
    { command: 'baton.previewPlan', when: isPlanFile, group: 'navigation' },
    { command: 'baton.showPreviewAsText', when: isPreview, group: 'navigation' },
  ],
  'explorer/context': [
    { command: 'baton.runTaskOn', when: isTaskFile, group: '7_baton' },
    { command: 'baton.runPlan', when: isPlanFile, group: '7_baton@1' },
    { command: 'baton.previewPlan', when: isPlanFile, group: '7_baton@2' },
  ],
};

/** Keys beside those that VS Code's trees have. */
const keys: readonly {
  readonly command: CommandId;
  readonly key: string;
  readonly mac?: string;
  readonly when: string;
}[] = [
  {
    command: 'baton.copyNodeName',
    key: 'ctrl+c',
    mac: 'cmd+c',
    when: "focusedView == 'baton.nodes' && listFocus && !inputFocus",
  },
  { command: 'baton.filterNodes', key: 'ctrl+f', mac: 'cmd+f', when: "focusedView == 'baton.nodes' && listFocus" },
];

/** Puppet's languages, by the ids that other Puppet extensions use, so that each serves what the others leave. */
const languageIds = [
  {
    id: 'puppet',
    aliases: ['Puppet'],
    extensions: ['.pp'],
    scope: 'source.puppet',
    embedded: { 'meta.embedded.line.puppet': 'puppet', 'meta.embedded.expression.puppet': 'puppet' },
  },
  {
    id: 'epp',
    aliases: ['Embedded Puppet', 'EPP'],
    extensions: ['.epp'],
    scope: 'text.epp',
    embedded: {
      'meta.embedded.block.epp': 'puppet',
      'meta.embedded.expression.epp': 'puppet',
      'meta.embedded.parameters.epp': 'puppet',
    },
  },
  { id: 'pql', aliases: ['Puppet Query Language', 'PQL'], extensions: ['.pql'], scope: 'source.pql', embedded: {} },
] as const;

/** The part of package.json's `contributes` that follows from the tables above. */
export function contributes(): Readonly<Record<string, unknown>> {
  return {
    commands: Object.entries<CommandContribution>(commands).map(([command, { palette: _, icon, ...rest }]) => ({
      command,
      category: 'Baton',
      ...rest,
      ...(icon === undefined ? {} : { icon: `$(${icon})` }),
    })),
    configuration: {
      title: 'Baton',
      properties: Object.fromEntries(
        Object.entries<SettingContribution>(settings).map(([key, setting], order) => [key, { ...setting, order }]),
      ),
    },
    viewsContainers: { activitybar: [{ id: 'baton', title: 'Baton', icon: 'media/baton.svg' }] },
    views: { baton: Object.entries(views).map(([id, view]) => ({ id, ...view })) },
    viewsWelcome: welcome,
    walkthroughs,
    languages: languageIds.map(({ id, aliases, extensions }) => ({
      id,
      aliases,
      extensions,
      configuration: `./syntaxes/${id}.language-configuration.json`,
    })),
    grammars: languageIds.map(({ id, scope, embedded }) => ({
      language: id,
      scopeName: scope,
      path: `./syntaxes/${id}.tmLanguage.json`,
      embeddedLanguages: embedded,
    })),
    keybindings: keys,
    menus: {
      commandPalette: Object.entries<CommandContribution>(commands)
        .filter(([, command]) => !command.palette)
        .map(([command]) => ({ command, when: 'false' })),
      ...menus,
    },
  };
}

/** The part of package.json's `capabilities` and activation that belongs to the screens. */
export const manifest: Readonly<Record<string, unknown>> = {
  extensionKind: ['workspace'],
  activationEvents: [
    'workspaceContains:**/bolt-project.yaml',
    'workspaceContains:**/tasks/*.{json,sh,py,rb,ps1}',
    'workspaceContains:metadata.json',
    'workspaceContains:Puppetfile',
    'workspaceContains:environment.conf',
    'workspaceContains:**/plans/*.pp',
    'workspaceContains:**/plans/*.yaml',
    'workspaceContains:**/manifests/*.pp',
    'onLanguage:puppet',
    'onLanguage:pql',
    'onWebviewPanel:baton.preview',
    'onWebviewPanel:baton.node',
  ],
  capabilities: {
    untrustedWorkspaces: {
      supported: 'limited',
      description:
        'In Restricted Mode Baton checks task metadata, project files and Puppet sources; it starts and runs nothing.',
      restrictedConfigurations: restrictedSettings,
    },
    virtualWorkspaces: {
      supported: 'limited',
      description: 'Tasks run from folders on disk only.',
    },
  },
};
