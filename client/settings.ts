// A table of the settings of the extension.
import { diagnosticCodes } from './diagnostic-codes.ts';

/** A setting as VS Code shows it. */
export interface SettingContribution {
  readonly type: string;
  readonly default: string | number | boolean | Readonly<Record<string, never>>;
  readonly scope: 'machine-overridable' | 'window' | 'resource';
  readonly markdownDescription: string;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly enum?: readonly string[];
  readonly enumDescriptions?: readonly string[];
  /** The keys of an object, and what each may say. */
  readonly propertyNames?: { readonly enum: readonly string[] };
  readonly additionalProperties?: { readonly enum: readonly string[] };
}

/** The key of a setting that exists. */
export type SettingId =
  | 'baton.autoStart'
  | 'baton.localNodes'
  | 'baton.concurrency'
  | 'baton.timeout'
  | 'baton.confirmRun'
  | 'baton.revealOutput'
  | 'baton.jobs.limit'
  | 'baton.codeLens.enabled'
  | 'baton.puppet.diagnostics'
  | 'baton.format.enabled'
  | 'baton.inlayHints.parameterNames'
  | 'baton.inlayHints.types'
  | 'baton.diagnostics.severity'
  | 'baton.dataDirectory'
  | 'baton.puppetdb.port';

/** Every setting by its key, in the order in which they are shown. */
export const settings: Readonly<Record<SettingId, SettingContribution>> = {
  'baton.autoStart': {
    type: 'boolean',
    default: true,
    scope: 'window',
    markdownDescription:
      'Start the orchestrator when a trusted project is opened. When off, it starts with the first thing that needs it.',
  },
  'baton.localNodes': {
    type: 'integer',
    default: 3,
    minimum: 0,
    maximum: 20,
    scope: 'machine-overridable',
    markdownDescription:
      'How many nodes of its own the orchestrator starts on this machine: real agents named `node1`, `node2` …, each with its own working directory, so that there is something to run on.',
  },
  'baton.concurrency': {
    type: 'integer',
    default: 250,
    minimum: 1,
    maximum: 10000,
    scope: 'window',
    markdownDescription: 'On how many nodes one job runs at the same time.',
  },
  'baton.timeout': {
    type: 'integer',
    default: 0,
    minimum: 0,
    scope: 'window',
    markdownDescription: 'Seconds after which a node that is still running is stopped; `0` means no limit.',
  },
  'baton.confirmRun': {
    type: 'string',
    default: 'multiple',
    enum: ['always', 'multiple', 'never'],
    enumDescriptions: [
      'Before every run.',
      'Before a run on more than one node, where the task could run in noop mode, and where a plan chooses its targets by itself.',
      'Never.',
    ],
    scope: 'window',
    markdownDescription: 'When a last step shows what will run where, to be accepted with Enter.',
  },
  'baton.revealOutput': {
    type: 'string',
    default: 'always',
    enum: ['always', 'failure', 'never'],
    enumDescriptions: [
      'When a job starts.',
      'When a job has ended and a node failed.',
      "Never: the output is opened from the job's tree.",
    ],
    scope: 'window',
    markdownDescription: 'When the output of a job started in this window comes to the front. The focus never moves.',
  },
  'baton.jobs.limit': {
    type: 'integer',
    default: 50,
    minimum: 1,
    maximum: 1000,
    scope: 'window',
    markdownDescription: 'How many jobs the tree *Jobs* shows, the newest first.',
  },
  'baton.codeLens.enabled': {
    type: 'boolean',
    default: true,
    scope: 'resource',
    markdownDescription:
      "Show *Run task*, *Run on…* and their companions above a task's script and metadata, and *Run plan* and *Preview* above a plan.",
  },
  'baton.puppet.diagnostics': {
    type: 'boolean',
    default: true,
    scope: 'window',
    markdownDescription:
      'Show what Puppet would refuse in manifests, plans and templates. Turn it off when another extension says the same.',
  },
  'baton.format.enabled': {
    type: 'boolean',
    default: true,
    scope: 'window',
    markdownDescription:
      'Offer a formatter for manifests and plans. Turn it off when another extension formats them, so that the editor need not ask which to use.',
  },
  'baton.inlayHints.parameterNames': {
    type: 'boolean',
    default: false,
    scope: 'window',
    markdownDescription:
      'Show the names of parameters before arguments in plans and manifests that do not say by themselves what they are.',
  },
  'baton.inlayHints.types': {
    type: 'boolean',
    default: false,
    scope: 'window',
    markdownDescription: 'Show behind variables in plans and manifests the data types that their values have.',
  },
  'baton.diagnostics.severity': {
    type: 'object',
    default: {},
    scope: 'window',
    propertyNames: { enum: diagnosticCodes },
    additionalProperties: { enum: ['error', 'warning', 'information', 'hint', 'off'] },
    markdownDescription:
      'How serious each kind of diagnostic is, by its code: `{"unused-variable": "hint", "sensitive-leak": "off"}`. In a manifest or plan, `# lint:ignore:CODE` turns one off for a line.',
  },
  'baton.dataDirectory': {
    type: 'string',
    default: '',
    scope: 'machine-overridable',
    markdownDescription:
      "Absolute path of the directory that keeps the project's journal, certificates and local nodes; each project needs one of its own. When empty: a directory named after the project in `$XDG_DATA_HOME/baton` or `~/.local/share/baton`, where `baton` on the command line looks too.",
  },
  'baton.puppetdb.port': {
    type: 'integer',
    default: 0,
    minimum: 0,
    maximum: 65535,
    scope: 'machine-overridable',
    markdownDescription:
      "The port of 127.0.0.1 where the orchestrator answers as a PuppetDB for programs of this machine, without TLS; PuppetDB's own is `8080`. `0` means nowhere.",
  },
};

/** Settings that decide what is started on this machine: a folder that is not trusted cannot set them. */
export const restrictedSettings: readonly SettingId[] = [
  'baton.autoStart',
  'baton.localNodes',
  'baton.dataDirectory',
  'baton.puppetdb.port',
];
