import { nameOfUri } from '../common/index.ts';
import { aliasConflict, differsByPassword, fail, type Group } from './group.ts';
import { parseTargetUri } from './target-uri.ts';

interface UsedNames {
  readonly groups: Set<string>;
  readonly targets: Set<string>;
  readonly aliases: Map<string, string>;
  /** Of targets whose names are made of them. */
  readonly uris: Map<string, string>;
}

/**
 * Makes sure that no name means two things.
 * @throws OrchestratorError `bolt.inventory/validation-error`
 */
export function checkNames(
  group: Group,
  parents: readonly string[] = [],
  used: UsedNames = { groups: new Set(), targets: new Set(), aliases: new Map(), uris: new Map() },
): void {
  const path = [group.name, ...parents];
  const { name } = group;
  if (used.groups.has(name)) fail(`Tried to redefine group ${name}`, path);
  if (used.targets.has(name)) fail(`Group ${name} conflicts with target of the same name`, path);
  if (used.aliases.has(name)) fail(`Group ${name} conflicts with alias of the same name`, path);
  used.groups.add(name);
  for (const [target, data] of group.definitions) {
    if (data.uri !== undefined && !isUri(data.uri)) fail(`Invalid target uri ${nameOfUri(data.uri)}`, path);
    if (used.groups.has(target)) fail(`Group ${target} conflicts with target of the same name`, path);
    if (used.aliases.has(target)) fail(`Target name ${target} conflicts with alias of the same name`, path);
    used.targets.add(target);
    if (data.name !== undefined || data.uri === undefined) continue;
    if ((used.uris.get(target) ?? data.uri) !== data.uri) fail(differsByPassword(target), path);
    used.uris.set(target, data.uri);
  }
  for (const [alias, target] of group.aliases) {
    if (used.groups.has(alias)) fail(`Group ${alias} conflicts with alias of the same name`, path);
    if (used.targets.has(alias)) fail(`Target name ${alias} conflicts with alias of the same name`, path);
    const taken = used.aliases.get(alias);
    if (taken !== undefined) fail(aliasConflict(alias, target, taken), path);
    used.aliases.set(alias, target);
  }
  for (const inner of group.groups) checkNames(inner, path, used);
}

function isUri(text: string): boolean {
  try {
    parseTargetUri(text);
    return true;
  } catch {
    return false;
  }
}
