import { type Json, type JsonObject, OrchestratorError } from '../common/index.ts';
import type { Shape } from '../project/index.ts';
import type { TransportName } from './target.ts';

const string: Shape = { type: ['String'], reference: true };
const boolean: Shape = { type: ['Boolean'], reference: true };
const port: Shape = { type: ['Integer'], minimum: 0, reference: true };
const seconds: Shape = { type: ['Integer'], minimum: 1, reference: true };
const algorithms: Shape = { type: ['Array'], unique: true, items: { type: ['String'] }, reference: true };
const words: Shape = { type: ['Array', 'String'], items: { type: ['String'] }, reference: true };

/** Bolt's transport options with their types. */
const options: Readonly<Record<string, Shape>> = {
  'basic-auth-only': boolean,
  'batch-mode': boolean,
  'bundled-ruby': { type: ['Boolean'], reference: false },
  cacert: string,
  cleanup: boolean,
  'connect-timeout': seconds,
  'copy-command': words,
  'disconnect-timeout': seconds,
  'encryption-algorithms': algorithms,
  extensions: algorithms,
  'file-protocol': { type: ['String'], values: ['smb', 'winrm'], reference: true },
  host: string,
  'host-key-algorithms': algorithms,
  'host-key-check': boolean,
  interpreters: { type: ['Hash'], others: { type: ['String', 'Array'], reference: false }, reference: true },
  'job-poll-interval': seconds,
  'job-poll-timeout': seconds,
  'kex-algorithms': algorithms,
  'load-config': boolean,
  'login-shell': { type: ['String'], values: ['sh', 'bash', 'zsh', 'dash', 'ksh', 'powershell'], reference: true },
  'mac-algorithms': algorithms,
  'native-ssh': { type: ['Boolean'] },
  password: string,
  port,
  'private-key': {
    type: ['Hash', 'String'],
    required: ['key-data'],
    properties: { 'key-data': { type: ['String'] } },
    reference: true,
  },
  proxyjump: string,
  'read-timeout': seconds,
  realm: string,
  remote: { type: ['String'], reference: false },
  'run-as': string,
  'run-as-command': { type: ['Array'], items: { type: ['String'] }, reference: true },
  'run-on': string,
  'script-dir': string,
  'service-url': string,
  'shell-command': string,
  'smb-port': port,
  'ssh-command': words,
  ssl: boolean,
  'ssl-verify': boolean,
  'sudo-executable': string,
  'sudo-password': string,
  'task-environment': string,
  tmpdir: string,
  'token-file': string,
  tty: boolean,
  user: string,
};

const runAs = ['run-as', 'run-as-command', 'sudo-executable', 'sudo-password'];
const container = ['cleanup', 'host', 'interpreters', ...runAs, 'service-url', 'shell-command', 'tmpdir', 'tty'];

interface TransportConfig {
  /** Option names in the order in which Bolt prints them. */
  readonly options: readonly string[];
  readonly defaults: JsonObject;
}

const nativeSsh = [
  'batch-mode',
  'cleanup',
  'copy-command',
  'host',
  'host-key-check',
  'interpreters',
  'native-ssh',
  'port',
  'private-key',
  ...runAs.slice(0, 2),
  'script-dir',
  'ssh-command',
  ...runAs.slice(2),
  'tmpdir',
  'user',
];

const transports: Readonly<Record<TransportName, TransportConfig>> = {
  docker: { options: container, defaults: { cleanup: true } },
  jail: {
    options: [
      'cleanup',
      'host',
      'interpreters',
      ...runAs.slice(0, 2),
      'shell-command',
      ...runAs.slice(2),
      'tmpdir',
      'user',
    ],
    defaults: { cleanup: true },
  },
  local: {
    options: ['bundled-ruby', 'cleanup', 'extensions', 'interpreters', ...runAs, 'tmpdir'],
    defaults: { 'bundled-ruby': true, cleanup: true },
  },
  lxd: {
    options: [
      'cleanup',
      'interpreters',
      'remote',
      ...runAs.slice(0, 2),
      'shell-command',
      ...runAs.slice(2),
      'tmpdir',
      'tty',
    ],
    defaults: { cleanup: true, remote: 'local' },
  },
  pcp: {
    options: [
      'cacert',
      'host',
      'job-poll-interval',
      'job-poll-timeout',
      'read-timeout',
      'service-url',
      'task-environment',
      'token-file',
    ],
    defaults: { 'task-environment': 'production' },
  },
  podman: { options: container.filter((name) => name !== 'service-url'), defaults: { cleanup: true } },
  remote: { options: ['run-on'], defaults: { 'run-on': 'localhost' } },
  ssh: {
    options: [
      'ssh-command',
      'native-ssh',
      'cleanup',
      'connect-timeout',
      'disconnect-timeout',
      'encryption-algorithms',
      'extensions',
      'host',
      'host-key-algorithms',
      'host-key-check',
      'interpreters',
      'kex-algorithms',
      'load-config',
      'login-shell',
      'mac-algorithms',
      'password',
      'port',
      'private-key',
      'proxyjump',
      ...runAs.slice(0, 2),
      'script-dir',
      ...runAs.slice(2),
      'tmpdir',
      'tty',
      'user',
    ],
    defaults: {
      'batch-mode': true,
      cleanup: true,
      'connect-timeout': 10,
      'disconnect-timeout': 5,
      'load-config': true,
      'login-shell': 'bash',
      tty: false,
    },
  },
  winrm: {
    options: [
      'basic-auth-only',
      'cacert',
      'cleanup',
      'connect-timeout',
      'extensions',
      'file-protocol',
      'host',
      'interpreters',
      'password',
      'port',
      'realm',
      'smb-port',
      'ssl',
      'ssl-verify',
      'tmpdir',
      'user',
    ],
    defaults: {
      'basic-auth-only': false,
      cleanup: true,
      'connect-timeout': 10,
      ssl: true,
      'ssl-verify': true,
      'file-protocol': 'winrm',
    },
  },
};

