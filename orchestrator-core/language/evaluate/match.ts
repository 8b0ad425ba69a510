import { isInstance } from '../types/instance.ts';
import { parseVersion, parseVersionRange, rangeIncludes } from '../types/semantic-version.ts';
import { entriesOf, isRich, type PuppetValue, rich } from '../types/value.ts';
import { aKind, kindName } from './kind-name.ts';
import { isIn, OperatorFault } from './operators.ts';
import type { Scope } from './scope.ts';
import { entry, isEqual, isKind, regexFault, regexOf } from './values.ts';

/**
 * `left =~ right`: a string against a regular expression or its source, anything against a data type, a version against
 * a range. What an expression captures is kept in the scope.
 *
 * @throws OperatorFault where the operands will not do.
 */
export function matches(scope: Scope, left: PuppetValue, right: PuppetValue): boolean {
  if (isKind(right, 'Type')) return isInstance(right.type, left);
  if (isKind(right, 'SemVerRange')) {
    const version = isKind(left, 'SemVer') ? left.version : typeof left === 'string' ? parseVersion(left) : undefined;
    return version !== undefined && rangeIncludes(right.range, version);
  }
  if (isKind(left, 'SemVer') && typeof right === 'string') {
    const range = parseVersionRange(right);
    if (range !== undefined) return rangeIncludes(range, left.version);
  }
  if (typeof left !== 'string') {
    throw new OperatorFault(`Left match operand must result in a String value. Got ${aKind(left)}.`, 'left');
  }
  const source = isKind(right, 'Regexp') ? right.source : right;
  if (typeof source !== 'string') {
    const message = `Can not convert right match operand to a regular expression. Caused by 'no implicit conversion of ${kindName(right)} into String'.`;
    throw new OperatorFault(message, 'right');
  }
  return matchText(scope, left, source);
}

/** Matches a string against the source of a regular expression and keeps what it captured. */
function matchText(scope: Scope, text: string, source: string): boolean {
  const regex = regexOf(source);
  if (regex === undefined) {
    const message = `Can not convert right match operand to a regular expression. Caused by '${regexFault(source)}'.`;
    throw new OperatorFault(message, 'right');
  }
  const found = regex.exec(text);
  if (found !== null) scope.match = [...found];
  return found !== null;
}

/** `left in right`: regular expressions match strings, types their instances, everything else equals. */
export function isIncluded(scope: Scope, left: PuppetValue, right: PuppetValue): boolean {
  if (!isRich(left) || (left[rich] !== 'Regexp' && left[rich] !== 'Type')) return isIn(left, right);
  const elements = Array.isArray(right)
    ? (right as readonly PuppetValue[])
    : (entriesOf(right)?.map(([key]) => key) ?? [right]);
  if (left[rich] === 'Type') {
    const { type } = left;
    return typeof right !== 'string' && elements.some((each) => isInstance(type, each) || isEqual(left, each));
  }
  const { source } = left;
  return elements.some((each) => typeof each === 'string' && matchText(scope, each, source));
}

/**
 * Whether an option of `case` or a selector takes a value: equal, matched by a regular expression, an instance of a type;
 * arrays and hashes option by option.
 */
export function isOption(scope: Scope, option: PuppetValue, value: PuppetValue): boolean {
  if (isKind(option, 'Regexp')) return typeof value === 'string' && matchText(scope, value, option.source);
  if (isKind(option, 'Type')) return isInstance(option.type, value) || isEqual(option, value);
  if (isKind(option, 'SemVerRange')) return isKind(value, 'SemVer') && rangeIncludes(option.range, value.version);
  if (Array.isArray(option)) {
    const options: readonly PuppetValue[] = option;
    if (!Array.isArray(value) || value.length !== options.length) return false;
    const values: readonly PuppetValue[] = value;
    return options.every((each, index) => isKind(each, 'Default') || isOption(scope, each, values[index] ?? null));
  }
  const entries = entriesOf(option);
  if (entries === undefined) return isEqual(option, value);
  if (entriesOf(value) === undefined) return false;
  return entries.every(([key, each]) => {
    const found = entry(value, key);
    return found !== undefined && isOption(scope, each, found);
  });
}
