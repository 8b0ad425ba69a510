import type { Expression } from '../syntax/ast.ts';
import type { Parsed } from '../syntax/parser.ts';
import { type FindAlias, readType } from '../types/read-type.ts';
import type { PuppetType } from '../types/type.ts';

/** Finds the type aliases that a text itself defines, and after those what others know. */
export function aliasesOf({ program }: Parsed, outer: FindAlias): FindAlias {
  const expressions = new Map<string, Expression>();
  for (const statement of program.statements) {
    if (statement.kind !== 'type-alias' || statement.left.kind !== 'reference') continue;
    expressions.set(statement.left.value.replace(/^::/, '').toLowerCase(), statement.type);
  }
  if (expressions.size === 0) return outer;
  const types = new Map<string, PuppetType>();
  const find: FindAlias = (name) => {
    const key = name.toLowerCase();
    const known = types.get(key);
    if (known !== undefined) return known;
    const expression = expressions.get(key);
    if (expression === undefined) return outer(name);
    let resolved: PuppetType | undefined;
    const resolve = (): PuppetType => {
      resolved ??= readType(expression, find, []);
      return resolved;
    };
    const type: PuppetType = { kind: 'Alias', name, resolve };
    types.set(key, type);
    return type;
  };
  return find;
}
