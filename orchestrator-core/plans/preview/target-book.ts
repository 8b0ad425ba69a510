import { isJsonObject, isPlainSelection, type Json } from '../../common/index.ts';
import { hashOf, isRich, type PuppetObject, type PuppetValue, rich, valueOfJson } from '../../language/index.ts';
import { hasReference, isReference } from '../../plugins/index.ts';
import type { KnownInventory, PlanTarget } from '../run/plan-inventory.ts';
import {
  type ChangeKind,
  createInventoryChanges,
  type InventoryChange,
  type MadeChanges,
  madeOnAll,
} from './inventory-changes.ts';
import { join } from './join.ts';
import type { PreviewTargets } from './plan-preview.ts';
import { derived, describe, isKnown, needsOf, shortened, symbolic, unknownOf } from './symbolic.ts';

/**
 * What a plan set on targets so far: of each target its variables and facts, where they are not those of the inventory, and
 * what else it changed for certain.
 */
interface Pages {
  readonly made: MadeChanges;
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
  /**
   * Changes the inventory itself, which keeps it on all ways: after ways that do not is not known what they left. Without
   * `apply` it is not known what the change is.
   */
  change(change: InventoryChange, apply?: () => void): void;
  /** Whether it is not known what a target has of this kind. */
  isOpen(name: string, kind: ChangeKind): boolean;
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

/** A book of what a plan says of targets, over the inventory as it is now. */
export function createTargetBook(inventory: KnownInventory): TargetBook {
  let pages: Pages = { made: new Set(), vars: new Map(), facts: new Map() };
  const changes = createInventoryChanges();
  const note = (change: InventoryChange, isSure: boolean): void => {
    pages = { ...pages, made: changes.note(change, pages.made, isSure) };
  };
  const isOpen = (name: string, kind: ChangeKind): boolean => {
    const open = changes.open(kind, pages.made);
    return open === 'any' || open.has(name);
  };
  let old: ReadonlySet<string> | undefined;
  const namesOf = (words: readonly string[]): Named => {
    old ??= new Set(inventory.select(['all']));
    const moved = [changes.open('group', pages.made), changes.open('target', pages.made)];
    const names = new Set<string>();
    let isSure = true;
    for (const word of words) {
      const found = inventory.select([word]);
      for (const name of found) names.add(name);
      // A name that is none of the inventory is one from here on.
      if (found.length === 1 && found[0] === word) {
        if (!old.has(word)) note({ kind: 'target', target: word, detail: '' }, true);
        continue;
      }
      for (const open of moved) {
        if (open === 'any') return { names: undefined, isSure: false };
        if (open.size > 0) isSure = false;
        for (const name of open) names.add(name);
      }
    }
    return { names: [...names], isSure };
  };
  const vars = (name: string): PuppetValue => pages.vars.get(name) ?? asValue(inventory.target(name).vars);
  const facts = (name: string): PuppetValue => pages.facts.get(name) ?? asValue(inventory.target(name).facts);
  return {
    select: (spec) => select(namesOf, spec),
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
    change: (change, apply) => {
      apply?.();
      note(change, apply !== undefined);
    },
    isOpen,
    pages: () => pages,
    turnTo: (other) => {
      pages = other;
    },
    join: (ways, needs) => {
      pages = {
        made: madeOnAll(ways.map(({ made }) => made)),
        vars: joined({ what: 'vars', plain: vars, of: (each) => each.vars }, ways, needs),
        facts: joined({ what: 'facts', plain: facts, of: (each) => each.facts }, ways, needs),
      };
    },
  };
}

/** What plugins give is not known before they are asked. */
function asValue(data: Json): PuppetValue {
  if (!hasReference(data)) return valueOfJson(data);
  if (isReference(data)) return symbolic({ text: `what the plugin ${String(data['_plugin'])} gives`, needs: [] });
  if (isJsonObject(data)) return hashOf(Object.entries(data).map(([key, each]) => [key, asValue(each)]));
  return (data as readonly Json[]).map(asValue);
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

/** The targets that words mean at most, undefined where that can be all, and whether it is known which of them. */
interface Named {
  readonly names: readonly string[] | undefined;
  readonly isSure: boolean;
}

type Ask = (words: readonly string[]) => Named;

/** A TargetSpec as far as it is known. */
function select(ask: Ask, spec: PuppetValue): PreviewTargets {
  let isSure = isKnown(spec) && !hasOptions(spec);
  const found = bounds((words) => {
    const answer = ask(words);
    isSure &&= answer.isSure;
    return answer.names;
  }, spec);
  if (isSure) return { kind: 'known', names: found ?? [] };
  return {
    kind: 'unknown',
    text: shortened(describe(spec)),
    needs: needsOf(spec),
    ...(found !== undefined && { among: found }),
  };
}

/** Whether targets are chosen by facts, queries and the like, which are looked at when the plan runs. */
function hasOptions(spec: PuppetValue): boolean {
  if (typeof spec === 'string') return !isPlainSelection([spec]);
  return Array.isArray(spec) && (spec as readonly PuppetValue[]).some(hasOptions);
}

/** The names that a specification means, or means at most; undefined where nothing says. */
function bounds(
  ask: (words: readonly string[]) => readonly string[] | undefined,
  spec: PuppetValue,
): readonly string[] | undefined {
  const all = (specs: readonly PuppetValue[]): readonly string[] | undefined => {
    const names = new Set<string>();
    for (const each of specs) {
      const found = bounds(ask, each);
      if (found === undefined) return undefined;
      for (const name of found) names.add(name);
    }
    return [...names];
  };
  if (hasOptions(spec)) return undefined;
  const { shape } = unknownOf(spec) ?? {};
  if (shape !== undefined) return shape.kind === 'some' || shape.kind === 'one' ? all(shape.of) : undefined;
  if (unknownOf(spec) !== undefined) return undefined;
  if (Array.isArray(spec)) return all(spec as readonly PuppetValue[]);
  if (isTarget(spec)) return typeof spec.attributes['name'] === 'string' ? [spec.attributes['name']] : undefined;
  if (typeof spec !== 'string') return [];
  const words = spec.split(/[\s,]+/).filter((word) => word !== '');
  return words.length === 0 ? [] : ask(words);
}
