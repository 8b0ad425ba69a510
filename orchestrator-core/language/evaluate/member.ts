import { memberOf } from '../functions/members.ts';
import type { Access, MethodCall } from '../syntax/ast.ts';
import type { PuppetValue } from '../types/value.ts';
import { attributeOf } from './attribute.ts';
import { isEvaluation } from './call.ts';
import { argumentsFault } from './check-arguments.ts';
import { type Evaluation, FunctionFault } from './evaluation.ts';
import { type Closure, evaluationError, type Frame } from './frame.ts';
import { isKind } from './values.ts';

/** What a value is asked: `$value.name(…)`, or `$value[…]`, which is the function `[]`. */
export interface Question {
  readonly node: MethodCall | Access;
  readonly value: PuppetValue;
  readonly name: string;
  /** Without the value itself. */
  readonly given: readonly PuppetValue[];
  readonly block: Closure | undefined;
}

/**
 * What a value's own attribute or function of that name gives; undefined where its type has none.
 *
 * @throws EvaluationError where it is not asked as its signature says.
 */
export function* askMember(frame: Frame, question: Question): Evaluation<PuppetValue | undefined> {
  const { node, value, name, given, block } = question;
  const { objects } = frame.host;
  if (!isKind(value, 'Object') || objects === undefined) return attribute(frame, question);
  const member = memberOf(value.type, name);
  if (member === undefined) return attribute(frame, question);
  if (member.kind === 'attribute') checkAttribute(frame, question);
  else if (member.signatures.every(({ parameters }) => parameters.length === 0)) checkNothing(frame, question);
  else {
    // Bolt declares these functions without names for their parameters.
    const signatures = member.signatures.map((signature) => ({
      ...signature,
      parameters: signature.parameters.map((parameter) => ({ ...parameter, name: '' })),
    }));
    const label = `function ${value.type.name}[${name}]`;
    const fault = argumentsFault(label, signatures, given, block?.lambda, frame.host.findAlias);
    if (fault !== undefined) throw refused(frame, question, new FunctionFault(fault));
  }
  try {
    const answer = objects.member({ frame, node, object: value, name, arguments: given, block });
    if (answer === undefined) return attribute(frame, question);
    return isEvaluation(answer) ? yield* answer : answer;
  } catch (error) {
    throw error instanceof FunctionFault ? refused(frame, question, error) : error;
  }
}

function attribute(frame: Frame, question: Question): PuppetValue | undefined {
  const { value, name } = question;
  const found = attributeOf(value, name);
  if (found === undefined) return undefined;
  if (isKind(value, 'Object') && memberOf(value.type, name)?.kind === 'attribute') checkAttribute(frame, question);
  else checkNothing(frame, question);
  return found;
}

function checkAttribute(frame: Frame, question: Question): void {
  const { given, value, name } = question;
  if (given.length === 0 || !isKind(value, 'Object')) return;
  const label = `'attribute ${value.type.name}[${name}]'`;
  throw refused(frame, question, new FunctionFault(`${label} expects no arguments, got ${given.length}`));
}

function checkNothing(frame: Frame, question: Question): void {
  const { length } = question.given;
  if (length === 0) return;
  throw refused(frame, question, new FunctionFault(`wrong number of arguments (given ${length}, expected 0)`));
}

function refused(frame: Frame, { node }: Question, fault: FunctionFault): Error {
  const text = `Error while evaluating a Method call, ${fault.message}`;
  return evaluationError(frame, node, text, { cause: fault });
}
