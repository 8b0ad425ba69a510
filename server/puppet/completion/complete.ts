import type { Completion } from '../../documents/answers.ts';
import type { Workspace } from '../../documents/workspace.ts';

import { type PuppetCode, placeOf } from '../code.ts';
import { completeArgument, namesOf, takesClasses } from './arguments.ts';
import { completeComment } from './comments.ts';
import { completeDefinitionName, completeDefinitions } from './definitions.ts';
import { completeExpected } from './expected.ts';
import { completeFiles } from './files.ts';
import { completeFunctions } from './functions.ts';
import { completeAccess } from './keys.ts';
import { completeOperators, completeStatements, completeWords } from './keywords.ts';
import { completeMembers } from './members.ts';
import { completeInResource, completeResourceTypes, completeTitles } from './resources.ts';
import { isAfterValue, type Site, siteAt, startsLine, tokenAt, tokenBefore, wordOf } from './site.ts';
import { completeReferences, completeTypeArguments, completeTypes } from './types.ts';
import { completeVariables } from './variables.ts';

/** What can be written at a place of Puppet code, in whatever state the text is. */
export async function completePuppet(
  workspace: Workspace,
  code: PuppetCode,
  offset: number,
  trigger?: string,
): Promise<readonly Completion[]> {
  const site = siteAt(code, offset);
  if (trigger !== undefined && !isMeant(site, trigger)) return [];
  switch (site.cursor.kind) {
    case 'comment':
      return completeComment(site);
    case 'text':
      return [];
    case 'string':
      return (await completeFiles(workspace, site)) ?? completeString(site);
    case 'variable':
      return site.cursor.isInterpolated
        ? [...completeVariables(site), ...completeFunctions(site)]
        : completeVariables(site);
    case 'member':
      return completeMembers(site);
    case 'word':
      return completeWord(site);
  }
}

/** Whether a character that was typed begins what can be completed: `:` also ends titles, and a quote ends strings. */
function isMeant({ cursor, offset }: Site, trigger: string): boolean {
  const { kind, source, frames } = cursor;
  const written = source.slice(Math.max(0, offset - 2), offset);
  switch (trigger) {
    case "'":
    case '"':
    case '/':
      return kind === 'string';
    case ':':
      return written === '::' && kind !== 'text';
    case '>':
      return written === '=>' || written === '+>';
    case '.':
      return kind === 'member';
    case '$':
      return kind === 'variable';
    case '[':
      // A list often goes on on the next line: Enter must not take the first entry of a list of ours.
      return kind === 'word' && frames[0]?.kind === 'access';
    case '@':
      return kind === 'comment';
    default:
      return true;
  }
}

function completeString(site: Site): readonly Completion[] {
  const [frame] = site.cursor.frames;
  if (frame?.kind === 'access') {
    const reference = tokenAt(site, frame.word);
    return reference?.kind === 'classref' ? completeTitles(site, wordOf(site, frame)) : completeAccess(site);
  }
  const expected = completeExpected(site);
  if (expected.length > 0) return expected;
  return completeArgument(site) ?? completeInResource(site) ?? [];
}

function completeWord(site: Site): readonly Completion[] {
  const before = tokenBefore(site);
  if (before?.kind === 'keyword' && !startsLine(site)) {
    if (before.value === 'inherits') return namesOf(site, 'class', 'bare');
    if (['class', 'define', 'plan', 'function', 'type'].includes(before.value)) {
      return completeDefinitionName(site, before.value);
    }
    if (before.value === 'node') return [];
  }
  if (takesNamesOfClasses(site)) return namesOf(site, 'class', 'bare');
  const own = completeInBrackets(site) ?? completeInResource(site);
  if (own !== undefined) return own;
  if (isAfterValue(site) && !startsLine(site)) return completeOperators(site);
  return [...completeExpected(site), ...(completeArgument(site) ?? []), ...completeCode(site)];
}

/** Whether a function that takes names of classes without parentheses stands before. */
function takesNamesOfClasses(site: Site): boolean {
  let at = site.cursor.before;
  while (tokenAt(site, at)?.kind === ',' && tokenAt(site, at - 1)?.kind === 'name') at -= 2;
  const token = tokenAt(site, at);
  if (token?.kind !== 'name' || !takesClasses.has(token.value)) return false;
  return at < site.cursor.before || !startsLine(site);
}

/** Types where only types can stand; undefined where code can. */
function completeInBrackets(site: Site): readonly Completion[] | undefined {
  const { frames, span, source } = site.cursor;
  const [frame] = frames;
  const before = tokenBefore(site);
  if (frame?.kind === 'parameters' || frame?.kind === 'lambda') {
    if (hasEquals(site, frame.item)) return undefined;
    return site.cursor.before < frame.item || startsLine(site) ? completeTypes(site) : [];
  }
  if (frame?.kind === 'access') {
    const reference = tokenAt(site, frame.word);
    if (reference?.kind !== 'classref') {
      const keys = completeAccess(site);
      return keys.length > 0 ? keys : undefined;
    }
    return completeInType(site, wordOf(site, frame));
  }
  const isType = before?.kind === '=~' || before?.kind === '!~' || (before?.kind === '>>' && isHead(site));
  const isAlias = before?.kind === '=' && tokenAt(site, site.cursor.before - 1)?.kind === 'classref';
  if (isType || isAlias) return completeTypes(site);
  const isCapital = /^(?:::)?[A-Z]/.test(source.slice(span.start, span.end));
  return isCapital ? [...completeTypes(site), ...completeReferences(site)] : undefined;
}

function completeInType(site: Site, type: string): readonly Completion[] {
  const { world } = site.code;
  const lower = type.toLowerCase();
  const declared = world.find('resource-type', lower) ?? world.find('define', lower);
  if (lower === 'class' || declared !== undefined) return completeTitles(site, type);
  return completeTypeArguments(site, type) ?? completeTypes(site);
}

/** Whether `>>` says what a function or lambda returns. */
function isHead(site: Site): boolean {
  const token = tokenAt(site, site.cursor.before - 1);
  return token?.kind === ')' || token?.kind === '|';
}

function hasEquals(site: Site, from: number): boolean {
  for (let at = site.cursor.before; at >= from; at -= 1) if (tokenAt(site, at)?.kind === '=') return true;
  return false;
}

/** Statements where one can begin, else what can be a value. */
function completeCode(site: Site): readonly Completion[] {
  const { frames, span } = site.cursor;
  const [frame] = frames;
  const place = placeOf(site.code, site.cursor);
  const before = tokenBefore(site);
  const isBlock = frame === undefined || frame.kind === 'block';
  const begins =
    before === undefined ||
    ['{', '}', ';', 'render-string', 'epp-start', 'epp-end'].includes(before.kind) ||
    isAfterValue(site);
  const isEmpty = span.start === span.end;
  const values = [...(isEmpty ? completeVariables(site) : []), ...completeFunctions(site)];
  const isChained = ['->', '~>', '<-', '<~'].includes(before?.kind ?? '');
  if (isBlock && isChained) return [...completeResourceTypes(site), ...completeReferences(site)];
  if (!isBlock || !begins) return [...values, ...completeWords(site), ...(isEmpty ? completeTypes(site) : [])];
  const isTop = frame === undefined && site.code.dialect !== 'template';
  return [
    ...(isTop ? completeDefinitions(site) : []),
    ...completeStatements(site, place),
    ...values,
    ...(place === 'catalog' ? completeResourceTypes(site) : []),
  ];
}
