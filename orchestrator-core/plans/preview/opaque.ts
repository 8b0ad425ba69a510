import type { Evaluation, PuppetValue } from '../../language/index.ts';
import { faultOf, type PreviewCall } from './call.ts';
import { asFailure, contextOf, emit, keepEnd, newId, placeAt, within } from './context.ts';
import type { PreviewNode } from './plan-preview.ts';
import { callBlock } from './rounds.ts';
import { show } from './show.ts';
import { derived, needsOf } from './symbolic.ts';

/** A function that does with its lambda what nobody can tell: it may call it, once, more often or never. */
export function* callOpaque(call: PreviewCall): Evaluation {
  const { frame, node, name, block, given, text } = call;
  if (block === undefined) return derived(text, given);
  const context = contextOf(frame);
  const { run, exits } = context;
  const id = newId(context);
  const nodes: PreviewNode[] = [];
  const before = run.targets.pages();
  const parameters = block.lambda.parameters.map((each) => derived(`$${each.name}`, given));
  let value: PuppetValue = null;
  try {
    value = yield* callBlock({ ...block, frame: within(block.frame, { isUndecided: true }) }, parameters, nodes, []);
  } catch (error) {
    const failure = asFailure(frame, node, faultOf(call, error));
    if (!keepEnd(exits, failure)) throw failure;
  } finally {
    run.targets.join([before, run.targets.pages()], needsOf(...given));
    if (nodes.length > 0) {
      const about = given[0] === undefined ? {} : { about: show(given[0]) };
      const place = placeAt(frame, node);
      emit(frame, { kind: 'block', id, place, function: name, ...about, nodes, marks: [], needs: needsOf(...given) });
    }
  }
  return derived(text, [...given, value]);
}
