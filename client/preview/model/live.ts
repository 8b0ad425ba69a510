import type { JobEvent } from '../../../orchestrator-core/jobs/index.ts';
import type { PlanPlace } from '../../../orchestrator-core/plans/index.ts';
import { errorMessage } from '../../jobs/steps.ts';
import { type Item, walkItems } from './outline.ts';

/** What the preview needs to know of a plan job's events; values and variables are not among it. */
export type LiveEvent =
  | {
      readonly type: 'started';
      readonly step: string;
      readonly parent?: string;
      readonly function: string;
      readonly object: string;
      readonly targets: readonly string[];
      readonly place?: PlanPlace;
      readonly replayed: boolean;
      readonly at: number;
    }
  | {
      readonly type: 'finished';
      readonly step: string;
      readonly state: StepEnd;
      readonly failures: number;
      readonly reason?: string;
      readonly at: number;
    }
  /** A message; it begins and ends at once. */
  | {
      readonly type: 'said';
      readonly function: string;
      readonly text: string;
      readonly within?: string;
      readonly place?: PlanPlace;
      readonly at: number;
    }
  | { readonly type: 'asking'; readonly asking: boolean }
  | { readonly type: 'ended'; readonly state: 'finished' | 'failed' | 'stopped'; readonly at: number };

type StepEnd = 'finished' | 'failed' | 'skipped' | 'stopped';

/** The part of an event that is drawn; undefined where nothing is. */
export function liveEvent(event: JobEvent): LiveEvent | undefined {
  const at = event.timestamp;
  switch (event.type) {
    case 'plan_step_started': {
      const { id, parent, function: name, object, targets, place } = event.start;
      return {
        type: 'started',
        step: id,
        ...(parent === undefined ? {} : { parent }),
        function: name,
        object,
        targets,
        ...(place === undefined ? {} : { place }),
        replayed: event.replayed,
        at,
      };
    }
    case 'plan_step_finished': {
      const reason = errorMessage(event.error) ?? event.skipped;
      const { step, state, failures = 0 } = event;
      return { type: 'finished', step, state, failures, ...(reason === undefined ? {} : { reason }), at };
    }
    case 'plan_message': {
      const { level, text, within, place } = event;
      // What the orchestrator says by itself stands nowhere in the plan.
      if (place === undefined) return undefined;
      const name =
        level === 'out' || level === 'verbose' ? `out::${level === 'out' ? 'message' : level}` : `log::${level}`;
      return { type: 'said', function: name, text, ...(within === undefined ? {} : { within }), place, at };
    }
    case 'plan_prompt':
      return { type: 'asking', asking: true };
    case 'plan_prompt_answered':
      return { type: 'asking', asking: false };
    case 'job_finished':
      return { type: 'ended', state: 'finished', at };
    case 'job_failed':
    case 'job_aborted':
      return { type: 'ended', state: 'failed', at };
    case 'job_stopped':
      return { type: 'ended', state: 'stopped', at };
    default:
      return undefined;
  }
}

/** How an item stands in a run. */
export interface ItemRun {
  readonly state: 'running' | StepEnd;
  /** How often it began; the answer kept from an earlier run counts too. */
  readonly runs: number;
  readonly running: number;
  readonly replayed: boolean;
  /** On how many targets it failed, in all its runs. */
  readonly failures: number;
  readonly reason?: string;
  /** What a message said last, where the preview could not know it. */
  readonly said?: string;
  /** Milliseconds that its runs took together; undefined as long as none has ended. */
  readonly took?: number;
  /** The newest step of the run that is drawn here; undefined where the items within say how it stands. */
  readonly step?: string;
}

/** A run as its events so far leave it, laid over a preview. */
export interface LiveRun {
  readonly items: ReadonlyMap<string, ItemRun>;
  /** What the run went past without doing it: a step that was not reached, the arm that was not taken. */
  readonly passed: ReadonlySet<string>;
  readonly asking: boolean;
  readonly ended?: 'finished' | 'failed' | 'stopped';
  /** Milliseconds from the first step to the end. */
  readonly took?: number;
  /** Steps that the preview does not have: it was made from another text, or could not look so far. */
  readonly unmatched: number;
}

interface Started {
  readonly event: Extract<LiveEvent, { readonly type: 'started' }>;
  readonly item: string | undefined;
}

