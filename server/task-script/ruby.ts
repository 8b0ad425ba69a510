import type { Node } from 'web-tree-sitter';
import {
  environmentRead,
  keyRead,
  type Literal,
  literal,
  named,
  type Reading,
  sameNode,
  spanOfNode,
  walk,
} from './nodes.ts';
import type { ParameterRead } from './reads.ts';
import { createTracker, gather, nothing, settle, type Tracker, unknown } from './tracker.ts';

const standardInput = /\bSTDIN\b|\$stdin\b|\bARGF\b|\$<|\bgets\b/;
/** What a Ruby script reads: `ENV`, the object of `JSON.parse(STDIN.read)`, and the keywords of a TaskHelper's `task`. */
export function readRuby(root: Node): Reading {
  const nodes = [...walk(root)];
  const tracker = track(nodes);
  const keywords = nodes.filter(isTaskHelper).flatMap(keywordReads);
  const { reads, open, found } = gather(nodes, (node) =>
    isParameters(node, tracker) ? { object: useOf(node, tracker) } : environmentUse(node),
  );
  const mayReadElsewhere = /\brequire_relative\b|\$LOAD_PATH\b|\$:/.test(root.text) || standardInput.test(root.text);
  return {
    reads: [...keywords, ...reads],
    open: open || (!found && keywords.length === 0 && mayReadElsewhere),
  };
}

const nameTypes = new Set(['identifier', 'instance_variable', 'global_variable', 'constant', 'class_variable']);

function track(nodes: readonly Node[]): Tracker {
  const tracker = createTracker(scopeOf);
  for (const method of nodes) {
    if (method.type !== 'method' && method.type !== 'singleton_method') continue;
    tracker.define(method.childForFieldName('name')?.text ?? '', parameterNames(method));
    if (!isTaskHelper(method)) continue;
    const rest = named(method.childForFieldName('parameters')).find((one) => one.type === 'hash_splat_parameter');
    tracker.add(named(rest)[0]);
    const [first] = named(method.childForFieldName('parameters'));
    if (first?.type === 'identifier') tracker.add(first);
  }
  settle(tracker, nodes, follow);
  return tracker;
}

function follow(node: Node, tracker: Tracker): void {
  if (node.type === 'assignment') {
    const left = node.childForFieldName('left');
    const right = node.childForFieldName('right');
    if (left === null || right === null || !nameTypes.has(left.type)) return;
    if (isJson(right, tracker)) tracker.add(left);
    else if (readsInput(right, tracker)) tracker.taint(left);
  }
  if (node.type === 'method') {
    if (isJson(named(node.childForFieldName('body')).at(-1), tracker)) {
      tracker.produce(node.childForFieldName('name')?.text);
    }
  }
  if (node.type === 'call' && node.childForFieldName('receiver') === null) {
    const names = tracker.parametersOf(node.childForFieldName('method')?.text ?? '');
    named(node.childForFieldName('arguments')).forEach((argument, index) => {
      if (isJson(argument, tracker)) tracker.add(names?.[index]);
    });
  }
}

/** Methods that answer with the same entries. */
const copies = /^(transform_keys!?|symbolize_keys!?|with_indifferent_access|to_h|compact!?|dup|clone|freeze)$/;

function isJson(node: Node | null | undefined, tracker: Tracker): boolean {
  if (node == null) return false;
  if (nameTypes.has(node.type)) return tracker.has(node) || tracker.produces(node.text);
  if (node.type === 'binary' || node.type === 'parenthesized_statements') {
    return (
      /^(\|\||or)$/.test(node.childForFieldName('operator')?.text ?? '||') &&
      named(node).some((one) => isJson(one, tracker))
    );
  }
  if (node.type === 'return' || node.type === 'argument_list') return isJson(named(node)[0], tracker);
  if (node.type === 'assignment') return isJson(node.childForFieldName('right'), tracker);
  if (node.type !== 'call') return false;
  const receiver = node.childForFieldName('receiver');
  const method = node.childForFieldName('method')?.text ?? '';
  if (receiver === null) return tracker.produces(method);
  if (copies.test(method)) return isJson(receiver, tracker);
  return receiver.text === 'JSON' && /^(parse!?|load)$/.test(method) && readsInput(node, tracker);
}

function readsInput(node: Node, tracker: Tracker): boolean {
  if (standardInput.test(node.text)) return true;
  return [...walk(node)].some((child) => nameTypes.has(child.type) && tracker.isTainted(child));
}

function isParameters(node: Node, tracker: Tracker): boolean {
  if (!nameTypes.has(node.type)) return node.type === 'call' && isJson(node, tracker);
  const parent = node.parent;
  if (parent?.type === 'call' && sameNode(parent.childForFieldName('method'), node)) return false;
  if (parent?.type === 'method' && sameNode(parent.childForFieldName('name'), node)) return false;
  return isJson(node, tracker);
}

