import { nameOfUri, OrchestratorError, rubyInspect } from '../common/index.ts';

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

/** RFC 3986, appendix B. */
const uriPattern = /^(?:([^:/?#]+):)?(?:\/\/([^/?#]*))?([^?#]*(?:\?[^#]*)?(?:#.*)?)$/s;
const authorityPattern = /^(?:([^[\]]*)@)?(.*?)(?::([^:@[\]]*))?$/s;
/** Schemes that the library of Bolt knows as those of machines: something must follow them. */
const hostedSchemes = /^(?:https?|s?ftp|tftp|(?:svn\+)?ssh|telnet|nntp|gopher|wais|ldap|prospero)$/i;

/**
 * Takes a target's URI apart, `[scheme://][user[:password]@]host[:port]`, as Ruby's Addressable does for Bolt.
 * A letter that ends the password too early is refused, where Addressable would take the password for a host.
 * @throws OrchestratorError `bolt/parse-error`
 */
export function parseTargetUri(text: string): TargetUri {
  if (text === '') throw unreadable('URI is empty string');
  const match = uriPattern.exec(/^[^:]+:\/\//.test(text) ? text : `//${text}`);
  const [, scheme, authority, rest = ''] = match ?? [];
  if (scheme !== undefined && !/^[a-z][a-z0-9.+-]*$/i.test(scheme)) {
    throw unreadable(`Invalid scheme format: '${scheme}'`);
  }
  if (authority === undefined) return { ...(scheme === undefined ? {} : { scheme }), safe: text };
  const [, login, host = '', written = ''] = authorityPattern.exec(authority) ?? [];
  const digits = decode(written);
  const { user, password } = login === undefined ? {} : loginOf(login.trim());
  const name = nameOfUri(text);
  if (name !== text && (password === undefined || host.includes('@'))) {
    throw unreadable(`In ${name} a '/' of the password is written %2F, '?' %3F, '#' %23, '[' %5B and ']' %5D`);
  }
  if (!/^\d*$/.test(digits)) throw unreadable(`Invalid port number: ${rubyInspect(digits)}`);
  const inner = /^\[(.*)\]$/s.exec(host)?.[1];
  if (host === '' && !rest.startsWith('/') && scheme !== undefined && hostedSchemes.test(scheme)) {
    throw unreadable(`Absolute URI missing hierarchical segment: '${name}'`);
  }
  if (/[<>{}/\\?#@"\s]/.test(host) || (inner !== undefined && !/^[\w.~!$&'()*+,;=:-]*$/.test(inner))) {
    throw unreadable(`Invalid character in host: '${host}'`);
  }
  const port = Number(digits) || undefined;
  const shownUser = user === undefined ? '' : `${encodeUser(user)}@`;
  return {
    ...(scheme === undefined ? {} : { scheme }),
    ...(user === undefined ? {} : { user: decode(user) }),
    ...(password === undefined ? {} : { password: decode(password) }),
    host: inner ?? host,
    ...(port === undefined ? {} : { port }),
    safe: `${scheme === undefined ? '' : `${scheme}://`}${shownUser}${host}${port === undefined ? '' : `:${port}`}${rest}`,
  };
}

function unreadable(why: string): OrchestratorError {
  return new OrchestratorError('bolt/parse-error', `Could not parse target URI: ${why}`);
}

function loginOf(login: string): { readonly user: string; readonly password?: string } {
  const colon = login.indexOf(':');
  return colon < 0 ? { user: login } : { user: login.slice(0, colon), password: login.slice(colon + 1) };
}

/** Letters that are written as `%` and two digits; others stay, whatever they are. */
function decode(text: string): string {
  return text.replace(/(?:%[0-9a-f]{2})+/gi, (coded) =>
    new TextDecoder().decode(Uint8Array.from(coded.slice(1).split('%'), (each) => Number.parseInt(each, 16))),
  );
}

function encodeUser(user: string): string {
  return encodeURIComponent(decode(user.trim()).normalize('NFKC')).replace(
    /[!'()*]/g,
    (letter) => `%${letter.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}
