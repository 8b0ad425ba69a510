import { type TreeView, window } from 'vscode';
import type { Job, JobDetails } from '../../orchestrator-core/jobs/index.ts';
import type { Store } from '../state/store.ts';
import type { TreeEntry } from '../tree/entry.ts';
import { entryTree } from '../tree/tree-view.ts';
import {
  badge,
  isPlan,
  type JobItem,
  type JobNodeItem,
  jobEntry,
  jobNodeEntry,
  orderedNodes,
  planJobEntry,
} from './model.ts';
import { type StepItem, stepEntry, stepsBelow } from './steps.ts';

/** How long changes are collected before the tree is drawn, in milliseconds: for a plan all its steps are asked for. */
const collect = 250;

/** The tree *Jobs*, the newest first, with the badge of the sidebar. Below a plan stand its steps, below those their nodes. */
export function createJobsView(store: Store): TreeView<TreeEntry> {
  const tree = entryTree((entry) => childrenOf(store, entry), collect);
  const view = window.createTreeView('baton.jobs', { treeDataProvider: tree, showCollapseAll: true });
  store.changed.on((part) => {
    if (part !== 'jobs') return;
    tree.refresh();
    view.badge = badge(store.jobs, store.unseen);
  });
  view.onDidChangeSelection(({ selection }) => {
    for (const entry of selection) {
      const { job } = entry.value as JobItem | JobNodeItem | StepItem;
      store.see(job.description.parent?.job ?? job.id);
    }
  });
  return view;
}

async function childrenOf(store: Store, entry: TreeEntry | undefined): Promise<TreeEntry[]> {
  if (entry === undefined) return Promise.all(store.jobs.map((job) => rootEntry(store, job)));
  const item = entry.value as JobItem | StepItem;
  const details = await store.details(store.job(item.job.id) ?? item.job);
  const steps = details.steps ?? [];
  if (item.kind === 'job') {
    if (!isPlan(item.job)) return orderedNodes(item.job, details.nodes).map((node) => jobNodeEntry(item.job, node));
    return stepsBelow(steps, undefined).map((step) => stepEntry(item.job, step, steps));
  }
  const below = stepsBelow(steps, item.step.id).map((step) => stepEntry(item.job, step, steps));
  // Jobs of an earlier run may be gone by now.
  const found = await Promise.all(item.step.jobs.map((id) => store.child(id).catch(() => undefined)));
  const jobs = found.filter((job) => job !== undefined);
  const isOwn = (job: JobDetails): boolean => job.description.parent?.job === item.job.id;
  const again = new Set(jobs.filter(isOwn).flatMap((job) => job.nodes.map(({ name }) => name)));
  const nodes = jobs.flatMap((job) => {
    const shown = isOwn(job) ? job.nodes : job.nodes.filter(({ name }) => !again.has(name));
    return orderedNodes(job, shown).map((node) => jobNodeEntry(job, node));
  });
  return [...below, ...nodes];
}

/** What a plan is doing, or why it failed, is known from its details, which are only asked for where they are shown. */
async function rootEntry(store: Store, job: Job): Promise<TreeEntry> {
  if (!isPlan(job)) return jobEntry(job);
  return planJobEntry(job.state === 'finished' ? { ...job, nodes: [] } : await store.details(job));
}
