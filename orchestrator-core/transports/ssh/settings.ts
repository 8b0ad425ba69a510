import { homedir, userInfo } from 'node:os';
import { isAbsolute, join } from 'node:path';
import { isJsonObject, type JsonObject, OrchestratorError } from '../../common/index.ts';
import type { Target } from '../../inventory/index.ts';
import {
  type ClientConfig,
  type ClientConfigFiles,
  emptyConfig,
  expandEnvironment,
  expandHome,
  expandTokens,
} from './client-config.ts';

/** Everything that a connection to one host depends on, the target's options laid over OpenSSH's configuration. */
export interface Settings {
  /** What messages call the host: the target's name without a password. */
  readonly name: string;
  /** Where to connect to. */
  readonly host: string;
  readonly port: number;
  /** The name that `known_hosts` is asked for. */
  readonly hostKeyAlias: string;
  readonly user: string;
  readonly password?: string;
  readonly keys: readonly KeySource[];
  /** The agent's socket; absent where no agent is to be asked. */
  readonly agent?: string;
  /** Whether the agent may offer nothing but the keys in `keys`. */
  readonly identitiesOnly: boolean;
  /** `accept-new` adds the key of a host that nobody knows; `no` takes any. */
  readonly hostKeyCheck: 'yes' | 'accept-new' | 'no';
  /** The `known_hosts` files; what is accepted is added to the first. */
  readonly knownHosts: readonly string[];
  readonly algorithms: Algorithms;
  /** Seconds until a connection must be ready. */
  readonly connectTimeout: number;
  /** Seconds that a connection may take to close. */
  readonly disconnectTimeout: number;
  /** Seconds between questions whether the host is still there. */
  readonly aliveInterval: number;
  /** Hosts on the way, the nearest first. */
  readonly jumps: readonly Jump[];
  /** A command whose input and output are the connection. */
  readonly proxyCommand?: string;
}

/** A private key. */
export type KeySource =
  | { readonly kind: 'data'; readonly text: string }
  /** `explicit` where somebody named it; a default one that is not there is nothing to talk about. */
  | { readonly kind: 'file'; readonly path: string; readonly explicit: boolean };

/** Names of algorithms in order of preference, `defaults` standing for all that are on by themselves; OpenSSH's `+`, `-` and `^` in front. */
export interface Algorithms {
  readonly kex?: readonly string[];
  readonly cipher?: readonly string[];
  readonly mac?: readonly string[];
  readonly hostKey?: readonly string[];
}

/** A host on the way, as `ProxyJump` has it: `[user@]host[:port]` or `ssh://…`. */
export interface Jump {
  readonly host: string;
  readonly user?: string;
  readonly port?: number;
}

/** What settings are made of, besides the target. */
export interface SettingsPorts {
  readonly config: ClientConfigFiles;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly home: string;
  readonly localUser: string;
}

/** This process's user: HOME from the environment where it says one, as OpenSSH's users expect of a test. */
export function localUser(environment: Readonly<Record<string, string | undefined>>): { home: string; name: string } {
  const home = environment['HOME'] ?? homedir();
  try {
    return { home, name: userInfo().username };
  } catch {
    // A user without an entry in the system's list, as in some containers.
    return { home, name: environment['USER'] ?? environment['LOGNAME'] ?? 'root' };
  }
}

const defaultKeys = ['id_ed25519', 'id_ecdsa', 'id_rsa', 'id_dsa'];

/** @throws OrchestratorError `puppetlabs.tasks/connect-error` when an option or the configuration makes no sense. */
export async function settingsOf(target: Target, ports: SettingsPorts): Promise<Settings> {
  const { options } = target;
  const named = text(options, 'host') ?? target.name;
  checkHost(target.name, named);
  const config =
    options['load-config'] === false
      ? undefined
      : await ports.config.find({ host: named, user: text(options, 'user') }).catch((error: unknown) => {
          const msg = error instanceof Error ? error.message : String(error);
          throw connectError(`Failed to connect to ${target.name}: ${msg}`, error);
        });
  return merge(target, named, config, ports);
}

