/** Turns the protocol's addresses into paths and back; an address that the client used comes back as it wrote it. */
export interface Addresses {
  /** The absolute path, `/` between names; undefined for what is not on this machine's disk. */
  toPath(uri: string): string | undefined;
  toUri(path: string): string;
}

/** The addresses of a session in which none was seen yet. */
export function createAddresses(): Addresses {
  const spelled = new Map<string, string>();
  return {
    toPath: (uri) => {
      const path = pathOf(uri);
      if (path !== undefined) spelled.set(path, uri);
      return path;
    },
    toUri: (path) => spelled.get(path) ?? uriOf(path),
  };
}

function pathOf(uri: string): string | undefined {
  if (!URL.canParse(uri)) return undefined;
  const url = new URL(uri);
  if (url.protocol !== 'file:') return undefined;
  try {
    // On Windows the path begins with a drive, not with the slash before it.
    return decodeURIComponent(url.pathname).replace(/^\/(?=[A-Za-z]:)/, '');
  } catch {
    return undefined;
  }
}

function uriOf(path: string): string {
  const encoded = path.split('/').map(encodeURIComponent).join('/');
  return path.startsWith('/') ? `file://${encoded}` : `file:///${encoded}`;
}
