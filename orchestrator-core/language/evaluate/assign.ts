import type { Assignment, Expression, LiteralList, Variable } from '../syntax/ast.ts';
import { entriesOf, type PuppetValue } from '../types/value.ts';
import { evaluationError, type Frame } from './frame.ts';
import { entry } from './values.ts';

/** `$x = value`, and `[$a, $b] = value` from an array of as many elements or a hash with keys of those names. */
export function assign(frame: Frame, node: Assignment, value: PuppetValue): PuppetValue {
  setTarget(frame, node, node.left, value);
  return value;
}

function setTarget(frame: Frame, node: Assignment, target: Expression, value: PuppetValue): void {
  if (target.kind === 'variable') setVariable(frame, node, target, value);
  else if (target.kind === 'list') setAll(frame, node, target, value);
  else throw evaluationError(frame, target, 'Not an assignable reference');
}

function setVariable(frame: Frame, node: Assignment, { name }: Variable, value: PuppetValue): void {
  const { variables } = frame.scope;
  const at = operatorSpan(frame, node);
  if (variables.has(name)) throw evaluationError(frame, at, `Cannot reassign variable '$${name}'`);
  variables.set(name, value);
}

function setAll(frame: Frame, node: Assignment, target: LiteralList, value: PuppetValue): void {
  if (entriesOf(value) !== undefined) {
    for (const each of target.values) {
      if (each.kind !== 'variable') throw evaluationError(frame, each, 'Not an assignable reference');
      const found = entry(value, each.name);
      if (found === undefined) {
        const message = `No value for required key '${each.name}' in assignment to variables from hash`;
        throw evaluationError(frame, operatorSpan(frame, node), message);
      }
      setTarget(frame, node, each, found);
    }
    return;
  }
  const values: readonly PuppetValue[] = Array.isArray(value) ? value : [value];
  if (values.length !== target.values.length) {
    const message = `Mismatched number of assignable entries and values, expected ${target.values.length}, got ${values.length}`;
    throw evaluationError(frame, operatorSpan(frame, node), message);
  }
  target.values.forEach((each, index) => {
    if (each.kind === 'entry') throw evaluationError(frame, each, 'Not an assignable reference');
    setTarget(frame, node, each, values[index] ?? null);
  });
}

function operatorSpan(frame: Frame, node: Assignment): { readonly start: number; readonly end: number } {
  const start = frame.source.indexOf(node.operator, node.left.end);
  return { start, end: start + node.operator.length };
}
