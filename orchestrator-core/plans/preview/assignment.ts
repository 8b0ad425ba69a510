import {
  type Assignment,
  assign,
  type Evaluation,
  type EvaluationFrame,
  type PuppetValue,
} from '../../language/index.ts';
import { elementOf } from './access.ts';
import { scopeToSet } from './arm-scope.ts';
import { derived, describe, renamed, unknownOf } from './symbolic.ts';

/** `$x = value`: what is not known is called by the variable from then on. */
export function* walkAssignment(frame: EvaluationFrame, node: Assignment): Evaluation {
  const value = yield* frame.rules.expression(frame, node.right);
  const { left } = node;
  if (left.kind === 'variable') {
    return assign({ ...frame, scope: scopeToSet(frame.scope, left.name) }, node, renamed(value, `$${left.name}`));
  }
  for (const each of left.kind === 'list' ? left.values : []) {
    if (each.kind === 'variable') scopeToSet(frame.scope, each.name);
  }
  if (left.kind !== 'list' || unknownOf(value) === undefined) return assign(frame, node, value);
  // Of what is not known each variable gets a part that is not known: by its name from a hash, else by its place.
  const parts: PuppetValue[] = left.values.map((each, index) => {
    const name = each.kind === 'variable' ? `$${each.name}` : `${describe(value)}[${index}]`;
    return renamed(elementOf(value, index) ?? derived(name, [value]), name);
  });
  assign(frame, node, parts);
  return value;
}
