import type { Json, Random } from '../common/index.ts';
import { checkPasswords } from '../given-passwords.ts';
import { factPaths, matchesName, type NameTest, type Rerun } from '../inventory/index.ts';
import type { JobKeeper } from '../jobs/index.ts';
import { abortSignalOf } from '../node/index.ts';
import { certnamesIn } from '../plugins/index.ts';
import { lastTargets } from '../rerun-file.ts';
import type { NodeServices } from './node-methods.ts';
import type { SavedSelections } from './saved-selections.ts';
import { createSelector, type Selector, type SelectorPorts } from './selector.ts';

/** What selections of an orchestrator are asked of. */
export interface SelectorServices extends Pick<NodeServices, 'source' | 'agents' | 'nodes'> {
  readonly keeper: Pick<JobKeeper, 'details'>;
  readonly random?: Random;
}

/** The selector over everything that an orchestrator knows of nodes. */
export function nodeSelector(services: SelectorServices, saved: Pick<SavedSelections, 'all'>): Selector {
  const { source, agents, nodes, random = Math.random } = services;
  const ports: SelectorPorts = {
    inventory: () => source.inventory(),
    connected: () => agents.names(),
    away: () => [...agents.gone()],
    everyone: async () => {
      await nodes.renew();
      return [...(await nodes.directory.records()).keys()];
    },
    query: async (query, signal) => {
      const names = await nodes.directory.names();
      const found: string[] = [];
      // Of each page the names alone.
      for await (const { rows } of nodes.queries.pages({ query }, signal && abortSignalOf(signal))) {
        for (const certname of certnamesIn([...rows])) found.push(names.nodeOf(certname));
      }
      return found;
    },
    fact: (path) => factOf(nodes, path),
    knownFacts: () => knownFacts(nodes),
    withClass: (name) => nodesWithClass(services, name),
    agents: (node) => capabilitiesOf(services, node),
    rerun: ({ which, job }) => rerunNodes(services, which, job),
    saved: async () => new Map((await saved.all()).map(({ name, words }) => [name, words])),
    random,
  };
  return createSelector(ports);
}

/** What is found under any spelling of the path, the whole path as a name first. */
async function factOf(nodes: SelectorServices['nodes'], path: string): Promise<ReadonlyMap<string, Json>> {
  const spellings = factPaths(path);
  for (const spelling of spellings) await nodes.renew(spelling);
  const columns = await Promise.all(spellings.map((spelling) => nodes.factColumn(spelling)));
  const found = columns.filter(({ size }) => size > 0);
  const [only] = found;
  return found.length <= 1 ? (only ?? new Map()) : new Map(found.reverse().flatMap((column) => [...column]));
}

/** The deepest facts that are worth advice: `os.distro.release.full`; below are names of interfaces and mounts. */
const deepest = 4;

/** None where a configured PuppetDB cannot be asked: advice is no reason to fail. */
async function knownFacts(nodes: SelectorServices['nodes']): Promise<readonly string[]> {
  try {
    const { rows } = await nodes.queries.answer({ query: ['from', 'fact_paths', ['extract', ['path']]] });
    const paths = rows.flatMap(({ path }) => (Array.isArray(path) && path.length <= deepest ? [path] : []));
    const all = paths.flatMap((path) => path.map((_, index) => path.slice(0, index + 1).join('.')));
    return [...new Set(all)];
  } catch {
    return [];
  }
}

/** By their catalogs, which write each part of a class with a capital letter, and by what their agents say was applied. */
async function nodesWithClass({ nodes }: SelectorServices, name: NameTest): Promise<ReadonlySet<string>> {
  const ofClass: Json = ['=', 'type', 'Class'];
  const ask = async (query: readonly Json[]) => (await nodes.queries.answer({ query })).rows;
  const titles =
    name.kind === 'literal'
      ? [capitalized(name.text)]
      : (await ask(['from', 'resources', ['extract', ['title'], ofClass, ['group_by', 'title']]]))
          .map(({ title }) => String(title))
          .filter((title) => matchesName(name, title.toLowerCase()));
  const wanted: Json = ['and', ofClass, ['in', 'title', ['array', titles]]];
  const rows =
    titles.length === 0
      ? []
      : await ask(['from', 'resources', ['extract', ['certname'], wanted, ['group_by', 'certname']]]);
  const applied = [...nodes.records.all()].filter(([, { classes = [] }]) =>
    classes.some((one) => matchesClass(name, one.toLowerCase())),
  );
  const names = await nodes.directory.names();
  const found = [...rows.map(({ certname }) => String(certname)), ...applied.map(([certname]) => certname)];
  return new Set(found.map((certname) => names.nodeOf(certname)));
}

function matchesClass(name: NameTest, one: string): boolean {
  return name.kind === 'literal' ? name.text.toLowerCase() === one : matchesName(name, one);
}

function capitalized(name: string): string {
  return name.replace(/(^|::)[a-z]/g, (letter) => letter.toUpperCase());
}

/** What a connected agent can do: `pxp`, which all can, its features and its extensions of PXP. */
function capabilitiesOf({ agents, nodes }: SelectorServices, node: string): readonly string[] {
  const connected = agents.get(nodes.directory.lastNames().certnameOf(node));
  if (connected === undefined) return [];
  const { hello } = connected;
  return hello === undefined ? ['pxp'] : ['pxp', ...hello.features, ...hello.extensions];
}

/** The nodes of a job, or the targets of the project's last run. */
async function rerunNodes(
  { keeper, source }: SelectorServices,
  which: Rerun['which'],
  job: string | undefined,
): Promise<readonly string[]> {
  if (job === undefined) return lastTargets((await source.project()).rerunPath, which);
  const { nodes, description } = await keeper.details(job);
  const names = nodes
    .filter(({ state }) => which === 'all' || (state === 'finished') === (which === 'success'))
    .map(({ name }) => name);
  checkPasswords(names, description.passwords);
  return names;
}
