import { type Json, wholeAnswer } from '../../orchestrator-core/common/index.ts';
import type { Orchestrator } from '../../orchestrator-core/orchestrator.ts';

/** Of more paths nobody reads a list. */
const mostPaths = 5000;

/**
 * The facts that nodes can be told apart by, by their dotted paths: those with one value, and no members of lists. Those
 * that people ask for stand first.
 */
export async function factNames(query: Orchestrator['query']): Promise<readonly string[]> {
  const request = { query: 'fact_paths[path, type] { order by path }', limit: mostPaths };
  const { rows } = await wholeAnswer(query(request, new AbortController().signal));
  const paths = rows.flatMap(({ path, type }) => dotted(path, type) ?? []);
  const known = new Set(paths);
  const first = usual.filter((fact) => known.has(fact));
  return [...first, ...[...known].filter((fact) => !first.includes(fact))];
}

const usual = [
  'os.family',
  'os.name',
  'os.release.major',
  'os.architecture',
  'kernel',
  'kernelrelease',
  'virtual',
  'networking.domain',
  'timezone',
];

function dotted(path: Json | undefined, type: Json | undefined): string | undefined {
  if (!Array.isArray(path) || !path.every((key) => typeof key === 'string')) return undefined;
  // A key with a dot cannot be said.
  if (path.some((key) => key === '' || key.includes('.'))) return undefined;
  return type === 'json' ? undefined : path.join('.');
}