/** Lays the events of a run, in their order, over the items of a preview. */
export function liveRun(items: readonly Item[], events: readonly LiveEvent[]): LiveRun {
  const finder = itemFinder(items);
  const steps = new Map<string, Started>();
  const own = new Map<string, ItemRun>();
  let asking = false;
  let end: Extract<LiveEvent, { readonly type: 'ended' }> | undefined;
  let first: number | undefined;
  let unmatched = 0;
  for (const event of events) {
    switch (event.type) {
      case 'started': {
        first ??= event.at;
        const parent = event.parent === undefined ? undefined : steps.get(event.parent);
        const item = finder.find(event, parent?.item, (id) => own.get(id)?.runs ?? 0);
        steps.set(event.step, { event, item });
        if (item === undefined) unmatched += 1;
        else own.set(item, begun(own.get(item), event));
        break;
      }
      case 'finished': {
        const started = steps.get(event.step);
        const run = started?.item === undefined ? undefined : own.get(started.item);
        if (started?.item !== undefined && run !== undefined) own.set(started.item, done(run, started.event, event));
        break;
      }
      case 'said': {
        first ??= event.at;
        const parent = event.within?.replace(/\/\d+$/, '');
        const call = { ...event, step: `${event.within}.`, object: event.text, targets: [] };
        const item = finder.find(
          parent === undefined ? call : { ...call, parent },
          parent === undefined ? undefined : steps.get(parent)?.item,
          (id) => own.get(id)?.runs ?? 0,
        );
        if (item !== undefined) own.set(item, saidAgain(own.get(item), finder.objectOf(item), event.text));
        break;
      }
      case 'asking':
        asking = event.asking;
        break;
      case 'ended':
        end = event;
        break;
    }
  }
  const all = withParents(items, own);
  return {
    items: all,
    passed: passedBy(items, all),
    asking: asking && end === undefined,
    ...(end === undefined ? {} : { ended: end.state, took: end.at - (first ?? end.at) }),
    unmatched,
  };
}

/** The titles of the steps that failed between two looks at a run. */
export function newlyFailed(items: readonly Item[], before: LiveRun | undefined, now: LiveRun): readonly string[] {
  const failed = (run: LiveRun | undefined, id: string): boolean => {
    const known = run?.items.get(id);
    return known?.state === 'failed' && known.step !== undefined;
  };
  return [...walkItems(items)]
    .filter((item) => item.children.length === 0 && failed(now, item.id) && !failed(before, item.id))
    .map(({ title }) => title);
}

function begun(before: ItemRun | undefined, event: Started['event']): ItemRun {
  return {
    state: 'running',
    runs: (before?.runs ?? 0) + 1,
    running: (before?.running ?? 0) + 1,
    replayed: event.replayed,
    failures: before?.failures ?? 0,
    ...(before?.reason === undefined ? {} : { reason: before.reason }),
    ...(before?.took === undefined ? {} : { took: before.took }),
    step: event.step,
  };
}

function saidAgain(before: ItemRun | undefined, foreseen: string | undefined, text: string): ItemRun {
  const runs = (before?.runs ?? 0) + 1;
  const said = text === foreseen ? {} : { said: text };
  return { state: 'finished', runs, running: 0, replayed: false, failures: 0, ...said };
}

function done(
  run: ItemRun,
  started: Started['event'],
  event: Extract<LiveEvent, { readonly type: 'finished' }>,
): ItemRun {
  const running = Math.max(0, run.running - 1);
  const reason = event.reason ?? run.reason;
  const failures = run.failures + event.failures;
  return {
    ...run,
    running,
    // What failed in one round is not forgotten over the next one.
    state: running > 0 ? 'running' : failures > 0 || run.reason !== undefined ? 'failed' : event.state,
    failures,
    ...(reason === undefined ? {} : { reason }),
    took: (run.took ?? 0) + event.at - started.at,
  };
}

/** What a step or a message is found by. */
type Call = Pick<Started['event'], 'step' | 'parent' | 'function' | 'object' | 'targets' | 'place'>;

interface Finder {
  find(call: Call, parent: string | undefined, runs: (id: string) => number): string | undefined;
  /** What the item is about, where the preview knows it. */
  objectOf(id: string): string | undefined;
}

