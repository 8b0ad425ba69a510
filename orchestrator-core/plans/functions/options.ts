import type { Json } from '../../common/index.ts';
import { entriesOf, isKind, type PuppetObject, type PuppetValue, textOf } from '../../language/index.ts';
import { PlanError } from '../run/plan-error.ts';
import { planData } from '../values/json-value.ts';

/** A hash of options; empty for what is none. */
export function asHash(value: PuppetValue | undefined): PuppetObject {
  const entries = value === undefined ? undefined : entriesOf(value);
  return Object.fromEntries((entries ?? []).map(([key, each]) => [textOf(key), each]));
}

/** What functions of two or more positional arguments are called with behind them: a description, options. */
export function splitRest(rest: readonly PuppetValue[]): { description: string | undefined; options: PuppetObject } {
  const [first = null, second] = rest;
  if (typeof first === 'string' || (first === null && rest.length > 1)) {
    return { description: typeof first === 'string' ? first : undefined, options: asHash(second) };
  }
  return { description: undefined, options: asHash(first) };
}

/** What people are told instead of the action: the argument counts before the option. */
export function descriptionOf(argument: string | undefined, options: PuppetObject): string | undefined {
  const option = options['description'] ?? null;
  return argument ?? (option === null ? undefined : textOf(option));
}

/** Keys that begin with an underscore, without it, and the others. */
export function partition(options: PuppetObject): { own: PuppetObject; others: PuppetObject } {
  const entries = Object.entries(options);
  const isOwn = ([key]: readonly [string, PuppetValue]): boolean => key.startsWith('_');
  return {
    own: Object.fromEntries(entries.filter(isOwn).map(([key, value]) => [key.slice(1), value])),
    others: Object.fromEntries(entries.filter((each) => !isOwn(each))),
  };
}

/** All keys, an underscore at their beginning left out. */
export function withoutUnderscores(options: PuppetObject): PuppetObject {
  return Object.fromEntries(Object.entries(options).map(([key, value]) => [key.replace(/^_/, ''), value]));
}

/** Whether an option is set as Ruby sees it: everything but undef and false is true. */
export function isSet(value: PuppetValue | undefined): boolean {
  return value !== undefined && value !== null && value !== false;
}

/** What Bolt says of an option that will not do. */
export function validationError(msg: string): PlanError {
  return new PlanError({ kind: 'bolt/validation-error', msg, details: {} });
}

/** A value in clear, as the action on the targets needs it; the secrets in it are noted. */
export function clearJson(value: PuppetValue, secrets: Json[]): Json {
  if (isKind(value, 'Sensitive')) {
    const clear = clearJson(value.value, secrets);
    secrets.push(clear);
    return clear;
  }
  if (Array.isArray(value)) return (value as readonly PuppetValue[]).map((each) => clearJson(each, secrets));
  const entries = value === null || typeof value !== 'object' ? undefined : entriesOf(value);
  if (entries === undefined) return planData(value);
  return Object.fromEntries(entries.map(([key, each]) => [textOf(key), clearJson(each, secrets)]));
}

/** The environment variables of a command or script; arrays and hashes become JSON. @throws PlanError as Bolt words it. */
export function environmentOf(value: PuppetValue | undefined, secrets: Json[]): Readonly<Record<string, string>> {
  if (!isSet(value)) return {};
  const entries = entriesOf(value ?? null);
  if (entries === undefined) throw validationError("Option 'env_vars' must be a hash");
  const bad = entries.filter(([key]) => typeof key !== 'string').map(([key]) => textOf(key));
  if (bad.length > 0) throw validationError(`Keys for option 'env_vars' must be strings: ${bad.join(', ')}`);
  return Object.fromEntries(
    entries.map(([key, each]) => {
      const clear = clearJson(each, secrets);
      return [String(key), typeof clear === 'object' && clear !== null ? JSON.stringify(clear) : textOf(clear)];
    }),
  );
}

/** A user to become; undefined where none is named. */
export function userOf(options: PuppetObject): string | undefined {
  const user = options['run_as'] ?? null;
  return user === null || user === false ? undefined : textOf(user);
}
