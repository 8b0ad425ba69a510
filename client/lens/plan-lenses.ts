import * as l10n from '@vscode/l10n';
import type { PlanList } from '../../orchestrator-core/orchestrator.ts';
import type { Memory } from '../run/memory.ts';
import type { Lens } from './lenses.ts';

/** The plan of every file, by absolute path. */
export type PlanFiles = ReadonlyMap<string, string>;

/** Made once for each list of plans. */
export function planFiles(list: PlanList): PlanFiles {
  return new Map(list.plans.map(({ path, name }) => [path, name]));
}

/**
 * The plan that a path stands for by Puppet's rules, as long as the orchestrator has not said it:
 * `…/web/plans/rollout/step.pp` is `web::rollout::step`, `…/web/plans/init.yaml` is `web`.
 */
export function planNameOf(path: string): string | undefined {
  const match =
    /(?:^|[\\/])([a-z][a-z0-9_]*)[\\/]plans[\\/]((?:[a-z][a-z0-9_]*[\\/])*[a-z][a-z0-9_]*)\.(?:pp|yaml)$/.exec(path);
  if (match?.[1] === undefined || match[2] === undefined) return undefined;
  const [module, names] = [match[1], match[2].split(/[\\/]/)];
  return names.length === 1 && names[0] === 'init' ? module : [module, ...names].join('::');
}

/** The line, counted from 0, above which a plan's lenses stand: that of its declaration, past its comment. */
export function planLine(text: string): number {
  const at = /^[ \t]*plan[ \t]+[a-z]/m.exec(text)?.index ?? 0;
  let line = 0;
  for (let end = text.indexOf('\n'); end >= 0 && end < at; end = text.indexOf('\n', end + 1)) line += 1;
  return line;
}

/** The lenses of a plan's file: none where it is no plan's. `files` is undefined while the plans are not known. */
export function planLensesOf(path: string, files: PlanFiles | undefined, memory: Memory): readonly Lens[] {
  const name = files === undefined ? planNameOf(path) : files.get(path);
  if (name === undefined) return [];
  const again: Lens = {
    command: 'baton.runPlanAgain',
    title: l10n.t('Run again'),
    tooltip: l10n.t('Run {0} with the parameters of last time', name),
    name,
  };
  return [
    {
      command: 'baton.runPlan',
      title: `$(play) ${l10n.t('Run plan')}`,
      tooltip: l10n.t('Run {0}, asking for its parameters', name),
      name,
    },
    {
      command: 'baton.previewPlan',
      title: `$(open-preview) ${l10n.t('Preview')}`,
      tooltip: l10n.t('Show what {0} would do; nothing is run', name),
      name,
    },
    ...(memory.plans[name] === undefined ? [] : [again]),
  ];
}
