import { OrchestratorError } from '../common/index.ts';

/** The parts of a target's URI; user and password are percent-decoded. */
export interface TargetUri {
  readonly scheme?: string;
  readonly user?: string;
  readonly password?: string;
  readonly host?: string;
  readonly port?: number;
  /** The URI without its password. */
  readonly safe: string;
}

const uriPattern = /^(?:([^:/?#]+):\/\/|)(?:([^@/?#]*)@)?(\[[^\]]*\]|[^:/?#[\]]*)(?::([^/?#]*))?([/?#].*)?$/;

/**
 * Takes a target's URI apart: `[scheme://][user[:password]@]host[:port]`.
 * @throws OrchestratorError `bolt/parse-error`
 */
export function parseTargetUri(text: string): TargetUri {
  if (text === '') throw new OrchestratorError('bolt/parse-error', 'Could not parse target URI: URI is empty string');
  const match = uriPattern.exec(text);
  if (match === null) throw new OrchestratorError('bolt/parse-error', `Could not parse target URI: ${text}`);
  const [, scheme, login, host, port, rest = ''] = match;
  if (port !== undefined && !(/^\d*$/.test(port) && Number(port) <= 65535)) {
    throw new OrchestratorError('bolt/parse-error', `Could not parse target URI: Invalid port number: "${port}"`);
  }
  const colon = login?.indexOf(':') ?? -1;
  const user = colon >= 0 ? login?.slice(0, colon) : login;
  const password = colon >= 0 ? login?.slice(colon + 1) : undefined;
  const prefix = scheme === undefined ? '' : `${scheme}://`;
  const place = `${host ?? ''}${port === undefined ? '' : `:${port}`}${rest}`;
  return {
    ...(scheme === undefined ? {} : { scheme }),
    ...(user === undefined ? {} : { user: decode(user) }),
    ...(password === undefined ? {} : { password: decode(password) }),
    ...(host ? { host: host.replace(/^\[(.*)\]$/, '$1') } : {}),
    ...(port ? { port: Number(port) } : {}),
    safe: `${prefix}${user === undefined ? '' : `${user}@`}${place}`,
  };
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** What people are shown of a target's name: a URI without its password. */
export function shownName(name: string): string {
  if (!name.includes('@')) return name;
  try {
    return parseTargetUri(name).safe;
  } catch {
    return name;
  }
}
