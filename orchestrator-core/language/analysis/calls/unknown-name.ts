import { nearest } from '../../../common/index.ts';
import type { Span } from '../../syntax/ast.ts';
import type { AnalysisCode } from '../analysis-codes.ts';
import type { Declaration, DeclarationKind } from '../declaration.ts';
import { type CallsState, findDeclaration, type Place, plainName, report } from './calls-state.ts';
import { question } from './question.ts';
import {
  agentResourceTypes,
  ownSpaces,
  productName,
  shippedModules,
  stdlibFunctions,
  stdlibResourceTypes,
} from './shipped-names.ts';

/** What a name is used as. */
export interface NameUse {
  readonly kind: DeclarationKind;
  readonly name: string;
  /** Where to say so. */
  readonly span: Span;
  readonly code: AnalysisCode;
  /** What Puppet or Bolt would say. */
  readonly message: string;
  /** Other kinds of things that the name may stand for here. */
  readonly or?: readonly DeclarationKind[];
  /** Other names that it may have been meant to be; asked when there is something to say. */
  readonly also?: () => readonly string[];
}

/** Finds what a name stands for, and says so where it can stand for nothing. */
export function resolveName(state: CallsState, use: NameUse, place: Place): Declaration | undefined {
  let found = findDeclaration(state, use.kind, use.name);
  for (const kind of use.or ?? []) found ??= findDeclaration(state, kind, use.name);
  if (found !== undefined) {
    tellPrivate(state, use, found);
    return found;
  }
  if (!place.isAsked && isOurs(state)) tellUnknown(state, use, place);
  return undefined;
}

/** What a module says is its own may change at any time. */
function tellPrivate(state: CallsState, { span }: NameUse, found: Declaration): void {
  if (found.documentation?.isPrivate !== true || found.origin.kind !== 'file') return;
  const module = found.name.split('::', 1)[0] ?? '';
  if (state.world.moduleOf(state.source.path) === module.toLowerCase()) return;
  const message = `'${found.name}' is private to the module '${module}'.`;
  report(state, span, 'private-name', message, { name: found.name });
}

/** A world that lacks the very module of the source is that of the files around it, and says nothing of its names. */
function isOurs({ world, source }: CallsState): boolean {
  const module = world.moduleOf(source.path);
  return module === undefined || world.module(module) !== 'absent';
}

function tellUnknown(state: CallsState, use: NameUse, place: Place): void {
  const name = plainName(use.name);
  if (!/^\w+(::\w+)*$/.test(name)) return;
  if (mayBeShipped(use.kind, name.toLowerCase())) return;
  const [space = ''] = name.toLowerCase().split('::', 1);
  const isSpaced = name.includes('::') || use.kind === 'class' || use.kind === 'plan' || use.kind === 'task';
  if (!isSpaced) {
    tellUnspaced(state, use, name, place);
    return;
  }
  if (ownSpaces.has(space)) return;
  const module = state.world.module(space);
  if (module === 'absent') tellMissing(state, use, space, place);
  if (module === 'read' && !isOpenSpace(state, space)) {
    tell(
      state,
      use,
      candidates(state, use, (each) => each.startsWith(`${space}::`)),
    );
  }
}

/** Whether a name is one of those that come with an agent or with Puppet Enterprise, on no modulepath of a project. */
function mayBeShipped(kind: DeclarationKind, name: string): boolean {
  const isType = kind === 'define' || kind === 'type';
  return productName.test(name) || (isType && agentResourceTypes.has(name));
}

/** A module with a type set that doesn't say what it holds may have any type. */
function isOpenSpace(state: CallsState, space: string): boolean {
  const alias = state.world.find('type', space)?.alias;
  return alias?.startsWith('TypeSet') === true && !/^TypeSet\s*\[\s*\{/.test(alias);
}

/**
 * A name without a name space can come from any module. It does not exist where all that there are were read and none
 * asks for one that isn't there; else only what looks like a slip of the pen is told, as a warning.
 */
function tellUnspaced(state: CallsState, use: NameUse, name: string, place: Place): void {
  const { world } = state;
  const isFunction = use.kind === 'function';
  const isOfStdlib = isFunction ? stdlibFunctions.has(name) : stdlibResourceTypes.has(name.toLowerCase());
  // Bolt compiles what is applied with its own modules, and `reboot` is a type of the module of that name.
  if (!isFunction && isInPlan(state, place) && shippedModules.has(name.toLowerCase())) return;
  const stdlib = isOfStdlib ? world.module('stdlib') : 'read';
  if (stdlib === 'absent') tellMissing(state, use, 'stdlib', place);
  if (stdlib !== 'read' || !world.isComplete()) return;
  const severity = world.missingModules().length === 0 ? undefined : 'warning';
  if (isOfStdlib) {
    tell(state, { ...use, message: `${use.message} This version of stdlib no longer has it.` }, [], severity);
    return;
  }
  const suggestion = nearest(
    name,
    candidates(state, use, () => true),
  );
  if (severity === undefined || (suggestion !== undefined && name.length > 4)) {
    tell(state, use, suggestion === undefined ? [] : [suggestion], severity);
  }
}

function* candidates({ world }: CallsState, use: NameUse, isWanted: (name: string) => boolean): Generator<string> {
  yield* use.also?.() ?? [];
  for (const kind of [use.kind, ...(use.or ?? [])]) {
    for (const { name } of world.all(kind)) if (isWanted(name.toLowerCase())) yield name;
  }
}

function tell(
  state: CallsState,
  use: NameUse,
  list: Iterable<string>,
  severity: 'warning' | undefined = undefined,
): void {
  const name = plainName(use.name);
  const suggestion = nearest(name, list);
  report(state, use.span, use.code, `${use.message}${question(suggestion)}`, {
    name,
    ...(suggestion === undefined ? {} : { suggestion }),
    ...(severity === undefined ? {} : { severity }),
  });
}

function isInPlan(state: CallsState, place: Place): boolean {
  return state.source.dialect === 'plan' || place.site === 'plan';
}

/**
 * Says once in a file that a module isn't there. A manifest is compiled where another modulepath counts, so that it is
 * only worth knowing there.
 */
function tellMissing(state: CallsState, use: NameUse, module: string, place: Place): void {
  const isPlan = isInPlan(state, place);
  if ((isPlan && shippedModules.has(module)) || state.told.has(module)) return;
  // Files that belong to no module have no modulepath that could lack one.
  if (state.world.moduleOf(state.source.path) === undefined) return;
  state.told.add(module);
  const message =
    `The module '${module}' is not on the modulepath. Install it; where bolt-project.yaml, the Puppetfile or the ` +
    'dependencies in metadata.json do not name it yet, add it there.';
  report(state, use.span, 'missing-module', message, {
    name: module,
    ...(isPlan ? {} : { severity: 'information' }),
  });
}
