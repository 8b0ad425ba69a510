import { entry, type PuppetValue } from '../../language/index.ts';
import type { TaskMetadata } from '../../tasks/index.ts';
import type { PreviewMark } from './plan-preview.ts';
import { isKnown } from './symbolic.ts';

/** What is known of a step that decides about its marks. */
export interface StepTraits {
  /** Whether it may change a target or this machine; of a task its name and metadata say so. */
  readonly changes?: boolean;
  /** Whether doing it twice is as good as doing it once. */
  readonly isSafe?: boolean;
  readonly asks?: boolean;
  readonly task?: string | undefined;
  readonly metadata?: TaskMetadata | undefined;
  readonly parameters?: PuppetValue;
  /** Whether it can be run in noop. */
  readonly hasNoop?: boolean;
  /** Whether a plan in noop leaves it out although it changes nothing. */
  readonly isSkipped?: boolean;
}

/** How a step is done. */
export interface StepManner {
  readonly isAs: boolean;
  readonly isSensitive: boolean;
  readonly catches: boolean;
  /** Whether this step alone, or the whole plan, is run in noop. */
  readonly noop: boolean;
  readonly isNoopPlan: boolean;
}

/**
 * Tasks that only read, by the last part of their names, where nothing says more: those that Bolt and its modules bring
 * (`facts`, `puppet_agent::version`, `package` and `service` with the action `status`), and what is called by a word for
 * reading. A task that is called so and changes something lies; everything else is taken to change something.
 */
const readers =
  /^(?:facts|bash|ruby|powershell|version|status|check|info|show|list|get|read|query|find)(?:_|$)|_(?:facts|status|version|info)$/;
const readingActions: ReadonlySet<string> = new Set(['get', 'list', 'query', 'show', 'status']);

/** The marks of a step, in the order in which they are shown. */
export function marksOf(
  traits: StepTraits,
  { isAs, isSensitive, catches, noop, isNoopPlan }: StepManner,
): readonly PreviewMark[] {
  const isTask = 'task' in traits;
  const isReader = isTask && readsOnly(traits);
  const hasNoop = isTask ? traits.metadata?.supports_noop === true : traits.hasNoop === true;
  const isNoop = (noop || isNoopPlan) && hasNoop;
  const isSkipped = isNoopPlan && !hasNoop && (isTask || traits.changes === true || traits.isSkipped === true);
  const isNothing = isNoop || isSkipped;
  const changes = !isNothing && (isTask ? !isReader : traits.changes === true);
  const isSafe = isNothing || (isTask ? isReader : traits.isSafe === true);
  return [
    ...(changes ? (['changes'] as const) : []),
    ...(isSafe ? (['safe'] as const) : []),
    ...(isNoop ? (['noop'] as const) : []),
    ...(isSkipped ? (['skipped'] as const) : []),
    ...(isAs ? (['run-as'] as const) : []),
    ...(isSensitive ? (['sensitive'] as const) : []),
    ...(catches ? (['catches-errors'] as const) : []),
    ...(traits.asks === true ? (['asks'] as const) : []),
  ];
}

function readsOnly({ task, parameters = null }: StepTraits): boolean {
  if (task === undefined) return false;
  const [module = '', base = 'init'] = task.split('::');
  const action = entry(parameters, 'action') ?? null;
  if (typeof action === 'string' && isKnown(action)) return readingActions.has(action);
  if (base === 'init') return module === 'facts';
  if (module === 'facts') return true;
  return readers.test(base) && !/^(?:bash|ruby|powershell)$/.test(base);
}
