import {
  type DeclarationKind,
  type Expression,
  type KeyedEntry,
  parse,
  type Resource,
  type SyntaxNode,
} from '../../orchestrator-core/language/index.ts';
import { type Span, touches } from '../documents/words.ts';

/** An argument that is given by name: `param => value` of a task, plan, class or resource. */
export interface NamedArgument {
  readonly name: string;
  /** The name alone, without quotes. */
  readonly nameSpan: Span;
  readonly value: Expression;
  readonly node: SyntaxNode;
}

/** A place that gives arguments by name to something of another file. */
export interface CallSite {
  readonly node: SyntaxNode;
  readonly kind: Extract<DeclarationKind, 'task' | 'plan' | 'class' | 'define'>;
  /** What is called, without a leading `::`; resources are `define` whether their type is written in Puppet or in Ruby. */
  readonly name: string;
  /** The name as it is written, without quotes. */
  readonly nameSpan: Span;
  readonly named: readonly NamedArgument[];
  /** Where all arguments are known: no `* => $hash`, and no hash that is only known when it runs. */
  readonly isComplete: boolean;
}

/** What a node calls with named arguments: one for most, several for `class { ['a', 'b']: }`, none for other nodes. */
export function callSitesOf(node: SyntaxNode, text: string): readonly CallSite[] {
  if (node.kind === 'call') return functionCall(node, text);
  if (node.kind === 'resource') return resourceCalls(node, text);
  if (node.kind === 'resource-defaults' || node.kind === 'resource-override') {
    const type = node.kind === 'resource-defaults' ? node.type : referenced(node.resources);
    if (type?.kind !== 'reference' || isClass(type.value)) return [];
    return [{ node, kind: 'define', ...named(type, text), ...attributes(node.operations) }];
  }
  return [];
}

/** The innermost call site around `offset` among all nodes of a source, with the argument whose name is touched. */
export function callSiteAt(
  nodes: readonly SyntaxNode[],
  text: string,
  offset: number,
): { readonly site: CallSite; readonly argument: NamedArgument | undefined } | undefined {
  // Parents come before what is in them.
  for (const node of nodes.toReversed()) {
    if (!touches(node, offset)) continue;
    const sites = callSitesOf(node, text);
    const site = sites.find((each) => touches(each.node, offset)) ?? sites[0];
    if (site === undefined) continue;
    return { site, argument: site.named.find(({ nameSpan }) => touches(nameSpan, offset)) };
  }
  return undefined;
}

/** A text that is known, and where it stands without its quotes. */
export interface Word {
  readonly name: string;
  readonly nameSpan: Span;
}

/** The text of a string without interpolation or a bare word, and where it stands without its quotes. */
export function wordOf(node: SyntaxNode | undefined, text: string): Word | undefined {
  if (node?.kind !== 'string' && node?.kind !== 'name' && node?.kind !== 'reference') return undefined;
  const inset = /^['"]/.test(text.slice(node.start, node.start + 1)) ? 1 : 0;
  const nameSpan = { start: node.start + inset, end: node.end - inset };
  // A text with escapes is not where its letters are.
  return text.slice(nameSpan.start, nameSpan.end) === node.value ? { name: node.value, nameSpan } : undefined;
}

/** Whether a name may stand before `=>` without quotes: some words of the language, such as `node`, may not. */
export function isBareKey(name: string): boolean {
  return parse(`f(${name} => 1)`, { tasks: true }).faults.length === 0;
}

/** Which functions take the name of what they call first; the hash with its parameters comes last. */
const callers: ReadonlyMap<string, 'task' | 'plan'> = new Map([
  ['run_task', 'task'],
  ['run_task_with', 'task'],
  ['run_plan', 'plan'],
]);

function functionCall(node: SyntaxNode & { kind: 'call' }, text: string): readonly CallSite[] {
  const kind = node.functor.kind === 'name' ? callers.get(node.functor.value.replace(/^::/, '')) : undefined;
  const [first, ...others] = node.arguments;
  const word = wordOf(first, text);
  if (kind === undefined || word === undefined) return [];
  const entries = others.flatMap((each) => (each.kind === 'entry' ? [each] : hashEntries(each)));
  const isComplete = others.every(
    (each, index) => each.kind === 'entry' || isKnown(each, index === 0 && (kind === 'task' || others.length > 1)),
  );
  const arguments_ = entries.flatMap((entry) => entryArgument(entry, text));
  return [
    { node, kind, ...plain(word), named: arguments_, isComplete: isComplete && arguments_.length === entries.length },
  ];
}

/** Whether a positional argument is sure not to be a hash of parameters that is made elsewhere. */
function isKnown(argument: Expression, isTargets: boolean): boolean {
  return isTargets || ['hash', 'string', 'interpolation', 'list', 'heredoc', 'name'].includes(argument.kind);
}

function hashEntries(node: Expression): readonly KeyedEntry[] {
  return node.kind === 'hash' ? node.entries : [];
}

function entryArgument(entry: KeyedEntry, text: string): readonly NamedArgument[] {
  const word = wordOf(entry.key, text);
  return word === undefined ? [] : [{ ...word, value: entry.value, node: entry }];
}

function resourceCalls(node: Resource, text: string): readonly CallSite[] {
  const type = wordOf(node.type, text);
  if (type === undefined) return [];
  return node.bodies.flatMap((body): readonly CallSite[] => {
    const given = attributes(body.operations);
    if (!isClass(type.name)) return [{ node: body, kind: 'define', ...plain(type), ...given }];
    const titles = body.title.kind === 'list' ? body.title.values : [body.title];
    return titles.flatMap((title) => {
      const word = wordOf(title, text);
      return word === undefined ? [] : [{ node: body, kind: 'class' as const, ...plain(word), ...given }];
    });
  });
}

function attributes(
  operations: readonly (SyntaxNode & { kind: 'attribute' })[],
): Pick<CallSite, 'named' | 'isComplete'> {
  const given = operations.filter(({ name }) => name !== '*');
  return {
    named: given.map((node) => ({
      name: node.name,
      nameSpan: { start: node.start, end: node.start + node.name.length },
      value: node.value,
      node,
    })),
    isComplete: given.length === operations.length,
  };
}

function referenced(node: Expression): Expression | undefined {
  return node.kind === 'access' ? node.left : undefined;
}

function isClass(type: string): boolean {
  return type.toLowerCase().replace(/^::/, '') === 'class';
}

function named(node: Expression & { kind: 'reference' }, text: string): Pick<CallSite, 'name' | 'nameSpan'> {
  return plain(wordOf(node, text) ?? { name: node.value, nameSpan: { start: node.start, end: node.end } });
}

function plain(word: Word): Pick<CallSite, 'name' | 'nameSpan'> {
  return { name: word.name.replace(/^::/, '').toLowerCase(), nameSpan: word.nameSpan };
}
