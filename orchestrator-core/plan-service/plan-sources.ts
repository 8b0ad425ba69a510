import { createHash } from 'node:crypto';
import { type Files, joinPath } from '../common/index.ts';
import { parse, type Use, usesOf } from '../language/index.ts';
import { planPaths, readYamlPlan, yamlPlanUses } from '../plans/index.ts';
import type { Module } from '../project/index.ts';

/** Digests of files, by absolute path. */
export type SourceDigests = Readonly<Record<string, string>>;

/**
 * SHA-256 of the plan's file and of every file that it names, and those name in turn: plans, functions and data types of
 * modules. What a plan names only while it runs is not known here, and neither are tasks and scripts: those of a step that
 * failed are what people mend before they go on.
 */
export async function planSources(files: Files, modules: readonly Module[], plan: string): Promise<SourceDigests> {
  const digests: Record<string, string> = {};
  const seen = new Set<string>();
  let wanted: readonly Pick<Use, 'kind' | 'name'>[] = [{ kind: 'plan', name: plan }];
  while (wanted.length > 0) {
    const fresh = wanted.filter(({ kind, name }) => !seen.has(`${kind} ${name}`));
    for (const { kind, name } of fresh) seen.add(`${kind} ${name}`);
    const uses = await Promise.all(fresh.map((use) => usesIn(files, modules, use, digests)));
    wanted = uses.flat();
  }
  return Object.fromEntries(Object.entries(digests).sort(([a], [b]) => (a < b ? -1 : 1)));
}

async function usesIn(
  files: Files,
  modules: readonly Module[],
  use: Pick<Use, 'kind' | 'name'>,
  digests: Record<string, string>,
): Promise<readonly Use[]> {
  for (const path of pathsOf(modules, use)) {
    const text = await files.readText(path);
    if (text === undefined) continue;
    digests[path] = createHash('sha256').update(text).digest('hex');
    return path.endsWith('.yaml')
      ? yamlPlanUses(readYamlPlan(text, use.name).plan)
      : usesOf(parse(text, { tasks: true }));
  }
  return [];
}

/** The files that may define what is named, the one that wins first. */
function pathsOf(modules: readonly Module[], { kind, name }: Pick<Use, 'kind' | 'name'>): readonly string[] {
  const [first = '', ...rest] = name.toLowerCase().split('::');
  const module = modules.find((each) => each.name === first);
  if (module === undefined) return [];
  if (kind === 'plan') return planPaths(module.directory, name).map(({ path }) => path);
  if (rest.length === 0 || (kind !== 'function' && kind !== 'type')) return [];
  return [`${joinPath(module.directory, kind === 'type' ? 'types' : 'functions', ...rest)}.pp`];
}

/** The files that are not what they were, or are there in one of the two only. */
export function changedSources(before: SourceDigests, now: SourceDigests): readonly string[] {
  const paths = new Set([...Object.keys(before), ...Object.keys(now)]);
  return [...paths].filter((path) => before[path] !== now[path]).sort();
}