const keyMethods = new Set(['[]', 'fetch', 'key?', 'has_key?', 'include?', 'member?', 'dig', 'delete', 'store']);
const listMethods = new Set(['values_at', 'slice', 'fetch_values']);
const questions = /^(nil\?|empty\?|is_a\?|any\?|kind_of\?|instance_of\?)$/;
const harmless = new Set([
  'if',
  'unless',
  'if_modifier',
  'unless_modifier',
  'conditional',
  'unary',
  'binary',
  'method_parameters',
  'hash_splat_parameter',
  'body_statement',
  'program',
  'return',
  'parenthesized_statements',
]);

function useOf(node: Node, tracker: Tracker): Reading {
  const parent = node.parent;
  if (parent === null || harmless.has(parent.type)) return nothing;
  if (parent.type === 'assignment') {
    const left = parent.childForFieldName('left');
    return sameNode(left, node) || (left !== null && nameTypes.has(left.type)) ? nothing : unknown;
  }
  if (parent.type === 'argument_list') {
    const called = parent.parent;
    if (called?.type === 'return') return nothing;
    return tracker.parametersOf(called?.childForFieldName('method')?.text ?? '') === undefined ? unknown : nothing;
  }
  if (parent.type === 'call' && isJson(parent, tracker)) return nothing;
  const keys = keysOf(node, parent);
  return keys === undefined ? unknown : { reads: keys.map((key) => keyRead(key, 'stdin')), open: false };
}

/** The keys that `object[…]` or `object.fetch(…)` name; undefined when that cannot be told. */
function keysOf(node: Node, parent: Node): readonly Literal[] | undefined {
  if (parent.type === 'element_reference') {
    if (!sameNode(parent.childForFieldName('object'), node)) return undefined;
    const key = literal(named(parent)[1]);
    const isTarget = parent.parent?.type === 'assignment' && sameNode(parent.parent.childForFieldName('left'), parent);
    return isTarget ? [] : key && [key];
  }
  if (parent.type !== 'call' || !sameNode(parent.childForFieldName('receiver'), node)) return undefined;
  const method = parent.childForFieldName('method')?.text ?? '';
  if (questions.test(method)) return [];
  const given = named(parent.childForFieldName('arguments'));
  if (!listMethods.has(method) && !keyMethods.has(method)) return undefined;
  const keys = (listMethods.has(method) ? given : given.slice(0, 1)).map(literal);
  return keys.every((key) => key !== undefined) ? keys.filter((key) => key !== undefined) : undefined;
}

function environmentUse(node: Node): Reading {
  if (node.type !== 'constant' || node.text !== 'ENV' || node.parent === null) return nothing;
  const keys = keysOf(node, node.parent);
  if (keys === undefined) return unknown;
  return { reads: keys.map(environmentRead).filter((read) => read !== undefined), open: false };
}

function isTaskHelper(method: Node): boolean {
  if (method.type !== 'method' || method.childForFieldName('name')?.text !== 'task') return false;
  for (let at = method.parent; at !== null; at = at.parent) {
    if (at.type === 'class') return /TaskHelper/.test(at.childForFieldName('superclass')?.text ?? '');
  }
  return false;
}

/** `def task(name:, other: nil, **rest)`: each keyword is a parameter and a variable in the method. */
function keywordReads(method: Node): readonly ParameterRead[] {
  const inside = [...walk(method)].filter((node) => node.type === 'identifier');
  return named(method.childForFieldName('parameters')).flatMap((parameter) => {
    const name = parameter.type === 'keyword_parameter' ? parameter.childForFieldName('name') : null;
    if (name === null) return [];
    const variables = inside.filter((node) => node.text === name.text && node.id !== name.id && isVariable(node));
    return [
      { name: name.text, span: spanOfNode(name), source: 'stdin' as const, variables: variables.map(spanOfNode) },
    ];
  });
}

function isVariable(node: Node): boolean {
  return !(node.parent?.type === 'call' && sameNode(node.parent.childForFieldName('method'), node));
}

function parameterNames(method: Node): readonly (Node | undefined)[] {
  return named(method.childForFieldName('parameters')).map((parameter) =>
    parameter.type === 'identifier' ? parameter : (parameter.childForFieldName('name') ?? undefined),
  );
}

/** Local variables belong to their method; everything else is seen by the whole file. */
function scopeOf(name: Node): number {
  if (name.type !== 'identifier') return 0;
  for (let at = name.parent; at !== null; at = at.parent) {
    if (at.type === 'method' || at.type === 'singleton_method') return at.id;
  }
  return 0;
}
