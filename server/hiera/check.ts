import { joinPath, nearest, parentPath } from '../../orchestrator-core/common/index.ts';
import {
  checkShape,
  type YamlNode,
  type YamlScalar,
  yamlEntry,
  yamlValue,
} from '../../orchestrator-core/project/index.ts';
import type { Problem, Span } from '../documents/words.ts';
import type { Workspace } from '../documents/workspace.ts';
import { yamlProblem } from '../yaml/codes.ts';
import type { YamlDocument } from '../yaml/document.ts';
import { guideAt, type YamlPath } from '../yaml/guide.ts';
import { nodeAt, spanAt } from '../yaml/nodes.ts';
import { syntaxProblems } from '../yaml/syntax-problems.ts';
import { functionKeys, hieraGuide, hieraShape, locationKeys } from './guide.ts';
import { datadirOf, directoryOf, filesOf, type Level, levelsOf } from './levels.ts';

/** Whose data a configuration is about, as far as the files beside it tell. */
type Layer = 'module' | 'environment' | 'project' | 'unknown';

/** Finds out whose configuration a file is. */
async function layerOf(workspace: Workspace, path: string): Promise<Layer> {
  const directory = parentPath(path);
  const has = async (name: string) => (await workspace.files.stat(joinPath(directory, name)))?.kind === 'file';
  if (await has('bolt-project.yaml')) return 'project';
  if ((await has('environment.conf')) || (await has('Puppetfile'))) return 'environment';
  return (await has('metadata.json')) ? 'module' : 'unknown';
}

/** What Puppet or Bolt would refuse in `hiera.yaml`, and data directories that are not there. */
export async function checkHiera(workspace: Workspace, document: YamlDocument): Promise<readonly Problem[]> {
  const { root, source } = document;
  // Aliases are read: `safe_load` is told to allow them.
  const syntax = syntaxProblems({ ...document, faults: document.faults.filter(({ kind }) => kind !== 'alias') }, '');
  if (document.faults.some(({ kind }) => kind === 'syntax')) return syntax;
  if (root === undefined || root.kind !== 'map') {
    const span = { start: root?.start ?? 0, end: Math.max(root?.end ?? 0, Math.min(1, source.text.length)) };
    if (root === undefined && source.text.trim() === '') return syntax;
    return [
      ...syntax,
      yamlProblem('hiera-shape', span, 'The file has no hash: Puppet takes it for an empty configuration of Hiera 3'),
    ];
  }
  const layer = await layerOf(workspace, source.path);
  const version = versionProblems(root, layer);
  if (version !== undefined) return [...syntax, ...version];
  if (document.faults.some(({ kind }) => kind === 'alias')) return syntax;
  return [
    ...syntax,
    ...shapeProblems(document),
    ...levelsOf(root).flatMap((level, index, all) => checkLevel(root, level, all.slice(0, index), layer)),
    ...checkDefaults(root),
    ...checkDefaultHierarchy(root, layer),
    ...checkInterpolations(root),
    ...(await checkDirectories(workspace, document)),
  ];
}

/** What there is to say of another version, of which nothing else is known; undefined for version 5. */
function versionProblems(root: YamlNode, layer: Layer): readonly Problem[] | undefined {
  const entry = yamlEntry(root, 'version') ?? yamlEntry(root, ':version');
  const written = yamlValue(entry?.value);
  const version = written === null ? 3 : Number.parseInt(String(written), 10) || 0;
  if (version === 5) return undefined;
  const first = root.kind === 'map' ? root.entries[0]?.key : undefined;
  const span = entry?.value ?? entry?.key ?? first ?? { start: 0, end: 0 };
  if (span.end <= span.start) return [];
  const said = (message: string, severity: 'error' | 'information') => [
    yamlProblem('hiera-version', span, message, { severity }),
  ];
  if (layer === 'project') return said(`Hiera v5 is required, found v${version}`, 'error');
  if (version === 3 && layer !== 'unknown') {
    const article = layer === 'environment' ? 'an' : 'a';
    return said(`hiera.yaml version 3 cannot be used in ${article} ${layer}. Begin with 'version: 5'`, 'error');
  }
  if (version === 3)
    return said(
      'This is a configuration of Hiera 3, which is not checked. Version 5 begins with version: 5',
      'information',
    );
  if (version === 4) return said('This is a configuration of Hiera 4, which is not checked', 'information');
  return said(`This runtime does not support hiera.yaml version ${version}`, 'error');
}

