import type { SyntaxNode, TypeAlias } from '../../syntax/ast.ts';
import { children } from '../../syntax/children.ts';
import { entriesOfSet, typeDefinitions } from '../../types/type-definitions.ts';
import { readers } from '../../types/type-readers.ts';
import type { AnalysisFinding, AnalysisSource } from '../analyze.ts';
import { typeContext } from '../expressions/expression-type.ts';
import { functionName } from '../expressions/variable-type.ts';
import { variablesOf } from '../variables/variables-of.ts';
import type { World } from '../world.ts';
import { groupEntries } from './call-arguments.ts';
import { type CallsState, type Place, plainName } from './calls-state.ts';
import { checkCall } from './check-call.ts';
import { checkOptions } from './check-options.ts';
import { checkDefault } from './check-parameters.ts';
import { checkReference, checkResource } from './check-resource.ts';
import { resolveName } from './unknown-name.ts';

/** Puppet's own types that have no reader here because nobody writes values of them. */
const otherTypes: ReadonlySet<string> = new Set(['Annotation', 'TypeAlias', 'TypeReference', 'Catalogentry', 'Pcore']);

const all: ReadonlySet<string> = new Set(['return', 'next', 'break']);
const onlyBreak: ReadonlySet<string> = new Set(['break']);
const none: ReadonlySet<string> = new Set();
/** Functions that call their lambda once, so that `break` has nothing to end in it. */
const once: ReadonlySet<string> = new Set(['with', 'then', 'lest']);

/** Findings about what a source calls, names and gives values to: functions, plans, tasks, classes, resources, types. */
export function analyzeCalls(source: AnalysisSource, world: World): readonly AnalysisFinding[] {
  const { parsed, path, dialect } = source;
  const defaulted = lazily(() => defaultedTypes(parsed.program));
  const state: CallsState = {
    source,
    world,
    types: typeContext(parsed, variablesOf(parsed), world, path),
    mayAsk: lazily(() => /\bdefined\b/.test(parsed.source)),
    isDefaulted: (type) => defaulted().has(type),
    told: new Set(),
    findings: [],
  };
  const site = dialect === 'plan' ? 'plan' : dialect === 'manifest' ? 'catalog' : 'either';
  visit(state, parsed.program, { site, isAsked: false, stuck: dialect === 'manifest' ? all : none });
  return state.findings;
}

function lazily<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}

function defaultedTypes(program: SyntaxNode): ReadonlySet<string> {
  const found = new Set<string>();
  const todo = [program];
  for (let node = todo.pop(); node !== undefined; node = todo.pop()) {
    if (node.kind === 'resource-defaults' && node.type.kind === 'reference') {
      found.add(plainName(node.type.value).toLowerCase());
    }
    todo.push(...children(node));
  }
  return found;
}

function visit(state: CallsState, node: SyntaxNode, place: Place): void {
  switch (node.kind) {
    case 'call':
    case 'method-call':
      checkCall(state, node, place);
      visitCall(state, node, place);
      return;
    case 'class':
    case 'define':
    case 'plan':
    case 'function':
    case 'node':
      visitDefinition(state, node, place);
      return;
    case 'apply':
      visitApply(state, node, place);
      return;
    case 'resource':
      checkResource(state, node, place);
      // The names of types and classes were looked at.
      for (const body of node.bodies) visitAll(state, body, place);
      return;
    case 'reference':
      if (!readers.has(plainName(node.value).toLowerCase()) && !otherTypes.has(node.value))
        checkReference(state, node, place);
      return;
    case 'parameter':
      checkDefault(state, node);
      visitAll(state, node, place);
      return;
    case 'type-alias':
      visitTypeAlias(state, node, place);
      return;
    case 'if':
    case 'unless':
    case 'case':
    case 'selector':
    case 'binary':
      visitCondition(state, node, place);
      return;
    default:
      visitAll(state, node, place);
  }
}

function visitAll(state: CallsState, node: SyntaxNode, place: Place): void {
  for (const child of children(node)) visit(state, child, place);
}

function visitCall(state: CallsState, node: SyntaxNode & { kind: 'call' | 'method-call' }, place: Place): void {
  const name = functionName(node);
  const inside = name === 'defined' ? { ...place, isAsked: true } : place;
  for (const child of children(node)) {
    if (child !== node.lambda) visit(state, child, inside);
    else {
      const isOnce = name !== undefined && once.has(name);
      const stuck = [...place.stuck].filter((jump) => jump === 'return' || (jump === 'break' && isOnce));
      visitAll(state, child, { ...place, stuck: new Set(stuck) });
    }
  }
}

type Outer = SyntaxNode & { kind: 'class' | 'define' | 'plan' | 'function' | 'node' };

function visitDefinition(state: CallsState, node: Outer, place: Place): void {
  const site = node.kind === 'plan' ? 'plan' : node.kind === 'function' ? 'either' : 'catalog';
  if (node.kind === 'class' && node.parent !== undefined && node.parentSpan !== undefined) {
    const message = `Could not find class ::${plainName(node.parent)}.`;
    const use = { kind: 'class', name: node.parent, span: node.parentSpan, code: 'unknown-class', message } as const;
    resolveName(state, use, place);
  }
  visitAll(state, node, { site, isAsked: false, stuck: onlyBreak });
}

/** In a type set its types have short names. */
function visitTypeAlias(state: CallsState, node: TypeAlias, place: Place): void {
  for (const { type, typeSet } of typeDefinitions(node)) {
    if (entriesOfSet(type) === undefined) visit(state, type, typeSet === undefined ? place : { ...place, typeSet });
  }
}

/** A block of `apply` is compiled as a manifest by itself. */
function visitApply(state: CallsState, node: SyntaxNode & { kind: 'apply' }, place: Place): void {
  const declared = state.world.find('function', 'apply');
  if (declared !== undefined) checkOptions(state, declared, groupEntries(node.arguments));
  for (const argument of node.arguments) visit(state, argument, place);
  visitAll(state, node.body, { site: 'catalog', isAsked: false, stuck: none });
}

type Condition = SyntaxNode & { kind: 'if' | 'unless' | 'case' | 'selector' | 'binary' };

/** Where a condition asks whether a name exists, what depends on it may name what doesn't. */
function visitCondition(state: CallsState, node: Condition, place: Place): void {
  const test = node.kind === 'selector' || node.kind === 'binary' ? node.left : node.test;
  const inside = state.mayAsk() && !place.isAsked && asks(test) ? { ...place, isAsked: true } : place;
  visitAll(state, node, inside);
}

function asks(node: SyntaxNode): boolean {
  if (node.kind === 'call' && node.functor.kind === 'name' && node.functor.value === 'defined') return true;
  return node.kind !== 'lambda' && children(node).some(asks);
}