/** The settings of a host on the way: its own configuration, and of the target only how patient it is and whether keys are checked. */
export async function settingsOfJump(jump: Jump, target: Target, ports: SettingsPorts): Promise<Settings> {
  const options: JsonObject = {
    ...pick(target.options, ['connect-timeout', 'disconnect-timeout', 'host-key-check', 'load-config', 'private-key']),
    ...(jump.user === undefined ? {} : { user: jump.user }),
    ...(jump.port === undefined ? {} : { port: jump.port }),
  };
  return settingsOf({ ...target, name: jump.host, options: { ...options, host: jump.host } }, ports);
}

function merge(
  { name, options }: Target,
  named: string,
  loaded: ClientConfig | undefined,
  ports: SettingsPorts,
): Settings {
  const config = loaded ?? emptyConfig;
  const one = (keyword: string): string | undefined => config.get(keyword)?.[0];
  const host = expandTokens(one('hostname') ?? named, { h: named });
  const port = number(options, 'port') ?? Number(one('port') ?? 22);
  const user = text(options, 'user') ?? one('user') ?? ports.localUser;
  checkHost(name, host);
  if (!isUser(user)) throw connectError(`Failed to connect to ${name}: ${JSON.stringify(user)} is no name of a user.`);
  const tokens = { d: ports.home, h: host, n: named, p: String(port), r: user, u: ports.localUser };
  const path = (value: string): string => {
    const expanded = expandHome(expandEnvironment(expandTokens(value, tokens), ports.environment), ports.home);
    return isAbsolute(expanded) ? expanded : join(ports.home, expanded);
  };
  const agent = loaded === undefined ? undefined : agentOf(one('identityagent'), path, ports.environment);
  const password = text(options, 'password');
  const jump = text(options, 'proxyjump') ?? one('proxyjump');
  const proxyCommand = jump === undefined ? one('proxycommand') : undefined;
  return {
    name,
    host,
    port,
    hostKeyAlias: one('hostkeyalias') ?? host,
    user,
    ...(password === undefined ? {} : { password }),
    keys: keysOf(options, config, loaded !== undefined, path, ports.home),
    ...(agent === undefined ? {} : { agent }),
    identitiesOnly: one('identitiesonly')?.toLowerCase() === 'yes',
    hostKeyCheck: checkOf(options['host-key-check'], one('stricthostkeychecking')),
    knownHosts: knownHostsOf(config, path, ports.home),
    algorithms: algorithmsOf(options, config),
    connectTimeout: number(options, 'connect-timeout') ?? Number(one('connecttimeout') ?? 10),
    disconnectTimeout: number(options, 'disconnect-timeout') ?? 5,
    aliveInterval: Number(one('serveraliveinterval') ?? 15) || 15,
    jumps: jumpsOf(jump),
    ...(proxyCommand === undefined || proxyCommand.toLowerCase() === 'none'
      ? {}
      : { proxyCommand: expandTokens(proxyCommand, tokens) }),
  };
}

/**
 * Names become words of command lines (`ProxyCommand`, `Match exec`, `ssh` itself): what a shell or a program could take
 * for something else is no host. The rules are OpenSSH's own.
 * @throws OrchestratorError
 */
