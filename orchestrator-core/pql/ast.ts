import { ExactNumber, isWhole, type Json } from '../common/index.ts';
/**
 * A value in PuppetDB's JSON form of a query. A whole number that a double cannot hold exactly is a `bigint`; every other
 * number is a `number`.
 */
export type AstValue = null | boolean | number | bigint | string | readonly AstValue[] | AstObject;

/** An object in a query's JSON form; no operator takes one, so it only ever is what is wrong with a query. */
export type AstObject = { readonly [key: string]: AstValue };

/**
 * A query in PuppetDB's JSON form, which PQL is another spelling of: `["from", ENTITY, FILTER?, ["order_by", …]?,
 * ["limit", n]?, ["offset", n]?]`. The filter is `["extract", FIELDS, FILTER?, ["group_by", …]?]` where fields are chosen.
 */
export type QueryAst = readonly AstValue[];

/** The JSON text of a query, whole numbers of any size as they are. */
export function astText(value: AstValue): string {
  if (typeof value === 'bigint') return value.toString();
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  if (isAstList(value)) return `[${value.map(astText).join(',')}]`;
  const members = Object.entries(value).map(([key, member]) => `${JSON.stringify(key)}:${astText(member)}`);
  return `{${members.join(',')}}`;
}

/** A value as PuppetDB's messages show it, in Clojure's notation: `["=" "certname" nil]`. */
export function clojureText(value: AstValue): string {
  if (value === null) return 'nil';
  if (isAstList(value)) return `[${value.map(clojureText).join(' ')}]`;
  if (typeof value !== 'object') return astText(value);
  const members = Object.entries(value).map(([key, member]) => `:${key} ${clojureText(member)}`);
  return `{${members.join(', ')}}`;
}

/** What JSON says, as a value of a query's JSON form. */
export function astOfJson(json: Json): AstValue {
  if (json === null || typeof json !== 'object') return json;
  if (json instanceof ExactNumber) return isWhole(json.text) ? wholeNumber(json.text) : Number(json.text);
  if (Array.isArray(json)) return (json as readonly Json[]).map(astOfJson);
  return Object.fromEntries(Object.entries(json).map(([key, each]) => [key, astOfJson(each)]));
}

/** Whether a value of a query's JSON form is an array, as every operator is. */
export function isAstList(value: AstValue | undefined): value is readonly AstValue[] {
  return Array.isArray(value);
}

/** A whole number of any size from its decimal digits: a `number` where that is exact. */
export function wholeNumber(digits: string): number | bigint {
  const value = Number(digits);
  // `-0` is the whole number 0.
  return Number.isSafeInteger(value) ? value + 0 : BigInt(digits);
}
