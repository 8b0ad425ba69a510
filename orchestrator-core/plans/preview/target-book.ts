import type { JsonObject } from '../../common/index.ts';
import { hashOf, isRich, type PuppetObject, type PuppetValue, rich } from '../../language/index.ts';
import type { PlanInventory, PlanTarget } from '../run/plan-inventory.ts';
import { join } from './join.ts';
import type { PreviewTargets } from './plan-preview.ts';
import { derived, describe, isKnown, needsOf, shortened, unknownOf } from './symbolic.ts';

/** What a plan set on targets so far: of each target its variables and facts, where they are not those of the inventory. */
interface Pages {
  readonly vars: ReadonlyMap<string, PuppetValue>;
  readonly facts: ReadonlyMap<string, PuppetValue>;
}

/** The inventory as the plan leaves it at a place: on ways that may not be gone a plan changes it, too. */
export interface TargetBook {
  /** The targets that a TargetSpec means now. @throws OrchestratorError where it means none. */
  select(spec: PuppetValue): PreviewTargets;
  /** @throws OrchestratorError when there is no target of that name. */
  target(name: string): PlanTarget;
  vars(name: string): PuppetValue;
  facts(name: string): PuppetValue;
  setVar(name: string, key: string, value: PuppetValue): void;
  /** Deep, as `add_facts` adds them; facts that are not known make all of them unknown. */
  addFacts(name: string, facts: PuppetValue): void;
  /** What is set now, to come back to. */
  pages(): Pages;
  turnTo(pages: Pages): void;
  /** What can be said when one of several ways was gone. */
  join(ways: readonly Pages[], needs: readonly string[]): void;
}

const targetType = { kind: 'Object', name: 'Target', parameters: '' } as const;

/** The value that stands for a target. */
export function targetValue(name: string, safeName: string = name): PuppetValue {
  return { [rich]: 'Object', type: targetType, attributes: { name, safe_name: safeName } };
}

/** Whether a value is a target that is known. */
export function isTarget(value: PuppetValue): value is PuppetValue & { readonly attributes: PuppetObject } {
  return isRich(value) && value[rich] === 'Object' && value.type.name === 'Target';
}

export function createTargetBook(inventory: PlanInventory): TargetBook {
  let pages: Pages = { vars: new Map(), facts: new Map() };
  const vars = (name: string): PuppetValue => pages.vars.get(name) ?? asValue(inventory.target(name).vars);
  const facts = (name: string): PuppetValue => pages.facts.get(name) ?? asValue(inventory.target(name).facts);
  return {
    select: (spec) => select(inventory, spec),
    target: (name) => inventory.target(name),
    vars,
    facts,
    setVar: (name, key, value) => {
      const before = vars(name);
      const next = isHash(before) ? hashOf([...Object.entries(before), [key, value]]) : before;
      pages = { ...pages, vars: new Map(pages.vars).set(name, next) };
    },
    addFacts: (name, added) => {
      pages = { ...pages, facts: new Map(pages.facts).set(name, merged(name, facts(name), added)) };
    },
    pages: () => pages,
    turnTo: (other) => {
      pages = other;
    },
    join: (ways, needs) => {
      pages = {
        vars: joined({ what: 'vars', plain: vars, of: (each) => each.vars }, ways, needs),
        facts: joined({ what: 'facts', plain: facts, of: (each) => each.facts }, ways, needs),
      };
    },
  };
}

function asValue(data: JsonObject): PuppetValue {
  return data as PuppetObject;
}

function isHash(value: PuppetValue): value is PuppetObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !isRich(value);
}

function merged(name: string, before: PuppetValue, added: PuppetValue): PuppetValue {
  if (!isHash(before) || !isHash(added)) return derived(`${name}.facts`, [before, added], 'Hash');
  const result: Record<string, PuppetValue> = { ...before };
  for (const [key, value] of Object.entries(added)) {
    const old = result[key];
    result[key] = old !== undefined && isHash(old) && isHash(value) ? merged(`${name}.${key}`, old, value) : value;
  }
  return result;
}

/** What is not the same on all ways is not known after them. */
function joined(
  { what, plain, of }: Kind,
  ways: readonly Pages[],
  needs: readonly string[],
): ReadonlyMap<string, PuppetValue> {
  const result = new Map<string, PuppetValue>();
  for (const name of new Set(ways.flatMap((way) => [...of(way).keys()]))) {
    const values = ways.map((way) => of(way).get(name) ?? plain(name));
    result.set(name, join(values, { text: `${name}.${what}`, needs }));
  }
  return result;
}

interface Kind {
  readonly what: string;
  readonly plain: (name: string) => PuppetValue;
  readonly of: (pages: Pages) => ReadonlyMap<string, PuppetValue>;
}

/** A TargetSpec as far as it is known. */
function select(inventory: PlanInventory, spec: PuppetValue): PreviewTargets {
  const found = bounds(inventory, spec);
  if (isKnown(spec)) return { kind: 'known', names: found ?? [] };
  return {
    kind: 'unknown',
    text: shortened(describe(spec)),
    needs: needsOf(spec),
    ...(found !== undefined && { among: found }),
  };
}

/** The names that a specification means, or means at most; undefined where nothing says. */
function bounds(inventory: PlanInventory, spec: PuppetValue): readonly string[] | undefined {
  const all = (specs: readonly PuppetValue[]): readonly string[] | undefined => {
    const names = new Set<string>();
    for (const each of specs) {
      const found = bounds(inventory, each);
      if (found === undefined) return undefined;
      for (const name of found) names.add(name);
    }
    return [...names];
  };
  const { shape } = unknownOf(spec) ?? {};
  if (shape !== undefined) return shape.kind === 'some' || shape.kind === 'one' ? all(shape.of) : undefined;
  if (unknownOf(spec) !== undefined) return undefined;
  if (Array.isArray(spec)) return all(spec as readonly PuppetValue[]);
  if (isTarget(spec)) return typeof spec.attributes['name'] === 'string' ? [spec.attributes['name']] : undefined;
  if (typeof spec !== 'string') return [];
  const words = spec.split(/[\s,]+/).filter((word) => word !== '');
  return words.length === 0 ? [] : inventory.select(words);
}
