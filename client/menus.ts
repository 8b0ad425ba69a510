// A table: every menu of the extension, and what of package.json follows from it and the other tables. Nothing of it runs
// in the editor. `contributions.test.ts` compares it with package.json, and rewrites that from it when UPDATE=1 is set.
import { type CommandContribution, type CommandId, commands, type ViewId, views } from './contributions.ts';
import { restrictedSettings, type SettingContribution, settings } from './settings.ts';
import { walkthroughs } from './walkthrough.ts';
import { welcome } from './welcome.ts';

/** One entry of a menu. */
export interface MenuEntry {
  readonly command: CommandId;
  readonly when?: string;
  readonly group?: string;
}

const onView = (view: ViewId, extra = ''): string => `view == ${view}${extra === '' ? '' : ` && ${extra}`}`;
const isNode = 'view == baton.nodes && viewItem =~ /^(node\\.|branch|selection)/';
const isOneNode = 'view == baton.nodes && viewItem =~ /^node\\./';
const isSaved = 'view == baton.nodes && viewItem == selection';
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
    { command: 'baton.pingOnNodes', when: isNode, group: '3_ask@1' },
    { command: 'baton.gatherFacts', when: isNode, group: '3_ask@2' },
    { command: 'baton.openNode', when: isOneNode, group: '4_open@1' },
    { command: 'baton.openTerminal', when: isOneNode, group: '4_open@2' },
    { command: 'baton.showInInventory', when: isOneNode, group: '4_open@3' },
    { command: 'baton.addToSelection', when: isNode, group: '5_selection@1' },
    { command: 'baton.saveSelection', when: isNode, group: '5_selection@2' },
    { command: 'baton.editSelection', when: isSaved, group: '5_selection@3' },
    { command: 'baton.renameSelection', when: isSaved, group: '5_selection@4' },
    { command: 'baton.removeSelection', when: isSaved, group: '5_selection@5' },
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
    { command: 'baton.openNode', when: 'view == baton.jobs && viewItem =~ /^jobNode/', group: '3_open' },
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
  { command: 'baton.renameSelection', key: 'f2', when: "focusedView == 'baton.nodes' && listFocus && !inputFocus" },
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
