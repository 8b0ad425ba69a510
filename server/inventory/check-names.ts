import { isAscii, nameOfUri, parseTargetUri } from '../../orchestrator-core/inventory/index.ts';
import type { Problem, Span } from '../documents/words.ts';
import { yamlProblem } from '../yaml/codes.ts';
import { allGroups, type GroupEntry, isReference, type NameAt, type TargetEntry } from './model.ts';

/** A name of a machine. */
const plain = /^[\w.-]+$/;
const separators = /[\s,]/;

/** Bolt's rules about the names of groups, targets and aliases (`inventory/group.rb`), all that are broken. */
export function checkNames(all: GroupEntry | undefined): readonly Problem[] {
  const problems: Problem[] = [];
  const fail = (span: Span, message: string) => problems.push(yamlProblem('inventory-name', span, message));
  for (const group of allGroups(all)) {
    const { name, node, targets } = group;
    if (name === undefined) {
      const first = node.entries[0]?.key ?? node;
      if (!node.entries.some((entry) => entry.key.text === 'name' && isReference(entry.value))) {
        fail(first, 'Group does not have a name');
      }
    } else {
      const illegal = separators.exec(name.value)?.[0];
      if (illegal !== undefined) fail(name, `Illegal character '${illegal}' in group name '${name.value}'`);
    }
    for (const target of targets) checkTarget(target, fail);
  }
  checkClashes(all, fail);
  return problems;
}

type Fail = (span: Span, message: string) => void;

function checkTarget({ name, node, uri, aliases }: TargetEntry, fail: Fail): void {
  if (name === undefined) {
    const isEmpty = node.kind === 'map' && !isReference(node);
    const hasReference = node.kind === 'map' && node.entries.some((entry) => isReference(entry.value));
    if (isEmpty && !hasReference && isNameless(node)) fail(node.entries[0]?.key ?? node, 'No name or uri for target');
    return;
  }
  // Nothing is wrong with most, and that is seen at once.
  if (aliases.length === 0 && plain.test(name.value) && (uri === undefined || plain.test(uri.value))) return;
  if (!isAscii(name.value)) fail(name, 'Target name must be ASCII characters');
  const blank = separators.exec(name.value)?.[0];
  if (blank !== undefined && name.value !== uri?.value) {
    fail(name, `Illegal character '${blank}' in target name '${name.value}'`);
  }
  if (uri !== undefined) {
    try {
      parseTargetUri(uri.value);
    } catch {
      fail(uri, `Invalid target uri ${nameOfUri(uri.value)}`);
    }
  }
  for (const alias of aliases) {
    const illegal = separators.exec(alias.value)?.[0];
    if (illegal !== undefined) fail(alias, `Illegal character '${illegal}' in alias '${alias.value}'`);
  }
}

/** Whether neither key is there with anything in it; a value of another type is told of by the shape. */
function isNameless(node: TargetEntry['node']): boolean {
  if (node.kind !== 'map') return false;
  const named = node.entries.filter(({ key }) => key.text === 'name' || key.text === 'uri');
  return named.every(({ value }) => value === undefined || (value.kind === 'scalar' && !value.value));
}

/** A name means one thing: no group, target and alias may share one, and no two groups and no two targets an alias. */
function checkClashes(all: GroupEntry | undefined, fail: Fail): void {
  const groups = new Set<string>();
  const targets = new Set<string>();
  const aliases = new Map<string, string>();
  const uris = new Map<string, string>();
  const described = new Set<string>();
  const aliased = new Set<string>();
  for (const group of allGroups(all)) {
    for (const { name, isWord, aliases: own } of group.targets) {
      if (name !== undefined && !isWord) described.add(name.value);
      for (const alias of own) aliased.add(alias.value);
    }
  }
  for (const { name, targets: own } of allGroups(all)) {
    if (name !== undefined) {
      if (groups.has(name.value)) fail(name, `Tried to redefine group ${name.value}`);
      else if (targets.has(name.value)) fail(name, `Group ${name.value} conflicts with target of the same name`);
      else if (aliases.has(name.value)) fail(name, `Group ${name.value} conflicts with alias of the same name`);
      groups.add(name.value);
    }
    for (const target of own) {
      // A word that is somebody's alias stands for that target.
      const isAlias =
        target.isWord &&
        target.name !== undefined &&
        !described.has(target.name.value) &&
        aliased.has(target.name.value);
      if (target.name === undefined || isAlias) continue;
      if (groups.has(target.name.value))
        fail(target.name, `Group ${target.name.value} conflicts with target of the same name`);
      else if (aliases.has(target.name.value))
        fail(target.name, `Target name ${target.name.value} conflicts with alias of the same name`);
      targets.add(target.name.value);
      if (target.isUri && target.uri !== undefined) checkPassword(target.uri);
    }
    for (const target of own) for (const alias of target.aliases) checkAlias(alias, target);
  }

  function checkPassword(uri: NameAt): void {
    const called = nameOfUri(uri.value);
    const other = uris.get(called) ?? uri.value;
    if (other !== uri.value) {
      fail(uri, `Several targets are ${called} but for their passwords: give each of them a 'name'`);
    }
    uris.set(called, other);
  }

  function checkAlias(alias: NameAt, { name }: TargetEntry): void {
    const { value } = alias;
    const owner = name?.value ?? '';
    const taken = aliases.get(value);
    if (groups.has(value)) fail(alias, `Group ${value} conflicts with alias of the same name`);
    else if (targets.has(value)) fail(alias, `Target name ${value} conflicts with alias of the same name`);
    else if (taken !== undefined && taken !== owner) {
      fail(alias, `Alias ${value} refers to multiple targets: ${taken} and ${owner}`);
    }
    aliases.set(value, owner);
  }
}
