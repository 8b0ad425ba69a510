import { execFile } from 'node:child_process';
import { readdir, readFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { dirname, isAbsolute, join } from 'node:path';
import type SshConfig from 'ssh-config';
import type { Line } from 'ssh-config';
import { ReadFiles } from './read-files.ts';

/** What OpenSSH's configuration says for one host: `ssh_config(5)`, keywords in lower case. */
export interface ClientConfig {
  /** The arguments of the first line that applies; absent where none does. */
  get(keyword: string): readonly string[] | undefined;
  /** The arguments of every line that applies, for keywords that may be repeated (`identityfile`). */
  all(keyword: string): readonly string[];
}

/** A configuration that says nothing. */
export const emptyConfig: ClientConfig = { get: () => undefined, all: () => [] };

/** For whom a configuration is asked. */
export interface ConfigQuery {
  /** The host as it was named. */
  readonly host: string;
  /** The remote user, where something that wins over the configuration names one. */
  readonly user?: string | undefined;
}

/** Where the configuration comes from, and who asks. */
export interface ConfigPorts {
  /** The user's HOME, absolute. */
  readonly home: string;
  /** The user of this machine. */
  readonly localUser: string;
  /** Files in the order in which they are asked; default the user's, then the system's. One that is not there says nothing. */
  readonly files?: readonly string[];
}

/**
 * Reads OpenSSH's client configuration, each file again only when it changed, and answers for many hosts: `Host`, `Match` (all but `canonical`,
 * `localnetwork`, `tagged`, `version`, `sessiontype` and `command`, which match nothing) and `Include`, whose
 * wildcards may stand in a path's last part.
 */
export class ClientConfigFiles {
  readonly #ports: ConfigPorts;
  readonly #parsed = new ReadFiles<readonly Line[]>(parseFile);

  constructor(ports: ConfigPorts) {
    this.#ports = ports;
  }

  /** @throws Error that names the file, when one cannot be read or understood. */
  async find(query: ConfigQuery): Promise<ClientConfig> {
    const { home, files = [join(home, '.ssh/config'), '/etc/ssh/ssh_config'] } = this.#ports;
    const pass = new Pass(query);
    const walk = async (): Promise<void> => {
      for (const file of files) await this.#apply(await this.#parsed.get(file), pass, file);
    };
    await walk();
    if (pass.sawFinal) {
      pass.settleHost();
      pass.isFinal = true;
      await walk();
    }
    return pass;
  }

  async #apply(lines: readonly Line[], pass: Pass, file: string): Promise<void> {
    const { glob } = await import('ssh-config');
    for (const line of lines) {
      if (!('param' in line) || line.param === '') continue;
      const keyword = line.param.toLowerCase();
      const values = keyword === 'proxycommand' ? [commandOf(line.value)] : valuesOf(line.value);
      if (keyword === 'host' && 'config' in line) {
        if (glob([...values], pass.host)) await this.#apply(line.config, pass, file);
      } else if (keyword === 'match' && 'criteria' in line) {
        if (await this.#matches(line.criteria, pass)) await this.#apply(line.config, pass, file);
      } else if (keyword === 'include') {
        for (const path of await this.#included(values, file))
          await this.#apply(await this.#parsed.get(path), pass, path);
      } else {
        pass.set(keyword, values);
      }
    }
  }

  async #matches(criteria: Readonly<Record<string, unknown>>, pass: Pass): Promise<boolean> {
    for (const [word, criterion] of Object.entries(criteria)) {
      const name = word.toLowerCase().replace(/^!/, '');
      const is = await this.#meets(name, String(criterion), pass);
      if (is === word.startsWith('!')) return false;
    }
    return true;
  }

  async #meets(name: string, criterion: string, pass: Pass): Promise<boolean> {
    const { glob } = await import('ssh-config');
    const { localUser } = this.#ports;
    const user = pass.query.user ?? pass.get('user')?.[0] ?? localUser;
    switch (name) {
      case 'all':
        return true;
      case 'final':
        pass.sawFinal = true;
        return pass.isFinal;
      case 'host':
        return glob(criterion, pass.get('hostname')?.[0]?.replaceAll('%h', pass.query.host) ?? pass.query.host);
      case 'originalhost':
        return glob(criterion, pass.query.host);
      case 'user':
        return glob(criterion, user);
      case 'localuser':
        return glob(criterion, localUser);
      case 'exec':
        return succeeds(expandTokens(criterion, tokensOf(pass, this.#ports, user)));
      default:
        return false;
    }
  }

  async #included(patterns: readonly string[], from: string): Promise<readonly string[]> {
    const { glob } = await import('ssh-config');
    const { home } = this.#ports;
    const base = from.startsWith(home) ? join(home, '.ssh') : dirname(from);
    const found: string[] = [];
    for (const pattern of patterns) {
      const expanded = expandHome(pattern, home);
      const path = isAbsolute(expanded) ? expanded : join(base, expanded);
      const last = path.slice(dirname(path).length + 1);
      if (!/[*?]/.test(last)) found.push(path);
      else {
        const names = await readdir(dirname(path)).catch(() => []);
        found.push(
          ...names
            .filter((name) => glob(last, name))
            .sort()
            .map((name) => join(dirname(path), name)),
        );
      }
    }
    return found;
  }
}

/** Whether a command of the configuration succeeds. */
function succeeds(command: string): Promise<boolean> {
  return new Promise((resolve) => {
    execFile('/bin/sh', ['-c', command], { timeout: 10_000 }, (error) => resolve(error === null));
  });
}

/** One way through the files for one host: the first value of a keyword wins. */
class Pass implements ClientConfig {
  readonly query: ConfigQuery;
  /** What `Host` is compared with. */
  host: string;
  isFinal = false;
  sawFinal = false;
  readonly #lines = new Map<string, (readonly string[])[]>();

  constructor(query: ConfigQuery) {
    this.query = query;
    this.host = query.host;
  }

  /** The second time through, patterns are about the name that the host has by then, and nothing changes it any more. */
  settleHost(): void {
    this.host = this.get('hostname')?.[0]?.replaceAll('%h', this.query.host) ?? this.query.host;
    this.#lines.set('hostname', [[this.host]]);
  }

  get(keyword: string): readonly string[] | undefined {
    return this.#lines.get(keyword)?.[0];
  }

  all(keyword: string): readonly string[] {
    return [...new Set((this.#lines.get(keyword) ?? []).flat())];
  }

  set(keyword: string, values: readonly string[]): void {
    const before = this.#lines.get(keyword);
    if (before === undefined) this.#lines.set(keyword, [values]);
    else before.push(values);
  }
}

async function parseFile(file: string): Promise<readonly Line[]> {
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return [];
    throw new Error(`the SSH configuration ${file} cannot be read: ${messageOf(error)}`, { cause: error });
  }
  const { parse } = await import('ssh-config');
  try {
    const lines: SshConfig = parse(text);
    return lines;
  } catch (error) {
    throw new Error(`the SSH configuration ${file} cannot be understood: ${messageOf(error)}`, { cause: error });
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** The arguments of a line; the parser splits those of some keywords only. */
function valuesOf(value: string | readonly { readonly val: string }[]): readonly string[] {
  return typeof value === 'string' ? [value] : value.map(({ val }) => val);
}

/** A command line as it stood there: the parser takes it to words and notes what was between and around them. */
function commandOf(
  value: string | readonly { readonly val: string; readonly separator: string; readonly quoted?: boolean }[],
): string {
  if (typeof value === 'string') return value;
  const text = value.map(
    ({ val, separator, quoted }) => `${separator}${quoted ? `"${val.replaceAll('"', '\\"')}"` : val}`,
  );
  return text.join('').trim();
}

/** `~` at the beginning as the user's HOME. */
export function expandHome(path: string, home: string): string {
  return path === '~' || path.startsWith('~/') ? join(home, path.slice(2)) : path;
}

/** Replaces `%h` and the like; a letter without a value stays, as does `%%` as one `%`. */
export function expandTokens(text: string, tokens: Readonly<Record<string, string>>): string {
  return text.replace(/%(.)/g, (whole, letter: string) => (letter === '%' ? '%' : (tokens[letter] ?? whole)));
}

/** Replaces `${NAME}` by what the environment says, as OpenSSH does in paths. */
export function expandEnvironment(text: string, environment: Readonly<Record<string, string | undefined>>): string {
  return text.replace(/\$\{(\w+)\}/g, (whole, name: string) => environment[name] ?? whole);
}

/** The tokens of `ssh_config(5)` as far as they are known while the configuration is read. */
function tokensOf(config: Pass, ports: ConfigPorts, user: string): Readonly<Record<string, string>> {
  const { host } = config.query;
  return {
    d: ports.home,
    h: config.get('hostname')?.[0]?.replaceAll('%h', host) ?? host,
    L: hostname().split('.')[0] ?? '',
    l: hostname(),
    n: host,
    p: config.get('port')?.[0] ?? '22',
    r: user,
    u: ports.localUser,
  };
}
