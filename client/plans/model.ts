import * as l10n from '@vscode/l10n';
import type { PlanSummary } from '../../orchestrator-core/orchestrator.ts';
import { oneLine } from '../common/format.ts';
import type { TreeEntry } from '../tree/entry.ts';
import { byModule, moduleItem } from '../tree/modules.ts';

/** The plans of one module. */
export interface PlanModule {
  readonly kind: 'planModule';
  readonly name: string;
  readonly plans: readonly PlanSummary[];
}

/** A plan in its module. */
export interface PlanItem {
  readonly kind: 'plan';
  readonly plan: PlanSummary;
}

/** The modules by name, each with its plans by name; private plans are left out, as Bolt's list does,
 * and those that every project has. */
export function planModules(plans: readonly PlanSummary[]): readonly PlanModule[] {
  return byModule(plans).map(([name, own]) => ({ kind: 'planModule', name, plans: own }));
}

/** A module's item. */
export function planModuleEntry(module: PlanModule): TreeEntry<PlanModule> {
  const count = module.plans.length === 1 ? l10n.t('1 plan') : l10n.t('{0} plans', module.plans.length);
  return moduleItem(module, count);
}

/** A plan's item; choosing it opens its file. */
export function planEntry(plan: PlanSummary): TreeEntry<PlanItem> {
  const description = plan.description === undefined ? [] : [oneLine(plan.description, 200)];
  return {
    id: `plan:${plan.name}`,
    label: plan.name,
    ...(description[0] === undefined ? {} : { description: description[0] }),
    tooltip: [plan.name, ...description, plan.path].join('\n'),
    icon: 'list-tree',
    accessibleLabel: [l10n.t('plan {0}', plan.name), ...description].join(', '),
    context: 'plan',
    children: 'none',
    command: 'baton.openPlan',
    value: { kind: 'plan', plan },
  };
}
