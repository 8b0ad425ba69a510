import type { Node } from 'web-tree-sitter';
import { environmentRead, keyRead, literal, named, type Reading, sameNode, walk } from './nodes.ts';
import { createTracker, gather, nothing, settle, type Tracker, unknown } from './tracker.ts';

const standardInput = /\bstdin\b|\bopen\(\s*0\b|\bfileinput\b|\binput\(\s*\)/;

/** What a Python script reads: `os.environ`, `os.getenv` and the object that `json.load(sys.stdin)` answers with. */
export function readPython(root: Node): Reading {
  const nodes = [...walk(root)];
  const tracker = track(nodes);
  const { reads, open, found } = gather(nodes, (node) =>
    isParameters(node, tracker) ? { object: useOf(node, tracker) } : environmentUse(node),
  );
  const mayReadElsewhere = /\bsys\.path\.(append|insert)\b/.test(root.text) || standardInput.test(root.text);
  return { reads, open: open || (!found && mayReadElsewhere) };
}

/** Finds every name that holds the parameters, following assignments, calls and returns within the file. */
function track(nodes: readonly Node[]): Tracker {
  const tracker = createTracker(createScopes());
  const definitions = nodes.filter((node) => node.type === 'function_definition');
  for (const definition of definitions) {
    if (isTaskHelper(definition)) tracker.add(parameterNames(definition)[1]);
    tracker.define(definition.childForFieldName('name')?.text ?? '', parameterNames(definition));
  }
  settle(tracker, nodes, follow);
  return tracker;
}

function follow(node: Node, tracker: Tracker): void {
  if (node.type === 'assignment') {
    const left = node.childForFieldName('left');
    const right = node.childForFieldName('right');
    if (left?.type !== 'identifier' || right === null) return;
    if (isJson(right, tracker)) tracker.add(left);
    else if (readsInput(right, tracker)) tracker.taint(left);
  }
  if (node.type === 'as_pattern' && readsInput(node, tracker)) {
    tracker.taint(named(named(node).find((child) => child.type === 'as_pattern_target'))[0]);
  }
  if (node.type === 'return_statement' && isJson(named(node)[0], tracker)) {
    tracker.produce(enclosing(node, 'function_definition')?.childForFieldName('name')?.text);
  }
  if (node.type === 'call') {
    const given = named(node.childForFieldName('arguments'));
    const names = tracker.parametersOf(node.childForFieldName('function')?.text ?? '');
    given.forEach((argument, index) => {
      if (isJson(argument, tracker)) tracker.add(names?.[index]);
    });
  }
}

function isJson(node: Node | null | undefined, tracker: Tracker): boolean {
  if (node == null) return false;
  if (node.type === 'identifier') return tracker.has(node);
  if (node.type === 'boolean_operator' || node.type === 'parenthesized_expression') {
    return named(node).some((child) => isJson(child, tracker));
  }
  if (node.type !== 'call') return false;
  const name = node.childForFieldName('function')?.text ?? '';
  if (tracker.produces(name.replace(/^self\./, ''))) return true;
  if (!/^(\w*json\.)?loads?$/.test(name)) return false;
  return readsInput(node.childForFieldName('arguments'), tracker);
}

function readsInput(node: Node | null, tracker: Tracker): boolean {
  if (node === null) return false;
  if (standardInput.test(node.text)) return true;
  return node.descendantsOfType('identifier').some((child) => child !== null && tracker.isTainted(child));
}

/** Whether the node, as an expression, is the object of parameters. */
function isParameters(node: Node, tracker: Tracker): boolean {
  if (node.type === 'identifier') {
    const field = node.parent?.type;
    if (field === 'attribute' && sameNode(node.parent?.childForFieldName('attribute'), node)) return false;
    if (field === 'keyword_argument' && sameNode(node.parent?.childForFieldName('name'), node)) return false;
    return tracker.has(node);
  }
  return node.type === 'call' && isJson(node, tracker);
}

const keyMethods = new Set(['get', 'pop', 'setdefault', 'has_key', '__getitem__', '__contains__']);
const harmless = new Set(['if_statement', 'not_operator', 'parameters', 'typed_parameter', 'boolean_operator']);

function useOf(node: Node, tracker: Tracker): Reading {
  const parent = node.parent;
  if (parent === null || harmless.has(parent.type)) return nothing;
  if (parent.type === 'subscript' || parent.type === 'attribute' || parent.type === 'comparison_operator') {
    const keys = keysOf(node, parent);
    if (keys === undefined) return unknown;
    return { reads: keys.map((key) => keyRead(key, 'stdin')), open: false };
  }
  if (parent.type === 'assignment') {
    return parent.childForFieldName('left')?.type === 'identifier' ? nothing : unknown;
  }
  if (parent.type === 'return_statement') {
    return tracker.produces(enclosing(node, 'function_definition')?.childForFieldName('name')?.text)
      ? nothing
      : unknown;
  }
  if (parent.type === 'argument_list') {
    const called = parent.parent?.childForFieldName('function')?.text ?? '';
    if (tracker.parametersOf(called) !== undefined) return nothing;
    return /^(isinstance|len|bool|json\.loads?)$/.test(called) ? nothing : unknown;
  }
  return parent.type === 'expression_statement' ? nothing : unknown;
}

/** The keys that `object[…]`, `object.get(…)` or `… in object` name; undefined when that cannot be told. */
function keysOf(
  node: Node,
  parent: Node,
): readonly { value: string; span: { start: number; end: number } }[] | undefined {
  if (parent.type === 'subscript') {
    if (!sameNode(parent.childForFieldName('value'), node)) return undefined;
    const key = literal(parent.childForFieldName('subscript'));
    const isTarget = parent.parent?.type === 'assignment' && sameNode(parent.parent.childForFieldName('left'), parent);
    return isTarget ? [] : key && [key];
  }
  if (parent.type === 'comparison_operator') {
    const key = literal(named(parent)[0]);
    return /\bin\b/.test(parent.text) ? key && [key] : [];
  }
  const call = parent.parent;
  if (call?.type !== 'call' || !keyMethods.has(parent.childForFieldName('attribute')?.text ?? '')) return undefined;
  const key = literal(named(call.childForFieldName('arguments'))[0]);
  return key && [key];
}

/** The use of `os.environ` or `os.getenv` that the node is. */
function environmentUse(node: Node): Reading {
  const parent = node.parent;
  if (parent === null) return nothing;
  if (node.type === 'call' && /^(os\.)?getenv$/.test(node.childForFieldName('function')?.text ?? '')) {
    return environmentKeys(literalsOf(literal(named(node.childForFieldName('arguments'))[0])));
  }
  const isEnvironment =
    node.type === 'attribute'
      ? node.text === 'os.environ'
      : node.type === 'identifier' && node.text === 'environ' && !/^(attribute|dotted_name)$/.test(parent.type);
  return isEnvironment ? environmentKeys(keysOf(node, parent)) : nothing;
}

function literalsOf<T>(key: T | undefined): readonly T[] | undefined {
  return key === undefined ? undefined : [key];
}

function environmentKeys(keys: ReturnType<typeof keysOf>): Reading {
  if (keys === undefined) return unknown;
  const reads = keys.map(environmentRead);
  return { reads: reads.filter((read) => read !== undefined), open: false };
}

function isTaskHelper(definition: Node): boolean {
  if (definition.childForFieldName('name')?.text !== 'task') return false;
  return /TaskHelper/.test(enclosing(definition, 'class_definition')?.childForFieldName('superclasses')?.text ?? '');
}

function parameterNames(definition: Node): readonly (Node | undefined)[] {
  return named(definition.childForFieldName('parameters')).map((parameter) =>
    parameter.type === 'identifier' ? parameter : named(parameter).find((child) => child.type === 'identifier'),
  );
}

function enclosing(node: Node, type: string): Node | undefined {
  for (let at = node.parent; at !== null; at = at.parent) if (at.type === type) return at;
  return undefined;
}

/** Says which function binds a name, the innermost first, as Python looks names up; 0 is the module. */
function createScopes(): (name: Node) => number {
  const bound = new Map<number, ReadonlySet<string>>();
  const namesIn = (definition: Node): ReadonlySet<string> => {
    const names = bound.get(definition.id) ?? boundNames(definition);
    bound.set(definition.id, names);
    return names;
  };
  return (name) => {
    for (let at = name.parent; at !== null; at = at.parent) {
      if (at.type === 'function_definition' && namesIn(at).has(name.text)) return at.id;
    }
    return 0;
  };
}

function boundNames(definition: Node): ReadonlySet<string> {
  const assigned = definition.descendantsOfType('assignment').map((one) => one?.childForFieldName('left')?.text);
  const parameters = parameterNames(definition).map((parameter) => parameter?.text);
  return new Set([...assigned, ...parameters].filter((name) => name !== undefined));
}
