import { type Evaluation, Leaving, type PuppetValue, single } from '../../language/index.ts';
import { faultOf, type PreviewCall } from './call.ts';
import { contextOf, Ended, Fails } from './context.ts';
import { join } from './join.ts';
import type { PreviewNode } from './plan-preview.ts';
import { anyElement, callBlock, known, labelOf, loop, once, round } from './rounds.ts';
import { derived, needsOf, renamed, unknownOf } from './symbolic.ts';

/** `reduce`: the memo goes from round to round. */
export function* reduced(call: PreviewCall): Evaluation {
  const [over = null, ...start] = call.given;
  const elements = known(over);
  if (elements === undefined) return yield* reducedOpen(call, over, start[0]);
  const values = elements.map((element) => single(unknownOf(over) === undefined ? over : [], element));
  const [first = null] = start.length > 0 ? start : values;
  const rest = start.length > 0 ? values : values.slice(1);
  return yield* loop(call, over, rest.length, function* (state): Evaluation {
    let memo = first;
    const cut: PuppetValue[] = [];
    for (const value of rest) {
      const before = state.breaks.length;
      const answer = yield* round(call, state, [memo, value], labelOf({ ...call }, [memo, value].slice(0)));
      if (state.breaks.length > before) cut.push(memo);
      if (answer === undefined) break;
      memo = answer.value;
    }
    return join([memo, ...cut], { text: call.text, needs: needsOf(over) });
  });
}

/** Over what is not known the memo is whatever the start and the lambda have in common: found by going through it again. */
function* reducedOpen(call: PreviewCall, over: PuppetValue, start: PuppetValue | undefined): Evaluation {
  const [, value = null] =
    anyElement({ ...call }, over).length === 2 ? anyElement(call, over) : [null, derived('$it', [over])];
  const parameters = call.block?.lambda.parameters ?? [];
  const memoName = `$${parameters[0]?.name ?? 'memo'}`;
  const name = { text: memoName, needs: needsOf(over), isOpen: true };
  let memo: PuppetValue = start ?? derived(memoName, [over]);
  for (let turn = 0; turn < 2 && call.block !== undefined; turn += 1) {
    const nodes: PreviewNode[] = [];
    let next: PuppetValue = memo;
    const before = contextOf(call.frame).run.targets.pages();
    try {
      next = yield* callBlock(call.block, [memo, value], nodes, []);
    } catch (error) {
      if (!(error instanceof Leaving || error instanceof Ended || error instanceof Fails)) throw faultOf(call, error);
    }
    contextOf(call.frame).run.targets.turnTo(before);
    memo = join([memo, next], name);
  }
  const last = yield* once(call, over, [memo, value]);
  return renamed(join([memo, last ?? memo], { ...name, text: call.text }), call.text);
}