/**
 * Finds the item that a step is: one at its place, below the item of its parent, in the branch that the step's id names;
 * of several (the rounds of a loop) the one that is about the same thing and the same targets, the first not yet begun.
 */
function itemFinder(items: readonly Item[]): Finder {
  const byPlace = Map.groupBy(
    [...walkItems(items)].filter((item) => item.call !== undefined),
    (item) => placeKey(item.place),
  );
  const within = new Map<string, ReadonlySet<string>>();
  for (const item of walkItems(items)) within.set(item.id, new Set([...walkItems(item.children)].map(({ id }) => id)));
  const byId = new Map([...walkItems(items)].map((item) => [item.id, item]));
  return {
    find: (event, parent, runs) => {
      const all = byPlace.get(placeKey(event.place)) ?? [];
      const calls = all.filter((item) => item.call?.function === event.function);
      const here = calls.length > 0 || isMessage(event.function) ? calls : all;
      const branch = parent === undefined ? undefined : (branchOf(event, byId.get(parent)?.children ?? []) ?? parent);
      const inside = branch === undefined ? here : here.filter((item) => within.get(branch)?.has(item.id));
      const fits = (item: Item): number =>
        (item.call?.object === event.object ? 4 : 0) +
        (sameTargets(item, event.targets) ? 2 : 0) +
        (runs(item.id) === 0 ? 1 : 0);
      return [...(inside.length > 0 ? inside : here)].sort((a, b) => fits(b) - fits(a) || runs(a.id) - runs(b.id))[0]
        ?.id;
    },
    objectOf: (id) => byId.get(id)?.call?.object,
  };
}

/** A message stands for nothing else at its place: the text may have changed since it was said. */
function isMessage(name: string): boolean {
  return name.startsWith('out::') || name.startsWith('log::');
}

function placeKey(place: PlanPlace | undefined): string {
  return place === undefined ? '' : `${place.path}:${place.line}:${place.column}`;
}

/** The part that stands for the branch in which the step is: `3/2.1` is in the second branch of step 3. */
function branchOf({ step, parent }: Call, parts: readonly Item[]): string | undefined {
  const branch =
    parent !== undefined && step.startsWith(`${parent}/`) ? /^(\d+)/.exec(step.slice(parent.length + 1)) : null;
  const part = branch === null ? undefined : parts[Number(branch[1]) - 1];
  return part?.kind === 'part' ? part.id : undefined;
}

function sameTargets(item: Item, targets: readonly string[]): boolean {
  return (
    item.targets !== undefined &&
    item.targets.length === targets.length &&
    item.targets.every((name, index) => name === targets[index])
  );
}

/** What has no step of its own (a loop, an arm) stands as what is in it does. */
function withParents(items: readonly Item[], own: ReadonlyMap<string, ItemRun>): ReadonlyMap<string, ItemRun> {
  const all = new Map(own);
  const visit = (item: Item): ItemRun | undefined => {
    const below = item.children.map(visit).filter((run) => run !== undefined);
    const known = own.get(item.id);
    if (known !== undefined || below.length === 0) return known;
    const running = below.some((run) => run.state === 'running');
    const failed = below.find((run) => run.state === 'failed');
    const run: ItemRun = {
      state: running ? 'running' : ((failed ?? below.at(-1))?.state ?? 'finished'),
      runs: Math.max(...below.map(({ runs }) => runs)),
      running: running ? 1 : 0,
      replayed: below.every(({ replayed }) => replayed),
      failures: 0,
    };
    all.set(item.id, run);
    return run;
  };
  for (const item of items) visit(item);
  return all;
}

/** What stands before something that has begun, or beside the arm that was taken, and has not begun itself. */
function passedBy(items: readonly Item[], runs: ReadonlyMap<string, ItemRun>): ReadonlySet<string> {
  const passed = new Set<string>();
  const visit = (siblings: readonly Item[], order: Item['order']): void => {
    const last = siblings.findLastIndex(({ id }) => runs.has(id));
    siblings.forEach((item, index) => {
      visit(item.children, item.order);
      const isPast = order === 'sequence' ? index < last : order === 'either' && last >= 0;
      if (!isPast || runs.has(item.id)) return;
      for (const { id } of walkItems([item])) passed.add(id);
    });
  };
  visit(items, 'sequence');
  return passed;
}
