import type { CancelSignal } from '../../common/index.ts';
import type { Evaluation } from '../../language/index.ts';

/** The same evaluation, ended as soon as the signal is aborted: blocks beside others can be ended while those go on. */
export function* until<T>(signal: CancelSignal, evaluation: Evaluation<T>): Evaluation<T> {
  let next = evaluation.next();
  while (next.done !== true) {
    signal.throwIfAborted();
    let answer: unknown;
    try {
      answer = yield next.value;
    } catch (error) {
      next = evaluation.throw(error);
      continue;
    }
    next = evaluation.next(answer);
  }
  return next.value;
}
