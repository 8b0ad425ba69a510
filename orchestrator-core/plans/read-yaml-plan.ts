import { readYamlTree } from '../project/index.ts';
import { checkYamlPlan, planVariable } from './check-yaml-plan.ts';
import { readEntries } from './plan-values.ts';
import { isStepKind } from './step-kinds.ts';
import {
  type PlanEntry,
  type PlanName,
  type PlanParameter,
  type PlanStep,
  type PlanValue,
  planEntry,
  stringOf,
  type YamlPlan,
  type YamlPlanProblem,
} from './yaml-plan.ts';

/** Keys at the top of a plan whose strings Bolt does not evaluate. */
const neverEvaluated: ReadonlySet<string> = new Set(['description', 'parameters', 'private', 'version']);

/** What reading a plan gives. */
export interface ReadPlan {
  readonly plan: YamlPlan;
  readonly problems: readonly YamlPlanProblem[];
}

/** Plans that were read last: of one text an editor wants several things, an index another, one after the other. */
const recent: { readonly text: string; readonly name: string; readonly read: ReadPlan }[] = [];
const mostRecent = 4;

/**
 * Reads a YAML plan and finds everything for which Bolt would refuse to load it. Never throws.
 * `name` is the plan's full name, `module::name`.
 */
export function readYamlPlan(text: string, name: string): ReadPlan {
  const known = recent.find((each) => each.name === name && each.text === text);
  if (known !== undefined) return known.read;
  const read = readAnew(text, name);
  recent.unshift({ text, name, read });
  recent.length = Math.min(recent.length, mostRecent);
  return read;
}

function readAnew(text: string, name: string): ReadPlan {
  const { root, faults } = readYamlTree(text);
  const map = root?.kind === 'map' ? root : undefined;
  const entries = readEntries(map, text, (key) => !neverEvaluated.has(key));
  const isPrivate = planEntry(entries, 'private')?.value;
  const plan: YamlPlan = {
    source: text,
    name,
    parameters: parametersOf(planEntry(entries, 'parameters')?.value),
    isPrivate: isPrivate?.kind === 'scalar' && typeof isPrivate.value === 'boolean' ? isPrivate.value : undefined,
    description: stringOf(planEntry(entries, 'description')?.value),
    steps: stepsOf(entries),
    return: planEntry(entries, 'return')?.value,
    entries,
    root,
    map,
  };
  return { plan, problems: checkYamlPlan(plan, faults) };
}

function parametersOf(value: PlanValue | undefined): readonly PlanParameter[] {
  if (value?.kind !== 'hash') return [];
  return value.entries.map((entry): PlanParameter => {
    const { key, keySpan, start, end } = entry;
    const own = entry.value?.kind === 'hash' ? entry.value.entries : [];
    const type = planEntry(own, 'type')?.value;
    const given = planEntry(own, 'default')?.value;
    const description = stringOf(planEntry(own, 'description')?.value);
    return {
      name: { value: key, ...keySpan },
      ...(type?.kind === 'string' ? { type } : {}),
      ...(given === undefined || (given.kind === 'scalar' && given.value === null) ? {} : { default: given }),
      ...(description === undefined ? {} : { description }),
      span: { start, end },
      entries: own,
    };
  });
}

function stepsOf(top: readonly PlanEntry[]): readonly PlanStep[] {
  const list = planEntry(top, 'steps')?.value;
  if (list?.kind !== 'list') return [];
  return list.items.flatMap((item, index): readonly PlanStep[] => {
    if (item.kind !== 'hash') return [];
    const { entries, start, end } = item;
    const kinds = [...new Set(entries.map((entry) => entry.key).filter(isStepKind))];
    const kind = kinds.length === 1 ? kinds[0] : undefined;
    return [{ number: index + 1, kind, name: nameOf(entries), entries, start, end }];
  });
}

function nameOf(entries: readonly PlanEntry[]): PlanName | undefined {
  const value = planEntry(entries, 'name')?.value;
  if (value?.kind !== 'string' || !planVariable.test(value.value)) return undefined;
  return { value: value.value, ...value.inner };
}

/**
 * The name under which Bolt finds the plan in `path`, a path below `plans/` with its extension. Only the `init` at the
 * top has the module's own name.
 */
export function yamlPlanName(module: string, path: string): string {
  const stem = path.replace(/\.yaml$/, '');
  return stem === 'init' ? module : [module, ...stem.split('/')].join('::');
}
