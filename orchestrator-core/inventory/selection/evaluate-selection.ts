import { type Json, nearest, OrchestratorError, type Random } from '../../common/index.ts';
import { compareFact } from './compare-fact.ts';
import { type Condition, type NameTest, testsOf } from './condition.ts';
import { parseSelection } from './parse-selection.ts';
import { placeDetails, SelectionFault, selectionError, type WordPlace } from './place.ts';
import type { Batch, NamedWords, Rerun, Selection } from './selection.ts';
import { takeNodes } from './take-nodes.ts';

/** What a selection is asked of. What a port throws is what is wrong, and is passed on. */
export interface SelectionPorts {
  /** The names that words mean by Bolt's rules. @throws OrchestratorError `bolt.inventory/wildcard-error` */
  names(words: readonly string[]): readonly string[] | Promise<readonly string[]>;
  /** Every node of the directory. */
  everyone(): Promise<readonly string[]>;
  /** The certnames that a query finds. @throws OrchestratorError what is wrong with it. */
  query(pql: string): Promise<readonly string[]>;
  /** The value of a fact, by its name or its dotted path, of every node that has it. */
  fact(path: string): Promise<ReadonlyMap<string, Json>>;
  /** The nodes with a class of that name, in lower case. */
  withClass(name: NameTest): Promise<ReadonlySet<string>>;
  /** What a node's agent can do. */
  agents(node: string): readonly string[];
  /** The names of the nodes of the last run, or of a job. @throws OrchestratorError where there is none. */
  rerun(rerun: Pick<Rerun, 'which' | 'job'>): Promise<readonly string[]>;
  /** The words of all saved selections, by name. */
  saved(): Promise<ReadonlyMap<string, readonly string[]>>;
  readonly random: Random;
}

/** The nodes that a selection means now. */
export interface SelectedNodes {
  /** Each once, in order. */
  readonly names: readonly string[];
  /** How they are to begin, where the selection says so. */
  readonly batch?: Batch;
}

/**
 * The nodes that the words of a selection mean: those that are named, in order, as far as the filters hold; every node of
 * the directory where nothing names any.
 * @throws OrchestratorError `baton/selection-error`, and what the ports throw, with the place in its details
 * ({@link placeDetails}).
 */
export async function evaluateSelection(words: readonly string[], ports: SelectionPorts): Promise<SelectedNodes> {
  const parsed = parseSelection(words);
  if (!parsed.ok) throw selectionError(parsed.problem, words);
  const { selection } = parsed;
  try {
    return await nodesOf(selection, ports, []);
  } catch (error) {
    if (error instanceof SelectionFault) throw selectionError(error, words);
    if (!(error instanceof PlacedError)) throw error;
    const { kind, message, details, issueCode, cause } = error.reason;
    throw new OrchestratorError(kind, message, {
      details: { ...details, ...placeDetails(error.place, words) },
      cause,
      ...(issueCode === undefined ? {} : { issueCode }),
    });
  }
}

/** What a port says against a part of the words. */
class PlacedError extends Error {
  readonly reason: OrchestratorError;
  readonly place: WordPlace;

  constructor(reason: OrchestratorError, place: WordPlace) {
    super(reason.message);
    this.reason = reason;
    this.place = place;
  }
}

async function placed<T>(place: WordPlace, ask: () => T | Promise<T>): Promise<T> {
  try {
    return await ask();
  } catch (error) {
    throw error instanceof OrchestratorError ? new PlacedError(error, place) : error;
  }
}

async function nodesOf(selection: Selection, ports: SelectionPorts, within: readonly string[]): Promise<SelectedNodes> {
  const { names: named, batch: saved } = await candidates(selection, ports, within);
  const excluded = new Set(await wordNames(selection.excluded, ports));
  const holds = await tester({ kind: 'and', of: selection.filters }, ports);
  const found = [...new Set(named)].filter((name) => !excluded.has(name) && holds(name));
  const names = selection.limit === undefined ? found : takeNodes(found, selection.limit, ports.random);
  const batch = selection.batch ?? saved;
  return batch === undefined ? { names } : { names, batch };
}

