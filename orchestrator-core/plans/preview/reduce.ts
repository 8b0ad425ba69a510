import { type Evaluation, Leaving, type PuppetValue, single } from '../../language/index.ts';
import { faultOf, type PreviewCall } from './call.ts';
import { contextOf, Ended, Fails, noExits, within } from './context.ts';
import { isSame, join } from './join.ts';
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
  return yield* loop(call, over, true, function* (state): Evaluation {
    let memo = first;
    const cut: PuppetValue[] = [];
    for (const value of rest) {
      const before = state.breaks.length;
      const answer = yield* round(call, state, [memo, value], labelOf(call, [memo, value]));
      if (state.breaks.length > before) cut.push(memo);
      if (answer === undefined) break;
      memo = answer.value;
    }
    return join([memo, ...cut], { text: call.text, needs: needsOf(over) });
  });
}

const mostTurns = 6;

/**
 * Over what is not known the memo is whatever the start and all rounds have in common: found by going through the lambda
 * until that stays as it is, and only then for what it does.
 */
function* reducedOpen(call: PreviewCall, over: PuppetValue, start: PuppetValue | undefined): Evaluation {
  const { frame, block, text } = call;
  const { targets } = contextOf(frame).run;
  const value = anyElement(call, over).at(-1) ?? null;
  const memoName = `$${block?.lambda.parameters[0]?.name ?? 'memo'}`;
  const name = { text: memoName, needs: needsOf(over), isOpen: true };
  const before = targets.pages();
  let memo: PuppetValue = start ?? derived(memoName, [over]);
  for (let turn = 0; ; turn += 1) {
    const next = yield* tried(call, [memo, value]);
    targets.turnTo(before);
    const joined = join([memo, next ?? memo], name);
    if (isSame(joined, memo)) break;
    memo = turn < mostTurns ? joined : derived(memoName, [over, joined]);
  }
  const last = yield* once(call, over, [memo, value]);
  return renamed(join([memo, last ?? memo], { ...name, text }), text);
}

/** What the lambda gives, without what it does; undefined where it leaves. */
function* tried(call: PreviewCall, given: readonly PuppetValue[]): Evaluation<PuppetValue | undefined> {
  const { frame, block } = call;
  if (block === undefined) return undefined;
  const { run } = contextOf(frame);
  const [nodes, problems, checks] = [run.count.nodes, run.problems.length, new Set(run.checks)];
  const exits = noExits();
  try {
    return yield* callBlock({ ...block, frame: within(block.frame, { exits, isUndecided: true }) }, given, [], []);
  } catch (error) {
    if (error instanceof Leaving || error instanceof Ended || error instanceof Fails) return undefined;
    throw faultOf(call, error);
  } finally {
    run.count.nodes = nodes;
    run.problems.length = problems;
    for (const check of run.checks) if (!checks.has(check)) run.checks.delete(check);
  }
}
