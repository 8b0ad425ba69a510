import { isJsonObject, type Json } from '../../common/index.ts';
import type { FactOperator, FactTest } from './condition.ts';

/**
 * Whether a fact compares as asked, by the rules of MCollective's `Util.has_fact?`: any element of an array, any key of
 * a hash, everything else by its text. A fact that is not there compares as nothing, not even by `!=`.
 *
 * Where it is better than MCollective: `<`, `<=`, `>`, `>=` and `!=` compare numbers as numbers, whole ones and others
 * alike and with their signs (there `10 > 9.5` is false, for two numbers of different kinds are compared as texts).
 */
export function compareFact(fact: Json | undefined, test: Pick<FactTest, 'operator' | 'value' | 'matcher'>): boolean {
  if (fact === undefined || fact === null) return false;
  if (Array.isArray(fact)) return fact.some((each) => compareFact(each as Json, test));
  if (isJsonObject(fact)) return Object.keys(fact).some((key) => compareText(key, test));
  return compareText(String(fact), test);
}

function compareText(
  fact: string,
  { operator, value, matcher }: Pick<FactTest, 'operator' | 'value' | 'matcher'>,
): boolean {
  if (operator === '=~') return matcher?.test(fact) === true;
  if (operator === '==') return fact === value;
  if (number.test(fact) && number.test(value)) return ordered(operator, Number(fact), Number(value));
  return ordered(operator, fact, value);
}

const number = /^[+-]?\d+(\.\d+)?$/;

function ordered<T extends string | number>(operator: Exclude<FactOperator, '==' | '=~'>, fact: T, value: T): boolean {
  switch (operator) {
    case '!=':
      return fact !== value;
    case '<':
      return fact < value;
    case '<=':
      return fact <= value;
    case '>':
      return fact > value;
    case '>=':
      return fact >= value;
  }
}

/**
 * The value of a fact by its name, else by the keys and indexes that its dotted path leads down: `os.release.major`,
 * `processors.models.0` or `processors.models[0]`. MCollective knows names alone.
 */
export function factAt(facts: Readonly<Record<string, Json>>, path: string): Json | undefined {
  if (Object.hasOwn(facts, path)) return facts[path];
  let value: Json | undefined = facts;
  for (const key of path.replace(/\[(\d+)\]/g, '.$1').split('.')) {
    if (Array.isArray(value)) value = /^\d+$/.test(key) ? (value as readonly Json[])[Number(key)] : undefined;
    else value = isJsonObject(value) && Object.hasOwn(value, key) ? value[key] : undefined;
    if (value === undefined) return undefined;
  }
  return value;
}

/**
 * The paths in PuppetDB's spelling by which {@link factAt} may find a fact, where a name with dots is quoted and indexes
 * stand in brackets: what an earlier one finds counts.
 */
export function factPaths(path: string): readonly string[] {
  if (!path.includes('.')) return [path];
  const quoted = path.includes('"') || path.includes('\\') ? [] : [`"${path}"`];
  const indexed = path.replace(/\.(\d+)(?=\.|\[|$)/g, '[$1]');
  return [...quoted, path, ...(indexed === path ? [] : [indexed])];
}
