import { type Json, nearest, rubyClass } from '../../orchestrator-core/common/index.ts';
import { inventoryShape } from '../../orchestrator-core/inventory/index.ts';
import {
  checkShape,
  type Shape,
  type ShapeFinding,
  type ShapeVerdict,
  type ValuePath,
  type YamlMap,
  type YamlNode,
  yamlEntry,
  yamlValue,
} from '../../orchestrator-core/project/index.ts';
import type { Problem } from '../documents/words.ts';
import { yamlProblem } from '../yaml/codes.ts';
import type { YamlDocument } from '../yaml/document.ts';
import { guideAt } from '../yaml/guide.ts';
import { nodeAt, spanAt } from '../yaml/nodes.ts';
import { syntaxProblems } from '../yaml/syntax-problems.ts';
import { checkNames } from './check-names.ts';
import { checkOptions } from './check-options.ts';
import { inventoryGuide } from './guide.ts';
import { inventoryModel, isReference } from './model.ts';

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
  const { errors, unknown } = shapeOf(root);
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

/** Targets that were found right, in whatever version of a text: most of a large inventory is as it was. */
const right = new WeakSet<object>();

/** What {@link checkShape} says of an inventory. */
function shapeOf(root: YamlNode | undefined): ShapeVerdict {
  const errors: ShapeFinding[] = [];
  const unknown: ShapeFinding[] = [];
  const add = (verdict: ShapeVerdict): boolean => {
    errors.push(...verdict.errors);
    unknown.push(...verdict.unknown);
    return verdict.errors.length + verdict.unknown.length === 0;
  };
  const group = (node: YamlNode | undefined, shape: Shape, path: ValuePath): void => {
    if (node?.kind !== 'map' || isReference(node)) {
      add(checkShape(yamlValue(node), shape, path));
      return;
    }
    const inside = (key: string): readonly YamlNode[] | undefined => {
      const value = yamlEntry(node, key)?.value;
      return value?.kind === 'list' ? value.items : undefined;
    };
    const [targets, groups] = [inside('targets'), inside('groups')];
    const own = node.entries.map(({ key, value }): [string, Json] => {
      const isList = (key.text === 'targets' && targets) || (key.text === 'groups' && groups);
      return [key.text, isList ? [] : yamlValue(value)];
    });
    add(checkShape(Object.fromEntries(own), shape, path));
    for (const [index, item] of (targets ?? []).entries()) {
      const identity = item.kind === 'map' ? item.identity : undefined;
      if (identity !== undefined && right.has(identity)) continue;
      const isRight = add(checkShape(yamlValue(item), itemShape(shape, 'targets'), [...path, 'targets', index]));
      if (isRight && identity !== undefined) right.add(identity);
    }
    for (const [index, item] of (groups ?? []).entries()) {
      group(item, itemShape(shape, 'groups'), [...path, 'groups', index]);
    }
  };
  group(root, inventoryShape, []);
  return { errors, unknown };
}

function itemShape({ properties }: Shape, key: string): Shape {
  return properties?.[key]?.items ?? {};
}
