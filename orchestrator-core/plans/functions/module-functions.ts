import { isJsonObject, type Json, joinPath } from '../../common/index.ts';
import {
  callClosure,
  callFunction,
  type Evaluation,
  entriesOf,
  FunctionFault,
  hashOf,
  lookUp,
  type NativeCall,
  type PuppetValue,
  textOf,
  wait,
} from '../../language/index.ts';
import { contextOf } from '../run/plan-context.ts';
import { isPlanObject, planObject } from '../values/plan-object.ts';
import { resultSet, resultsIn, targetNameIn } from '../values/results.ts';
import { namesOf, targetOf } from '../values/target.ts';
import { readHocon } from './hocon.ts';
import type { PlanFunctionTable } from './plan-table.ts';

/**
 * Functions of modules that are written in Ruby there, which Baton does not run, and that real plans call: of `aggregate`
 * and `canary`, which come with Bolt, of stdlib, and of those that install Puppet Enterprise.
 */
export const moduleFunctions: PlanFunctionTable = {
  'aggregate::count': (call) => aggregated(call, (names) => names.length),
  'aggregate::nodes': (call) => aggregated(call, (names) => names),
  'aggregate::targets': (call) => aggregated(call, (names) => names),
  'canary::merge': ({ arguments: given }) =>
    resultSet(given.flatMap((each) => (isPlanObject(each, 'ResultSet') ? resultsIn(each) : []))),
  'canary::random_split': (call) => randomSplit(call),
  'canary::skip': (call) => skipped(call),
  parsehocon: (call) => parseHocon(call),
  'stdlib::parsehocon': (call) => parseHocon(call),
  'peadm::bolt_version': () => '3.30.0',
  'peadm::file_content_upload': ({ frame, node, arguments: [content = '', destination = '', ...targets] }) =>
    callFunction(frame, node, 'write_file', [content, destination, targets], undefined),
  'peadm::module_version': (call) => moduleVersion(call),
  'peadm::plan_step': (call) => planStep(call),
  // It asks for the machine that the plan runs on; Baton runs on Unix.
  'pecdm::is_windows': () => false,
  'pecdm::with_tempfile_containing': (call) => withTemporary(call),
  'provision::with_tempfile_containing': (call) => withTemporary(call),
};

/** For each key of the results' values, and each value of it as text, what is made of the names of those that have it. */
function aggregated(
  { arguments: [set = null] }: NativeCall,
  made: (names: readonly string[]) => PuppetValue,
): PuppetValue {
  const found = new Map<string, Map<string, string[]>>();
  for (const result of isPlanObject(set, 'ResultSet') ? resultsIn(set) : []) {
    for (const [key, value] of entriesOf(result.attributes['value'] ?? null) ?? []) {
      const values = found.get(textOf(key)) ?? new Map<string, string[]>();
      found.set(textOf(key), values);
      values.set(textOf(value), [...(values.get(textOf(value)) ?? []), targetNameIn(result)]);
    }
  }
  return hashOf(
    [...found].map(([key, values]) => [key, hashOf([...values].map(([value, names]) => [value, made(names)]))]),
  );
}

function parseHocon({ arguments: [text = '', ...fallback] }: NativeCall): PuppetValue {
  try {
    return readHocon(textOf(text));
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    const [usual] = fallback;
    if (usual === undefined) throw new FunctionFault(`parsehocon(): ${error.message}`);
    return usual;
  }
}

/** So many elements and the others. Which ones looks like chance, but a plan that is resumed chooses the same. */
function randomSplit({ frame, arguments: [list = null, size = 0] }: NativeCall): PuppetValue {
  const all: readonly PuppetValue[] = Array.isArray(list) ? list : [];
  const { digest } = frame.host;
  const order = all.map((value, index) => ({ value, key: digest('sha256', `${index}:${textOf(value)}`), index }));
  const chosen = new Set(
    order
      .toSorted((a, b) => (a.key < b.key ? -1 : 1))
      .slice(0, Number(size))
      .map(({ index }) => index),
  );
  return [all.filter((_, index) => chosen.has(index)), all.filter((_, index) => !chosen.has(index))];
}

function* skipped({ frame, arguments: [targets = null] }: NativeCall): Evaluation {
  const { inventory } = contextOf(frame).run.world;
  const results = (yield* namesOf(targets, inventory)).map((name) => {
    const msg = `Skipped ${name} because of a previous failure`;
    const value = { _error: { msg, kind: 'canary/skipped-target', details: {} } };
    return planObject('Result', { target: targetOf(name, inventory), value, action: 'action', object: null });
  });
  return resultSet(results);
}

function* moduleVersion({ frame }: NativeCall): Evaluation {
  const { loader } = contextOf(frame).run.world;
  const module = loader.modules.find(({ name }) => name === 'peadm');
  if (module === undefined) return null;
  const text = yield* wait(() => loader.readText(joinPath(module.directory, 'metadata.json')));
  const metadata = text === undefined ? null : (JSON.parse(text) as Json);
  const version = isJsonObject(metadata) ? metadata['version'] : undefined;
  return typeof version === 'string' ? version : null;
}

const reached = '__first_plan_step_reached__';

/** Runs the block, but not before the step that the plan's parameter `begin_at_step` names. */
function* planStep({ frame, node, arguments: [name = ''], block }: NativeCall): Evaluation {
  const first = lookUp(frame.scope, 'begin_at_step') ?? null;
  const isFirst = first !== null && textOf(first) === textOf(name);
  if (isFirst) frame.scope.variables.set(reached, true);
  const isReached = first === null || isFirst || lookUp(frame.scope, reached) !== undefined;
  const text = `# Plan Step: ${textOf(name)}${isReached ? '' : ' - SKIPPING'}`;
  yield* callFunction(frame, node, 'out::message', [text], undefined);
  return isReached && block !== undefined ? yield* callClosure(block, []) : null;
}

function* withTemporary({ frame, arguments: [, contents = ''], block }: NativeCall): Evaluation {
  if (block === undefined) throw new FunctionFault('with_tempfile_containing() expects a block');
  const path = yield* wait(() => contextOf(frame).run.world.files.temporary(textOf(contents)));
  return yield* callClosure(block, [path]);
}
