// biome-ignore-all lint/suspicious/noTemplateCurlyInString: Puppet's interpolations

import { knownTypes } from '../../orchestrator-core/language/index.ts';
import type { Completion } from '../documents/answers.ts';
import type { AliasFile } from '../documents/data-types.ts';
import { typeContextAt } from '../documents/type-text.ts';

import type { TypeText } from './metadata.ts';

/** Types that are seldom written without brackets, with what stands in them, in snippet syntax. */
export const brackets: Readonly<Record<string, string>> = {
  Array: 'Array[${1:String[1]}]',
  Enum: 'Enum[${1:start}, ${2:stop}]',
  Hash: 'Hash[${1:String[1]}, ${2:Data}]',
  Optional: 'Optional[${1:String[1]}]',
  Pattern: 'Pattern[/${1:^\\\\\\\\w+$}/]',
  Sensitive: 'Sensitive[${1:String[1]}]',
  Struct: 'Struct[{${1:key} => ${2:String[1]}}]',
  Tuple: 'Tuple[${1:String}, ${2:Integer}]',
  Variant: 'Variant[${1:String[1]}, ${2:Integer}]',
};

/** What may stand in the brackets of a type whose arguments are no types. */
export const fixedArguments: Readonly<Record<string, readonly string[]>> = {
  Boolean: ['true', 'false'],
  Float: ['0.0', 'default'],
  Integer: ['0', '1', 'default'],
  String: ['1', 'default'],
};

/** Types and their arguments at a place in a type expression. */
export function completeType(
  type: Pick<TypeText, 'map'>,
  offset: number,
  aliases: readonly Pick<AliasFile, 'name'>[],
): readonly Completion[] {
  const context = typeContextAt(type.map.value, type.map.toValue(offset));
  if (context.quoted) return [];
  const span = type.map.toDocument(context.prefix);
  const fixed = context.type === undefined ? undefined : fixedArguments[context.type];
  if (fixed !== undefined) return fixed.map((label) => ({ label, kind: 'value' as const, span, insert: label }));
  if (context.type === 'Enum' || context.type === 'Pattern' || context.type === 'Regexp') return [];
  const own = knownTypes.map(({ name, parameters, documentation }) => {
    const snippet = brackets[name];
    return {
      label: name,
      kind: 'type' as const,
      span,
      insert: snippet ?? name,
      isSnippet: snippet !== undefined,
      documentation,
      ...(parameters === undefined ? {} : { detail: `${name}${parameters}` }),
    };
  });
  const others = aliases.map(({ name }) => ({
    label: name,
    kind: 'type' as const,
    span,
    insert: name,
    detail: 'type alias',
  }));
  return [...own, ...others];
}