function shapeProblems({ root, source }: YamlDocument): readonly Problem[] {
  const { errors, unknown } = checkShape(yamlValue(root), hieraShape);
  // Without anything behind them Puppet puts its own in their place.
  const isLeftOut = (path: YamlPath) =>
    (path[0] === 'defaults' || path[0] === 'hierarchy') && path.length === 1 && yamlValue(nodeAt(root, path)) === null;
  const real = errors.filter(({ path }) => !isLeftOut(path));
  const wrong = real.map(({ path, message }) => yamlProblem('hiera-shape', spanAt(root, path), message));
  const odd = unknown.flatMap(({ path }): readonly Problem[] => {
    const key = String(path.at(-1));
    const owner = path.slice(0, -1);
    const entry = yamlEntry(nodeAt(root, owner), key);
    if (entry === undefined) return [];
    const meant = nearest(key, Object.keys(guideAt(hieraGuide, owner)?.keys ?? {}));
    const span = entry.key.inner;
    const hint = meant === undefined ? '' : `. Did you mean '${meant}'?`;
    const fixes =
      meant === undefined
        ? {}
        : {
            fixes: [
              { title: `Replace with '${meant}'`, files: [{ path: source.path, changes: [{ ...span, text: meant }] }] },
            ],
          };
    return [yamlProblem('hiera-unknown-key', span, `unrecognized key '${key}'${hint}`, fixes)];
  });
  return [...wrong, ...odd];
}

function checkLevel(root: YamlNode, level: Level, before: readonly Level[], layer: Layer): readonly Problem[] {
  const { node, name, hierarchy } = level;
  const problems: Problem[] = [];
  const fail = (span: Span, message: string) => problems.push(yamlProblem('hiera-entry', span, message));
  const called = name?.text ?? '';
  const first = name?.inner ?? node.entries[0]?.key ?? node;
  const keyOf = (key: string) => yamlEntry(node, key)?.key;
  const functions = [...functionKeys, 'v4_data_hash'].flatMap((key) => keyOf(key) ?? []);
  const defaults = yamlEntry(root, 'defaults')?.value;
  // Without defaults Puppet has its own: yaml_data.
  const hasDefault = yamlValue(defaults) === null || functionKeys.some((key) => yamlEntry(defaults, key) !== undefined);
  if (functions.length === 0 && !hasDefault)
    fail(first, `One of ${listed(functionKeys)} must be defined in hierarchy '${called}'`);
  if (functions[1] !== undefined)
    fail(functions[1].inner, `Only one of ${listed(functionKeys)} can be defined in hierarchy '${called}'`);
  const locations = locationKeys.flatMap((key) => keyOf(key) ?? []).sort((a, b) => a.start - b.start);
  if (locations[1] !== undefined)
    fail(locations[1].inner, `Only one of ${listed(locationKeys)} can be defined in hierarchy '${called}'`);
  if (before.some((other) => other.hierarchy === hierarchy && name !== undefined && other.name?.text === called)) {
    fail(first, `Hierarchy name '${called}' defined more than once`);
  }
  const backend = yamlEntry(node, 'hiera3_backend');
  // The configuration of a Bolt project is Puppet's global one.
  if (backend !== undefined && (layer === 'module' || layer === 'environment')) {
    fail(backend.key.inner, "'hiera3_backend' is only allowed in the global layer");
  } else if (backend?.value?.kind === 'scalar' && /^(?:json|yaml|hocon)$/.test(backend.value.text)) {
    const { text } = backend.value;
    fail(backend.value.inner, `Use "data_hash: ${text}_data" instead of "hiera3_backend: ${text}"`);
  }
  const mapped = yamlEntry(node, 'mapped_paths')?.value;
  if (mapped?.kind === 'list' && mapped.items.length !== 3)
    fail(mapped, 'mapped_paths has three strings: a variable, a name, and a path with that name');
  for (const key of ['paths', 'globs', 'uris']) {
    const list = yamlEntry(node, key)?.value;
    if (list?.kind === 'list' && list.items.length === 0) fail(list, `${key} must have at least one entry`);
  }
  const options = yamlEntry(node, 'options')?.value;
  for (const entry of reservedOptions(options))
    fail(entry, `Option key '${entry.text}' used in hierarchy '${called}' is reserved by Puppet`);
  return problems;
}