/** Every transport that an inventory may name, in Bolt's order. */
const transportNames: readonly TransportName[] = Object.keys(transports).filter(isTransportName);

export function isTransportName(name: string): name is TransportName {
  return Object.hasOwn(transports, name);
}

function shapeOf(name: TransportName): Shape {
  const names = name === 'ssh' ? new Set([...transports.ssh.options, ...nativeSsh]) : transports[name].options;
  const properties: Record<string, Shape> = {};
  for (const option of names) properties[option] = options[option] ?? {};
  const others: { others?: Shape } = name === 'remote' ? { others: { reference: true } } : {};
  return { type: ['Hash'], properties, reference: true, ...others };
}

/** What `config` of a group or target must look like. */
export const configShape: Shape = {
  type: ['Hash'],
  reference: true,
  properties: {
    transport: { type: ['String'], values: transportNames, reference: true },
    ...Object.fromEntries(transportNames.map((name) => [name, shapeOf(name)])),
  },
};

const classNames: Partial<Record<TransportName, string>> = { lxd: 'LXD', pcp: 'Orch', ssh: 'SSH', winrm: 'WinRM' };

/** What Bolt's messages call the configuration of a transport. */
export function transportClass(name: TransportName): string {
  return classNames[name] ?? `${name.charAt(0).toUpperCase()}${name.slice(1)}`;
}

/** The options that a transport looks at, of those that are configured. */
export function optionsIn(name: TransportName, configured: JsonObject): readonly string[] {
  if (name === 'remote') return Object.keys(configured);
  const known = name === 'ssh' && configured['native-ssh'] ? nativeSsh : transports[name].options;
  return known.filter((option) => option in configured);
}

/** What the options of a transport are when nobody says anything. */
export function transportDefaults(name: TransportName): JsonObject {
  return transports[name].defaults;
}

/**
 * The options of a transport: the configured ones that it knows, over its defaults, in Bolt's order.
 * @throws OrchestratorError `bolt/validation-error` when options contradict each other.
 */
export function transportOptions(
  name: TransportName,
  configured: JsonObject,
  resolvePath: (path: string) => string,
): JsonObject {
  const { defaults } = transports[name];
  const merged: Record<string, Json> = { ...defaults };
  for (const option of optionsIn(name, configured)) merged[option] = configured[option] ?? null;
  for (const option of ['private-key', 'cacert', 'token-file']) {
    const path = merged[option];
    if (name !== 'remote' && typeof path === 'string') merged[option] = resolvePath(path);
  }
  const interpreters = merged['interpreters'];
  if (name !== 'remote' && typeof interpreters === 'object' && interpreters !== null && !Array.isArray(interpreters)) {
    const dotted = Object.entries(interpreters).map(([key, value]) => [key.startsWith('.') ? key : `.${key}`, value]);
    merged['interpreters'] = Object.fromEntries(dotted);
  }
  const fault = name === 'ssh' ? sshFault(merged) : name === 'winrm' ? winrmFault(merged) : undefined;
  if (fault !== undefined) throw new OrchestratorError('bolt/validation-error', fault);
  return merged;
}

function sshFault(merged: JsonObject): string | undefined {
  const native = merged['native-ssh'] === true;
  if (native && typeof merged['private-key'] === 'object')
    return 'private-key must be a filepath when using native-ssh';
  if (merged['login-shell'] === 'powershell') {
    for (const key of ['tty', 'run-as']) if (merged[key]) return `${key} is not supported when using PowerShell`;
  }
  if (!merged['batch-mode'] && !merged['ssh-command']) return 'Must set ssh-command when batch-mode is set to false';
  return undefined;
}

function winrmFault(merged: JsonObject): string | undefined {
  if (merged['ssl'] && merged['file-protocol'] === 'smb') return 'SMB file transfers are not allowed with SSL enabled';
  if (!merged['ssl'] && merged['basic-auth-only']) return 'Basic auth is only allowed when using SSL';
  return undefined;
}
