import { type Parsed, parse } from '../../orchestrator-core/language/index.ts';
import {
  type PlanEntry,
  type PlanString,
  type PlanValue,
  type PuppetView,
  puppetViewOf,
  readYamlPlan,
  type YamlPlan,
  type YamlPlanProblem,
} from '../../orchestrator-core/plans/index.ts';
import type { Source } from '../documents/overlay.ts';
import { type Span, touches } from '../documents/words.ts';

/** A plan as Puppet source: what that parses to, and the way back into the YAML. */
export interface PlanView {
  readonly view: PuppetView;
  readonly parsed: Parsed;
}

/** One version of a YAML plan. What is asked about it is found out when it is first asked, once. */
export interface YamlPlanDocument {
  readonly source: Source;
  readonly plan: YamlPlan;
  /** What Bolt would refuse. */
  readonly problems: readonly YamlPlanProblem[];
  /** Without the code that does not parse. */
  readonly sound: () => PlanView;
  /** With all code as it is written. */
  readonly whole: () => PlanView;
}

/** Reads a YAML plan; never fails. `name` is the plan's full name. */
export function readPlanDocument(source: Source, name: string): YamlPlanDocument {
  const { plan, problems } = readYamlPlan(source.text, name);
  const make = (broken: 'kept' | 'left out') => {
    let made: PlanView | undefined;
    return () => {
      if (made === undefined) {
        const view = puppetViewOf(plan, broken);
        made = { view, parsed: parse(view.text, { tasks: true }) };
      }
      return made;
    };
  };
  const whole = make('kept');
  const isBroken = problems.some((problem) => problem.code === 'yaml-plan-expression');
  return { source, plan, problems, whole, sound: isBroken ? make('left out') : whole };
}

/** Where the source of a view would stand if the plan were written in the Puppet language. */
export function pathOfView({ source }: YamlPlanDocument): string {
  return source.path.replace(/\.yaml$/, '.pp');
}

/** The string around `offset`, with the keys that lead to it. */
export function stringAt(
  plan: YamlPlan,
  offset: number,
): { readonly string: PlanString; readonly keys: readonly string[] } | undefined {
  return inEntries(plan.entries, offset, []);
}

type Found = ReturnType<typeof stringAt>;

function inEntries(entries: readonly PlanEntry[], offset: number, keys: readonly string[]): Found {
  for (const entry of entries) {
    const found = inValue(entry.value, offset, [...keys, entry.key]);
    if (found !== undefined) return found;
  }
  return undefined;
}

function inValue(value: PlanValue | undefined, offset: number, keys: readonly string[]): Found {
  if (value === undefined || !touches(value, offset)) return undefined;
  if (value.kind === 'string') return { string: value, keys };
  if (value.kind === 'hash') return inEntries(value.entries, offset, keys);
  if (value.kind !== 'list') return undefined;
  for (const item of value.items) {
    const found = inValue(item, offset, keys);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** Where something of a view stands in the document; undefined where nothing was written for it. */
export function placeOf({ view }: PlanView, span: Span): Span | undefined {
  const found = view.toDocument(span);
  return found === undefined || found.end <= found.start ? undefined : found;
}