/** Everybody who is named, before the filters, and how a saved selection has them begin. */
async function candidates(
  selection: Selection,
  ports: SelectionPorts,
  within: readonly string[],
): Promise<SelectedNodes> {
  const { words, query, rerun, saved } = selection;
  if (words.length === 0 && query === undefined && rerun === undefined && saved.length === 0) {
    return { names: selection.choosesNobody ? [] : await ports.everyone() };
  }
  const [named, queried, again, kept] = await Promise.all([
    wordNames(words, ports),
    query === undefined ? [] : placed(query.place, () => ports.query(query.pql)),
    rerun === undefined ? [] : placed(rerun.place, () => ports.rerun(rerun)),
    Promise.all(saved.map(({ name, place }) => savedNodes(name, place, ports, within))),
  ]);
  // Certnames are words too: one may be an alias.
  const others = await ports.names([...queried, ...again]);
  const names = [...named, ...others, ...kept.flatMap((each) => each.names)];
  const batch = kept.find((each) => each.batch !== undefined)?.batch;
  return batch === undefined ? { names } : { names, batch };
}

async function wordNames(words: readonly NamedWords[], ports: SelectionPorts): Promise<readonly string[]> {
  const found = await Promise.all(words.map(({ text, place }) => placed(place, () => ports.names([text]))));
  return found.flat();
}

async function savedNodes(
  name: string,
  place: WordPlace,
  ports: SelectionPorts,
  within: readonly string[],
): Promise<SelectedNodes> {
  if (within.includes(name)) {
    throw new SelectionFault(`The saved selection '${name}' means itself: ${[...within, name].join(' → ')}.`, place);
  }
  const all = await placed(place, () => ports.saved());
  const words = all.get(name);
  if (words === undefined) {
    const meant = nearest(name, all.keys());
    const hint = meant === undefined ? '' : ` Did you mean '${meant}'?`;
    throw new SelectionFault(`There is no saved selection '${name}'.${hint}`, place);
  }
  const parsed = parseSelection(words);
  if (!parsed.ok) throw new SelectionFault(`In the saved selection '${name}': ${parsed.problem.message}`, place);
  try {
    return await nodesOf(parsed.selection, ports, [...within, name]);
  } catch (error) {
    // A place in the words of the saved selection is none in these.
    if (error instanceof SelectionFault) throw new SelectionFault(error.message, place);
    throw error instanceof PlacedError ? new PlacedError(error.reason, place) : error;
  }
}

type Tester = (name: string) => boolean;

/** Asks for everything that the condition is about, once for all nodes. */
async function tester(condition: Condition, ports: SelectionPorts): Promise<Tester> {
  const facts = new Map<string, Promise<ReadonlyMap<string, Json>>>();
  const classes = new Map<Condition, Promise<ReadonlySet<string>>>();
  for (const test of testsOf(condition)) {
    if (test.kind === 'fact' && !facts.has(test.fact)) facts.set(test.fact, ports.fact(test.fact));
    else if (test.kind === 'class') classes.set(test, ports.withClass(test.name));
  }
  // Together, so that each that fails was waited for.
  const [found, having] = await Promise.all([settled(facts), settled(classes)]);
  return compile(condition, { facts: found, classes: having, agents: ports.agents });
}

async function settled<K, V>(pending: ReadonlyMap<K, Promise<V>>): Promise<ReadonlyMap<K, V>> {
  return new Map(await Promise.all([...pending].map(async ([key, value]): Promise<[K, V]> => [key, await value])));
}

interface Known {
  readonly facts: ReadonlyMap<string, ReadonlyMap<string, Json>>;
  readonly classes: ReadonlyMap<Condition, ReadonlySet<string>>;
  readonly agents: SelectionPorts['agents'];
}

function compile(condition: Condition, known: Known): Tester {
  switch (condition.kind) {
    case 'and': {
      const testers = condition.of.map((each) => compile(each, known));
      return (name) => testers.every((holds) => holds(name));
    }
    case 'or': {
      const testers = condition.of.map((each) => compile(each, known));
      return (name) => testers.some((holds) => holds(name));
    }
    case 'not': {
      const holds = compile(condition.of, known);
      return (name) => !holds(name);
    }
    case 'fact': {
      const values = known.facts.get(condition.fact);
      return (name) => compareFact(values?.get(name), condition);
    }
    case 'class': {
      const nodes = known.classes.get(condition);
      return (name) => nodes?.has(name) === true;
    }
    case 'agent':
      return (name) => known.agents(name).some((agent) => matchesName(condition.name, agent));
    case 'identity': {
      const { names } = condition;
      const literals = new Set(names.flatMap((test) => (test.kind === 'literal' ? [test.text] : [])));
      const expressions = names.filter((test) => test.kind === 'regex');
      return (name) => literals.has(name) || expressions.some((test) => test.matcher.test(name));
    }
  }
}

/** Whether a name is the one that is asked for. */
export function matchesName(test: NameTest, name: string): boolean {
  return test.kind === 'literal' ? test.text === name : test.matcher.test(name);
}
