/** `pcp://<common name>/<client type>`; the specification's own pattern, wildcards included. */
export const uriPattern: RegExp = /^pcp:\/\/[^/]*\/[^/]+$/;

/** The broker that the sender is connected to. */
export const serverUri = 'pcp:///server';

/** The two parts of a PCP URI; either may be `*` in an inventory query. */
export interface PcpUri {
  /** The common name of the client's certificate; empty in `pcp:///server`. */
  readonly name: string;
  /** The client type: `agent`, `orchestrator`, `server` … */
  readonly type: string;
}

/** The parts of a URI; undefined when it is none. */
export function parseUri(uri: string): PcpUri | undefined {
  if (!uriPattern.test(uri)) return undefined;
  const slash = uri.indexOf('/', 6);
  return { name: uri.slice(6, slash), type: uri.slice(slash + 1) };
}

/** The URI of these parts; the caller has checked that neither holds a `/`. */
export function formatUri(name: string, type: string): string {
  return `pcp://${name}/${type}`;
}

/** Whether a part of the URI is the wildcard `*`, which only an inventory query may use. */
export function hasWildcard(uri: string): boolean {
  const parts = parseUri(uri);
  return parts !== undefined && (parts.name === '*' || parts.type === '*');
}

/** Whether `uri` is what `pattern` names: each part equal, or `*` in the pattern. */
export function matchesUri(pattern: string, uri: string): boolean {
  const wanted = parseUri(pattern);
  const given = parseUri(uri);
  if (wanted === undefined || given === undefined) return false;
  return (wanted.name === '*' || wanted.name === given.name) && (wanted.type === '*' || wanted.type === given.type);
}
