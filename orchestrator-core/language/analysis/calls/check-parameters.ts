import { nearest } from '../../../common/index.ts';
import type { Expression, Parameter, Span } from '../../syntax/ast.ts';
import { canMatch } from '../../types/can-match.ts';
import { message } from '../../types/describe-mismatch.ts';
import { readType, type TypeFault } from '../../types/read-type.ts';
import { undefType } from '../../types/type.ts';
import type { ParameterDeclaration } from '../declaration.ts';
import { typeOfText } from '../expressions/find-alias.ts';
import { mismatchesOf } from './argument-faults.ts';
import { type CallsState, report } from './calls-state.ts';
import { question } from './question.ts';

/** A parameter that is given a value by name. */
export interface NamedValue {
  readonly name: string;
  /** Where its name stands. */
  readonly span: Span;
  /** Undefined where a value that nobody can know is given. */
  readonly value: Expression | undefined;
}

/** Something that is given values by name: a task, a plan, a class, a resource. */
export interface Named {
  /** Who says so, as in Puppet's messages: `Class[A]`, `Task m::t`. */
  readonly subject: string;
  readonly parameters: readonly ParameterDeclaration[];
  readonly given: readonly NamedValue[];
  /** Whether nothing else can be given: no hash that nobody can look into. */
  readonly isComplete: () => boolean;
  /** Where to say that something is missing. */
  readonly span: Span;
  /** Names that everything of its kind takes. */
  readonly common?: ReadonlySet<string>;
}

/** Says which parameters don't exist, lack a value, or have one that they can never take. */
export function checkParameters(state: CallsState, named: Named): void {
  const byName = new Map(named.parameters.map((parameter) => [parameter.name, parameter] as const));
  for (const value of named.given) {
    const parameter = byName.get(value.name);
    if (parameter !== undefined) checkValue(state, named.subject, parameter, value);
    else if (named.common?.has(value.name) !== true) tellUnknown(state, named, value, byName.keys());
  }
  const given = new Set(named.given.map(({ name }) => name));
  const missing = named.parameters.filter(({ name, isOptional }) => !isOptional && !given.has(name));
  if (missing.length === 0 || !named.isComplete()) return;
  for (const { name } of missing) {
    report(state, named.span, 'missing-parameter', `${named.subject}: expects a value for parameter '${name}'`, {
      name,
    });
  }
}

function tellUnknown(state: CallsState, { subject }: Named, { name, span }: NamedValue, known: Iterable<string>): void {
  const suggestion = nearest(name, known);
  report(state, span, 'unknown-parameter', `${subject}: has no parameter named '${name}'${asked(suggestion)}`, {
    name,
    ...(suggestion === undefined ? {} : { suggestion }),
  });
}

function asked(suggestion: string | undefined): string {
  return suggestion === undefined ? '' : `.${question(suggestion)}`;
}

/** A value that may be undef leaves the parameter its default. */
function checkValue(
  state: CallsState,
  subject: string,
  parameter: ParameterDeclaration,
  { name, value }: NamedValue,
): void {
  const wanted = typeOfText(parameter.type, state.types.findAlias);
  const actual = value === undefined ? undefined : state.types.typeOf(value);
  if (value === undefined || wanted === undefined || actual === undefined || canMatch(wanted, actual)) return;
  if (parameter.isOptional && canMatch(undefType, actual)) return;
  const sentences = mismatchesOf(wanted, actual, [{ kind: 'parameter', name }]).map((mismatch) => message(mismatch));
  const text = sentences.length === 1 ? ` ${sentences[0]}` : sentences.map((sentence) => `\n  ${sentence}`).join('');
  report(state, value, 'parameter-type', `${subject}:${text}`, { name });
}

/** Says where a parameter's default can never be of its type: whoever leaves it out has an error. */
export function checkDefault(state: CallsState, { name, type, value, captures }: Parameter): void {
  if (type === undefined || value === undefined || captures) return;
  const faults: TypeFault[] = [];
  const wanted = readType(type, state.types.findAlias, faults);
  const actual = faults.length > 0 ? undefined : state.types.typeOf(value);
  if (actual === undefined || canMatch(wanted, actual)) return;
  const [first] = mismatchesOf(wanted, actual, [{ kind: 'parameter', name }]);
  // Nobody has to leave it out.
  if (first !== undefined) report(state, value, 'parameter-type', message(first), { name, severity: 'warning' });
}
