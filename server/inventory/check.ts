import { nearest, rubyClass } from '../../orchestrator-core/common/index.ts';
import { inventoryShape } from '../../orchestrator-core/inventory/index.ts';
import { checkShape, type YamlMap, yamlEntry, yamlValue } from '../../orchestrator-core/project/index.ts';
import type { Problem } from '../documents/words.ts';
import { yamlProblem } from '../yaml/codes.ts';
import type { YamlDocument } from '../yaml/document.ts';
import { guideAt } from '../yaml/guide.ts';
import { nodeAt, spanAt } from '../yaml/nodes.ts';
import { syntaxProblems } from '../yaml/syntax-problems.ts';
import { checkNames } from './check-names.ts';
import { checkOptions } from './check-options.ts';
import { inventoryGuide } from './guide.ts';
import { inventoryModel } from './model.ts';

/** What Bolt would refuse or warn of in an inventory, each at its place. */
export function checkInventory(document: YamlDocument): readonly Problem[] {
  const { root, source } = document;
  const syntax = syntaxProblems(document, 'inventories');
  if (document.faults.some((fault) => fault.kind !== 'duplicate')) return syntax;
  if (root === undefined || (root.kind === 'scalar' && root.value === null)) return syntax;
  if (root.kind !== 'map') {
    const kind = rubyClass(yamlValue(root));
    const span = { start: root.start, end: Math.min(root.end, source.text.length) };
    return [...syntax, yamlProblem('inventory-shape', span, `Content should be a Hash or empty, not ${kind}`)];
  }
  const { all } = inventoryModel(document);
  return [...syntax, ...checkVersion(root), ...shapeProblems(document), ...checkNames(all), ...checkOptions(all)];
}

function checkVersion(root: YamlMap): readonly Problem[] {
  const version = yamlEntry(root, 'version');
  const nodes = yamlEntry(root, 'nodes');
  if (version?.value !== undefined && yamlValue(version.value) !== 2) {
    const written = yamlValue(version.value);
    if (typeof written === 'number') {
      const message = `Unsupported version ${written} specified in inventory: Bolt reads version 2`;
      return [yamlProblem('inventory-version', version.value, message)];
    }
  }
  if (nodes === undefined) return [];
  const message =
    "Found 'nodes' key in group all. This looks like a v1 inventory file, which is no longer supported by Bolt: nodes are targets now";
  return [yamlProblem('inventory-version', nodes.key.inner, message)];
}

function shapeProblems({ root, source }: YamlDocument): readonly Problem[] {
  const { errors, unknown } = checkShape(yamlValue(root), inventoryShape);
  const wrong = errors
    // Names are told of by their own rule.
    .filter(({ message }) => !/is missing required keys name$/.test(message))
    .map(({ path, message }) => yamlProblem('inventory-shape', spanAt(root, path), message));
  const odd = unknown.flatMap(({ path, message }): readonly Problem[] => {
    const key = String(path.at(-1));
    if (key === 'nodes' || key === '_plugin') return [];
    const owner = nodeAt(root, path.slice(0, -1));
    const entry = yamlEntry(owner, key);
    if (entry === undefined) return [];
    const meant = nearest(key, Object.keys(guideAt(inventoryGuide, path.slice(0, -1))?.keys ?? {}));
    const span = entry.key.inner;
    const fix = {
      title: `Replace with '${meant}'`,
      files: [{ path: source.path, changes: [{ ...span, text: meant ?? '' }] }],
    };
    const hint = meant === undefined ? '' : `. Did you mean '${meant}'?`;
    return [
      yamlProblem('inventory-unknown-key', span, `${message}${hint}`, meant === undefined ? {} : { fixes: [fix] }),
    ];
  });
  return [...wrong, ...odd];
}
