import type { Case, CaseOption, Expression, If, Selector, Unless } from '../syntax/ast.ts';
import type { PuppetValue } from '../types/value.ts';
import type { Evaluation } from './evaluation.ts';
import { evaluationError, type Frame } from './frame.ts';
import { isOption } from './match.ts';
import { textOf } from './value-text.ts';
import { isKind, isTrue } from './values.ts';

/**
 * `if`, `unless`, `case` and selectors. What a condition's regular expression captured holds in its branches and is gone
 * after them.
 */
export function* evaluateBranch(frame: Frame, node: If | Unless | Case | Selector): Evaluation {
  const { scope } = frame;
  const before = scope.match;
  try {
    switch (node.kind) {
      case 'if':
      case 'unless': {
        const holds = isTrue(yield* frame.rules.expression(frame, node.test));
        if (holds === (node.kind === 'if')) return yield* frame.rules.block(frame, node.then);
        if (node.else === undefined) return null;
        return node.else.kind === 'if'
          ? yield* frame.rules.expression(frame, node.else)
          : yield* frame.rules.block(frame, node.else);
      }
      case 'case': {
        const option = yield* chosenOption(frame, node);
        return option === undefined ? null : yield* frame.rules.block(frame, option.then);
      }
      case 'selector':
        return yield* evaluateSelector(frame, node);
    }
  } finally {
    scope.match = before;
  }
}

/** The first option that takes the value; `default` only when no other does, wherever it stands. */
function* chosenOption(frame: Frame, node: Case): Evaluation<CaseOption | undefined> {
  const value = yield* frame.rules.expression(frame, node.test);
  let fallback: CaseOption | undefined;
  for (const option of node.options) {
    for (const each of option.values) {
      const given = yield* frame.rules.expression(frame, each);
      if (isKind(given, 'Default')) fallback = option;
      else if (optionsOf(each, given).some((one) => isOption(frame.scope, one, value))) return option;
    }
  }
  return fallback;
}

/** An unfolded option stands for each of its elements. */
function optionsOf(node: Expression, value: PuppetValue): readonly PuppetValue[] {
  return node.kind === 'unfold' && Array.isArray(value) ? value : [value];
}

function* evaluateSelector(frame: Frame, node: Selector): Evaluation {
  const value = yield* frame.rules.expression(frame, node.left);
  let fallback: Expression | undefined;
  for (const { match, value: result } of node.entries) {
    const given = yield* frame.rules.expression(frame, match);
    if (isKind(given, 'Default')) fallback = result;
    else if (optionsOf(match, given).some((one) => isOption(frame.scope, one, value))) {
      return yield* frame.rules.expression(frame, result);
    }
  }
  if (fallback !== undefined) return yield* frame.rules.expression(frame, fallback);
  throw evaluationError(frame, node.left, `No matching entry for selector parameter with value '${textOf(value)}'`);
}
