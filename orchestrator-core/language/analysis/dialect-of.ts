import type { Dialect } from './analysis-finding.ts';

/** White space and comments before the first word. */
const leading = /(?:\s|#[^\n]*|\/\*[\s\S]*?\*\/)*/y;

/** Directories of a module; of those above a file the nearest says what it is. */
const places: ReadonlySet<string> = new Set([
  'examples',
  'files',
  'functions',
  'lib',
  'manifests',
  'plans',
  'spec',
  'templates',
  'tests',
  'types',
]);

/**
 * A plan is what begins with the word `plan`, and what lies under `plans/`, since that is where Bolt looks. A class may
 * be called `x::plans::y`: what is under `manifests/` is a manifest whatever the directories in it are called.
 */
export function dialectOf(path: string, text: string): Dialect {
  if (path.endsWith('.epp')) return 'template';
  leading.lastIndex = 0;
  leading.exec(text);
  if (/^plan[ \t]+[a-z:]/.test(text.slice(leading.lastIndex, leading.lastIndex + 100))) return 'plan';
  const directories = path.split('/').slice(0, -1);
  const nearest = directories.findLast((name) => places.has(name));
  return nearest === 'plans' && !directories.includes('manifests') ? 'plan' : 'manifest';
}