function checkDefaults(root: YamlNode): readonly Problem[] {
  const defaults = yamlEntry(root, 'defaults')?.value;
  const [, second] = functionKeys.flatMap((key) => yamlEntry(defaults, key)?.key ?? []);
  const several =
    second === undefined
      ? []
      : [yamlProblem('hiera-entry', second.inner, `Only one of ${listed(functionKeys)} can be defined in defaults`)];
  const options = yamlEntry(defaults, 'options')?.value;
  const reserved = reservedOptions(options).map((key) =>
    yamlProblem('hiera-entry', key.inner, `Option key '${key.text}' used in defaults is reserved by Puppet`),
  );
  return [...several, ...reserved];
}

function reservedOptions(options: YamlNode | undefined): readonly YamlScalar[] {
  return ['path', 'uri'].flatMap((key) => yamlEntry(options, key)?.key ?? []);
}

function checkDefaultHierarchy(root: YamlNode, layer: Layer): readonly Problem[] {
  const entry = yamlEntry(root, 'default_hierarchy');
  if (entry === undefined || layer === 'module' || layer === 'unknown') return [];
  return [yamlProblem('hiera-entry', entry.key.inner, "'default_hierarchy' is only allowed in the module layer")];
}

/** In `hiera.yaml` variables can be put into texts, and nothing be looked up. */
function checkInterpolations(root: YamlNode): readonly Problem[] {
  const problems: Problem[] = [];
  const visit = (node: YamlNode | undefined): void => {
    if (node?.kind === 'list') for (const item of node.items) visit(item);
    if (node?.kind === 'map') for (const { value } of node.entries) visit(value);
    if (node?.kind !== 'scalar' || typeof node.value !== 'string' || !node.value.includes('%{')) return;
    const opened = node.text.lastIndexOf('%{');
    if (!node.text.includes('}', opened)) {
      problems.push(
        yamlProblem('hiera-interpolation', node.inner, "'%{' is not closed with '}', so that it stays as it is", {
          severity: 'warning',
        }),
      );
    }
    for (const [, inner = ''] of node.text.matchAll(/%\{([^}]*)\}/g)) {
      const method = /^(\w+)\((?:"[^"]+"|'[^']+')\)$/.exec(inner.trim())?.[1];
      if (method === undefined) continue;
      const message = `Interpolation using method syntax is not allowed in this context: '${method}' works in data files`;
      problems.push(yamlProblem('hiera-interpolation', node.inner, message));
    }
  };
  visit(root);
  return problems;
}

async function checkDirectories(workspace: Workspace, { root, source }: YamlDocument): Promise<readonly Problem[]> {
  const home = parentPath(source.path);
  const seen = new Map<string, Span>();
  for (const level of levelsOf(root)) {
    if (filesOf(level).length === 0 && !['glob', 'globs', 'mapped_paths'].some((key) => yamlEntry(level.node, key)))
      continue;
    const written = datadirOf(root, level.node);
    const directory = directoryOf(home, written);
    const span = written?.inner ?? yamlEntry(root, level.hierarchy)?.key.inner;
    if (directory !== undefined && span !== undefined && !seen.has(directory)) seen.set(directory, span);
  }
  const missing = [...seen].map(async ([directory, span]): Promise<readonly Problem[]> => {
    if ((await workspace.files.stat(directory))?.kind === 'directory') return [];
    return [yamlProblem('missing-data-directory', span, `There is no directory ${directory}`)];
  });
  return (await Promise.all(missing)).flat();
}

/** Words as Puppet lists them. */
function listed(words: readonly string[]): string {
  return `${words.slice(0, -1).join(', ')}, or ${words.at(-1)}`;
}
