import { isJsonObject, type Json } from '../../common/index.ts';

/** JSON laid out as PuppetDB does: members on lines of their own, elements on one line. */
export function laidOut(value: Json, margin = ''): string {
  if (Array.isArray(value)) {
    const items = value.map((each: Json) => laidOut(each, margin));
    return items.length === 0 ? '[ ]' : `[ ${items.join(', ')} ]`;
  }
  if (!isJsonObject(value)) return JSON.stringify(value);
  const inner = `${margin}  `;
  const members = Object.entries(value).map(
    ([key, each]) => `${inner}${JSON.stringify(key)} : ${laidOut(each, inner)}`,
  );
  return members.length === 0 ? '{ }' : `{\n${members.join(',\n')}\n${margin}}`;
}
