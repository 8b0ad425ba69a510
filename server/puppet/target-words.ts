import type { Expression, KeyedEntry, SyntaxNode } from '../../orchestrator-core/language/index.ts';
import type { Span } from '../documents/words.ts';
import { type Word, wordOf } from './call-site.ts';

/** Functions that take targets, and at which place. */
export const takesTargets: ReadonlyMap<string, number> = new Map([
  ['run_task', 1],
  ['run_task_with', 1],
  ['run_plan', 1],
  ['run_command', 1],
  ['run_script', 1],
  ['upload_file', 2],
  ['download_file', 2],
  ['write_file', 2],
  ['get_targets', 0],
  ['get_target', 0],
  ['apply_prep', 0],
  ['apply', 0],
  ['get_resources', 0],
  ['wait_until_available', 0],
  ['add_to_group', 0],
  ['remove_from_group', 0],
]);

/** Functions that take the name of a group, and at which place. */
export const takesGroup: ReadonlyMap<string, number> = new Map([
  ['add_to_group', 1],
  ['remove_from_group', 1],
]);

/** Parameters of plans and tasks that are targets by their names. */
const targetParameters: ReadonlySet<string> = new Set(['targets', 'nodes', 'target']);

/** The names of targets and groups that stand in texts where targets are meant; patterns are none. */
export function targetWordsOf(nodes: readonly SyntaxNode[], text: string): readonly Word[] {
  return nodes.flatMap((node) => wordsIn(node, text)).flatMap(splitWord);
}

function wordsIn(node: SyntaxNode, text: string): readonly Word[] {
  if (node.kind === 'call' && node.functor.kind === 'name') {
    return inCall(node.functor.value.replace(/^::/, ''), node.arguments, text);
  }
  if (node.kind === 'apply') return inCall('apply', node.arguments, text);
  if (node.kind === 'method-call') return inCall(node.name.value, [node.left, ...node.arguments], text);
  if (node.kind !== 'parameter' || node.value === undefined || node.type === undefined) return [];
  const type = text.slice(node.type.start, node.type.end);
  return /\bTargetSpec\b/.test(type) ? inValue(node.value, text) : [];
}

function inCall(name: string, given: readonly (Expression | KeyedEntry)[], text: string): readonly Word[] {
  const at = takesTargets.get(name);
  if (at === undefined) return [];
  const places = [given[at], given[takesGroup.get(name) ?? -1]];
  const entries = given.flatMap((each) => (each.kind === 'hash' ? each.entries : each.kind === 'entry' ? [each] : []));
  const named = entries.filter(({ key }) => targetParameters.has(wordOf(key, text)?.name ?? ''));
  return [
    ...places.flatMap((place) => inValue(place, text)),
    ...(name.startsWith('run_') ? named.flatMap(({ value }) => inValue(value, text)) : []),
  ];
}

function inValue(node: Expression | KeyedEntry | undefined, text: string): readonly Word[] {
  if (node?.kind === 'list') return node.values.flatMap((each) => inValue(each, text));
  const word = node?.kind === 'string' ? wordOf(node, text) : undefined;
  return word === undefined ? [] : [word];
}

/** Several names can stand in one text, with commas or white space between them. */
export function splitWord({ name, nameSpan }: Word): readonly Word[] {
  return [...name.matchAll(/[^\s,]+/g)].flatMap((found): readonly Word[] => {
    const [part] = found;
    if (/[*?[\]{}]/.test(part)) return [];
    const start = nameSpan.start + found.index;
    const span: Span = { start, end: start + part.length };
    return [{ name: part, nameSpan: span }];
  });
}
