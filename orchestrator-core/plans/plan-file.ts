import { joinPath } from '../common/index.ts';

/** A file that may hold a plan. */
export interface PlanFile {
  /** The plan's full name, `module::name`. */
  readonly name: string;
  readonly kind: 'puppet' | 'yaml';
  /** Absolute. */
  readonly path: string;
}

const segment = /^[a-z][a-z0-9_]*$/;

/**
 * The plan that a file below a module's `plans/` holds by its name; undefined for files that hold none. Only the `init`
 * at the top stands for the module itself.
 *
 * @param relative the path below `plans/`, with its extension
 */
export function planFileOf(module: string, directory: string, relative: string): PlanFile | undefined {
  const [, stem = '', extension] = /^(.*)\.(pp|yaml)$/.exec(relative) ?? [];
  const parts = stem.split('/');
  if (extension === undefined || !parts.every((part) => segment.test(part))) return undefined;
  return {
    name: stem === 'init' ? module : [module, ...parts].join('::'),
    kind: extension === 'pp' ? 'puppet' : 'yaml',
    path: joinPath(directory, 'plans', relative),
  };
}

/** The files that may hold the plan of that name in a module, the one that wins first. */
export function planPaths(directory: string, name: string): readonly PlanFile[] {
  const [, ...rest] = name.split('::');
  if (!name.split('::').every((part) => segment.test(part)) || (rest.length === 1 && rest[0] === 'init')) return [];
  const stem = joinPath(directory, 'plans', ...(rest.length === 0 ? ['init'] : rest));
  return [
    { name, kind: 'puppet', path: `${stem}.pp` },
    { name, kind: 'yaml', path: `${stem}.yaml` },
  ];
}