export function checkHost(name: string, host: string): void {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
  if (host !== '' && !/^-|['`"$\\;&<>|(){}\s\x00-\x1f\x7f]/.test(host)) return;
  throw connectError(`Failed to connect to ${name}: ${JSON.stringify(host)} is no name of a host.`);
}

function isUser(user: string): boolean {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
  return !/^-|\s-|['`";&<>|(){}\x00-\x1f\x7f]|\\$/.test(user);
}

function keysOf(
  options: JsonObject,
  config: ClientConfig,
  isLoaded: boolean,
  path: (value: string) => string,
  home: string,
): readonly KeySource[] {
  const given = options['private-key'];
  if (typeof given === 'string') return [{ kind: 'file', path: expandHome(given, home), explicit: true }];
  const data = isJsonObject(given) ? given['key-data'] : undefined;
  if (typeof data === 'string') return [{ kind: 'data', text: data }];
  const files = config.all('identityfile').filter((file) => file.toLowerCase() !== 'none');
  if (files.length > 0) return files.map((file) => ({ kind: 'file', path: path(file), explicit: true }));
  // Without the configuration these are still where everybody keeps keys, as Bolt's library has it.
  const places = isLoaded && config.get('identityfile') !== undefined ? [] : defaultKeys;
  return places.map((file) => ({ kind: 'file', path: join(home, '.ssh', file), explicit: false }));
}

function agentOf(
  named: string | undefined,
  path: (value: string) => string,
  environment: Readonly<Record<string, string | undefined>>,
): string | undefined {
  if (named?.toLowerCase() === 'none') return undefined;
  const socket =
    named === undefined || named === 'SSH_AUTH_SOCK'
      ? environment['SSH_AUTH_SOCK']
      : named.startsWith('$') && !named.startsWith('${')
        ? environment[named.slice(1)]
        : path(named);
  return socket === '' ? undefined : socket;
}

/** Bolt: `true` is yes, `false` takes any key, unset asks OpenSSH's `StrictHostKeyChecking`, whose `no` adds new keys. */
function checkOf(option: unknown, configured: string | undefined): Settings['hostKeyCheck'] {
  if (typeof option === 'boolean') return option ? 'yes' : 'no';
  const word = configured?.toLowerCase();
  return word === 'no' || word === 'off' || word === 'accept-new' ? 'accept-new' : 'yes';
}

function knownHostsOf(config: ClientConfig, path: (value: string) => string, home: string): readonly string[] {
  const files = (keyword: string, defaults: readonly string[]): readonly string[] =>
    config.get(keyword)?.flatMap((file) => (file.toLowerCase() === 'none' ? [] : [path(file)])) ?? defaults;
  const user = ['known_hosts', 'known_hosts2'].map((file) => join(home, '.ssh', file));
  const system = ['/etc/ssh/ssh_known_hosts', '/etc/ssh/ssh_known_hosts2'];
  return [...files('userknownhostsfile', user), ...files('globalknownhostsfile', system)];
}

function algorithmsOf(options: JsonObject, config: ClientConfig): Algorithms {
  const list = (option: string, keyword: string): readonly string[] | undefined => {
    const given = options[option];
    if (Array.isArray(given)) return given.map(String);
    return config.get(keyword)?.join(',').split(',');
  };
  const kex = list('kex-algorithms', 'kexalgorithms');
  const cipher = list('encryption-algorithms', 'ciphers');
  const mac = list('mac-algorithms', 'macs');
  const hostKey = list('host-key-algorithms', 'hostkeyalgorithms');
  return {
    ...(kex === undefined ? {} : { kex }),
    ...(cipher === undefined ? {} : { cipher }),
    ...(mac === undefined ? {} : { mac }),
    ...(hostKey === undefined ? {} : { hostKey }),
  };
}

/** Reads `ProxyJump`: hosts separated by commas. Exported for its test. */
export function jumpsOf(value: string | undefined): readonly Jump[] {
  if (value === undefined || value.trim() === '' || value.trim().toLowerCase() === 'none') return [];
  return value.split(',').map((hop) => {
    const [, user, bracketed, plain = '', port] =
      /^(?:ssh:\/\/)?(?:(.*)@)?(?:\[([^\]]*)\]|([^:]*))(?::(\d+))?\/?$/.exec(hop.trim()) ?? [];
    const host = bracketed ?? plain;
    if (host === '')
      throw connectError(`The proxyjump '${value}' has no host in '${hop}', expected [user@]host[:port].`);
    return { host, ...(user === undefined ? {} : { user }), ...(port === undefined ? {} : { port: Number(port) }) };
  });
}

/** An error of connecting, in Bolt's kind. */
export function connectError(message: string, cause?: unknown, issueCode = 'CONNECT_ERROR'): OrchestratorError {
  return new OrchestratorError('puppetlabs.tasks/connect-error', message, {
    issueCode,
    ...(cause === undefined ? {} : { cause }),
  });
}

function text(options: JsonObject, name: string): string | undefined {
  const value = options[name];
  return typeof value === 'string' && value !== '' ? value : undefined;
}

function number(options: JsonObject, name: string): number | undefined {
  const value = options[name];
  return typeof value === 'number' ? value : undefined;
}

function pick(options: JsonObject, names: readonly string[]): JsonObject {
  return Object.fromEntries(names.flatMap((name) => (name in options ? [[name, options[name] ?? null]] : [])));
}
