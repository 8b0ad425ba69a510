import { type TreeView, window } from 'vscode';
import { takesNodes } from '../nodes/drag.ts';
import type { Store } from '../state/store.ts';
import { problemEntry } from '../tasks/model.ts';
import type { TreeEntry } from '../tree/entry.ts';
import { faultEntry } from '../tree/fault.ts';
import { entryTree } from '../tree/tree-view.ts';
import { type PlanItem, type PlanModule, planEntry, planModuleEntry, planModules } from './model.ts';

/** The tree *Plans*: the plans by module, then those that cannot be read. */
export function createPlansView(
  store: Store,
  runOn: (plan: string, words: readonly string[]) => Promise<unknown>,
): TreeView<TreeEntry> {
  const tree = entryTree((entry) => {
    if (entry !== undefined) return (entry.value as PlanModule).plans.map(planEntry);
    const { plans, problems } = store.plans;
    const faults = problems.filter((problem) => problem.severity === 'error');
    const fault = store.fault('plans');
    const first = fault === undefined ? [] : [faultEntry(fault)];
    return [...first, ...planModules(plans).map(planModuleEntry), ...faults.map(problemEntry)];
  });
  store.changed.on((part) => {
    if (part === 'plans') tree.refresh();
  });
  return window.createTreeView('baton.plans', {
    treeDataProvider: tree,
    showCollapseAll: true,
    dragAndDropController: takesNodes<TreeEntry>(async ({ value }, words) => {
      const item = value as PlanItem | PlanModule | undefined;
      if (item?.kind === 'plan') await runOn(item.plan.name, words);
    }),
  });
}
