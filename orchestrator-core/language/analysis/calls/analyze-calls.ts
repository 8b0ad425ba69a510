import type { Access, SyntaxNode, TypeAlias } from '../../syntax/ast.ts';
import { children, eachChild } from '../../syntax/children.ts';
import { entriesOfSet, typeDefinitions } from '../../types/type-definitions.ts';
import { readers } from '../../types/type-readers.ts';
import type { AnalysisFinding, AnalysisSource } from '../analysis-finding.ts';
import { typeContext } from '../expressions/expression-type.ts';
import { functionName } from '../expressions/variable-type.ts';
import { variablesOf } from '../variables/variables-of.ts';
import type { World } from '../world.ts';
import { groupEntries } from './call-arguments.ts';
import { type CallsState, type Place, plainName, report } from './calls-state.ts';
import { checkCall } from './check-call.ts';
import { checkOptions } from './check-options.ts';
import { checkDefault } from './check-parameters.ts';
import { checkReference, checkResource } from './check-resource.ts';
import { typeParameterFault } from './type-parameter-faults.ts';
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
  visit({ state, place: { site, isAsked: false, stuck: dialect === 'manifest' ? all : none } }, parsed.program);
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
  noteDefaulted(found, program);
  return found;
}

function noteDefaulted(found: Set<string>, node: SyntaxNode): void {
  if (node.kind === 'resource-defaults' && node.type.kind === 'reference') {
    found.add(plainName(node.type.value).toLowerCase());
  }
  eachChild(node, found, noteDefaulted);
}

interface Walk {
  readonly state: CallsState;
  readonly place: Place;
}

function visit(walk: Walk, node: SyntaxNode): void {
  const { state, place } = walk;
  switch (node.kind) {
    // Most nodes are one of these.
    case 'variable':
    case 'name':
    case 'string':
    case 'number':
      return;
    case 'call':
    case 'method-call':
      checkCall(state, node, place);
      visitCall(walk, node);
      return;
    case 'class':
    case 'define':
    case 'plan':
    case 'function':
    case 'node':
      visitDefinition(walk, node);
      return;
    case 'apply':
      visitApply(walk, node);
      return;
    case 'resource':
      checkResource(state, node, place);
      // The names of types and classes were looked at.
      for (const body of node.bodies) eachChild(body, walk, visit);
      return;
    case 'reference':
      if (!readers.has(plainName(node.value).toLowerCase()) && !otherTypes.has(node.value))
        checkReference(state, node, place);
      return;
    case 'access':
      checkTypeParameters(state, node);
      eachChild(node, walk, visit);
      return;
    case 'parameter':
      checkDefault(state, node);
      eachChild(node, walk, visit);
      return;
    case 'type-alias':
      visitTypeAlias(walk, node);
      return;
    case 'if':
    case 'unless':
    case 'case':
    case 'selector':
    case 'binary':
      visitCondition(walk, node);
      return;
    default:
      eachChild(node, walk, visit);
  }
}

function checkTypeParameters(state: CallsState, node: Access): void {
  const found = typeParameterFault(node);
  if (found !== undefined) report(state, found.span, 'data-type-parameters', found.message);
}

function visitCall(walk: Walk, node: SyntaxNode & { kind: 'call' | 'method-call' }): void {
  const { state, place } = walk;
  const name = functionName(node);
  const inside = name === 'defined' ? { state, place: { ...place, isAsked: true } } : walk;
  if (node.kind === 'call') visit(inside, node.functor);
  else {
    visit(inside, node.left);
    visit(inside, node.name);
  }
  for (const argument of node.arguments) visit(inside, argument);
  if (node.lambda === undefined) return;
  const isOnce = name !== undefined && once.has(name);
  const stuck = [...place.stuck].filter((jump) => jump === 'return' || (jump === 'break' && isOnce));
  eachChild(node.lambda, { state, place: { ...place, stuck: new Set(stuck) } }, visit);
}

type Outer = SyntaxNode & { kind: 'class' | 'define' | 'plan' | 'function' | 'node' };

function visitDefinition(walk: Walk, node: Outer): void {
  const { state, place } = walk;
  const site = node.kind === 'plan' ? 'plan' : node.kind === 'function' ? 'either' : 'catalog';
  if (node.kind === 'class' && node.parent !== undefined && node.parentSpan !== undefined) {
    const message = `Could not find class ::${plainName(node.parent)}.`;
    const use = { kind: 'class', name: node.parent, span: node.parentSpan, code: 'unknown-class', message } as const;
    resolveName(state, use, place);
  }
  eachChild(node, { state, place: { site, isAsked: false, stuck: onlyBreak } }, visit);
}

/** In a type set its types have short names. */
function visitTypeAlias(walk: Walk, node: TypeAlias): void {
  const { state, place } = walk;
  for (const { type, typeSet } of typeDefinitions(node)) {
    if (entriesOfSet(type) !== undefined) continue;
    visit(typeSet === undefined ? walk : { state, place: { ...place, typeSet } }, type);
  }
}

/** A block of `apply` is compiled as a manifest by itself. */
function visitApply(walk: Walk, node: SyntaxNode & { kind: 'apply' }): void {
  const { state } = walk;
  const declared = state.world.find('function', 'apply');
  if (declared !== undefined) checkOptions(state, declared, groupEntries(node.arguments));
  for (const argument of node.arguments) visit(walk, argument);
  eachChild(node.body, { state, place: { site: 'catalog', isAsked: false, stuck: none } }, visit);
}

type Condition = SyntaxNode & { kind: 'if' | 'unless' | 'case' | 'selector' | 'binary' };

/** Where a condition asks whether a name exists, what depends on it may name what doesn't. */
function visitCondition(walk: Walk, node: Condition): void {
  const { state, place } = walk;
  const test = node.kind === 'selector' || node.kind === 'binary' ? node.left : node.test;
  const inside = state.mayAsk() && !place.isAsked && asks(test) ? { state, place: { ...place, isAsked: true } } : walk;
  eachChild(node, inside, visit);
}

function asks(node: SyntaxNode): boolean {
  if (node.kind === 'call' && node.functor.kind === 'name' && node.functor.value === 'defined') return true;
  return node.kind !== 'lambda' && children(node).some(asks);
}
