import {
  createScope,
  type Evaluation,
  type EvaluationFrame,
  type Expression,
  hashOf,
  type PuppetValue,
  type Resource,
} from '../../language/index.ts';
import { walkAll } from './arguments.ts';
import { textAt } from './branches.ts';
import { asFailure, contextOf, Ended, emit, Fails, newId, placeAt, within } from './context.ts';
import { marksOf } from './marks.ts';
import type { PreviewNode } from './plan-preview.ts';
import { maybe, readOptions } from './run-options.ts';
import { show, showAll } from './show.ts';
import { userOf } from './steps.ts';
import { derived, describe, needsOf, shortened, symbolic, truthOf } from './symbolic.ts';
import { selectAt, targetsValue } from './target-functions.ts';

/** `apply(targets, options) { … }`: the resources of its catalog, as far as the block itself says which they are. */
export function* walkApply(frame: EvaluationFrame, node: Expression & { readonly kind: 'apply' }): Evaluation {
  const context = contextOf(frame);
  const [spec = null, ...rest] = yield* walkAll(frame, node.arguments);
  const targets = selectAt(frame, node, spec);
  const options = readOptions(rest);
  const id = newId(context);
  const nodes: PreviewNode[] = [];
  const inner = { ...within(frame, { nodes, isCatalog: true }), scope: createScope(frame.scope) };
  try {
    yield* frame.rules.block(inner, node.body);
  } catch (error) {
    // The catalog is compiled for each target: what fails in the block fails there.
    const failure = asFailure(inner, node, error);
    if (!(failure instanceof Fails || failure instanceof Ended)) throw failure;
  }
  const runAs = userOf(context, options);
  const marks = marksOf(
    { changes: true, isSafe: true, hasNoop: true },
    {
      isAs: runAs !== null,
      isSensitive: false,
      catches: truthOf(options.option('_catch_errors')) === true,
      noop: truthOf(options.option('_noop')) === true,
      isNoopPlan: context.run.request.noop,
    },
  );
  const place = placeAt(frame, node);
  const about = options.description === undefined ? {} : { about: show(options.description) };
  emit(frame, {
    kind: 'block',
    id,
    place,
    function: 'apply',
    ...about,
    targets,
    nodes,
    marks,
    needs: needsOf(spec, ...rest),
  });
  context.exits.fail.push(id);
  const text = shortened(`apply(${describe(spec)})`);
  const ok = maybe(options.option('_catch_errors')) ? undefined : true;
  const list = targetsValue(frame, spec, targets, `${text}.targets`);
  return symbolic({ text, needs: [id], shape: { kind: 'results', targets: list, ok, action: 'apply' } });
}

/** What stands in a catalog and nowhere else. */
export function* walkResource(frame: EvaluationFrame, node: Expression): Evaluation {
  switch (node.kind) {
    case 'resource':
      return yield* resources(frame, node);
    case 'relationship':
      yield* frame.rules.expression(frame, node.left);
      return yield* frame.rules.expression(frame, node.right);
    default:
      return derived(shortened(textAt(frame, node)), []);
  }
}

function* resources(frame: EvaluationFrame, { type, bodies }: Resource): Evaluation {
  const name = capitalised(textAt(frame, type));
  for (const body of bodies) {
    const title = yield* frame.rules.expression(frame, body.title);
    const pairs: [PuppetValue, PuppetValue][] = [];
    for (const { name: attribute, value } of body.operations) {
      pairs.push([attribute, yield* frame.rules.expression(frame, value)]);
    }
    const titles = Array.isArray(title) ? (title as readonly PuppetValue[]) : [title];
    for (const each of titles) addResource(frame, name, each, hashOf(pairs), body);
  }
  return derived(name, []);
}

/** Writes a resource of a catalog down. */
function addResource(
  frame: EvaluationFrame,
  type: string,
  title: PuppetValue,
  parameters: PuppetValue,
  node: { readonly start: number; readonly end: number },
): void {
  const shown = typeof title === 'string' ? ({ kind: 'known', value: title, text: title } as const) : show(title);
  const text = (inside: string) => `${type}[${inside}]`;
  emit(frame, {
    kind: 'step',
    id: newId(contextOf(frame)),
    place: placeAt(frame, node),
    function: 'resource',
    object:
      shown.kind === 'known'
        ? { kind: 'known', value: text(shown.text), text: text(shown.text) }
        : shown.kind === 'unknown'
          ? { ...shown, text: text(shown.text) }
          : shown,
    parameters: showAll(parameters),
    marks: [],
    needs: needsOf(title, parameters),
  });
}

function capitalised(type: string): string {
  return type
    .replace(/^::/, '')
    .split('::')
    .map((part) => part.charAt(0).toUpperCase() + part.slice(1))
    .join('::');
}

/** `include` and its like: classes by their names. */
export function includeClasses(
  frame: EvaluationFrame,
  given: readonly PuppetValue[],
  node: { readonly start: number; readonly end: number },
): PuppetValue {
  const names = given.flatMap((each) => (Array.isArray(each) ? (each as readonly PuppetValue[]) : [each]));
  for (const name of names) addResource(frame, 'Class', name, null, node);
  return derived(`include(${names.map(describe).join(', ')})`, given);
}
