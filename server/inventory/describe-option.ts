import type { SourcedValue } from '../../orchestrator-core/inventory/index.ts';
import type { YamlNode } from '../../orchestrator-core/project/index.ts';
import type { YamlPath } from '../yaml/guide.ts';
import { valueWords } from './describe-value.ts';
import { allGroups, type InventoryModel } from './model.ts';

/** Targets that are looked at; a group can have thousands. */
const mostTargets = 500;
const mostValues = 5;
const mostNames = 3;

/** What an option of a group comes to for the targets in it: groups within and the targets themselves may say otherwise. */
export function describeOption(model: InventoryModel, path: YamlPath, around: readonly YamlNode[]): string | undefined {
  const at = path.lastIndexOf('config');
  const option = path.slice(at).map(String);
  if (at < 0 || option.length < 2) return undefined;
  const group = [...allGroups(model.all)].findLast(({ node }) => around.includes(node));
  // Below a target there is nothing that could differ.
  const isOfTarget = group?.targets.some(({ node }) => around.includes(node)) ?? true;
  if (group === undefined || isOfTarget) return undefined;
  const names = model.targetsOf(group);
  const found = new Map<string, string[]>();
  const some = names.slice(0, mostTargets);
  const values = model.valuesOf(some);
  for (const [index, name] of some.entries()) {
    const value = values[index]?.find((each) => isAt(each, option));
    if (value === undefined) continue;
    const words = valueWords(value.value);
    const known = found.get(words);
    if (known === undefined) found.set(words, [name]);
    else known.push(name);
  }
  if (found.size === 0) return undefined;
  const parts = [...found].slice(0, mostValues).map(([words, targets]) => `${words} for ${counted(targets)}`);
  const more = found.size > mostValues ? [`${found.size - mostValues} other values`] : [];
  const scope = names.length > mostTargets ? `the first ${mostTargets} of ${names.length} targets` : 'the targets';
  return `In the end, of ${scope} below: ${[...parts, ...more].join('; ')}.`;
}

function isAt({ path }: SourcedValue, option: readonly string[]): boolean {
  return path.length === option.length && path.every((key, index) => key === option[index]);
}

function counted(names: readonly string[]): string {
  return names.length > mostNames ? `${names.length} targets` : names.map((name) => `\`${name}\``).join(', ');
}
