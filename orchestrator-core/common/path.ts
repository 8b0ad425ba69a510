/** Joins names with `/`, resolving `.` and `..`; an absolute later part wins over what stands before it. */
export function joinPath(...parts: readonly string[]): string {
  let joined = '';
  for (const part of parts) {
    joined = part.startsWith('/') || joined === '' ? part : `${joined}/${part}`;
  }
  const absolute = joined.startsWith('/');
  const names: string[] = [];
  for (const name of joined.split('/')) {
    if (name === '' || name === '.') continue;
    if (name === '..' && names.length > 0 && names.at(-1) !== '..') names.pop();
    else if (name !== '..' || !absolute) names.push(name);
  }
  return (absolute ? '/' : '') + names.join('/') || '.';
}

/** The path without its last name: `/a/b` gives `/a`, `/a` gives `/`. */
export function parentPath(path: string): string {
  const slash = path.lastIndexOf('/');
  return slash < 0 ? '.' : path.slice(0, slash) || '/';
}

/** The last name of a path. */
export function baseName(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

/** The last extension with its dot (`.sh`), or the empty string; a leading dot starts no extension. */
export function extension(path: string): string {
  const name = baseName(path);
  const dot = name.lastIndexOf('.');
  return dot > 0 ? name.slice(dot) : '';
}

/** The last name without its last extension. */
export function stem(path: string): string {
  const name = baseName(path);
  return name.slice(0, name.length - extension(name).length);
}
